//! Tells at which word of a sentence the title of a cited act must have ended.
//!
//! Titles of acts contain no finite verbs, and no references to articles; what begins with either is the
//! sentence around the citation. Leaves brackets and full stops to `title`.

use super::cursor::{Cursor, folded};

/// Finite verbs and other words that no title contains, without accents.
const WORDS: [&str; 90] = [
    "ma", "maja", "jest", "sa", "byl", "byla", "bylo", "byly", "bedzie", "beda", "moze", "moga", "nalezy",
    "stanowi", "okresla", "wchodzi", "wchodza", "traci", "traca", "utracila", "utracilo", "utracily", "zostal",
    "zostala", "zostalo", "zostaly", "zostaje", "zostaja", "podlega", "winien", "winna", "powinien", "powinna",
    "powinny", "uchwala", "zarzadza", "oglasza", "postanawia", "zarzadzam", "oglaszam", "postanawiam", "zwoluje",
    "zwany", "zwana", "zwane", "zwanej", "zwanego", "zwanych", "zwanym", "dalej", "zmieniony", "zmieniona",
    "zmienionej", "zmienionego", "zmienione", "zmienionych", "zmienionym", "wydany", "wydana", "wydane",
    "wydanej", "wydanego", "podjeta", "podjetej", "ogloszony", "ogloszona", "ogloszonej", "ogloszone",
    "opublikowana", "opublikowanej", "opublikowane", "opublikowanego", "uchylona", "uchylonej", "uchylone",
    "obowiazuje", "tj", "tzn", "jezeli", "jesli", "gdy", "gdyz", "zgodnie", "art", "ktory", "ktora", "ktore",
    "ktorych", "ktorym", "ktorej",
];

/// More words of the kind: relatives, and verbs that acts use.
const MORE_WORDS: [&str; 38] = [
    "ktorego", "ktoremu", "ktorymi", "niniejszego", "wnosi", "wynosi", "dotyczy", "zawiera", "nadaje", "nie",
    "mowi", "przewiduje", "stwierdza", "zmienia", "uchyla", "otrzymuje", "otrzymuja", "dodaje", "skresla",
    "zastepuje", "wprowadza", "stosuje", "staje", "ulega", "ulegaja", "przyjal", "przyjela", "podjal", "podjela",
    "wydal", "wydala", "uchwalil", "uchwalila", "oraz\u{0}", "pkt", "ust", "zalacznik", "podejmuje",
];

/// Bodies in the nominative: the subject of the sentence.
const SUBJECTS: [&str; 11] = [
    "Rada", "Prezydent", "Burmistrz", "Wójt", "Wojewoda", "Minister", "Sejm", "Senat", "Zarządzam", "Uchwala",
    "Ogłasza",
];

/// Words after `w` that begin what is said of the act.
const AFTER_W: [&str; 11] = [
    "art", "ust", "pkt", "brzmieniu", "szczegolnosci", "rozumieniu", "mysl", "drodze", "ktorym", "ktorej", "ktorych",
];

/// Words after `w` that end the title of a statute; the subject of an ordinance may contain them.
const AFTER_W_OF_A_STATUTE: [&str; 8] =
    ["zakresie", "celu", "terminie", "wysokosci", "trybie", "przypadku", "dniu", "czesci"];

/// Words after `z` that begin what is said of the act.
const AFTER_Z: [&str; 12] = [
    "pozn", "poz", "pozniejszymi", "zastrzezeniem", "wyjatkiem", "wylaczeniem", "tym", "uwzglednieniem", "dnia",
    "dniem", "moca", "dn",
];

/// Words after `oraz`, `i` or `lub` that begin another reference.
const AFTER_AND: [&str; 12] = [
    "art", "ust", "pkt", "przepisow", "przepisy", "przepisami", "przepisach", "na", "w\u{0}", "niektorych",
    "innych", "zalacznik",
];

/// Whether the sentence around the citation goes on with the word at the position.
pub(super) fn stops_at(at: Cursor<'_>, is_statute: bool) -> bool {
    let printed = at.word();
    if printed.is_empty() {
        return at.peek() == Some('§');
    }
    if SUBJECTS.contains(&printed) {
        return true;
    }
    let word = folded(printed);
    let mut next = at;
    next.at += printed.len();
    next.skip_spaces();
    match word.as_str() {
        "w" | "we" => stops_after_w(next, is_statute),
        "z" | "ze" => AFTER_Z.contains(&folded(next.word()).as_str()) || folded(next.word()) == "zm",
        "o" | "do" | "od" | "na" | "po" | "przez" | "przy" => stops_after_preposition(next, &word),
        "oraz" | "i" | "lub" | "albo" => {
            AFTER_AND.contains(&folded(next.word()).as_str()) || next.peek() == Some('§')
        }
        "a" => folded(next.word()) == "takze" && is_reference(after_word(next)),
        "jak" => folded(next.word()) == "rowniez",
        word => is_verb(word) || WORDS.contains(&word) || MORE_WORDS.contains(&word) || is_reflexive(word, next),
    }
}

fn stops_after_w(next: Cursor<'_>, is_statute: bool) -> bool {
    let word = folded(next.word());
    let scope = word == "zakresie" && is_reference(after_word(next));
    next.peek() == Some('§')
        || scope
        || AFTER_W.contains(&word.as_str())
        || is_statute && AFTER_W_OF_A_STATUTE.contains(&word.as_str())
        || word == "zwiazku" && is_reference(after_word(after_word(next)))
}

fn stops_after_preposition(next: Cursor<'_>, preposition: &str) -> bool {
    let word = folded(next.word());
    word.starts_with("ktor") || preposition == "na" && matches!(word.as_str(), "podstawie" | "mocy") || word == "uzgodnieniu"
}

/// Whether a reference to a provision stands at the position.
fn is_reference(at: Cursor<'_>) -> bool {
    at.peek() == Some('§') || matches!(folded(at.word()).as_str(), "art" | "ust" | "pkt")
}

/// The position after the next word.
fn after_word(mut at: Cursor<'_>) -> Cursor<'_> {
    at.at += at.word().len();
    at.skip_while(|c| c.is_whitespace());
    at
}

/// Whether a word has the ending of a verb in the present: `określają`, `zachowuje`.
fn is_verb(word: &str) -> bool {
    word.len() > 5 && (word.ends_with("uje") || word.ends_with("uja") || word.ends_with("aja"))
}

/// Whether a word is the verb of `się`, which gerunds and participles have, too.
fn is_reflexive(word: &str, next: Cursor<'_>) -> bool {
    let nominal = ["nia", "niu", "niem", "nie", "cia", "ciu", "cie", "ciem", "ych", "ym", "ymi", "ego", "ej", "aca", "ace"];
    folded(next.word()) == "sie" && !nominal.iter().any(|ending| word.ends_with(ending))
}
