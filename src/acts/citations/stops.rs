//! Tells at which word of a sentence the title of a cited act must have ended.
//!
//! Titles of acts contain no finite verbs, and hardly any references to articles; what begins with either is
//! the sentence around the citation. Leaves brackets and full stops to `title`.

use super::{
    cursor::{Cursor, folded},
    kinds::{ActKind, kind_of},
};

/// How certainly a title ends before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The title goes on.
    No,
    /// It ends, unless the bracket of its journal follows.
    Likely,
    /// It ends.
    Certain,
}

/// Words that no title contains, without accents: verbs and relatives.
const WORDS: [&str; 103] = [
    "art",
    "bedzie",
    "beda",
    "byl",
    "byla",
    "bylo",
    "byly",
    "czyli",
    "dalej",
    "dodaje",
    "dotyczy",
    "dziala",
    "gdy",
    "gdyz",
    "jest",
    "jesli",
    "jezeli",
    "ktora",
    "ktore",
    "ktorego",
    "ktorej",
    "ktoremu",
    "ktory",
    "ktorych",
    "ktorym",
    "ktorymi",
    "ma",
    "maja",
    "moga",
    "moze",
    "mowi",
    "nabywa",
    "nadaje",
    "nalezy",
    "niniejszego",
    "niniejszej",
    "obowiazuje",
    "oglasza",
    "oglaszam",
    "ogloszona",
    "ogloszonej",
    "ogloszone",
    "ogloszony",
    "okresla",
    "opublikowana",
    "opublikowane",
    "opublikowanego",
    "opublikowanej",
    "otrzymuja",
    "otrzymuje",
    "pkt",
    "podejmuje",
    "podjal",
    "podjela",
    "podjeta",
    "podjetej",
    "podlega",
    "posiada",
    "postanawia",
    "postanawiam",
    "powinien",
    "powinna",
    "powinny",
    "przewiduje",
    "przyjal",
    "przyjela",
    "przysluguje",
    "sa",
    "sklada",
    "skresla",
    "staje",
    "stanowi",
    "stosuje",
    "stwierdza",
    "traca",
    "traci",
    "tj",
    "tzn",
    "uchwala",
    "uchwalil",
    "uchwalila",
    "uchyla",
    "uchylam",
    "ulega",
    "ulegaja",
    "umieszcza",
    "ust",
    "utracila",
    "utracilo",
    "utracily",
    "uznaje",
    "wchodza",
    "wchodzi",
    "winien",
    "winna",
    "wnosi",
    "wprowadza",
    "wydaje",
    "wydal",
    "wydala",
    "wynosi",
    "zarzadza",
    "zarzadzam",
];

/// More words of the kind.
const MORE_WORDS: [&str; 58] = [
    "zastepuje",
    "zawiera",
    "zgodnie",
    "zmienia",
    "zostaja",
    "zostaje",
    "zostal",
    "zostala",
    "zostalo",
    "zostaly",
    "zwoluje",
    "zalacznik",
    "ponadto",
    "natomiast",
    "lacznie",
    "dotycza",
    "stanowia",
    "wynosza",
    "zobowiazuje",
    "utracil",
    "nabyl",
    "wskazuje",
    "zostanie",
    "zostana",
    "moc",
    "wymaga",
    "pozwala",
    "zezwala",
    "naklada",
    "zaklada",
    "daje",
    "wyznacza",
    "zabrania",
    "dopuszcza",
    "zapewnia",
    "umozliwia",
    "oznacza",
    "odnosi",
    "weszla",
    "weszlo",
    "wszedl",
    "wejdzie",
    "wejda",
    "obowiazywala",
    "rozszerza",
    "ogranicza",
    "znosi",
    "ustala",
    "rozstrzyga",
    "sluzy",
    "mozna",
    "trzeba",
    "musi",
    "musza",
    "zacznie",
    "czy",
    "bo",
    "poniewaz",
];

/// Stems of participles that say what became of the act.
const PARTICIPLES: [&str; 8] =
    ["zwan", "zmienion", "uchylon", "wymienion", "powolywan", "cytowan", "nowelizowan", "ogloszon"];

/// Stems of the participles before the place and the day at which a treaty was signed.
pub(super) const SIGNED: [&str; 7] =
    ["sporzadzon", "podpisan", "przyjet", "zawart", "otwart", "wylozon", "ratyfikowan"];

/// Bodies in the nominative, which are the subject of the sentence.
const SUBJECTS: [&str; 19] = [
    "Rada",
    "Prezydent",
    "Burmistrz",
    "Wójt",
    "Wojewoda",
    "Minister",
    "Sejm",
    "Senat",
    "Zarządzam",
    "Uchwala",
    "Ogłasza",
    "Prezes",
    "Dyrektor",
    "Komendant",
    "Główny",
    "Starosta",
    "Marszałek",
    "Zarząd",
    "Komisja",
];

/// Words after `w` that begin a statement about the act.
const AFTER_W: [&str; 8] =
    ["art", "ust", "pkt", "brzmieniu", "szczegolnosci", "rozumieniu", "mysl", "drodze"];

/// Words after `w` that may begin a statement about the act.
const LIKELY_AFTER_W: [&str; 9] =
    ["zakresie", "celu", "terminie", "wysokosci", "trybie", "przypadku", "dniu", "czesci", "okresie"];

/// Words after `z` that begin a statement about the act.
const AFTER_Z: [&str; 9] = ["pozn", "poz", "pozniejszymi", "zm", "tym", "dnia", "dniem", "moca", "dn"];

/// Words after `z` that may begin a statement about the act.
const LIKELY_AFTER_Z: [&str; 4] = ["zastrzezeniem", "wyjatkiem", "wylaczeniem", "uwzglednieniem"];

/// Words after `oraz`, `i` or `lub` that begin another reference.
const AFTER_AND: [&str; 9] =
    ["art", "ust", "pkt", "przepisow", "przepisy", "przepisami", "przepisach", "zalacznik", "ze"];

/// Whether the title of an act of this kind ends before the word at the position.
pub(super) fn stop_at(at: Cursor<'_>, kind: ActKind) -> Stop {
    let printed = at.word();
    if SUBJECTS.contains(&printed) {
        return Stop::Certain;
    }
    let word = folded(printed);
    let next = at.after_word();
    match word.as_str() {
        "" => certain_if(at.peek() == Some('§')),
        "w" | "we" => stop_after_w(next, kind),
        "z" | "ze" => stop_after_z(&folded(next.word())),
        "o" | "do" | "od" | "na" | "po" | "przez" | "przy" => stop_after_preposition(next, &word),
        "oraz" | "i" | "lub" | "albo" if is_acronym(next.word()) => likely_if(kind.has_no_body()),
        "oraz" | "i" | "lub" | "albo" => certain_if(begins_reference(next)),
        "a" => certain_if(next.word() == "także" && is_reference(next.after_word())),
        "jak" => likely_if(next.word() == "również"),
        "nie" => stop_at(next, kind),
        "oprocz" | "poza" => certain_if(is_reference(next)),
        "za" => certain_if(folded(next.word()) == "wyjatkiem" && is_reference(next.after_word())),
        "art" | "ust" | "pkt" if kind.is_of_union() => Stop::Likely,
        word => stop_before_verb(word, next, kind),
    }
}

fn stop_before_verb(word: &str, next: Cursor<'_>, kind: ActKind) -> Stop {
    let certain = is_verb(word)
        || WORDS.contains(&word)
        || MORE_WORDS.contains(&word)
        || !kind.is_of_union() && is_participle(word)
        || kind.is_treaty() && SIGNED.iter().any(|stem| word.starts_with(stem))
        // What follows is about an annex or a protocol: `Załącznika do Konwencji dotyczącego związków`.
        || kind.is_feminine_treaty() && (word.ends_with("acego") || word.ends_with("acemu"))
        || is_reflexive(word, next);
    let likely = ["wydan", "okreslon", "wprowadzon", "wynikajac", "pomniejszon", "zwalnia"]
        .iter()
        .any(|stem| word.starts_with(stem))
        || is_participle(word)
        || is_past(word)
        || kind.has_no_body() && is_plural_participle(word);
    if certain { Stop::Certain } else { likely_if(likely) }
}

/// Whether a word has the ending of a feminine verb in the past: `wprowadziła`, `nakazała`.
fn is_past(word: &str) -> bool {
    word.len() > 6 && ["ila", "yla", "zala", "wala"].iter().any(|ending| word.ends_with(ending))
}

/// Whether a word has the ending of a participle, `przyznane`, and not of `budowlane`.
fn is_plural_participle(word: &str) -> bool {
    word.len() > 6 && (word.ends_with("one") || word.ends_with("ane") && !word.ends_with("lane"))
}

/// Whether a word says what became of the act: `zmienionej`, `zwanej`.
fn is_participle(word: &str) -> bool {
    PARTICIPLES.iter().any(|stem| word.starts_with(stem))
}

const fn certain_if(stops: bool) -> Stop {
    if stops { Stop::Certain } else { Stop::No }
}

const fn likely_if(stops: bool) -> Stop {
    if stops { Stop::Likely } else { Stop::No }
}

fn stop_after_w(next: Cursor<'_>, kind: ActKind) -> Stop {
    let word = folded(next.word());
    let reference = word == "zakresie" && is_reference(next.after_word())
        || word == "zwiazku" && is_reference(next.after_word().after_word());
    if next.peek() == Some('§') || reference || AFTER_W.contains(&word.as_str()) || word.starts_with("ktor")
    {
        // The acts of the Union refer to articles in their titles.
        return if kind.is_of_union() { Stop::Likely } else { Stop::Certain };
    }
    likely_if(kind.has_no_body() && !kind.is_treaty() && LIKELY_AFTER_W.contains(&word.as_str()))
}

fn stop_after_z(word: &str) -> Stop {
    if AFTER_Z.contains(&word) { Stop::Certain } else { likely_if(LIKELY_AFTER_Z.contains(&word)) }
}

fn stop_after_preposition(next: Cursor<'_>, preposition: &str) -> Stop {
    let word = folded(next.word());
    if word.starts_with("ktor") {
        return Stop::Certain;
    }
    likely_if(
        preposition == "na" && matches!(word.as_str(), "podstawie" | "mocy" | "zasadach")
            || word == "uzgodnieniu",
    )
}

/// Whether another reference begins after a conjunction: `art. 5`, `przepisów`, `innych ustaw`.
fn begins_reference(at: Cursor<'_>) -> bool {
    let word = folded(at.word());
    let next = at.after_word();
    let is_act = |at: Cursor<'_>| kind_of(at.word()).is_some();
    let some = word == "niektorych" && (is_act(next) || is_act(next.after_word()));
    let others = some || word == "innych" && is_act(next);
    at.peek() == Some('§') || others || AFTER_AND.contains(&word.as_str())
}

/// Whether a word is an acronym, which titles of statutes hardly have: `albo MSR`.
fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a reference to a provision stands at the position.
fn is_reference(at: Cursor<'_>) -> bool {
    at.peek() == Some('§') || matches!(folded(at.word()).as_str(), "art" | "ust" | "pkt")
}

/// Whether a word has the ending of a verb in the present: `określają`, `zachowuje`.
fn is_verb(word: &str) -> bool {
    word.len() > 5 && (word.ends_with("uje") || word.ends_with("uja") || word.ends_with("aja"))
}

/// Whether a word is the verb of `się`, which gerunds and participles have, too.
fn is_reflexive(word: &str, next: Cursor<'_>) -> bool {
    const NOMINAL: [&str; 15] = [
        "nia", "niu", "niem", "nie", "cia", "ciu", "cie", "ciem", "ych", "ym", "ymi", "ego", "ej", "aca",
        "ace",
    ];
    folded(next.word()) == "sie" && !NOMINAL.iter().any(|ending| word.ends_with(ending))
}
