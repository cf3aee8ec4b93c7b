//! Finds the legal basis of an act: the provisions named after `Na podstawie` above its first provision.
//!
//! Leaves the acts that it cites to others. Invariant: a basis ends where the act says what is decided, and
//! never reaches into the body.

use super::{
    letters::{is_of_word, plain_text, strip_phrase, word_length},
    organs::leading_office,
};

/// The size of the top of a text that is searched, in bytes.
const TOP_BYTES: usize = 12_000;

/// The longest legal basis, in bytes.
const BASIS_BYTES: usize = 4_000;

/// What opens a legal basis, in this case or in capitals.
const OPENINGS: [&str; 4] = ["Na podstawie", "Działając na podstawie", "Na mocy", "Działając na mocy"];

/// The verbs that follow a legal basis, plain.
const VERBS: [&str; 45] = [
    "po rozpatrzeniu",
    "zarzadza",
    "zarzadzam",
    "zarzadzamy",
    "uchwala",
    "uchwalam",
    "postanawia",
    "postanawiam",
    "oglasza",
    "oglaszam",
    "zawiadamia",
    "zawiadamiam",
    "informuje",
    "informuje sie",
    "podaje",
    "podaje sie",
    "stanowi",
    "stanowi sie",
    "orzeka",
    "orzekam",
    "decyduje",
    "polecam",
    "poleca",
    "ustalam",
    "ustala sie",
    "obwieszcza",
    "obwieszczam",
    "co nastepuje",
    "udzielam",
    "udziela sie",
    "zwoluje",
    "powoluje",
    "powoluje sie",
    "upowazniam",
    "upowaznia sie",
    "stwierdzam",
    "stwierdza",
    "stwierdza niewaznosc",
    "zatwierdzam",
    "odmawiam",
    "umarzam",
    "uniewaznia",
    "wprowadza sie",
    "wprowadzam",
    "wyraza",
];

/// Returns the legal basis of an act, on one line, without the words that open it and without footnote marks.
/// `None` if there is none, or it does not end before the first provision.
pub fn legal_basis(text: &str) -> Option<String> {
    let top = &text[..text.floor_char_boundary(TOP_BYTES)];
    let head = &top[..first_provision(top)];
    let (start, from) = head.char_indices().find_map(|(at, c)| opens(head, at, c))?;
    let near = &top[start + from..];
    let near = &near[..near.floor_char_boundary(BASIS_BYTES)];
    let end = basis_length(near)?;
    let basis = without_marks(&near[..end].split_whitespace().collect::<Vec<_>>().join(" "));
    let basis = basis.trim_end_matches([',', ';', ':', '-', '–', ' ', '.']);
    let basis = without_trailing_mark(basis.trim_start_matches([':', ' ']));
    (basis.chars().nth(4).is_some()).then(|| basis.to_owned())
}

/// Removes the number of a footnote after the bracket at the end.
fn without_trailing_mark(basis: &str) -> &str {
    let before = basis.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = basis.len() - before.len();
    let is_mark = (1..=2).contains(&digits) && before.trim_end().ends_with(')');
    if is_mark { before.trim_end() } else { basis }
}

/// Returns the position of an opening and its length if there is one here.
fn opens(top: &str, at: usize, c: char) -> Option<(usize, usize)> {
    if !matches!(c, 'N' | 'D') || top[..at].chars().next_back().is_some_and(is_of_word) {
        return None;
    }
    let here = &top[at..];
    let length = OPENINGS.iter().find_map(|opening| strip_phrase(here, &plain_text(opening)))?;
    let shouted = !here[..length].contains(char::is_lowercase);
    (here[1..].starts_with(char::is_lowercase) || shouted).then_some((at, length))
}

/// Returns the position of the first line that begins with the first provision of an act.
fn first_provision(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if starts_provision(line.trim_start()) {
            return start;
        }
        start += line.len();
    }
    text.len()
}

/// Whether the first provision begins here: `§ 1`, `Art. 1.`, `Rozdział 1`.
fn starts_provision(here: &str) -> bool {
    let number = |rest: &str| {
        let rest = rest.trim_start_matches(['.', ' ', '\n']);
        rest.strip_prefix('1').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    here.strip_prefix('§').is_some_and(number)
        || here.strip_prefix("Art").is_some_and(number)
        || here.strip_prefix("Rozdział").is_some_and(number)
}

/// Returns the length in bytes of the basis at the start of a text; `None` if it never ends.
fn basis_length(text: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let begins = !is_of_word(before) && !c.is_whitespace();
        before = c;
        if !begins {
            continue;
        }
        let here = &text[at..];
        let begins_line = text[..at].trim_end_matches(' ').ends_with('\n');
        if c == '§' && starts_provision(here) && (begins_line || ends_clause(&text[..at])) {
            return Some(at);
        }
        if begins_line && starts_provision(here) || decides(here) || begins_decision(here) {
            return Some(at);
        }
    }
    None
}

/// Whether what stands before a `§` ends a clause, so that the sign begins a provision.
fn ends_clause(above: &str) -> bool {
    above.trim_end().ends_with([':', '.', ')'])
}

/// Whether a verb of deciding begins here.
fn decides(here: &str) -> bool {
    let word = here[..word_length(here)].trim_end_matches(|c: char| !is_of_word(c));
    let plain = plain_text(word);
    let mut may_be = VERBS.iter().filter(|verb| verb.split(' ').next() == Some(plain.as_str()));
    may_be.any(|verb| strip_phrase(here, verb).is_some())
}

/// Whether the office that decides is named here, followed by the verb.
fn begins_decision(here: &str) -> bool {
    if !here.starts_with(char::is_uppercase) {
        return false;
    }
    let Some((_, length)) = leading_office(here) else { return false };
    let rest = here[length..].trim_start_matches([' ', ',', '-', '–']);
    let below = rest.trim_start();
    // The last word of the name may stand on the next line.
    decides(below) || below.len() < rest.len() && decides(below[word_length(below)..].trim_start())
}

/// Drops footnote marks: `poz. 594)1)`, `[1]`, `ustawy*`.
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for word in text.split(' ') {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(without_mark(word, &mut depth));
    }
    kept.replace("  ", " ").replace(" ,", ",")
}

/// Drops the mark at the end of a word; `depth` counts the brackets that are open.
fn without_mark<'a>(word: &'a str, depth: &mut usize) -> &'a str {
    let after = word.trim_end_matches([',', ';', '.', ':']);
    let bare =
        after.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')).filter(|(_, mark)| is_mark(mark));
    if let Some((bare, _)) = bare {
        return bare;
    }
    let mut open = *depth;
    for (at, c) in word.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' => {
                let inner = word[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '*');
                *depth = open;
                return if is_mark(&word[inner.len()..at]) { inner } else { word };
            }
            _ => {}
        }
    }
    *depth = open;
    word
}

fn is_mark(mark: &str) -> bool {
    !mark.is_empty() && mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, basis: Option<&str>) {
        assert_eq!(legal_basis(text).as_deref(), basis, "`{text}`");
    }

    #[test]
    fn the_basis_ends_before_the_act_decides() {
        check(
            "UCHWAŁA NR 5\nNa podstawie art. 18 ust. 1\nustawy o samorządzie uchwala się, co następuje:\n§ 1. Plan",
            Some("art. 18 ust. 1 ustawy o samorządzie"),
        );
        check("Na podstawie art. 30 ustawy zarządzam co następuje:", Some("art. 30 ustawy"));
        check(
            "Na podstawie art. 30 ustawy (Dz. U. poz. 446) 1 zarządza się:",
            Some("art. 30 ustawy (Dz. U. poz. 446)"),
        );
        check("NA PODSTAWIE ART. 30 USTAWY ZARZĄDZA SIĘ:", Some("ART. 30 USTAWY"));
        check("Działając na podstawie art. 5 kodeksu postanawiam udzielić", Some("art. 5 kodeksu"));
        check("Na podstawie art. 49 Kodeksu zawiadamia się o decyzji.", Some("art. 49 Kodeksu"));
        check(
            "Na podstawie art. 49 kodeksu (Dz. U. poz. 5)\n§ 1. Plan",
            Some("art. 49 kodeksu (Dz. U. poz. 5)"),
        );
        check(
            "Na podstawie § 12 ust. 7 uchwały nr 5 oraz § 1 statutu zarządzam:",
            Some("§ 12 ust. 7 uchwały nr 5 oraz § 1 statutu"),
        );
    }

    #[test]
    fn the_office_that_decides_is_no_part_of_the_basis() {
        check(
            "Na podstawie art. 18 ustawy (Dz. U. poz. 594) Rada Miejska w Bornem\nSulinowie uchwala, co następuje:",
            Some("art. 18 ustawy (Dz. U. poz. 594)"),
        );
        check("Na podstawie art. 4, Prezydent Miasta Krakowa\nogłasza przetarg", Some("art. 4"));
        check(
            "Na podstawie art. 4 na wniosek Wójta Gminy zarządza się:",
            Some("art. 4 na wniosek Wójta Gminy"),
        );
    }

    #[test]
    fn footnote_marks_are_dropped() {
        check(
            "Na podstawie art. 5 ustawy (Dz. U. poz. 5, z późn. zm.)1) zarządza się",
            Some("art. 5 ustawy (Dz. U. poz. 5, z późn. zm.)"),
        );
        check("Na podstawie art. 5 ust. 2 pkt 3 ustawy[1] zarządza się", Some("art. 5 ust. 2 pkt 3 ustawy"));
        check("Na podstawie art. 5 (poz. 2 i 12) zarządza się", Some("art. 5 (poz. 2 i 12)"));
    }

    #[test]
    fn a_basis_within_the_body_or_without_an_end_does_not_count() {
        check("§ 1. Plan\n§ 2. Działa.\nNa podstawie art. 5 zarządza się", None);
        check("Opracowano na\npodstawie: Dz. U.\nArt. 1. Ustawa", None);
        check("Na podstawie danych można powiedzieć, że miasto rośnie.", None);
        check("", None);
        check(&"Na podstawie ".repeat(2_000), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(
            text in "(Na podstawie|Działając|NA PODSTAWIE|art\\. 5|zarządza|Rada Gminy|\\(Dz\\. U\\.|5\\)|\\[1\\]|§ 1|żółć|[ \n.,:)]|\\PC){0,40}",
        ) {
            let _ = legal_basis(&text);
        }
    }
}
