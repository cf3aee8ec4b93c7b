//! The compiled Polish dictionary, read in place: forms to lemmas, and word endings to guesses.
//!
//! `dictionary/build` writes the file; nothing is parsed or copied at startup.
//! Layout, numbers little-endian: [`MAGIC`], [`FORMAT`] (u32), the BLAKE3 hash of everything after it (32
//! bytes), the edition (u32 length, UTF-8), six section lengths (u32), then the sections: a transducer from
//! forms to set numbers; the index of sets (u32 each, in entries); entries (u16: a rule number, and
//! [`DROPPED`]); rules (six bytes: bytes dropped at the front, bytes cut at the end, length and u24 offset of
//! the suffix to append); the suffix letters; the tree of reversed endings (ten bytes per node, see
//! `Dictionary::guess`).
//! Invariant: lookups never fail, whatever the bytes; a damaged file only finds less.

mod near;

use std::sync::LazyLock;

use fst::{
    Map,
    raw::{Fst, Node},
};

use crate::normalize::accented_letters;

/// The first bytes of the file.
pub const MAGIC: [u8; 8] = *b"SKORDICT";
/// The version of the layout described above.
pub const FORMAT: u32 = 1;
/// Flags an entry of a set as a very rare reading, which is not used.
pub const DROPPED: u16 = 1 << 15;
/// The set number of an ending node that decides nothing.
pub const NO_SET: u16 = u16::MAX;

/// The Polish letters outside ASCII.
const POLISH_LETTERS: &str = "ąćęłńóśźż";
const SECTIONS: usize = 6;
const HASH_BYTES: usize = 32;
const RULE_BYTES: usize = 6;
const NODE_BYTES: usize = 10;

static POLISH: LazyLock<Dictionary> = LazyLock::new(|| {
    Dictionary::new(include_bytes!("../dictionary/polish.dict")).expect("a test reads this file")
});

/// A dictionary in memory.
#[derive(Clone)]
pub struct Dictionary {
    forms: Map<&'static [u8]>,
    set_index: &'static [u8],
    set_entries: &'static [u8],
    rules: &'static [u8],
    letters: &'static str,
    nodes: &'static [u8],
    edition: &'static str,
    hash: &'static [u8],
}

/// A position in the transducer and the path that led to it.
struct TransducerPath<'a> {
    node: Node<'a>,
    output: u64,
    form: String,
}

impl<'a> TransducerPath<'a> {
    /// Follows a letter; `None` if no form continues with it.
    fn step(&self, forms: &'a Fst<&'static [u8]>, letter: char) -> Option<Self> {
        let (mut node, mut output) = (self.node, self.output);
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            let transition = node.transition(node.find_input(byte)?);
            output += transition.out.value();
            node = forms.node(transition.addr);
        }
        let mut form = String::with_capacity(self.form.capacity());
        form.push_str(&self.form);
        form.push(letter);
        Some(Self { node, output, form })
    }
}

/// The readings of a form, or the guesses for an ending.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntrySet<'a> {
    dictionary: &'a Dictionary,
    entries: &'static [u8],
}

impl Dictionary {
    /// Returns the built-in dictionary.
    pub fn polish() -> &'static Self {
        &POLISH
    }

    /// Reads the header of a compiled dictionary; `None` if it is not in this format.
    pub fn new(bytes: &'static [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&MAGIC)?.strip_prefix(&FORMAT.to_le_bytes())?;
        let hash = rest.split_off(..HASH_BYTES)?;
        let edition_length = u32_at(rest.split_off(..4)?, 0) as usize;
        let edition = std::str::from_utf8(rest.split_off(..edition_length)?).ok()?;
        let lengths = rest.split_off(..4 * SECTIONS)?;
        let mut section = |number: usize| rest.split_off(..u32_at(lengths, number) as usize);
        let forms = Map::from(Fst::new(section(0)?).ok()?);
        let (set_index, set_entries, rules) = (section(1)?, section(2)?, section(3)?);
        let letters = std::str::from_utf8(section(4)?).ok()?;
        Some(Self { forms, set_index, set_entries, rules, letters, nodes: section(5)?, edition, hash })
    }

    /// The SGJP edition that the dictionary was built from.
    pub fn edition(&self) -> &'static str {
        self.edition
    }

    /// The hash of the content, in hexadecimal.
    pub fn checksum(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the checksum matches the content.
    pub fn is_intact(&self, bytes: &[u8]) -> bool {
        let body = bytes.get(MAGIC.len() + 4 + HASH_BYTES..);
        body.is_some_and(|body| blake3::hash(body).as_bytes() == self.hash)
    }

    /// Returns the readings of a normalized form.
    pub(crate) fn look_up(&self, form: &str) -> Option<EntrySet<'_>> {
        self.forms.get(form).map(|number| self.set(number as usize))
    }

    /// Whether the dictionary contains a normalized form.
    pub fn has(&self, form: &str) -> bool {
        self.forms.contains_key(form)
    }

    /// Whether this is a base form of a normalized form.
    pub(crate) fn has_lemma(&self, form: &str, lemma: &str) -> bool {
        let mut has_lemma = false;
        if let Some(set) = self.look_up(form) {
            set.for_each_lemma(form, |stem, append, is_dropped| {
                has_lemma |= !is_dropped && lemma.strip_prefix(stem) == Some(append);
            });
        }
        has_lemma
    }

    /// Whether the dictionary contains a form whose letters each match, by `fits`, the character of `form` at
    /// the same position.
    pub fn has_like(&self, form: &str, fits: impl Fn(char, char) -> bool) -> bool {
        self.leads_on(self.forms.as_fst().root(), form, &fits)
    }

    fn leads_on(&self, node: Node<'_>, rest: &str, fits: &impl Fn(char, char) -> bool) -> bool {
        let Some(c) = rest.chars().next() else { return node.is_final() };
        let rest = &rest[c.len_utf8()..];
        let own = std::iter::once(c).chain(POLISH_LETTERS.chars()).filter(|&letter| fits(c, letter));
        own.filter_map(|letter| self.step(&node, letter)).any(|next| self.leads_on(next, rest, fits))
    }

    fn step(&self, node: &Node<'_>, letter: char) -> Option<Node<'_>> {
        let forms = self.forms.as_fst();
        let mut at = node.addr();
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            let node = forms.node(at);
            at = node.transition_addr(node.find_input(byte)?);
        }
        Some(forms.node(at))
    }

    /// Returns the guesses for a word, given without accents, by its longest known ending.
    ///
    /// A node of the tree: which of the 26 letters follow (u32), the number of the child for the first of
    /// them (u32), the set of rules or [`NO_SET`] (u16).
    pub(crate) fn guess(&self, plain: &str) -> Option<EntrySet<'_>> {
        self.longest_ending(plain).map(|(_, set)| self.set(usize::from(set)))
    }

    /// Returns the ending that [`Self::guess`] uses.
    pub(crate) fn known_ending<'w>(&self, plain: &'w str) -> &'w str {
        let letters = self.longest_ending(plain).map_or(0, |(letters, _)| letters);
        &plain[plain.len() - letters..]
    }

    /// Returns the length in letters of the longest known ending, and its set of rules.
    fn longest_ending(&self, plain: &str) -> Option<(usize, u16)> {
        let (mut node, mut found) = (self.node(0)?, None);
        for (letters, letter) in (1..).zip(plain.bytes().rev()) {
            let (following, first_child) = (u32_at(node, 0), u32_at(node, 1));
            let bit = u32::from(letter.wrapping_sub(b'a'));
            if bit >= 26 || following & 1 << bit == 0 {
                break;
            }
            node = self.node((first_child + (following & ((1 << bit) - 1)).count_ones()) as usize)?;
            let set = u16::from_le_bytes([node[8], node[9]]);
            found = if set == NO_SET { found } else { Some((letters, set)) };
        }
        found
    }

    fn node(&self, number: usize) -> Option<&'static [u8]> {
        self.nodes.get(number * NODE_BYTES..(number + 1) * NODE_BYTES)
    }

    /// Calls `take` with every form that differs from `plain` only in accents, and its readings.
    pub(crate) fn for_each_like(&self, plain: &str, mut take: impl FnMut(&str, EntrySet<'_>)) {
        let forms = self.forms.as_fst();
        let start =
            TransducerPath { node: forms.root(), output: 0, form: String::with_capacity(plain.len() + 8) };
        self.walk(&start, plain, &mut take);
    }

    fn walk(&self, path: &TransducerPath<'_>, rest: &str, take: &mut dyn FnMut(&str, EntrySet<'_>)) {
        let Some(letter) = rest.chars().next() else {
            if path.node.is_final() {
                let number = path.output + path.node.final_output().value();
                take(&path.form, self.set(number as usize));
            }
            return;
        };
        let rest = &rest[letter.len_utf8()..];
        for accented in std::iter::once(letter).chain(accented_letters(letter).chars()) {
            if let Some(next) = path.step(self.forms.as_fst(), accented) {
                self.walk(&next, rest, take);
            }
        }
    }

    fn set(&self, number: usize) -> EntrySet<'_> {
        let place = |number: usize| {
            let bytes = self.set_index.get(number * 4..number * 4 + 4);
            bytes.map_or(0, |bytes| u32_at(bytes, 0) as usize * 2)
        };
        let entries = self.set_entries.get(place(number)..place(number + 1)).unwrap_or_default();
        EntrySet { dictionary: self, entries }
    }

    /// Applies a rule to a form and returns the lemma in two pieces; `None` if the rule does not fit.
    fn apply<'f>(&self, rule: usize, form: &'f str) -> Option<(&'f str, &'static str)> {
        let &[prefix, cut, length, a, b, c] = self.rules.get(rule * RULE_BYTES..(rule + 1) * RULE_BYTES)?
        else {
            return None;
        };
        let end = form.len().checked_sub(usize::from(cut))?;
        let start = u32::from_le_bytes([a, b, c, 0]) as usize;
        let append = self.letters.get(start..start + usize::from(length))?;
        let stem = form.get(usize::from(prefix)..end)?;
        (!(stem.is_empty() && append.is_empty())).then_some((stem, append))
    }
}

impl EntrySet<'_> {
    /// Calls `take` with each lemma of the form, in two pieces, and whether the reading is very rare.
    pub(crate) fn for_each_lemma(self, form: &str, mut take: impl FnMut(&str, &str, bool)) {
        for entry in self.entries.as_chunks::<2>().0 {
            let entry = u16::from_le_bytes(*entry);
            if let Some((stem, append)) = self.dictionary.apply(usize::from(entry & !DROPPED), form) {
                take(stem, append, entry & DROPPED != 0);
            }
        }
    }
}

fn u32_at(bytes: &[u8], number: usize) -> u32 {
    let bytes = bytes.get(number * 4..number * 4 + 4).and_then(|bytes| bytes.try_into().ok());
    u32::from_le_bytes(bytes.unwrap_or_default())
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dictionary").field("edition", &self.edition).finish_non_exhaustive()
    }
}
