//! Polish text analysis for full-text search: every form of a word under the same terms, with or without
//! accents.
//!
//! An [`Analyzer`] turns a text into [`Token`]s. [`words`] finds word boundaries, [`normalized`] writes a
//! word in one way, a compiled [`Dictionary`](dictionary::Dictionary) inside the crate maps its forms to
//! lemmas, and words that the dictionary lacks are guessed by their ending. Dates, act numbers and other
//! compounds of several words get one canonical term. With the feature `tantivy`, [`BaseTokenizer`] and
//! [`ExactTokenizer`] do the same for fields of a tantivy index. Leaves the meaning of queries, and ranking,
//! to whoever searches.
//!
//! # Lemmas and tokens
//!
//! ```
//! use skorowidz_polish::Analyzer;
//!
//! let mut analyzer = Analyzer::default();
//! assert_eq!(analyzer.lemmas("konwencie"), ["konwent"]);
//! assert_eq!(analyzer.lemmas("lata"), ["lato", "rok"]);
//!
//! let tokens = analyzer.tokens("Zarządzenie z 13 lutego 2017 r.");
//! assert_eq!(tokens[0].terms, ["zarządzenie", "zarządzić"]);
//! assert!(tokens.iter().any(|token| token.is_compound && token.text == "2017-02-13"));
//! ```
//!
//! # Accents
//!
//! ```
//! use skorowidz_polish::{Analyzer, is_accented, unaccented};
//!
//! assert_eq!(unaccented("żółw"), "zolw");
//! assert!(is_accented("żółw"));
//!
//! // In a query, a word typed without accents stands for the accented ones.
//! let asked = Analyzer::default().query_tokens("sad").remove(0);
//! assert_eq!((asked.terms, asked.restored), (vec!["sad".to_owned()], vec!["sąd".to_owned()]));
//! ```

mod analyzer;
mod base_form;
mod compound;
mod detection;
pub mod dictionary;
mod excerpt;
#[cfg(feature = "tantivy")]
mod found_words;
mod frequency;
pub mod function_words;
mod gerund;
mod glued;
mod language;
mod memo;
pub mod misspelling;
mod normalize;
mod stemmer;
mod synonyms;
mod text_tokens;
mod token;
mod token_buffer;
mod tokenize;
#[cfg(feature = "tantivy")]
mod tokenizers;
mod version;
mod walk;
pub mod word_family;

pub use analyzer::Analyzer;
pub use base_form::FormLookup;
pub use compound::Bond;
pub use detection::detect_language;
pub use frequency::frequency;
pub use gerund::gerunds;
pub use language::{Language, UnknownLanguage};
#[doc(hidden)]
pub use memo::MEMO_WORDS;
pub use normalize::{folded as unaccented, is_accented, normalized};
pub use stemmer::marked;
pub use synonyms::{Side, SynonymMatch, Synonyms, SynonymsError};
pub use token::Token;
pub use token_buffer::{TokenBuffer, TokenRef};
pub use tokenize::{WordIter, is_roman, words};
#[cfg(feature = "tantivy")]
pub use tokenizers::{BASE, BaseTokenizer, EXACT, ExactTokenizer};
pub use version::version;
pub use walk::may_be_compound;

/// The copyright notice and license of the dictionary, which must go with it wherever it is distributed, also
/// inside a program.
pub const DICTIONARY_NOTICE: &str = include_str!("../dictionary/LICENSE.SGJP.txt");

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
