//! The analyzer: the tokens of texts and of queries, and the reasons for their terms.
//!
//! Leaves the words and compounds of a text to `text_tokens`, and the terms of a word to `base_form`.

use std::sync::Arc;

use crate::{
    FormLookup, Language, Synonyms, Token, TokenBuffer,
    base_form::BaseForms,
    normalize::normalized,
    stemmer::StemmedLanguage,
    text_tokens::{compound_tokens, indexed_tokens, query_tokens},
};

/// Analyzes texts one after another and caches frequent words.
///
/// ```
/// let mut analyzer = skorowidz_polish::Analyzer::default();
/// let tokens = analyzer.tokens("w Łagiewnikach");
/// assert_eq!(&tokens[1].text, "łagiewnikach");
/// assert_eq!(tokens[1].range, 2..15);
/// assert!(tokens[1].terms.contains(&"łagiewniki".to_owned()));
/// ```
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
        indexed_tokens(text, self.base_forms(StemmedLanguage::from_language(language)))
    }

    /// Writes the tokens of a text in `language`, as indexed, into a buffer.
    pub fn tokens_into(&mut self, text: &str, language: Language, tokens: &mut TokenBuffer) {
        tokens.fill(text, self.base_forms(StemmedLanguage::from_language(language)));
    }

    /// Returns only the compounds among the tokens of a text in `language`. The words themselves are only
    /// walked over, so that it costs little more than finding them.
    ///
    /// [`may_be_compound`](crate::may_be_compound) says whether a word is worth asking about.
    ///
    /// ```
    /// use skorowidz_polish::{Analyzer, Language};
    ///
    /// let text = "uchwała z 13 lutego 2017 r. o e-mailach";
    /// let compounds = Analyzer::default().compounds_in(text, Language::POLISH);
    /// let found = compounds.iter().map(|token| (token.position, &*token.terms[0]));
    /// assert!(found.eq([(2, "2017-02-13"), (7, "email")]));
    /// assert_eq!(&text[compounds[0].range.clone()], "13 lutego 2017");
    /// ```
    pub fn compounds_in(&mut self, text: &str, language: Language) -> Vec<Token> {
        compound_tokens(text, self.base_forms(StemmedLanguage::from_language(language)))
    }

    /// Returns the lemmas of one Polish word, as its terms are in a document: all probable ones of a word in
    /// the dictionary, guesses for any other.
    pub fn lemmas(&mut self, word: &str) -> Vec<String> {
        self.polish.terms_of(&normalized(word))
    }

    /// Creates an analyzer whose queries use these synonyms instead of the built-in ones.
    pub fn with_synonyms(synonyms: Arc<Synonyms>) -> Self {
        Self { synonyms: Some(synonyms), ..Self::default() }
    }

    /// The synonyms applied to queries.
    pub fn synonyms(&self) -> &Synonyms {
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
        query_tokens(text, |form, token| {
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

    pub(crate) fn base_forms(&mut self, foreign: Option<StemmedLanguage>) -> &mut BaseForms {
        match foreign {
            None => &mut self.polish,
            Some(foreign) => &mut self.foreign[foreign as usize],
        }
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
    fn only_compounds_are_returned_and_each_is_at_a_word_that_may_be_one() {
        let mut analyzer = Analyzer::default();
        for text in [
            "Nr 358/2017 z 13 lutego 2017 r., Łagiewniki-Borek, Kennedy'ego",
            "art. 30 ust. 2 pkt 1 i 2, § 3, Dz. U. z 2021 r. Nr 12, poz. 1372",
            "biuro@um.krakow.pl, tel. 12 616 17 00, godz. 17.00, 2,5 mln",
        ] {
            let mut tokens = analyzer.tokens(text);
            tokens.retain(|token| token.is_compound);
            assert_eq!(analyzer.compounds_in(text, Language::POLISH), tokens);
            let words: Vec<_> = crate::words(text).collect();
            for token in tokens {
                assert!(crate::may_be_compound(text, &words[token.position as usize]), "{token:?}");
            }
        }
    }

    #[test]
    fn hyphenated_words_match_as_a_whole_and_by_their_parts() {
        meet("Łagiewniki-Borek", "w Łagiewnikach");
        meet("email", "e-maila");
        meet("polsko-ukraińska", "polsko-ukraińskiego");
    }
}
