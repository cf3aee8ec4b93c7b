//! Maps a run of words to query nodes: one for each word, or one for several words that mean something
//! together.

use super::{numbers, vocabulary::IndexVocabulary};
use crate::{
    analysis::{Bond, Synonyms, Token},
    search::{
        asked_word::AskedWord,
        fields,
        query_node::{QueryGroup, QueryNode},
        query_term::{PhraseWord, QueryTerm, QueryWord, WeightedTerm},
        ranking::{PART_WEIGHT, PROPER_WEIGHT},
    },
};

/// Words before a number that only say what kind of number it is.
const PREFIXES: [&str; 13] =
    ["nip", "regon", "pesel", "krs", "tel", "telefon", "faks", "fax", "kom", "isbn", "issn", "iban", "pl"];

/// The minimum number of digits of a number that needs no such word.
const MIN_DIGITS: usize = 7;

/// Abbreviations that precede act numbers.
const ACTS: [&str; 6] = ["nr", "numer", "zarz", "uchw", "rozp", "pmk"];

/// Words of an address that carry no meaning.
const SCHEME: [&str; 5] = ["https", "http", "ftp", "mailto", "www"];

/// A run of words as typed.
pub(super) struct WordRun<'a> {
    /// What was typed.
    pub(super) text: &'a str,
    /// Whether the run is at the start of the query.
    pub(super) is_first: bool,
    words: Vec<Token>,
    /// Compounds: terms that several of the words form together.
    compounds: Vec<Token>,
    /// Whether all words are in capitals, so that capitals carry no meaning.
    is_shouted: bool,
}

/// What stands for the first words of a run.
struct Substitution<'a> {
    /// The number of words it replaces.
    words: usize,
    /// The compounds formed by these words.
    wholes: Vec<&'a Token>,
    /// Other nodes that stand for them.
    instead: Vec<QueryNode>,
}

impl<'a> WordRun<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>, is_first: bool) -> Self {
        let (mut compounds, words): (Vec<Token>, Vec<Token>) =
            tokens.into_iter().partition(|token| token.is_compound);
        compounds.retain(|compound| compound.bond != Bond::Part);
        let has_content =
            words.iter().any(|word| word.text.chars().nth(2).is_some() && !word.is_function_word());
        let is_shouted = has_content && !text.chars().any(char::is_lowercase);
        Self { text, is_first, words, compounds, is_shouted }
    }

    /// Returns the words without compounds.
    pub(super) fn words(&self) -> &[Token] {
        &self.words
    }

    /// Returns the words as typed. Numbers say nothing about whether capitals carry a meaning: `BO 2024`.
    pub(super) fn into_typed(mut self) -> Vec<AskedWord> {
        let is_long =
            |word: &Token| word.text.chars().filter(|letter| letter.is_alphabetic()).nth(2).is_some();
        self.is_shouted &= self.words.iter().any(|word| is_long(word) && !word.is_function_word());
        let is_grammar: Vec<bool> = self.words.iter().map(|word| self.is_grammar(word)).collect();
        let typed = |(word, is_grammar): (Token, bool)| {
            let Token { text, mut terms, restored, foreign, .. } = word;
            // Of words in Latin letters, the stems of other languages would match words that are no forms of them.
            if text.chars().any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter)) {
                terms.extend(foreign);
            }
            AskedWord { terms, restored, is_grammar }
        };
        self.words.into_iter().zip(is_grammar).map(typed).collect()
    }

    /// Returns the words that have synonyms, each with these.
    pub(super) fn synonyms_used(&self, synonyms: &Synonyms) -> Vec<(String, Vec<String>)> {
        let (mut used, mut at) = (Vec::new(), 0);
        while at < self.words.len() {
            let taken = self.stand_in(at, synonyms).words;
            let words: Vec<&Token> = self.words[at..].iter().collect();
            if let Some(found) = synonyms.leading(self.text, &words).filter(|found| found.words == taken) {
                let typed = &self.text[words[0].range.start..words[taken - 1].range.end];
                let instead = found.instead.iter().map(|side| side.text().to_owned()).collect();
                used.push((typed.to_owned(), instead));
            }
            at += taken;
        }
        used
    }

    /// Returns the nodes for the words, each with whether it is a function word.
    pub(super) fn wanted(
        &self,
        synonyms: &Synonyms,
        lexicon: &IndexVocabulary<'_>,
    ) -> Vec<(QueryNode, bool)> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at < self.words.len() {
            let stand_in = self.stand_in(at, synonyms);
            let taken = stand_in.words;
            found.push(self.query_node(at, stand_in, lexicon));
            at += taken;
        }
        if self.is_in_base_forms() {
            for (node, _) in &mut found {
                node.for_each_leaf_mut(&mut |term| {
                    if let QueryTerm::Word(word) = term {
                        word.prefers_exact = false;
                    }
                });
            }
        }
        found
    }

    /// Whether several words are all typed in their base forms, as in a dictionary or an index of subjects.
    /// Then their exact forms say nothing about those in the text. Function words and numbers do not count.
    fn is_in_base_forms(&self) -> bool {
        let counts = |word: &&Token| !word.is_function_word() && !has_digit(word);
        let is_base = |word: &Token| word.terms.contains(&word.text);
        let mut words = self.words.iter().filter(counts);
        words.clone().nth(1).is_some() && words.all(is_base)
    }

    fn query_node(
        &self,
        at: usize,
        stand_in: Substitution<'_>,
        lexicon: &IndexVocabulary<'_>,
    ) -> (QueryNode, bool) {
        let Substitution { words: taken, wholes, mut instead } = stand_in;
        let bond = wholes.iter().map(|whole| whole.bond).find(|bond| *bond != Bond::Loose);
        let one = |whole: &Token| {
            let word = whole_word(whole, lexicon);
            if bond.is_none() && has_digit(whole) { QueryNode::whole(word) } else { word }
        };
        instead.splice(0..0, wholes.into_iter().map(one));
        match bond {
            Some(Bond::Address) => instead.extend(self.address(at..at + taken)),
            Some(_) => {}
            None if instead.is_empty() => {
                let is_grammar = self.is_grammar(&self.words[at]) || self.is_prefix(at);
                return (self.word(at, lexicon), is_grammar);
            }
            None => return (self.group(at, taken, instead, lexicon), false),
        }
        (QueryNode::any_of(instead), false)
    }

    /// Returns a phrase node for these forms in this order, including a typed section sign; or a number or an
    /// address in any of its spellings.
    pub(super) fn phrase(self, lexicon: &IndexVocabulary<'_>) -> Option<QueryNode> {
        let first = self.words.first()?;
        let mut wholes: Vec<QueryNode> =
            self.whole_numbers().map(|whole| whole_word(whole, lexicon)).collect();
        let has_sign =
            self.compounds.iter().any(|compound| self.text[compound.range.clone()].starts_with('§'));
        let is_all = has_sign && !wholes.is_empty();
        if self.words.len() == 1 && first.text.starts_with(|c: char| c.is_ascii_digit()) && !has_sign {
            wholes.push(whole_word(first, lexicon));
        }
        let forms =
            QueryNode::Leaf(QueryTerm::Phrase(self.words.iter().map(|word| self.form(word)).collect()));
        let wholes = wholes.into_iter().map(|whole| QueryNode::Quoted(Box::new(whole)));
        // The words of `§ 8 ust. 2` alone are less specific than the whole.
        Some(QueryNode::any_of(if is_all {
            wholes.collect()
        } else {
            std::iter::once(forms).chain(wholes).collect()
        }))
    }

    /// Returns a word of a phrase, with the provision it is the number of.
    fn form(&self, word: &Token) -> PhraseWord {
        let stands_there = |compound: &&Token| compound.position == word.position;
        let mut said = self.compounds.iter().filter(stands_there).map(|compound| &compound.text);
        PhraseWord::from_token(word.clone()).numbering(said.find(|said| is_section(said)).cloned())
    }

    /// Returns the nodes for excluded words: a word as typed, without its alternatives; of a word of several
    /// parts (`-Łagiewniki-Borek`) only the whole; and compounds in all their spellings.
    pub(super) fn unwanted(self, lexicon: &IndexVocabulary<'_>) -> Vec<QueryNode> {
        let [first, ..] = self.words.as_slice() else { return Vec::new() };
        let wholes: Vec<&Token> = self.compounds.iter().filter(|compound| self.is_whole(compound)).collect();
        let has_sign = wholes.iter().any(|whole| whole.range.start < first.range.start);
        let mut unwanted: Vec<QueryNode> =
            wholes.into_iter().map(|whole| whole_word(whole, lexicon)).collect();
        match self.words.as_slice() {
            [_] if has_sign => {}
            [word] => unwanted.push(whole_word(&Token { restored: Vec::new(), ..word.clone() }, lexicon)),
            _ if has_sign => {}
            words => {
                let forms = words.iter().cloned().map(PhraseWord::from_token).collect();
                unwanted.push(QueryNode::Leaf(QueryTerm::Phrase(forms)));
            }
        }
        unwanted
    }

    /// Whether a compound covers all of the words.
    fn is_whole(&self, compound: &Token) -> bool {
        let [first, .., last] = self.words.as_slice() else {
            return self.words.first().is_some_and(|word| {
                compound.range.start <= word.range.start && compound.range.end >= word.range.end
            });
        };
        compound.range.start <= first.range.start && compound.range.end >= last.range.end
    }

    /// Returns the compounds that cover all of the words and have only one spelling.
    fn whole_numbers(&self) -> impl Iterator<Item = &Token> {
        let is_one_spelling = |compound: &&Token| {
            compound.terms == [compound.text.as_str()] && compound.text.contains(|c: char| !c.is_alphabetic())
        };
        self.compounds.iter().filter(|compound| self.is_whole(compound)).filter(is_one_spelling)
    }

    fn word(&self, at: usize, lexicon: &IndexVocabulary<'_>) -> QueryNode {
        let token = &self.words[at];
        let is_first = self.is_first && at == 0;
        let mut word = QueryWord::among_others(token, self.text, is_first);
        if token.is_function_word() && !self.is_grammar(token) {
            word.others.clear();
        } else if !token.is_function_word() {
            word.add_gerunds();
        }
        if has_digit(token) {
            word.terms.extend(numbers::spellings(&token.text, lexicon));
            if self.begins_number(at) {
                let whole = |text| WeightedTerm { text, weight: PART_WEIGHT };
                word.others.extend(numbers::wholes(&token.text, lexicon).into_iter().map(whole));
            }
        }
        QueryNode::Leaf(QueryTerm::Word(word))
    }

    /// Whether a number may be an act number without its year: it stands alone, or follows a word that names
    /// an act.
    fn begins_number(&self, at: usize) -> bool {
        let text = &self.words[at].text;
        if let Some((session, number)) = text.split_once('/') {
            return crate::analysis::is_roman(session) && number.bytes().all(|b| b.is_ascii_digit());
        }
        let names_act = |word: &Token| ACTS.contains(&&*word.text) || fields::kind_named(word).is_some();
        let is_named =
            at.checked_sub(1).map_or(self.words.len() == 1, |before| names_act(&self.words[before]));
        is_named && text.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether a token is a function word. Acronyms that look like one are not: `SA`, `c.o.`
    fn is_grammar(&self, token: &Token) -> bool {
        let typed = &self.text[token.range.clone()];
        let is_long = typed.chars().nth(1).is_some();
        let is_acronym =
            typed.contains('.') || is_long && !self.is_shouted && typed.chars().all(char::is_uppercase);
        token.is_function_word() && !is_acronym
    }

    /// Whether a word only says what kind of number follows.
    fn is_prefix(&self, at: usize) -> bool {
        let is_one = |word: &Token| PREFIXES.contains(&&*word.text);
        let is_number = |word: &Token| {
            let digits = word.text.bytes().filter(u8::is_ascii_digit).count();
            let is_grouped = |whole: &Token| {
                whole.bond == Bond::Tight
                    && whole.range.contains(&word.range.start)
                    && whole.text.len() >= MIN_DIGITS
            };
            digits >= MIN_DIGITS || self.compounds.iter().any(is_grouped)
        };
        is_one(&self.words[at])
            && self.words[at + 1..].iter().find(|word| !is_one(word)).is_some_and(is_number)
    }

    /// Returns how many of the words from `at` can be replaced together, and by what.
    fn stand_in(&self, at: usize, synonyms: &Synonyms) -> Substitution<'_> {
        let words: Vec<&Token> = self.words[at..].iter().collect();
        let before = at.checked_sub(1).map_or(0, |before| self.words[before].range.end);
        let first = &words[0].range;
        let begins = |compound: &&Token| {
            (before..=first.start).contains(&compound.range.start) && compound.range.end >= first.end
        };
        let covered = |end: usize| words.iter().take_while(|word| word.range.end <= end).count();
        let wholes: Vec<(usize, &Token)> = self
            .compounds
            .iter()
            .filter(begins)
            .map(|compound| (covered(compound.range.end), compound))
            .collect();
        let divided = numbers::divided(&self.text[first.start..])
            .map(|(terms, end)| (covered(first.start + end), terms))
            .filter(|_| !words[0].text.contains('/'));
        let longest =
            wholes.iter().map(|(words, _)| *words).chain(divided.iter().map(|(words, _)| *words)).max();
        let longest = longest.unwrap_or(0);
        let synonym = synonyms.leading(self.text, &words).filter(|synonym| synonym.words >= longest);
        let taken = synonym.as_ref().map_or(longest, |synonym| synonym.words).max(1);
        let mut instead = Vec::new();
        if let Some((_, terms)) = divided.filter(|(words, _)| *words == taken) {
            let word = QueryTerm::Word(QueryWord::written(terms));
            instead.push(QueryNode::whole(QueryNode::Leaf(word)));
        }
        let synonyms = synonym.into_iter().flat_map(|synonym| synonym.instead).map(QueryTerm::synonym);
        instead.extend(synonyms.map(QueryNode::Leaf));
        let wholes =
            wholes.into_iter().filter(|(words, _)| *words == taken).map(|(_, whole)| whole).collect();
        Substitution { words: taken, wholes, instead }
    }

    /// Returns a group of the words, without function words if there are others, and their replacements.
    fn group(
        &self,
        at: usize,
        taken: usize,
        instead: Vec<QueryNode>,
        lexicon: &IndexVocabulary<'_>,
    ) -> QueryNode {
        let all = at..at + taken;
        let content: Vec<usize> = all.clone().filter(|at| !self.is_grammar(&self.words[*at])).collect();
        let words = if content.is_empty() { all.collect() } else { content };
        let words = words.into_iter().map(|at| self.word(at, lexicon)).collect();
        QueryNode::Group(QueryGroup { words, instead })
    }

    /// Returns the words of an address in sequence, as they occur within a longer address.
    fn address(&self, words: std::ops::Range<usize>) -> Option<QueryNode> {
        let words = &self.words[words];
        let own: Vec<&Token> = words.iter().skip_while(|word| SCHEME.contains(&&*word.text)).collect();
        let weight = PART_WEIGHT / own.len() as f32;
        let weighed = |word: &Token| {
            word.terms.iter().map(|text| WeightedTerm { text: text.clone(), weight }).collect::<Vec<_>>()
        };
        let sequence = || QueryTerm::Sequence(own.iter().map(|word| weighed(word)).collect());
        (own.len() > 1).then(|| QueryNode::Leaf(sequence()))
    }
}

/// Returns a node for a compound in all its spellings.
fn whole_word(token: &Token, lexicon: &IndexVocabulary<'_>) -> QueryNode {
    let mut word = QueryWord::from_token(token);
    if has_digit(token) {
        word.terms.extend(numbers::spellings(&token.text, lexicon));
    }
    if token.bond == Bond::Tight {
        word.weight = PROPER_WEIGHT;
    }
    QueryNode::Leaf(QueryTerm::Word(word))
}

fn has_digit(token: &Token) -> bool {
    token.text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a term is a provision named by a section sign. The sign is not a word, so a phrase keeps only the
/// number.
fn is_section(said: &str) -> bool {
    said.strip_prefix('§').is_some_and(|number| !number.contains('.'))
}
