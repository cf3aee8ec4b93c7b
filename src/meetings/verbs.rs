//! The words that say a meeting was held, is to be held, was called, was cancelled or was moved.
//!
//! Leaves who meets and when to `statement`.

use std::ops::Range;

use super::{
    phrases::{Phrases, phrases},
    words::Word,
};

/// What a verb says of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// It was held.
    Held,
    /// It is to be held.
    Coming,
    /// It was called, which may lie on either side.
    Called,
}

/// Phrases with what they say, in the order in which they decide.
static VERBS: Phrases<(&str, Verb)> = Phrases::new(&[
    ("odbedzie|odbeda", Verb::Coming),
    ("ma|maja sie odbyc", Verb::Coming),
    ("rozpocznie|rozpoczna", Verb::Coming),
    ("rozpoczyna|rozpoczynaja sie", Verb::Coming),
    ("zbierze|zbiora", Verb::Coming),
    ("zbiera|zbieraja sie", Verb::Coming),
    ("spotka|spotkaja sie", Verb::Coming),
    ("spotykaja sie", Verb::Coming),
    ("bedzie|beda obradowa~", Verb::Coming),
    ("bedzie|beda pracowa~", Verb::Coming),
    ("obradowac bedzie|beda", Verb::Coming),
    ("bedzie mialo|miala miejsce", Verb::Coming),
    ("zwoluje|zwoluja", Verb::Coming),
    ("zapraszam|zapraszamy|zaprasza|zapraszaja", Verb::Coming),
    ("planuje|planuja sie", Verb::Coming),
    ("will meet|take|be", Verb::Coming),
    ("widzimy|spotykamy|spotkamy|zobaczymy sie", Verb::Coming),
    ("zainauguruje|omowi|przedyskutuje|rozpatrzy", Verb::Coming),
    ("pochyli|zajmie|zajma sie", Verb::Coming),
    (
        "wroci|wroca|powroci|powroca|zajmie|zajma|rozpatrzy|rozpatrza * na sesji|posiedzeniu|sesje|posiedzenie",
        Verb::Coming,
    ),
    (
        "zostanie|zostana * podjet~|omowion~|rozpatrzon~|poruszon~ na sesji|posiedzeniu|konwencie",
        Verb::Coming,
    ),
    ("odbyl~", Verb::Held),
    ("doszlo", Verb::Held),
    ("stalo sie to|tak", Verb::Held),
    ("zdominowal~", Verb::Held),
    ("wypada|wypadnie|wypadaja", Verb::Coming),
    ("poprowadzil~", Verb::Held),
    (
        "pojawil~|stawil~|przyszla|przyszli|przybyl~ sie|tlumnie|licznie|w|we|na * na sesji|sesje|posiedzeniu|obradach|posiedzenie|obrady",
        Verb::Held,
    ),
    ("zajelo|zajela|zajely * radnym", Verb::Held),
    ("toczyl~ sie", Verb::Held),
    ("otwarto|zamknieto|zakonczono", Verb::Held),
    ("pracowal~", Verb::Held),
    ("polaczyl|polaczyla|polaczyli|polaczyly sie", Verb::Held),
    ("sie polaczyl|polaczyla|polaczyli|polaczyly", Verb::Held),
    ("uplynela|uplynelo|uplynely pod znakiem|na", Verb::Held),
    ("obradowal~|obradowano", Verb::Held),
    ("zebral|zebrala|zebralo|zebrali|zebraly|zebrano sie", Verb::Held),
    ("sie zebral|zebrala|zebralo|zebrali|zebraly", Verb::Held),
    ("spotkal|spotkala|spotkalo|spotkali|spotkaly|spotkano sie", Verb::Held),
    ("sie spotkali|spotkaly", Verb::Held),
    ("rozpoczal|rozpoczela|rozpoczelo|rozpoczely|rozpoczynal|rozpoczynala", Verb::Held),
    ("zakonczyl~ sie", Verb::Held),
    ("trwala|trwalo|trwaly|trwal", Verb::Held),
    ("przeprowadzono", Verb::Held),
    ("zorganizowano", Verb::Held),
    ("zostal|zostala|zostalo przeprowadzon~|zorganizowan~", Verb::Held),
    ("mial|miala|mialo|mialy miejsce", Verb::Held),
    ("za nami|soba", Verb::Held),
    ("otworzyl|otworzyla obrady|sesje|posiedzenie", Verb::Held),
    ("zainaugurow~", Verb::Held),
    ("przebiegal~|przebiegl~", Verb::Held),
    ("uczestniczyli|uczestniczylo|uczestniczyl|uczestniczono w", Verb::Held),
    ("rozmawiali|rozmawiano|dyskutowali|dyskutowano", Verb::Held),
    ("omowil|omowila|omowili|omowiono", Verb::Held),
    ("zajmowal|zajmowala|zajmowali sie", Verb::Held),
    ("zajal|zajela|zajeli sie", Verb::Held),
    ("met", Verb::Held),
    ("wznowiono|wznowila|goscil|goscila|goscilo", Verb::Held),
    ("zjechal~|pochylil~|zajal|zajela|zajelo|zajeli sie", Verb::Held),
    ("przyszlo|przybylo|przybyli", Verb::Held),
    ("debatowal~|dyskutowala|dyskutowal|omowila|omowil", Verb::Held),
    ("zawiadamiam|zawiadamiamy|zawiadamia|informuje|informujemy o", Verb::Coming),
    ("przed nami", Verb::Coming),
    ("wyznaczono|wyznaczon~", Verb::Coming),
    ("planowany|planowana|planowane|planowano|planowanego|planowanej|planowanym|zaplanowan~", Verb::Coming),
    ("zapowiedzian~|zapowiadan~", Verb::Coming),
    ("nowy termin", Verb::Coming),
    ("dokonczenie|wznowienie w|we|obrad|sesji|posiedzenia", Verb::Coming),
    ("zwolano", Verb::Called),
    ("zwolal|zwolala|zwolali", Verb::Called),
    ("zwolan~", Verb::Called),
    ("odbywa|odbywaja sie", Verb::Called),
    ("zaproszeni|zaproszono na", Verb::Called),
]);

/// Finds the verb of a sentence about a meeting; returns it with its words.
pub(super) fn verb(words: &[Word]) -> Option<(Verb, Range<usize>)> {
    // *Obrady zakończono, a kolejne spotkanie wyznaczono na maj*: the verb of the next meeting decides.
    let next = phrases!["kolejne|kolejna|nastepne|nastepna posiedzenie|sesja|sesje|spotkanie|obrady"];
    let after = next.first(words).and_then(|next| VERBS.find(words, next.end));
    after.or_else(|| VERBS.find(words, 0)).map(|(entry, range)| (entry.1, range))
}

/// What has happened to a planned meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MeetingChange {
    /// It does not take place.
    Cancelled,
    /// It takes place on another day.
    Moved,
}

static CANCELLED: Phrases<&str> = Phrases::new(&[
    "nie odbedzie|odbeda",
    "nie odbyl~",
    "sie nie odbedzie|odbeda",
    "odwoluje|odwoluja|odwolano",
    "odwolan|odwolane|odwolana|odwolany|odwolal|odwolala",
    "anulowan~|anulowano|anuluje",
    "nie dojdzie do skutku",
    "nie doszl~|doszedl do skutku",
    "zostaje|zostaly|zostal|zostala|zostalo zawieszon~",
    "nie zbierze|zbiora",
    "sesji|posiedzenia|obrad|konwentu|spotkania|zebrania * nie bedzie",
]);

static MOVED: Phrases<&str> = Phrases::new(&[
    "przelozon~|przelozono|przeklada|przekladamy|przekladano",
    "przesunie~|przesuwa|przesuwamy",
    "przeniesion~|przeniesiono|przenosi|przenosimy na",
    "zmian~|zmiana termin~",
    "zmianie ulegl|ulega|ulegnie termin",
    "zmienil sie termin",
    "nowy termin",
    "pierwotnie planowan~|zaplanowan~|zwolan~|wyznaczon~",
    "mial|miala|mialo|mialy sie odbyc",
    "mial|miala|mialo|mialy obradowac|zebrac|spotkac * spotka|spotkaja|zbierze|zbiora|odbedzie",
    "zamiast * zbierze|zbiora|odbedzie|odbeda|spotka",
]);

/// Tells whether a sentence says that a meeting falls through or is moved.
pub(super) fn change(words: &[Word]) -> Option<MeetingChange> {
    if CANCELLED.is_in(words) {
        return Some(MeetingChange::Cancelled);
    }
    // *Nie jak pierwotnie planowano w magistracie*: the place has changed.
    let is_of_place = phrases!["nie jak|tak"].is_in(words);
    (!is_of_place && MOVED.is_in(words)).then_some(MeetingChange::Moved)
}

/// Phrases after which the day of a meeting that falls through stands.
static OLD_DAY: Phrases<&str> = Phrases::new(&[
    "planowany|planowana|planowane|planowano|planowanego|planowanej|planowanym|zaplanowan~ na|wstepnie",
    "planowany|planowana|planowane|planowano|planowanego|planowanej|planowanym|zaplanowan~",
    "zapowiadan~|zapowiedzian~ na",
    "zwolan~ na",
    "wyznaczon~ na",
    "ogloszon~ na",
    "mial|miala|mialo|mialy sie odbyc",
    "mial|miala|mialo|mialy obradowac|zebrac|spotkac",
    "pierwotnie",
    "zamiast",
]);

/// Phrases after which its new day stands.
static NEW_DAY: Phrases<&str> = Phrases::new(&[
    "przelozon~|przelozono|przeklada|przekladamy na",
    "przesunie~|przesuwa|przesuwamy na",
    "przeniesion~|przeniesiono|przenosi|przenosimy na",
    "nowy termin|terminem to|jest|bedzie",
    "nowy termin",
    "odbedzie|odbeda",
    "termin na|to",
    "odbyl|odbyla|odbylo|odbyly sie ostatecznie|dopiero",
    "zbierze|zbiora|spotka|spotkaja",
]);

/// Where the words before the new day of a moved meeting end, and those before the old one.
pub(super) fn ends_before_days(words: &[Word]) -> (Option<usize>, Option<usize>) {
    let negated = phrases!["nie odbedzie|odbeda|zbierze|zbiora"].first(words).map(|range| range.end);
    (NEW_DAY.least_end(words).filter(|new| Some(*new) != negated), OLD_DAY.least_end(words))
}
