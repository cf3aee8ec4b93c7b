//! Text analysis: turns text into terms so that all forms of a Polish word match each other.
//!
//! `tokenize` finds word boundaries, `normalize` writes each word in one way, `walk` adds compounds of
//! several words, and `base_form` maps every form of a word to the terms it is indexed under. Two tokenizers
//! are registered with the engine, one for exact forms and one for base forms. Both assign the same
//! positions, so a position found in one field means the same word in the other. Leaves query semantics to
//! `search`.

mod base_form;
mod compound;
pub mod dictionary;
pub(crate) mod function_words;
mod glued;
pub mod language;
mod memo;
mod normalize;
mod stemmer;
mod synonyms;
mod tokenize;
mod walk;
pub(crate) mod word_family;

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
#[doc(hidden)]
pub use memo::MEMO_WORDS;
pub use normalize::folded as unaccented;
pub(crate) use normalize::is_accented;
use stemmer::StemmedLanguage;
pub(crate) use synonyms::Side;
pub use synonyms::Synonyms;
pub(crate) use tokenize::{is_roman, words};
use walk::{TextWalk, WalkStep};

/// The version of the rules that turn text into terms; bump it whenever they change.
const RULES: &str = "4";

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("polish-{RULES}-{}", &Dictionary::polish().checksum()[..16]));

/// Identifies the rules and the dictionary (with its supplement) that turn text into terms.
///
/// An index written under another version must be rebuilt, because its terms would not match those of
/// queries.
pub fn version() -> &'static str {
    &VERSION
}

/// The name under which the exact-form tokenizer is registered with the engine.
pub(crate) const EXACT: &str = "skorowidz_exact";
/// The name under which the base-form tokenizer is registered with the engine.
pub(crate) const BASE: &str = "skorowidz_base";

/// The maximum length of an indexed word, in bytes. A longer word still takes up a position: no language has
/// such words, but encoded data does, and each would become a term of its own.
const MAX_WORD_BYTES: usize = 128;

/// A word or a compound of several words, with the terms it is indexed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The form as indexed: NFKC, lower case, accents kept; for a compound, its canonical spelling.
    pub text: String,
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The position, counted in words from 0; a compound has the position of one of its words.
    pub position: u32,
    /// The base-form terms.
    pub terms: Vec<String>,
    /// In a query, terms of other forms that a word typed without accents may stand for; they rank below
    /// `terms`.
    pub restored: Vec<String>,
    /// In a query, the terms of the word in documents in other languages.
    pub foreign: Vec<String>,
    /// In a query, accented forms in the index that an unknown word typed without accents may mean.
    pub meant: Vec<String>,
    /// Whether this is a compound next to ordinary words: a whole hyphenated word, a date, the number of an
    /// act.
    pub is_compound: bool,
    /// How a compound relates to its words; meaningless for a word.
    pub bond: Bond,
}

impl Token {
    /// Whether this is a function word, such as `w` or `oraz`.
    pub fn is_function_word(&self) -> bool {
        !self.is_compound && function_words::is_function_word(&self.text, &self.terms)
    }
}

/// Returns a word as indexed: NFKC, lower case, accents kept.
pub(crate) fn normalized(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    normalize::normalize(word, &mut form);
    form
}

/// Looks up the forms in an index that differ from a given unaccented form only in accents.
pub type FormLookup<'a> = &'a dyn Fn(&str) -> Vec<String>;

/// Analyzes texts one after another and caches frequent words.
#[derive(Debug)]
pub struct Analyzer {
    polish: BaseForms,
    foreign: [BaseForms; StemmedLanguage::ALL.len()],
    /// `None` means the built-in synonyms.
    synonyms: Option<Arc<Synonyms>>,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self {
            polish: BaseForms::new(None),
            foreign: StemmedLanguage::ALL.map(|foreign| BaseForms::new(Some(foreign))),
            synonyms: None,
        }
    }
}

impl Analyzer {
    /// Returns the tokens of a Polish text, as indexed.
    pub fn tokens(&mut self, text: &str) -> Vec<Token> {
        self.tokens_in(text, Language::POLISH)
    }

    /// Returns the tokens of a text in `language`, as indexed.
    pub fn tokens_in(&mut self, text: &str, language: Language) -> Vec<Token> {
        let base_forms = self.base_forms(StemmedLanguage::from_language(language));
        gather(text, |form, token| token.terms = base_forms.terms_of(form))
    }

    /// Creates an analyzer whose queries use these synonyms instead of the built-in ones.
    pub fn with_synonyms(synonyms: Arc<Synonyms>) -> Self {
        Self { synonyms: Some(synonyms), ..Self::default() }
    }

    /// The synonyms applied to queries.
    pub(crate) fn synonyms(&self) -> &Synonyms {
        match &self.synonyms {
            Some(synonyms) => synonyms,
            None => Synonyms::built_in(),
        }
    }

    /// Returns the tokens of a query, each with the accented forms it may stand for and its terms in other
    /// languages.
    pub fn query_tokens(&mut self, text: &str) -> Vec<Token> {
        self.query_tokens_over(text, &|_| Vec::new())
    }

    /// Returns the tokens of a query, matched against the vocabulary of an index.
    ///
    /// A word typed without accents also stands for forms in the index that the dictionary lacks.
    pub fn query_tokens_over(&mut self, text: &str, vocabulary: FormLookup<'_>) -> Vec<Token> {
        gather(text, |form, token| {
            let asked = self.polish.asked(form, vocabulary);
            (token.terms, token.restored, token.foreign) = (asked.typed, asked.restored, asked.foreign);
            token.meant = asked.meant;
        })
    }

    /// Whether the language has an analyzer of its own; other languages are analyzed as unknown Polish words.
    pub fn supports(language: Language) -> bool {
        language == Language::POLISH || StemmedLanguage::from_language(language).is_some()
    }

    /// Explains why a token of a text in `language` has its terms.
    pub fn reason(&mut self, token: &Token, language: Language) -> String {
        if token.is_compound && token.terms == [token.text.as_str()] {
            return "a compound of several words, or a date: one canonical spelling".to_owned();
        }
        let base_forms = self.base_forms(StemmedLanguage::from_language(language));
        let reason = if base_forms.terms_of(&token.text) == token.terms {
            base_forms.reason(&token.text)
        } else {
            "not in the dictionary as typed: stands for the forms that differ only in accents".to_owned()
        };
        let whole = if token.is_compound {
            "a whole hyphenated word, or part of a word with an apostrophe; "
        } else {
            ""
        };
        let plain = match token.restored.as_slice() {
            [] => String::new(),
            restored => format!("; also {}, which differ in accents", restored.join(", ")),
        };
        format!("{whole}{reason}{plain}")
    }

    fn base_forms(&mut self, foreign: Option<StemmedLanguage>) -> &mut BaseForms {
        match foreign {
            None => &mut self.polish,
            Some(foreign) => &mut self.foreign[foreign as usize],
        }
    }
}

/// Returns the tokens of a text; `fill` sets the terms of each word.
fn gather(text: &str, mut fill: impl FnMut(&str, &mut Token)) -> Vec<Token> {
    let mut walk = TextWalk::new(text);
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
            is_compound: !matches!(step, WalkStep::Word(_)),
            bond: Bond::Loose,
        };
        match step {
            WalkStep::Word(range) => {
                normalize::normalize(&text[range.clone()], &mut token.text);
                token.range = range;
            }
            WalkStep::Whole(range, bond) => {
                walk.whole().clone_into(&mut token.text);
                (token.range, token.bond) = (range, bond);
            }
            WalkStep::Compound(compound) => {
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

/// Prefixes a text in a language other than Polish with the mark that the base-form tokenizer expects.
pub(crate) fn marked(text: &str, language: Language) -> Cow<'_, str> {
    match StemmedLanguage::from_language(language) {
        // Escape a Polish text that happens to begin with a mark.
        None if unmarked(text).0.is_some() => Cow::Owned(format!(" {text}")),
        None => Cow::Borrowed(text),
        Some(foreign) => Cow::Owned(format!("{}{text}", foreign.mark())),
    }
}

/// Splits a text into the language named by its leading mark and the remaining text.
fn unmarked(text: &str) -> (Option<StemmedLanguage>, &str) {
    let of_mark = |foreign: StemmedLanguage| Some((Some(foreign), text.strip_prefix(foreign.mark())?));
    StemmedLanguage::ALL.into_iter().find_map(of_mark).unwrap_or((None, text))
}

/// Registers the project's tokenizers with an index.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(EXACT, ExactTokenizer);
    tokenizers.register(BASE, BaseTokenizer::default());
}

/// The base-form tokenizer, exposed for its benchmark.
#[doc(hidden)]
pub fn base_tokenizer() -> TextAnalyzer {
    TextAnalyzer::from(BaseTokenizer::default())
}

/// Emits each word as typed, normalized.
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
    words: tokenize::WordIter<'a>,
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

/// Emits all base-form terms of each word at the word's position, in the language named by the mark at the
/// start of the text.
#[derive(Default)]
struct BaseTokenizer {
    analyzer: Analyzer,
}

impl Clone for BaseTokenizer {
    /// Clones share the rules but not the cache: the engine clones tokenizers for each segment.
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
            walk: TextWalk::new(text),
            base_forms: self.analyzer.base_forms(foreign),
            form: String::with_capacity(MAX_WORD_BYTES),
            terms: 0..0,
            token: EngineToken::default(),
        }
    }
}

struct BaseStream<'a> {
    text: &'a str,
    walk: TextWalk<'a>,
    base_forms: &'a mut BaseForms,
    form: String,
    /// Places of terms of the last word that have not been emitted yet.
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
                WalkStep::Word(range) => {
                    normalize::normalize(&self.text[range.clone()], &mut self.form);
                    if is_plainly_its_own(&self.form) {
                        std::mem::swap(&mut self.form, &mut self.token.text);
                        (self.token.offset_from, self.token.offset_to) = (range.start, range.end);
                        return true;
                    }
                    self.terms = self.base_forms.places(&self.form);
                    range
                }
                WalkStep::Whole(range, _) => {
                    self.terms = self.base_forms.places(self.walk.whole());
                    range
                }
                WalkStep::Compound(compound) => {
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

    /// Asserts that a query matches an indexed text.
    #[track_caller]
    fn meet(asked: &str, indexed: &str) {
        let mut analyzer = Analyzer::default();
        let asked: Vec<String> = analyzer
            .query_tokens(asked)
            .into_iter()
            .flat_map(|token| [token.terms, token.restored].concat())
            .collect();
        let indexed = terms(&mut analyzer, indexed);
        assert!(asked.iter().any(|term| indexed.contains(term)), "{asked:?} does not match {indexed:?}");
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
    fn hyphenated_words_match_as_a_whole_and_by_their_parts() {
        meet("Łagiewniki-Borek", "w Łagiewnikach");
        meet("email", "e-maila");
        meet("polsko-ukraińska", "polsko-ukraińskiego");
    }

    #[test]
    fn both_tokenizers_assign_the_same_positions() {
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
