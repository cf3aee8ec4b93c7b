//! Finds the items of a list that stands in one line: `a) A, b) B`, `I. A II. B`, `Data: A Godzina: B`.
//!
//! Leaves what the items say to `agenda` and `labels`. Invariant: cuts are in order and none is at the start.

use super::marks::ListMark;

/// Roman numerals of points.
#[rustfmt::skip]
const ROMAN: [&str; 24] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII", "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV",
];

/// The most items of a line.
const MOST_ITEMS: usize = 5000;

/// Labels that may follow others in one line.
const LABELS: [&str; 23] = [
    "Przewodniczący:",
    "Przewodnicząca:",
    "Przewodniczyła:",
    "Przewodniczył:",
    "Prowadziła:",
    "Prowadził:",
    "Goście:",
    "Adres:",
    "Godzina:",
    "Godzina rozpoczęcia:",
    "Miejsce:",
    "Początek:",
    "Lokalizacja:",
    "Przewodniczy:",
    "Prowadzi:",
    "Tematy:",
    "Temat:",
    "Tematyka:",
    "Termin:",
    "Data:",
    "Gdzie:",
    "Porządek obrad:",
    "Program:",
];

/// Where the further items of a line begin, in bytes. `follows_colon` tells whether the line before opens a
/// list, and `roman` is the number of the last point with a Roman numeral.
pub(super) fn cuts(line: &str, mark: ListMark, follows_colon: bool, roman: &mut usize) -> Vec<usize> {
    if mark == ListMark::Roman {
        *roman = ROMAN.iter().position(|numeral| follows_numeral(line, numeral)).map_or(*roman, |at| at + 1);
    }
    let found = match mark {
        ListMark::Number(1) => numbers(line, follows_colon),
        ListMark::Letter => letters(line, 0, b'b'),
        ListMark::Bullet if line.starts_with("Druk ") => drafts(line),
        ListMark::Bullet if follows_colon => bullets(line),
        ListMark::None | ListMark::Bullet => labels(line),
        _ => Vec::new(),
    };
    let found = if found.is_empty() && mark == ListMark::None { rows(line) } else { found };
    let found = if found.is_empty() && mark != ListMark::Letter { below(line) } else { found };
    if found.is_empty() && *roman > 0 { romans(line, roman) } else { found }
}

fn follows_numeral(line: &str, numeral: &str) -> bool {
    line.strip_prefix(numeral).is_some_and(|rest| rest.starts_with(['.', ')']))
}

/// Finds the places of marks one after another; the last `None` ends them.
fn sequence(line: &str, from: usize, mut mark: impl FnMut(usize) -> Option<String>) -> Vec<usize> {
    let (mut found, mut at) = (Vec::new(), from);
    while let Some(next) = mark(found.len()).filter(|_| found.len() < MOST_ITEMS) {
        let Some(place) = line[at..].find(&next) else { break };
        at += place + 1;
        found.push(at);
    }
    found
}

/// Finds `2. B 3. C` after `1. A`. Below a line that opens a list the items need no stop.
fn numbers(line: &str, follows_colon: bool) -> Vec<usize> {
    let Some(sign) = line[1..].chars().next().filter(|sign| ".)/".contains(*sign)) else { return Vec::new() };
    let space = if line[2..].starts_with(' ') { " " } else { "" };
    let found = sequence(line, 1, |count| Some(format!(" {}{sign}{space}", count + 2)));
    let is_list = found.iter().all(|at| line[..*at].trim_end().ends_with(['.', ',', ';']));
    let is_open_list = follows_colon && found.len() >= 2 && found.iter().all(|at| begins_item(&line[*at..]));
    if !is_list && !is_open_list || sign == '.' && found.len() < 2 {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (index, start) in found.iter().enumerate() {
        let end = found.get(index + 1).copied().unwrap_or(line.len());
        all.push(*start);
        all.extend(deeper(&line[..end], *start, index + 2));
    }
    all
}

/// Whether an item begins with a letter after its mark: `2/ Przygotowanie`, but not `2. 05. 2024`.
fn begins_item(item: &str) -> bool {
    let said = item.trim_start_matches(|c: char| c.is_ascii_digit() || " .)/".contains(c));
    said.starts_with(|c: char| c.is_alphabetic() || "„\"".contains(c))
}

/// Finds the points below one in its line: `4. Projekty uchwał: 4.1. A, 4.2. B`.
fn deeper(line: &str, from: usize, number: usize) -> Vec<usize> {
    let opens = line[from..].contains(&format!(": {number}.1."));
    if opens { sequence(line, from, |count| Some(format!(" {number}.{}.", count + 1))) } else { Vec::new() }
}

/// Finds `b) B c) C` from an index on.
fn letters(line: &str, from: usize, first: u8) -> Vec<usize> {
    let mark = |count: usize| {
        let letter = u8::try_from(count).ok().map(|count| first + count);
        letter.filter(u8::is_ascii_lowercase).map(|letter| format!(" {}) ", char::from(letter)))
    };
    sequence(line, from, mark)
}

/// Finds the points below another in its line: `Projekty uchwał: a) A, b) B`.
fn below(line: &str) -> Vec<usize> {
    if memchr::memchr(b')', line.as_bytes()).is_none() {
        return Vec::new();
    }
    let Some(first) = line.find(": a) ") else { return Vec::new() };
    let found = letters(line, first, b'a');
    if found.len() > 1 { found } else { Vec::new() }
}

/// Finds the further drafts of a line: `Druk 401 A Druk 402 B`.
fn drafts(line: &str) -> Vec<usize> {
    let is_draft =
        |at: &usize| line[at + " Druk ".len()..].starts_with(|c: char| c.is_ascii_digit() || c == 'n');
    let found = memchr::memmem::find_iter(line.as_bytes(), b" Druk ").filter(is_draft);
    found.map(|at| at + 1).take(MOST_ITEMS).collect()
}

fn bullets(line: &str) -> Vec<usize> {
    let Some(bullet) = line.chars().next().filter(|bullet| "–→•-▪◦●■✓".contains(*bullet))
    else {
        return Vec::new();
    };
    let found = sequence(line, 0, |_| Some(format!(" {bullet} ")));
    if found.len() > 1 || bullet == '→' { found } else { Vec::new() }
}

/// Finds the rows of a schedule that stand in one line: `Komisja A – 7 maja, godz. 17.00 Komisja B – 8 maja …`.
fn rows(line: &str) -> Vec<usize> {
    const HEADS: [&str; 3] = ["Komisja ", "Rada ", "Zarząd "];
    let Some(head) = HEADS.iter().find(|head| line.starts_with(**head)) else { return Vec::new() };
    let mark = format!(" {head}");
    let found: Vec<usize> = memchr::memmem::find_iter(line.as_bytes(), mark.as_bytes())
        .map(|at| at + 1)
        .filter(|at| line[..at - 1].ends_with(|c: char| c.is_ascii_digit() || ".;,".contains(c)))
        .take(MOST_ITEMS)
        .collect();
    let ends = found.iter().copied().chain([line.len()]);
    let starts = std::iter::once(0).chain(found.iter().copied());
    let is_row = |(start, end): (usize, usize)| {
        end - start < 200 && line[start..end].bytes().filter(u8::is_ascii_digit).count() > 2
    };
    if starts.zip(ends).all(is_row) { found } else { Vec::new() }
}

/// Finds the labels after the first words of a line.
fn labels(line: &str) -> Vec<usize> {
    let colons = memchr::memchr_iter(b':', line.as_bytes()).take(MOST_ITEMS);
    let place = |colon: usize| {
        let said = &line[..=colon];
        let ends = |label: &&&str| {
            said.len()
                .checked_sub(label.len())
                .and_then(|at| said.get(at..))
                .is_some_and(|end| is_label(end, label))
        };
        let label = LABELS.iter().find(ends)?;
        let at = colon + 1 - label.len();
        (at > 0 && line[..at].ends_with(' ')).then_some(at)
    };
    let mut found: Vec<usize> = colons.filter_map(place).collect();
    if found.is_empty() {
        return found;
    }
    let is_labeled =
        LABELS.iter().any(|label| line.get(..label.len()).is_some_and(|head| is_label(head, label)));
    let is_labeled = is_labeled
        || ["Data ", "Termin "]
            .iter()
            .any(|head| line.starts_with(head) && line.get(..30).unwrap_or(line).contains(':'));
    let is_programme =
        |at: &usize| ["Temat", "Porz", "Prog"].iter().any(|label| line[*at..].starts_with(label));
    found.retain(|at| is_labeled || is_programme(at));
    found
}

/// Whether this is a label, with a capital or without.
fn is_label(said: &str, label: &str) -> bool {
    let (mut said, mut label) = (said.chars(), label.chars());
    let is_alike =
        said.next().zip(label.next()).is_some_and(|(one, other)| one.to_lowercase().eq(other.to_lowercase()));
    is_alike && said.eq(label)
}

/// Finds the next points with Roman numerals.
fn romans(line: &str, roman: &mut usize) -> Vec<usize> {
    let from = *roman;
    let found = sequence(line, 0, |count| ROMAN.get(from + count).map(|numeral| format!(" {numeral}. ")));
    let is_list = found.iter().all(|at| line[..*at].trim_end().ends_with(['.', ',', ';', ':']));
    if !is_list {
        return Vec::new();
    }
    *roman += found.len();
    found
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text).into_iter().map(|line| &text[line.range]).collect();
        assert_eq!(found, expected, "`{text}`");
    }

    #[test]
    fn a_list_in_one_line_is_cut_into_its_items() {
        check("a) budżet, b) parki, c) zima.", &["budżet,", "parki,", "zima."]);
        check("2. Projekty uchwał: a) o psach, b) o soli.", &["Projekty uchwał:", "o psach,", "o soli."]);
        check("I. Otwarcie. II. Zima. III. Zamknięcie.", &["Otwarcie.", "Zima.", "Zamknięcie."]);
        check("1. Otwarcie. 2. Zima. 3. Zamknięcie.", &["Otwarcie.", "Zima.", "Zamknięcie."]);
        check(
            "1.Otwarcie. 2.Plan: 2.1. zima, 2.2. lato. 3.Koniec.",
            &["Otwarcie.", "Plan:", "zima,", "lato.", "Koniec."],
        );
        check("Tematy:\n→ ronda → wóz → czujki", &["Tematy:", "ronda", "wóz", "czujki"]);
        check("Do omówienia:\n– boisko – krzyż – noc", &["Do omówienia:", "boisko", "krzyż", "noc"]);
    }

    #[test]
    fn points_go_on_after_those_below_them() {
        check(
            "V. Uchwały:\n1. w sprawie dróg. VI. Wnioski. VII. Koniec.",
            &["Uchwały:", "w sprawie dróg.", "Wnioski.", "Koniec."],
        );
    }

    #[test]
    fn labels_in_one_line_are_cut_apart() {
        check(
            "Termin: 5 maja Godzina: 16.00 Miejsce: ratusz",
            &["Termin: 5 maja", "Godzina: 16.00", "Miejsce: ratusz"],
        );
        check(
            "Komisja Sportu 5 maja, godz. 14 Tematy: hala; basen",
            &["Komisja Sportu 5 maja, godz. 14", "Tematy: hala; basen"],
        );
    }

    #[test]
    fn prose_is_not_cut() {
        for text in [
            "1. sesja trwała do 2. maja",
            "Sesja – mówił – trwała – długo",
            "w dniach od V do VI. Potem",
            "Radny – a) nikt",
        ] {
            check(text, &[lines(text).into_iter().map(|line| &text[line.range]).collect::<Vec<_>>()[0]]);
        }
    }
}
