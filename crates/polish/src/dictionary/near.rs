//! Finds the forms of the dictionary that a misspelled word may have been meant as.
//!
//! Walks the transducer and leaves a branch when [`Misspelling`] says that it costs too much. What mistakes
//! cost is left to `misspelling`.

use fst::raw::Node;

use super::Dictionary;
use crate::misspelling::{CostRows, Misspelling, NearForm};

/// The walk of one word.
struct NearWalk<'a> {
    dictionary: &'a Dictionary,
    typed: &'a Misspelling,
    /// The bytes on the way to the present node.
    form: Vec<u8>,
    found: Vec<NearForm>,
}

impl Dictionary {
    /// Returns all forms within the cost that a misspelling allows, in the order of their bytes.
    pub fn near(&self, typed: &Misspelling) -> Vec<NearForm> {
        let mut walk = NearWalk { dictionary: self, typed, form: Vec::with_capacity(64), found: Vec::new() };
        walk.go_on(&self.forms.as_fst().root(), &typed.start());
        walk.found
    }
}

impl NearWalk<'_> {
    fn go_on(&mut self, node: &Node<'_>, rows: &CostRows) {
        if node.is_final()
            && let Some(cost) = self.typed.cost(rows)
            && let Ok(form) = std::str::from_utf8(&self.form)
        {
            self.found.push(NearForm { form: form.to_owned(), cost });
        }
        for transition in node.transitions() {
            self.form.push(transition.inp);
            let next = self.dictionary.forms.as_fst().node(transition.addr);
            if transition.inp.is_ascii() {
                self.read(&next, rows, char::from(transition.inp));
            } else {
                self.read_second(&next, rows, transition.inp);
            }
            self.form.pop();
        }
    }

    /// Reads the second byte of a letter; the dictionary has no longer ones.
    fn read_second(&mut self, node: &Node<'_>, rows: &CostRows, first: u8) {
        for transition in node.transitions() {
            let Some(letter) =
                std::str::from_utf8(&[first, transition.inp]).ok().and_then(|text| text.chars().next())
            else {
                continue;
            };
            self.form.push(transition.inp);
            let next = self.dictionary.forms.as_fst().node(transition.addr);
            self.read(&next, rows, letter);
            self.form.pop();
        }
    }

    fn read(&mut self, node: &Node<'_>, rows: &CostRows, letter: char) {
        if let Some(rows) = self.typed.read(rows, letter) {
            self.go_on(node, &rows);
        }
    }
}
