//! What identifies an act: the key by which a citation finds the act it means.
//!
//! A key is compared part by part with [`ActKey::means`], and found in a dictionary by its
//! [`ActKey::addresses`]. Invariants: a key decoded from its encoding is equal to it; keys that match share
//! an address.

use jiff::civil::Date;

use super::{act_number::ActNumber, letters::plain_text};
use crate::document::{Act, CitedAct, date_number, numbered_date};

/// Separates the parts of an encoded key; no part contains it.
const SEPARATOR: char = '\u{1f}';
/// Begins the terms of annexes, which are no acts of their own.
const ANNEX: char = 'z';
/// The number of parts of an encoded key.
const PARTS: usize = 7;
/// The maximum number of words of a title that are compared. The titles of two acts of one day differ sooner.
const TITLE_WORDS: usize = 16;
/// The number of letters of a word that are compared: most endings that depend on the case come later.
const WORD_LETTERS: usize = 5;
/// The kinds of acts that are cited by title alone.
const KNOWN_BY_TITLE: [&str; 4] = ["ustawa", "konstytucja", "statut", "regulamin"];

/// The parts of an act's identity, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ActKey {
    /// The kind of act, as in [`Act::kind`].
    pub(crate) kind: String,
    /// The serial number, without session and year; empty if the act has none.
    serial: String,
    session: String,
    year: Option<i16>,
    /// The date of issue.
    pub(crate) date: Option<Date>,
    /// The issuing body, without case and accents.
    organ: String,
    /// The words of the title, shortened.
    title: String,
}

impl ActKey {
    /// Returns the key of an act by its own heading; `None` if the heading does not identify it, as that of
    /// an annex.
    pub(crate) fn of_act(act: &Act) -> Option<Self> {
        if act.parent.is_some() {
            return None;
        }
        let key = Self::new(
            (act.kind.as_deref(), act.number.as_deref()),
            (act.date, act.year),
            (act.organ.as_deref(), act.subject.as_deref()),
        );
        key.has_address().then_some(key)
    }

    /// Returns the key of an act by a citation of it; `None` if the citation does not identify an act.
    pub(crate) fn of_cited(cited: &CitedAct) -> Option<Self> {
        let key = Self::new(
            (cited.kind.as_deref(), cited.number.as_deref()),
            (cited.date, None),
            (cited.organ.as_deref(), cited.title.as_deref()),
        );
        key.has_address().then_some(key)
    }

    /// Returns the key of an act that a query names by some of these parts.
    pub(crate) fn of_parts(
        kind: Option<&str>,
        number: Option<&ActNumber>,
        date: Option<Date>,
        title: Option<&str>,
    ) -> Option<Self> {
        let key = Self::with_number((kind, number), (date, None), (None, title));
        key.has_address().then_some(key)
    }

    fn new(
        (kind, number): (Option<&str>, Option<&str>),
        dates: (Option<Date>, Option<i16>),
        names: (Option<&str>, Option<&str>),
    ) -> Self {
        let number = number.and_then(ActNumber::parse);
        Self::with_number((kind, number.as_ref()), dates, names)
    }

    fn with_number(
        (kind, number): (Option<&str>, Option<&ActNumber>),
        (date, year): (Option<Date>, Option<i16>),
        (organ, title): (Option<&str>, Option<&str>),
    ) -> Self {
        let numbered_year = number.and_then(|number| number.year);
        let (serial, session) = number.map_or_else(Default::default, |number| {
            (number.serial.clone(), number.session.clone().unwrap_or_default())
        });
        Self {
            kind: kind.unwrap_or_default().to_owned(),
            serial,
            session,
            year: numbered_year.or(year).or_else(|| date.map(Date::year)),
            date,
            organ: organ.map(plain_words).unwrap_or_default(),
            title: title.map(shortened).unwrap_or_default(),
        }
    }

    /// Takes the body from the act that cites, if the citation names none: a body changes its own acts.
    pub(crate) fn or_organ(mut self, organ: Option<&str>) -> Self {
        if let (true, Some(organ)) = (self.organ.is_empty(), organ) {
            self.organ = plain_words(organ);
        }
        self
    }

    /// Whether it tells enough of an act to look for it.
    fn has_address(&self) -> bool {
        !self.serial.is_empty() || self.date.is_some() && !self.kind.is_empty() || self.is_known_by_title()
    }

    fn is_known_by_title(&self) -> bool {
        KNOWN_BY_TITLE.contains(&self.kind.as_str()) && !self.title.is_empty()
    }

    /// Returns the beginnings of the encodings of all keys that may mean the same act.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        if !self.serial.is_empty() {
            addresses.push(format!("n{}{SEPARATOR}{year}{SEPARATOR}", self.serial));
        }
        if let (Some(date), false) = (self.date, self.kind.is_empty()) {
            addresses.push(format!("d{}{SEPARATOR}{}{SEPARATOR}", date_number(date), self.kind));
        }
        if self.is_known_by_title() {
            addresses.push(format!("t{}{SEPARATOR}", self.title));
        }
        addresses
    }

    /// Returns the beginnings of the terms of all acts that this key, of a citation or a query, may mean.
    pub(crate) fn act_addresses(&self) -> Vec<String> {
        let mut addresses = self.citation_addresses();
        // An act is found under each of its addresses; the others are as telling only if there is no number.
        addresses.truncate(if self.serial.is_empty() || self.year.is_none() { 1 } else { 2 });
        addresses
    }

    /// Returns the beginnings of the terms of all citations that may mean the act with this key. Either of
    /// both may leave out the year of a number.
    pub(crate) fn citation_addresses(&self) -> Vec<String> {
        let mut addresses = self.addresses();
        if !self.serial.is_empty() {
            let of_all_years = format!("n{}{SEPARATOR}", self.serial);
            match self.year {
                Some(_) => addresses.insert(1, format!("{of_all_years}{SEPARATOR}")),
                None => addresses[0] = of_all_years,
            }
        }
        addresses
    }

    /// Whether an act with this key is surely the one that a change means: its number has a year.
    pub(crate) fn can_be_changed(&self) -> bool {
        self.serial.is_empty() || self.year.is_some()
    }

    /// Returns the terms under which an act is found: its key below each of its addresses.
    pub(crate) fn terms(&self) -> Vec<String> {
        let encoded = self.encoded();
        let mut terms = self.addresses();
        for term in &mut terms {
            term.push_str(&encoded);
        }
        terms
    }

    /// Returns the term of an annex, under which it is found by the number of its act and its own.
    pub(crate) fn annex_term(act: &Act) -> Option<String> {
        let parent = act.parent.as_deref().filter(|_| act.kind.as_deref() == Some("załącznik"))?;
        let key = Self::new((None, Some(parent)), (act.date, act.year), (act.organ.as_deref(), None));
        let key = Self { title: act.annex.as_deref().map(str::to_lowercase).unwrap_or_default(), ..key };
        let address = key.addresses().into_iter().find(|address| address.starts_with('n'))?;
        Some(format!("{ANNEX}{}{}", &address[1..], key.encoded()))
    }

    /// Returns the beginnings of the terms of the annexes of the act with this key.
    pub(crate) fn annex_addresses(&self) -> Vec<String> {
        let numbered = self.act_addresses().into_iter().filter(|address| address.starts_with('n'));
        numbered.map(|address| format!("{ANNEX}{}", &address[1..])).collect()
    }

    /// Whether this key, read from the term of an annex, is of the annex with this number.
    pub(crate) fn is_annex(&self, number: &str) -> bool {
        self.title == number
    }

    /// Returns the term of a citation: its key below its most telling address.
    pub(crate) fn term(&self) -> Option<String> {
        self.addresses().into_iter().next().map(|address| address + &self.encoded())
    }

    fn encoded(&self) -> String {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let date = self.date.map(|date| date_number(date).to_string()).unwrap_or_default();
        let parts = [&self.kind, &self.serial, &self.session, &year, &date, &self.organ, &self.title];
        parts.map(String::as_str).join(&SEPARATOR.to_string())
    }

    /// Returns the key encoded at the end of a term.
    pub(crate) fn decode(term: &str) -> Option<Self> {
        Self::split(term).map(|(_, key)| key)
    }

    /// Splits a term into the address it begins with and the key encoded at its end.
    pub(crate) fn split(term: &str) -> Option<(&str, Self)> {
        let mut parts = term.rsplitn(PARTS + 1, SEPARATOR);
        let mut part = || parts.next();
        let (title, organ, date, year) = (part()?, part()?, part()?, part()?);
        let (session, serial, kind) = (part()?, part()?, part()?);
        // The separator belongs to the address.
        let address = &term[..part()?.len() + SEPARATOR.len_utf8()];
        let key = Self {
            kind: kind.to_owned(),
            serial: serial.to_owned(),
            session: session.to_owned(),
            year: if year.is_empty() { None } else { Some(year.parse().ok()?) },
            date: if date.is_empty() { None } else { Some(numbered_date(date.parse().ok()?)?) },
            organ: organ.to_owned(),
            title: title.to_owned(),
        };
        Some((address, key))
    }

    /// Whether it tells one act from all others, so that a change of what it means is surely of that act.
    pub(crate) fn is_specific(&self) -> bool {
        if self.serial.is_empty() {
            !self.title.is_empty()
        } else {
            !self.organ.is_empty() && self.year.is_some()
        }
    }

    /// Returns what two documents with the same act have in common; `None` if the act is not identified in
    /// full.
    pub(crate) fn identity(&self) -> Option<String> {
        let Self { kind, serial, session, year, date, organ, .. } = self;
        let is_full = ![kind, serial, organ].map(String::is_empty).contains(&true);
        let (date, year) = date.zip(*year).filter(|_| is_full)?;
        Some(
            [kind, serial, session, &year.to_string(), &date.to_string(), organ]
                .map(String::as_str)
                .join(" "),
        )
    }

    /// Whether two documents with these keys are the same act, such as its PDF and its scan.
    pub(crate) fn is_same_act(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.serial == other.serial
            && self.organ == other.organ
            && self.means(other)
    }

    /// Whether this key, of a citation or a query, means the act with the other key: everything that both
    /// state agrees, and together it tells the act from others.
    pub(crate) fn means(&self, act: &Self) -> bool {
        let agree = |one: &str, other: &str| one.is_empty() || other.is_empty() || one == other;
        let dates_agree = self.date.zip(act.date).is_none_or(|(one, other)| one == other);
        if !agree(&self.kind, &act.kind) || !agree(&self.organ, &act.organ) || !dates_agree {
            return false;
        }
        if !self.serial.is_empty() {
            let years_agree = self.year.zip(act.year).is_none_or(|(one, other)| one == other);
            return self.serial == act.serial && agree(&self.session, &act.session) && years_agree;
        }
        if self.date.is_some() {
            return act.date.is_some() && titles_agree(&self.title, &act.title);
        }
        !self.title.is_empty() && self.title == act.title
    }
}

/// Whether one title begins with the other; an unknown one agrees with any.
fn titles_agree(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let rest = long.strip_prefix(short);
    short.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Returns the words of a text in lower case and without accents and punctuation.
fn plain_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    words_of(&plain_text(text)).for_each(|word| push_word(&mut words, word));
    words
}

/// Returns the words of a title without the linking words before it, each shortened.
fn shortened(title: &str) -> String {
    let plain = plain_text(title);
    let words = words_of(&plain).skip_while(|word| matches!(*word, "w" | "ws" | "sprawie" | "o"));
    let mut beginnings = String::with_capacity(TITLE_WORDS * (WORD_LETTERS + 1));
    for word in words.take(TITLE_WORDS) {
        let end = word.char_indices().nth(WORD_LETTERS).map_or(word.len(), |(end, _)| end);
        push_word(&mut beginnings, &word[..end]);
    }
    beginnings
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn ordinance() -> Act {
        Act {
            kind: Some("zarządzenie".to_owned()),
            number: Some("358/2017".to_owned()),
            year: Some(2017),
            organ: Some("Prezydent Miasta Krakowa".to_owned()),
            date: Some(date(2017, 2, 13)),
            subject: Some("w sprawie Konwentu".to_owned()),
            ..Act::default()
        }
    }

    fn cited(kind: &str, number: Option<&str>, day: Option<Date>, title: Option<&str>) -> CitedAct {
        let [kind, number, title] = [Some(kind), number, title].map(|part| part.map(str::to_owned));
        CitedAct { kind, number, date: day, title, ..CitedAct::default() }
    }

    #[track_caller]
    fn check(cited: &CitedAct, act: &Act, expected: bool) {
        let (cited, act) = (ActKey::of_cited(cited).expect("a key"), ActKey::of_act(act).expect("a key"));
        assert_eq!(cited.means(&act), expected, "{cited:?} {act:?}");
        let terms = act.terms();
        let address = cited.addresses().remove(0);
        assert!(!expected || terms.iter().any(|term| term.starts_with(&address)), "{address} {terms:?}");
    }

    #[test]
    fn an_act_is_meant_by_its_number_in_any_form() {
        let day = Some(date(2017, 2, 13));
        check(&cited("zarządzenie", Some("358/2017"), day, None), &ordinance(), true);
        check(&cited("zarządzenie", Some("358/17"), None, None), &ordinance(), true);
        check(&cited("", Some("358/2017"), None, None), &ordinance(), true);
        check(&cited("zarządzenie", Some("358/2017"), Some(date(2017, 2, 14)), None), &ordinance(), false);
        check(&cited("uchwała", Some("358/2017"), None, None), &ordinance(), false);
        check(&cited("zarządzenie", Some("358/2018"), None, None), &ordinance(), false);
        let other = CitedAct {
            organ: Some("Wójt Gminy Brzozowo".to_owned()),
            ..cited("zarządzenie", Some("358/2017"), None, None)
        };
        check(&other, &ordinance(), false);
    }

    #[test]
    fn a_statute_is_meant_by_its_date_and_title_or_by_its_title_alone() {
        let statute = |subject: &str, day| Act {
            kind: Some("ustawa".to_owned()),
            date: Some(day),
            subject: Some(subject.to_owned()),
            ..Act::default()
        };
        let day = date(1990, 3, 8);
        let own = statute("o samorządzie gminnym", day);
        check(&cited("ustawa", None, Some(day), Some("o samorządzie gminnym")), &own, true);
        check(&cited("ustawa", None, Some(day), Some("o pracownikach")), &own, false);
        check(&cited("ustawa", None, None, Some("o samorządzie gminnym")), &own, true);
        let code = statute("Kodeks cywilny", date(1964, 4, 23));
        check(&cited("ustawa", None, None, Some("Kodeksu cywilnego")), &code, true);
    }

    #[test]
    fn an_annex_has_no_key_of_its_own() {
        let annex = Act { parent: Some("358/2017".to_owned()), ..ordinance() };
        assert_eq!(ActKey::of_act(&annex), None);
        assert_eq!(ActKey::of_cited(&cited("ustawa", None, None, None)), None);
    }

    proptest! {
        #[test]
        fn a_decoded_key_is_the_encoded_one(
            kind in "(zarządzenie|uchwała|ustawa)?", number in "([1-9][0-9]{0,3}[a-b]?/(20)?[0-2][0-9])?",
            title in "\\PC{0,40}", organ in "\\PC{0,30}", day in 1..28_i8
        ) {
            let cited = CitedAct {
                organ: Some(organ),
                ..cited(&kind, Some(&number), Some(date(2017, 2, day)), Some(&title))
            };
            if let Some(key) = ActKey::of_cited(&cited) {
                for term in key.terms() {
                    prop_assert_eq!(ActKey::decode(&term), Some(key.clone()));
                }
            }
        }
    }
}
