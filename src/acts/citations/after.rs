//! Reads the words after a mention, as far as they say what becomes of the act.
//!
//! Leaves the words before it, and the choice between the two, to `roles`. Invariant: nothing is read beyond
//! the enacting formula, after which the act's own provisions begin.

use super::cursor::folded;

/// How far after a mention the words are looked for, in bytes.
const AFTER: usize = 260;

/// The words after a mention.
#[derive(Debug)]
pub(super) struct After {
    /// Without accents, single-spaced, up to the enacting formula.
    words: String,
    /// Whether the enacting formula follows: `zarządzam, co następuje`.
    pub(super) enacts: bool,
}

/// Words of the enacting formula; what follows them is of another sentence.
const ENACTING: [&str; 5] =
    ["co nastepuje", "zarzadzam:", "zarzadza sie:", "uchwala sie:", "postanawia sie:"];

impl After {
    pub(super) fn read(text: &str, at: usize) -> Self {
        let end = text.floor_char_boundary(at.saturating_add(AFTER));
        let words: Vec<String> = text[at..end].split_whitespace().map(folded).collect();
        let words = words.join(" ");
        let words = words.trim_start_matches([',', ' ', ')']);
        let enacting = ENACTING.iter().filter_map(|formula| words.find(formula)).min();
        let words = &words[..enacting.unwrap_or(words.len())];
        Self { words: words.to_owned(), enacts: enacting.is_some() }
    }

    pub(super) fn starts_with(&self, beginnings: &[&str]) -> bool {
        beginnings.iter().any(|beginning| self.words.starts_with(beginning))
    }

    /// Whether only a part of the act is meant, or a part is left out: `w zakresie § 3`, `z wyłączeniem § 3`.
    pub(super) fn is_of_part(&self) -> bool {
        const SCOPES: [&str; 8] = [
            "w zakresie",
            "w czesci",
            "z wyjatkiem",
            "za wyjatkiem",
            "z wylaczeniem",
            "oprocz",
            "poza §",
            "z zastrzezeniem",
        ];
        let words = self.words.as_str();
        let verb = ["traci moc", "traca moc", "uchyla sie"].iter().find_map(|verb| words.strip_prefix(verb));
        let rest = verb.unwrap_or(words).trim_start_matches([',', ' ']);
        let rest = rest.strip_prefix("obowiazujaca").unwrap_or(rest).trim_start_matches([',', ' ']);
        SCOPES.iter().any(|scope| rest.starts_with(scope))
    }

    /// Whether a provision of the act is what loses its force: `traci moc § 3`.
    pub(super) fn takes_force_of_provision(&self) -> bool {
        let rest = ["traci moc ", "traca moc "].iter().find_map(|verb| self.words.strip_prefix(verb));
        let provisions = ["§", "art", "ust", "pkt", "zalacznik", "rozdzial", "obowiazujaca §"];
        rest.is_some_and(|rest| provisions.iter().any(|provision| rest.starts_with(provision)))
    }

    /// Whether the act loses its force by this one: `które traci moc z dniem wejścia w życie niniejszego`.
    pub(super) fn ends_with_this_act(&self) -> bool {
        let rest = ["ktore trac", "ktora trac", "ktory trac"]
            .iter()
            .find_map(|relative| self.words.strip_prefix(relative));
        rest.is_some_and(|rest| {
            let near = rest.split(['.', ';']).next().unwrap_or_default();
            near.contains(" moc") && near.contains("wejscia w zycie niniejsz")
        })
    }

    /// Whether the sentence around the mention says that its wording changes.
    pub(super) fn changes(&self) -> bool {
        const CHANGES: [&str; 16] = [
            "wprowadza sie",
            "wprowadzam",
            "wprowadza zmian",
            "otrzymuj",
            "dodaje sie",
            "dodaje",
            "skresla",
            "uchyla sie",
            "zastepuje",
            "zmienia sie",
            "dokonuje sie",
            "nadaje sie",
            "dokonac zmian",
            "zmieniam",
            "przyjmuje brzmienie",
            "sprostowa",
        ];
        let denied = |at: usize| self.words[..at].ends_with("nie ");
        CHANGES.iter().any(|change| self.words.match_indices(change).any(|(at, _)| !denied(at)))
    }
}
