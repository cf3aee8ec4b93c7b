//! Reads the day from which a change holds, where the sentence that makes it states one: `Z dniem 1 maja 2024
//! r. traci moc …`, `… traci moc z dniem 1 maja 2024 r.`
//!
//! Leaves the day from which the whole act holds to `force`. Invariant: a day of another sentence does not
//! count.

use jiff::civil::Date;

use crate::acts::{
    force,
    letters::{strip_beginning, strip_phrase},
    numbers::leading_date,
};

/// How far before a mention the day is looked for, in bytes: a list has words between.
const BEFORE: usize = 300;
/// How far after the words that introduce a day it is read, in bytes.
const CLAUSE: usize = 80;

/// What introduces the day.
const INTROS: [&str; 8] =
    ["z dniem", "Z dniem", "od dnia", "Od dnia", "z datą", "Z datą", "z chwilą", "Z chwilą"];

/// What may stand between a mention and the day; plain.
const LINKS: [&str; 14] = [
    "traci moc",
    "traca moc",
    "traci swa moc",
    "utraca moc",
    "utraci moc",
    "obowiazujaca",
    "zostaje uchylon",
    "zostaja uchylon",
    "uchyla sie",
    "uniewaznia sie",
    "uznaje sie za uchylon",
    "uznaje sie za nieobowiazujac",
    "w calosci",
    "i",
];

/// Reads the last day stated between two positions, if nothing ends its sentence before the second. `issued`
/// is the date of the act that makes the change, which `z dniem podpisania` means.
pub(super) fn day_before(text: &str, (from, to): (usize, usize), issued: Option<Date>) -> Option<Date> {
    let start = text.ceil_char_boundary(from.max(to.saturating_sub(BEFORE)));
    let near = text.get(start..to)?;
    let at = INTROS.iter().filter_map(|intro| near.rfind(intro)).max()?;
    if near[..at].ends_with(char::is_alphanumeric) || near[..at].trim_end().ends_with("życie") {
        return None;
    }
    let clause = &near[at..];
    let rest = after_day(clause);
    let is_one_sentence = !rest.trim_start().starts_with(char::is_uppercase)
        && !rest.contains(['§', '„', '”', ';'])
        && !rest.contains(". ")
        && !rest.contains(" do dnia ");
    force::day(clause, issued).filter(|_| is_one_sentence)
}

/// Returns what follows the words that state a day.
fn after_day(clause: &str) -> &str {
    let intro = INTROS.iter().find_map(|intro| clause.strip_prefix(intro)).unwrap_or(clause);
    let rest = intro.trim_start();
    leading_date(rest).map_or(rest, |(_, length)| &rest[length..])
}

/// Reads the day that stands directly behind a mention, or behind the verb after it.
pub(super) fn day_behind(text: &str, issued: Option<Date>) -> Option<Date> {
    let mut rest = text.trim_start_matches(is_gap);
    while let Some(length) = LINKS.iter().find_map(|link| link_length(rest, link)) {
        rest = rest[length..].trim_start_matches(is_gap);
    }
    let clause = &rest[..rest.floor_char_boundary(CLAUSE)];
    INTROS.iter().any(|intro| clause.starts_with(intro)).then(|| force::day(clause, issued)).flatten()
}

/// Returns the length of a link at the start of a text, with the ending of its last word.
fn link_length(text: &str, link: &str) -> Option<usize> {
    if link.ends_with(['n', 'c']) {
        let length = strip_beginning(text, link)?;
        let ending = text[length..].find(|c: char| !c.is_alphabetic())?;
        return Some(length + ending);
    }
    strip_phrase(text, link)
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ')')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::acts::citations::citations;

    #[track_caller]
    fn check(text: &str, expected: &[Option<&str>]) {
        let found: Vec<_> =
            citations(text, None).iter().map(|one| one.effective_from.map(|day| day.to_string())).collect();
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "`{text}`");
    }

    #[test]
    fn the_day_of_a_repeal_stands_before_or_behind_the_act() {
        let day = Some("2024-05-01");
        check("§ 3. Z dniem 1 maja 2024 r. traci moc zarządzenie nr 7/2011.", &[day]);
        check("Traci moc z dniem 1 maja 2024 r. uchwała nr XII/87/99 Rady Miejskiej w Skawinie.", &[day]);
        check("Uchyla się z dniem 1 maja 2024 roku zarządzenie nr 7/2011.", &[day]);
        check("Zarządzenie nr 7/2011 Wójta Gminy Liszki traci moc z dniem 1 maja 2024 r.", &[day]);
        check("Zarządzenie nr 7/2011 traci moc obowiązującą od dnia 1 maja 2024 r.", &[day]);
        check("Uchyla się zarządzenie nr 7/2011, z dniem 1 maja 2024 r.", &[day]);
        check("Zarządzenie nr 7/2011 zostaje uchylone z dniem 1 maja 2024 r.", &[day]);
        check("Z dniem 1 maja 2024 r. w zarządzeniu nr 7/2011 wprowadza się zmiany.", &[day]);
    }

    #[test]
    fn the_day_of_a_list_is_that_of_each_act_unless_one_has_its_own() {
        check(
            "Z dniem 1 maja 2024 r. tracą moc:\n1) uchwała nr V/3/07 z dnia 8 marca 2007 r. w sprawie opłat;\n2) \
             uchwała nr V/4/07 z dnia 8 marca 2007 r. w sprawie diet.",
            &[Some("2024-05-01"), Some("2024-05-01")],
        );
        check(
            "Tracą moc:\n1) zarządzenie nr 7/2011, z dniem 1 maja 2024 r.;\n2) zarządzenie nr 8/2011;\n3) \
             zarządzenie nr 9/2011, z dniem 1 czerwca 2024 r.",
            &[Some("2024-05-01"), None, Some("2024-06-01")],
        );
    }

    #[test]
    fn a_day_of_another_sentence_does_not_count() {
        check("Z dniem wejścia w życie niniejszej uchwały traci moc uchwała nr XII/87/99.", &[None]);
        check("Uchwała wchodzi w życie z dniem 1 maja 2024 r. Traci moc uchwała nr XII/87/99.", &[None]);
        check("Wchodzi w życie z dniem 1 maja 2024 r.\n§ 4. Traci moc zarządzenie nr 7/2011.", &[None]);
        check("Traci moc zarządzenie nr 7/2011. Z dniem 1 maja 2024 r. powołuje się radę.", &[None]);
        check("Traci moc zarządzenie nr 7/2011 z dnia 4 marca 2011 r.", &[None]);
        check("zob. zarządzenie nr 7/2011, z dniem 1 maja 2024 r.", &[None]);
    }

    #[test]
    fn the_day_of_signing_is_that_of_the_act() {
        let text = "Uchyla się z dniem podpisania zarządzenie nr 7/2011.";
        let (at, day) = (text.find("zarządzenie").expect("a mention"), date(2024, 4, 2));
        assert_eq!(day_before(text, (0, at), Some(day)), Some(day));
        assert_eq!(day_before(text, (0, at), None), None);
    }
}
