//! Encodes the compiled dictionary in the format documented in `skorowidz_polish::dictionary`.

use std::collections::{BTreeMap, HashMap, VecDeque};

use skorowidz_polish::dictionary::{DROPPED, FORMAT, MAGIC, NO_SET};

use super::{
    guesser::{Change, Guesser},
    rows::{Form, Lexicon},
};

/// Prefixes that a form may have before its lemma begins: negation and superlative.
const PREFIXES: [&str; 3] = ["nie", "naj", "nienaj"];

/// How to derive a lemma from a form: bytes dropped at the front and at the end, and a suffix to append.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Rule {
    prefix: u8,
    cut: u8,
    append: String,
}

/// Numbered rules and sets of rules, shared by forms and endings.
#[derive(Default)]
struct Tables {
    rules: Vec<Rule>,
    rule_numbers: HashMap<Rule, u16>,
    sets: Vec<Vec<u16>>,
    set_numbers: HashMap<Vec<u16>, u32>,
}

impl Tables {
    fn rule(&mut self, rule: Rule) -> u16 {
        let rules = &mut self.rules;
        *self.rule_numbers.entry(rule).or_insert_with_key(|rule| {
            rules.push(rule.clone());
            rules.len() as u16 - 1
        })
    }

    fn set(&mut self, rules: Vec<u16>) -> u32 {
        let sets = &mut self.sets;
        *self.set_numbers.entry(rules).or_insert_with_key(|set| {
            sets.push(set.clone());
            sets.len() as u32 - 1
        })
    }
}

/// Encodes a dictionary file.
pub(crate) fn encode(edition: &str, lexicon: &Lexicon, guesser: &Guesser) -> Result<Vec<u8>, String> {
    let mut tables = Tables::default();
    let nodes = encode_endings(&mut tables, guesser)?;
    let forms = encode_forms(&mut tables, lexicon)?;
    if tables.rules.len() >= usize::from(DROPPED) {
        return Err(format!("{} rules: at most {DROPPED} fit", tables.rules.len()));
    }
    let (mut set_index, mut set_entries) = (Vec::new(), Vec::new());
    for set in &tables.sets {
        set_index.extend((set_entries.len() as u32 / 2).to_le_bytes());
        set_entries.extend(set.iter().flat_map(|entry| entry.to_le_bytes()));
    }
    set_index.extend((set_entries.len() as u32 / 2).to_le_bytes());
    let (mut rules, mut letters) = (Vec::new(), String::new());
    for rule in &tables.rules {
        let at = letters.find(&rule.append).unwrap_or_else(|| {
            letters.push_str(&rule.append);
            letters.len() - rule.append.len()
        });
        rules.extend([rule.prefix, rule.cut, rule.append.len() as u8]);
        rules.extend(&(at as u32).to_le_bytes()[..3]);
    }
    Ok(assemble(edition, &[forms, set_index, set_entries, rules, letters.into_bytes(), nodes]))
}

/// Assembles header and sections.
fn assemble(edition: &str, sections: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend((edition.len() as u32).to_le_bytes());
    body.extend(edition.as_bytes());
    for section in sections {
        body.extend((section.len() as u32).to_le_bytes());
    }
    body.extend(sections.concat());
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT.to_le_bytes());
    bytes.extend(blake3::hash(&body).as_bytes());
    bytes.extend(body);
    bytes
}

/// Encodes the forms as a transducer to the numbers of their sets.
fn encode_forms(tables: &mut Tables, lexicon: &Lexicon) -> Result<Vec<u8>, String> {
    let mut builder = fst::MapBuilder::memory();
    for form in &lexicon.forms {
        let set = set_of(tables, lexicon, form);
        builder.insert(&form.text, u64::from(set)).map_err(|error| format!("`{}`: {error}", form.text))?;
    }
    builder.into_inner().map_err(|error| error.to_string())
}

fn set_of(tables: &mut Tables, lexicon: &Lexicon, form: &Form) -> u32 {
    let mut rule = |lemma: u32| tables.rule(rule(&form.text, &lexicon.lemmas[lemma as usize].text));
    let mut kept: Vec<u16> = form.kept().into_iter().map(&mut rule).collect();
    let mut dropped: Vec<u16> = form.dropped.iter().map(|&lemma| rule(lemma) | DROPPED).collect();
    kept.sort_unstable();
    dropped.sort_unstable();
    kept.extend(dropped);
    tables.set(kept)
}

/// Returns the rule that keeps most of the form.
fn rule(form: &str, lemma: &str) -> Rule {
    let stripped = PREFIXES.iter().filter(|prefix| form.starts_with(**prefix)).map(|prefix| prefix.len());
    let candidates = std::iter::once(0).chain(stripped).map(|prefix| {
        let rest = &form[prefix..];
        let stem = rest.char_indices().zip(lemma.chars()).take_while(|((_, one), other)| one == other);
        let stem = stem.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        Rule { prefix: prefix as u8, cut: (rest.len() - stem) as u8, append: lemma[stem..].to_owned() }
    });
    candidates.min_by_key(|rule| (rule.append.len(), rule.prefix)).expect("there is one without a prefix")
}

/// Encodes the endings as a tree in breadth-first order, ten bytes per node: which letters follow, the number
/// of the first child, and the set of rules.
fn encode_endings(tables: &mut Tables, guesser: &Guesser) -> Result<Vec<u8>, String> {
    let mut children: BTreeMap<&[u8], u32> = BTreeMap::from([(&[][..], 0)]);
    for ending in guesser.endings.keys() {
        for letters in 1..=ending.len() {
            let letter = ending[letters - 1] - b'a';
            *children.entry(&ending[..letters - 1]).or_default() |= 1 << letter;
            children.entry(&ending[..letters]).or_default();
        }
    }
    let (mut nodes, mut queue) = (Vec::new(), VecDeque::from([Vec::new()]));
    let mut next_child = 1_u32;
    while let Some(ending) = queue.pop_front() {
        let letters = children[ending.as_slice()];
        nodes.extend(letters.to_le_bytes());
        nodes.extend(next_child.to_le_bytes());
        nodes.extend(set_of_changes(tables, guesser.endings.get(&ending))?.to_le_bytes());
        next_child += letters.count_ones();
        for letter in (0..26).filter(|letter| letters & 1 << letter != 0) {
            let mut longer = ending.clone();
            longer.push(b'a' + letter as u8);
            queue.push_back(longer);
        }
    }
    Ok(nodes)
}

fn set_of_changes(tables: &mut Tables, changes: Option<&Vec<Change>>) -> Result<u16, String> {
    let Some(changes) = changes else { return Ok(NO_SET) };
    let rules = changes
        .iter()
        .map(|change| tables.rule(Rule { prefix: 0, cut: change.cut, append: change.append.clone() }));
    let rules = rules.collect();
    let set = tables.set(rules);
    u16::try_from(set)
        .ok()
        .filter(|set| *set != NO_SET)
        .ok_or_else(|| format!("more than {NO_SET} sets of endings"))
}
