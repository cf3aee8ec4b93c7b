//! Reads the name of an official journal and brings it into one form.
//!
//! Leaves years, issues and positions to `journals`.

use super::cursor::{Cursor, folded, one_spaced};

/// Reads the name of a journal.
pub(super) fn read_journal_name(at: &mut Cursor<'_>) -> Option<String> {
    let mut next = *at;
    let name = if next.eat_words(&["dz", "u"]) || next.eat_words(&["dziennik", "ustaw"]) {
        next.eat_char(&['.']);
        of_region_or(&mut next, "Dz.U.")
    } else if next.eat_words(&["dz", "urz"])
        || next.eat_words(&["dziennik", "urzedowy"])
        || next.eat_words(&["dzienniku", "urzedowym"])
    {
        next.eat_char(&['.']);
        of_region_or(&mut next, "Dz.Urz.")
    } else if next.eat_words(&["m", "p"]) || next.eat_words(&["monitor", "polski"]) {
        next.eat_char(&['.']);
        "M.P.".to_owned()
    } else {
        return None;
    };
    at.at = next.at;
    Some(name)
}

/// Reads what a journal is of: a voivodeship, the Union, a ministry. `Dz. U. Woj.` is one of a voivodeship.
fn of_region_or(at: &mut Cursor<'_>, plain: &str) -> String {
    let mut next = *at;
    next.skip_spaces();
    if next.eat_any(&["woj", "wojewodztwa"]) {
        next.eat_char(&['.']);
        next.skip_spaces();
        let region = region(&mut next);
        at.at = next.at;
        return format!("Dz.Urz. Woj. {region}").trim_end().to_owned();
    }
    for (word, name) in [("ue", "UE"), ("we", "WE"), ("unii", "UE"), ("wspolnot", "WE")] {
        if next.eat_word(word) {
            next.skip_spaces();
            next.eat_any(&["europejskiej", "europejskich"]);
            at.at = next.at;
            return format!("Dz.Urz. {name}");
        }
    }
    if plain == "Dz.U." {
        return plain.to_owned();
    }
    office(at, plain)
}

/// The adjective of a voivodeship in the genitive, from any abbreviation of it.
fn region(at: &mut Cursor<'_>) -> String {
    const REGIONS: [&str; 17] = [
        "Dolnośląskiego",
        "Kujawsko-Pomorskiego",
        "Lubelskiego",
        "Lubuskiego",
        "Łódzkiego",
        "Małopolskiego",
        "Mazowieckiego",
        "Opolskiego",
        "Podkarpackiego",
        "Podlaskiego",
        "Pomorskiego",
        "Śląskiego",
        "Świętokrzyskiego",
        "Warmińsko-Mazurskiego",
        "Wielkopolskiego",
        "Zachodniopomorskiego",
        "Krakowskiego",
    ];
    let start = at.at;
    at.skip_while(|c| c.is_alphabetic() || c == '-');
    let printed = &at.text[start..at.at];
    let plain = folded(printed);
    let abbreviated = at.eat_char(&['.']);
    let is = |region: &&&str| {
        let region = folded(region);
        let stem = region.trim_end_matches("ego");
        if abbreviated { region.starts_with(&plain) } else { plain.starts_with(stem) }
    };
    let known = REGIONS.iter().find(|region| !plain.is_empty() && is(region));
    known.map_or_else(|| printed.to_owned(), |region| (*region).to_owned())
}

/// The office that publishes the journal, as printed: `Min. Zdrow.`, `MSWiA`.
fn office(at: &mut Cursor<'_>, plain: &str) -> String {
    let mut next = *at;
    let mut end = at.at;
    for _ in 0..6 {
        next.skip_spaces();
        let word = next.word();
        if word.is_empty() || !word.starts_with(char::is_uppercase) || folded(word) == "nr" {
            break;
        }
        next.at += word.len();
        next.eat_char(&['.']);
        end = next.at;
    }
    let name = one_spaced(&at.text[at.at..end]);
    at.at = end;
    format!("{plain} {name}").trim_end().to_owned()
}
