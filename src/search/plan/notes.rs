//! What the searcher should know about how the query was read, in Polish.

use super::MAX_WORDS;
use crate::search::fields::Field;

/// More notes than this say nothing more.
const MAX_NOTES: usize = 4;
/// What was typed is shown so far. Characters.
const MAX_SHOWN: usize = 40;

/// Notes, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Notes {
    is_cut: bool,
    texts: Vec<String>,
}

impl Notes {
    /// Words beyond the limit were left out.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// The value of a field makes no sense, so that it was searched as words.
    pub(super) fn bad_value(&mut self, field: Field, typed: &str) {
        self.add(format!(
            "„{}” potraktowano jak zwykłe słowa: po „{}:” podaj {}.",
            shown(typed),
            field.name(),
            field.advice()
        ));
    }

    /// A prefix is too short, so that its star was left out.
    pub(super) fn short_prefix(&mut self, typed: &str) {
        let typed = shown(typed);
        self.add(format!("Gwiazdka działa po co najmniej trzech literach; szukano słowa „{typed}”."));
    }

    /// A prefix stands for more forms than are searched.
    pub(super) fn many_forms(&mut self, beginning: &str, most: usize) {
        let beginning = shown(beginning);
        self.add(format!(
            "Bardzo wiele słów zaczyna się od „{beginning}”; uwzględniono {most} najczęstszych."
        ));
    }

    fn add(&mut self, text: String) {
        if self.texts.len() < MAX_NOTES && !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }

    pub(super) fn texts(&self) -> Vec<String> {
        let cut = format!("Zapytanie jest długie; uwzględniono pierwsze {MAX_WORDS} słów.");
        self.texts.iter().cloned().chain(self.is_cut.then_some(cut)).collect()
    }
}

fn shown(typed: &str) -> String {
    let mut shown: String = typed.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect();
    if shown.len() < typed.len() && typed.chars().count() > MAX_SHOWN {
        shown.push('…');
    }
    shown
}
