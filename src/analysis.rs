//! Text to terms: what makes the forms of a Polish word meet.
//!
//! `tokenize` finds the words, `normalize` writes each in one way, `walk` adds what several words
//! say together, `base_form` gives the terms under which all forms of a word are filed. Two
//! tokenizers are registered with the engine: one for the exact forms, one for the base forms; both
//! number the words alike, so a position found in one field means the same word in the other.
//! Leaves to `search` what a query makes of terms.

mod base_form;
mod compound;
pub mod dictionary;
mod foreign;
pub(crate) mod function_words;
mod glued;
pub(crate) mod kinship;
pub mod language;
mod memo;
mod normalize;
mod synonyms;
mod tokenize;
mod walk;

use std::{
    borrow::Cow,
    ops::Range,
    sync::{Arc, LazyLock},
};

use tantivy::tokenizer::{TextAnalyzer, Token as EngineToken, TokenStream, Tokenizer, TokenizerManager};

use crate::document::Language;
use base_form::{BaseForms, is_plainly_its_own};
pub use compound::Bond;
use dictionary::Dictionary;
use foreign::Foreign;
#[doc(hidden)]
pub use memo::MEMO_WORDS;
pub use normalize::folded as unaccented;
pub(crate) use normalize::is_accented;
pub(crate) use synonyms::Side;
pub use synonyms::Synonyms;
pub(crate) use tokenize::{is_roman, words};
use walk::{Step, Walk};

/// Names the rules that turn text into terms; to be changed with them.
const RULES: &str = "4";

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("polish-{RULES}-{}", &Dictionary::polish().checksum()[..16]));

/// Names the rules and the dictionary, its supplement included, that turn text into terms. An index
/// written under another version must be rebuilt, because its terms would not meet the query's.
pub fn version() -> &'static str {
    &VERSION
}

/// The name under which the tokenizer of exact forms is registered with the engine.
pub(crate) const EXACT: &str = "skorowidz_exact";
/// The name under which the tokenizer of base forms is registered with the engine.
pub(crate) const BASE: &str = "skorowidz_base";

/// A longer word is not indexed (it still counts as a position): no language has one, but
/// encoded data has, and each would be a term of its own. Bytes.
const MAX_WORD_BYTES: usize = 128;

/// A word of a text, or what several words say together, with the terms it is filed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The form as indexed: NFKC, lower case, accents kept; the one spelling of a compound.
    pub text: String,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// The number of the word, from 0; of a compound, that of one of its words.
    pub position: u32,
    /// The base-form terms.
    pub terms: Vec<String>,
    /// In a query, the terms of other forms that this one may stand for, because it was typed without
    /// accents; they rank after `terms`.
    pub restored: Vec<String>,
    /// In a query, the terms of the word in documents of other languages.
    pub foreign: Vec<String>,
    /// In a query, the forms of the index that were meant by one typed without accents that is no word.
    pub meant: Vec<String>,
    /// Whether it stands beside words: the whole of a hyphenated word, a date, the number of an act.
    pub is_compound: bool,
    /// How what stands beside words stands to them; of a word nothing.
    pub bond: Bond,
}

impl Token {
    /// Whether the word carries grammar only, as `w` and `oraz` do.
    pub fn is_function_word(&self) -> bool {
        !self.is_compound && function_words::is_function_word(&self.text, &self.terms)
    }
}

/// The form of a word as indexed: NFKC, lower case, accents kept.
pub(crate) fn normalized(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    normalize::normalize(word, &mut form);
    form
}

/// Gives the forms of an index that are a given one, which is without accents, but for accents.
pub type Vocabulary<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// Analyses texts one after the other, remembering the frequent words.
#[derive(Debug)]
pub struct Analyzer {
    polish: BaseForms,
    foreign: [BaseForms; Foreign::ALL.len()],
    /// `None` for those that the program carries.
    synonyms: Option<Arc<Synonyms>>,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self {
            polish: BaseForms::new(None),
            foreign: Foreign::ALL.map(|foreign| BaseForms::new(Some(foreign))),
            synonyms: None,
        }
    }
}

impl Analyzer {
    /// The tokens of a Polish text, as indexed.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        self.tokens_in(text, Language::POLISH)
    }

    /// The tokens of a text in a language, as indexed.
    pub fn tokens_in(&mut self, text: &str, language: Language) -> Vec<Token> {
        let base_forms = self.base_forms(Foreign::of(language));
        gather(text, |form, token| token.terms = base_forms.of(form))
    }

    /// One whose queries have these synonyms instead of those that the program carries.
    pub fn with_synonyms(synonyms: Arc<Synonyms>) -> Self {
        Self { synonyms: Some(synonyms), ..Self::default() }
    }

    /// What stands for what in a query.
    pub(crate) fn synonyms(&self) -> &Synonyms {
        match &self.synonyms {
            Some(synonyms) => synonyms,
            None => Synonyms::built_in(),
        }
    }

    /// The tokens of a query, as asked: each with what it stands for where it was typed without
    /// accents, and with its terms in other languages.
    pub fn query_tokens(&mut self, text: &str) -> Vec<Token> {
        self.query_tokens_over(text, &|_| Vec::new())
    }

    /// The same over an index: a word typed without accents also stands for forms of the index that
    /// the dictionary lacks.
    pub fn query_tokens_over(&mut self, text: &str, vocabulary: Vocabulary<'_>) -> Vec<Token> {
        gather(text, |form, token| {
            let asked = self.polish.asked(form, vocabulary);
            (token.terms, token.restored, token.foreign) = (asked.typed, asked.restored, asked.foreign);
            token.meant = asked.meant;
        })
    }

    /// Whether words of the language have an analysis of their own; all others are analysed as unknown
    /// Polish words.
    pub fn supports(language: Language) -> bool {
        language == Language::POLISH || Foreign::of(language).is_some()
    }

    /// Why a token of a text in a language has its terms.
    pub fn reason(&mut self, token: &Token, language: Language) -> String {
        if token.is_compound && token.terms == [token.text.as_str()] {
            return "said by several words, or a date: one spelling for all".to_owned();
        }
        let base_forms = self.base_forms(Foreign::of(language));
        let reason = if base_forms.of(&token.text) == token.terms {
            base_forms.reason(&token.text)
        } else {
            "not in the dictionary as typed: stands for the forms that differ by accents".to_owned()
        };
        let whole = if token.is_compound {
            "a hyphenated word as a whole, or a part of one with an apostrophe; "
        } else {
            ""
        };
        let plain = match token.restored.as_slice() {
            [] => String::new(),
            restored => format!("; with or without accents also {}", restored.join(", ")),
        };
        format!("{whole}{reason}{plain}")
    }

    fn base_forms(&mut self, foreign: Option<Foreign>) -> &mut BaseForms {
        match foreign {
            None => &mut self.polish,
            Some(foreign) => &mut self.foreign[foreign as usize],
        }
    }
}

/// The tokens of a text; `fill` gives each word its terms.
fn gather(text: &str, mut fill: impl FnMut(&str, &mut Token)) -> Vec<Token> {
    let mut walk = Walk::new(text);
    let mut tokens = Vec::new();
    while let Some(step) = walk.next() {
        let mut token = Token {
            text: String::new(),
            range: 0..0,
            position: walk.position(),
            terms: Vec::new(),
            restored: Vec::new(),
            foreign: Vec::new(),
            meant: Vec::new(),
            is_compound: !matches!(step, Step::Word(_)),
            bond: Bond::Loose,
        };
        match step {
            Step::Word(range) => {
                normalize::normalize(&text[range.clone()], &mut token.text);
                token.range = range;
            }
            Step::Whole(range, bond) => {
                walk.whole().clone_into(&mut token.text);
                (token.range, token.bond) = (range, bond);
            }
            Step::Compound(compound) => {
                token.terms = vec![compound.term.clone()];
                token.bond = compound.bond;
                (token.text, token.range) = (compound.term, compound.range);
                tokens.push(token);
                continue;
            }
        }
        fill(&token.text.clone(), &mut token);
        tokens.push(token);
    }
    tokens
}

/// The text as the tokenizer of base forms wants it: a mark before it says that it is in another
/// language than Polish.
pub(crate) fn marked(text: &str, language: Language) -> Cow<'_, str> {
    match Foreign::of(language) {
        // A text of its own that begins with a mark says nothing by it.
        None if unmarked(text).0.is_some() => Cow::Owned(format!(" {text}")),
        None => Cow::Borrowed(text),
        Some(foreign) => Cow::Owned(format!("{}{text}", foreign.mark())),
    }
}

/// The language that the mark before a text names, and the text.
fn unmarked(text: &str) -> (Option<Foreign>, &str) {
    let of_mark = |foreign: Foreign| Some((Some(foreign), text.strip_prefix(foreign.mark())?));
    Foreign::ALL.into_iter().find_map(of_mark).unwrap_or((None, text))
}

/// Makes the project's tokenizers known to an index.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(EXACT, ExactTokenizer);
    tokenizers.register(BASE, BaseTokenizer::default());
}

/// The tokenizer of base forms, for the bench of it.
#[doc(hidden)]
pub fn base_tokenizer() -> TextAnalyzer {
    TextAnalyzer::from(BaseTokenizer::default())
}

/// Emits each word as typed, normalised.
#[derive(Clone)]
struct ExactTokenizer;

impl Tokenizer for ExactTokenizer {
    type TokenStream<'a> = ExactStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ExactStream<'a> {
        ExactStream { text, words: words(text), next_position: 0, token: EngineToken::default() }
    }
}

struct ExactStream<'a> {
    text: &'a str,
    words: tokenize::Words<'a>,
    next_position: usize,
    token: EngineToken,
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        for range in self.words.by_ref() {
            self.token.position = self.next_position;
            self.next_position += 1;
            if range.len() <= MAX_WORD_BYTES {
                (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                normalize::normalize(&self.text[range], &mut self.token.text);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &EngineToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.token
    }
}

/// Emits all base-form terms of each word at the position of the word, in the language that the
/// mark before the text names.
#[derive(Default)]
struct BaseTokenizer {
    analyzer: Analyzer,
}

impl Clone for BaseTokenizer {
    /// A clone shares the rules, not the memory: the engine clones tokenizers a segment.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for BaseTokenizer {
    type TokenStream<'a> = BaseStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BaseStream<'a> {
        let (foreign, text) = unmarked(text);
        BaseStream {
            text,
            walk: Walk::new(text),
            base_forms: self.analyzer.base_forms(foreign),
            form: String::with_capacity(MAX_WORD_BYTES),
            terms: 0..0,
            token: EngineToken::default(),
        }
    }
}

struct BaseStream<'a> {
    text: &'a str,
    walk: Walk<'a>,
    base_forms: &'a mut BaseForms,
    form: String,
    /// The places of the terms of the last word that have not been emitted yet.
    terms: Range<u32>,
    token: EngineToken,
}

impl TokenStream for BaseStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if let Some(place) = self.terms.next() {
                self.token.text.clear();
                self.token.text.push_str(self.base_forms.term(place));
                return true;
            }
            let Some(step) = self.walk.next() else { return false };
            self.token.position = self.walk.position() as usize;
            let range = match step {
                Step::Word(range) => {
                    normalize::normalize(&self.text[range.clone()], &mut self.form);
                    if is_plainly_its_own(&self.form) {
                        std::mem::swap(&mut self.form, &mut self.token.text);
                        (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                        return true;
                    }
                    self.terms = self.base_forms.places(&self.form);
                    range
                }
                Step::Whole(range, _) => {
                    self.terms = self.base_forms.places(self.walk.whole());
                    range
                }
                Step::Compound(compound) => {
                    self.token.text = compound.term;
                    (self.token.offset_from, self.token.offset_to) =
                        (compound.range.start, compound.range.end);
                    return true;
                }
            };
            (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
        }
    }

    fn token(&self) -> &EngineToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails unless the query text finds the indexed text.
    #[track_caller]
    fn meet(asked: &str, indexed: &str) {
        let mut analyzer = Analyzer::default();
        let asked: Vec<String> = analyzer
            .query_tokens(asked)
            .into_iter()
            .flat_map(|token| [token.terms, token.restored].concat())
            .collect();
        let indexed = terms(&mut analyzer, indexed);
        assert!(asked.iter().any(|term| indexed.contains(term)), "{asked:?} does not meet {indexed:?}");
    }

    fn terms(analyzer: &mut Analyzer, text: &str) -> Vec<String> {
        analyzer.tokens(text).into_iter().flat_map(|token| token.terms).collect()
    }

    #[test]
    fn forms_of_a_word_match_with_and_without_accents() {
        meet("zarządzenie", "zarządzeniami");
        meet("konwent", "Konwentu");
        meet("zarzadzenie", "ZARZĄDZENIE");
        meet("dzielnicą", "dzielnica");
        meet("sad", "sądami");
        meet("358/2017", "358/2017");
    }

    #[test]
    fn spellings_of_numbers_and_dates_match() {
        for number in ["Nr 358/2017", "nr 358 / 2017", "358 z 2017 r."] {
            meet("358/2017", number);
        }
        for date in ["13.02.2017", "2017-02-13", "13 II 2017"] {
            meet("13 lutego 2017 r.", date);
        }
        meet("Dz. U. z 2021 r. poz. 1372", "Dz.U. 2021 poz. 1372");
        meet("art. 30 ust. 2 pkt 1", "art. 30 ust. 2 pkt 1");
    }

    #[test]
    fn hyphenated_words_match_whole_and_by_their_parts() {
        meet("Łagiewniki-Borek", "w Łagiewnikach");
        meet("email", "e-maila");
        meet("polsko-ukraińska", "polsko-ukraińskiego");
    }

    #[test]
    fn both_tokenizers_number_words_alike() {
        let text = format!("Konwent {} Rady", "x".repeat(MAX_WORD_BYTES + 1));
        let positions = |stream: &mut dyn TokenStream| {
            let mut found = Vec::new();
            stream.process(&mut |token| found.push((token.position, token.offset_from)));
            found
        };
        let exact = positions(&mut ExactTokenizer.token_stream(&text));
        assert_eq!(exact, vec![(0, 0), (2, text.len() - 4)]);
        assert_eq!(positions(&mut BaseTokenizer::default().token_stream(&text)), exact);
    }

    #[test]
    fn the_engine_sees_the_same_terms_as_the_analyzer() {
        let text = "Zarządzenie Nr 358/2017 w sprawie Konwentu, z późniejszymi zmianami";
        let mut tokenizer = BaseTokenizer::default();
        let mut seen = Vec::new();
        tokenizer.token_stream(text).process(&mut |token| seen.push(token.text.clone()));
        assert_eq!(seen, terms(&mut Analyzer::default(), text));
    }
}
