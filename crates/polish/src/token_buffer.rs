//! The tokens of a text in a few buffers that are used again for the next text.
//!
//! For a caller that looks at the tokens and keeps none of them: nothing is allocated per token or term.
//! Invariant: the tokens are those of [`Analyzer::tokens_in`](crate::Analyzer::tokens_in).

use std::ops::Range;

use crate::{
    base_form::BaseForms,
    normalize::normalize,
    walk::{TextWalk, WalkStep},
};

/// The tokens of a text, filled by [`Analyzer::tokens_into`](crate::Analyzer::tokens_into).
///
/// ```
/// use skorowidz_polish::{Analyzer, Language, TokenBuffer};
///
/// let (mut analyzer, mut buffer) = (Analyzer::default(), TokenBuffer::default());
/// analyzer.tokens_into("Rady Miasta", Language::POLISH, &mut buffer);
/// let rada = buffer.iter().next().expect("a token");
/// assert_eq!((rada.text(), rada.range()), ("rady", 0..4));
/// assert!(rada.terms().any(|term| term == "rada"));
/// ```
#[derive(Debug, Default)]
pub struct TokenBuffer {
    /// The form of each token, followed by its terms.
    letters: String,
    /// The end of each form and term in `letters`.
    ends: Vec<usize>,
    tokens: Vec<BufferedToken>,
    form: String,
    leaves_out_numbers: bool,
}

/// A token in a buffer.
#[derive(Debug)]
struct BufferedToken {
    range: Range<usize>,
    position: u32,
    is_compound: bool,
    /// The start of its form in the letters.
    start: usize,
    /// Its form, and after it its terms, among the ends.
    ends: Range<usize>,
}

/// A token of a [`TokenBuffer`]; see [`Token`](crate::Token).
#[derive(Debug, Clone, Copy)]
pub struct TokenRef<'b> {
    buffer: &'b TokenBuffer,
    token: &'b BufferedToken,
}

impl TokenBuffer {
    /// Creates a buffer without the compounds that are not written as a word: dates, the numbers of acts and
    /// others, whose terms all have a character that is not a letter. For a caller who asks for none of these
    /// terms, since finding them costs more than all the rest.
    pub fn without_numbers() -> Self {
        Self { leaves_out_numbers: true, ..Self::default() }
    }

    /// Iterates over the tokens in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = TokenRef<'_>> + Clone {
        self.tokens.iter().map(|token| TokenRef { buffer: self, token })
    }

    /// Replaces the tokens by those of a text.
    pub(crate) fn fill(&mut self, text: &str, base_forms: &mut BaseForms) {
        self.letters.clear();
        self.ends.clear();
        self.tokens.clear();
        let mut walk = TextWalk::new(text);
        if self.leaves_out_numbers {
            walk = walk.without_compounds();
        }
        while let Some(step) = walk.next() {
            let (start, first, position) = (self.letters.len(), self.ends.len(), walk.position());
            let (range, is_compound) = match step {
                WalkStep::Word(range) => {
                    let mut form = std::mem::take(&mut self.form);
                    normalize(&text[range.clone()], &mut form);
                    self.push_form(&form, base_forms);
                    self.form = form;
                    (range, false)
                }
                WalkStep::Whole(range, _) => {
                    self.push_form(walk.whole(), base_forms);
                    (range, true)
                }
                WalkStep::Compound(compound) => {
                    self.push(&compound.term);
                    self.push(&compound.term);
                    (compound.range, true)
                }
            };
            let ends = first..self.ends.len();
            self.tokens.push(BufferedToken { range, position, is_compound, start, ends });
        }
    }

    fn push_form(&mut self, form: &str, base_forms: &mut BaseForms) {
        self.push(form);
        for place in base_forms.places(form) {
            self.push(base_forms.term(place));
        }
    }

    fn push(&mut self, text: &str) {
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
    }
}

impl<'b> TokenRef<'b> {
    /// The byte range in the text.
    pub fn range(&self) -> Range<usize> {
        self.token.range.clone()
    }

    /// The position, counted in words from 0; a compound has the position of one of its words.
    pub fn position(&self) -> u32 {
        self.token.position
    }

    /// Whether this is a compound next to ordinary words.
    pub fn is_compound(&self) -> bool {
        self.token.is_compound
    }

    /// The form as indexed; for a compound, its canonical spelling.
    pub fn text(&self) -> &'b str {
        &self.buffer.letters[self.token.start..self.buffer.ends[self.token.ends.start]]
    }

    /// The base-form terms.
    pub fn terms(&self) -> impl Iterator<Item = &'b str> {
        let ends = &self.buffer.ends[self.token.ends.clone()];
        ends.windows(2).map(|pair| &self.buffer.letters[pair[0]..pair[1]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analyzer, Language};

    #[test]
    fn the_buffer_has_the_tokens_of_one_text_after_the_other() {
        let (mut analyzer, mut buffer) = (Analyzer::default(), TokenBuffer::default());
        for text in ["Zarządzenie 358 z 13 lutego 2017 r., e-mail d'Arc", "", "lata §3 Łagiewniki-Borek"] {
            analyzer.tokens_into(text, Language::POLISH, &mut buffer);
            let tokens = analyzer.tokens(text);
            assert_eq!(buffer.iter().count(), tokens.len());
            for (own, token) in buffer.iter().zip(tokens) {
                assert_eq!(
                    (own.text(), own.range(), own.position()),
                    (&*token.text, token.range, token.position)
                );
                assert!(own.terms().eq(token.terms) && own.is_compound() == token.is_compound);
            }
        }
    }

    #[test]
    fn a_buffer_without_numbers_has_all_words_and_hyphenated_words() {
        let (mut analyzer, mut buffer) = (Analyzer::default(), TokenBuffer::without_numbers());
        let text =
            "358 z 13 lutego 2017 r., lit. a, e-mail d'Arc biuro@um.krakow.pl Dz. U. z 2021 r. poz. 1372";
        analyzer.tokens_into(text, Language::POLISH, &mut buffer);
        let is_number = |text: &str| text.contains(|c: char| !c.is_alphabetic());
        let tokens = analyzer.tokens(text).into_iter();
        let kept = tokens.filter(|token| !token.is_compound || !is_number(&token.text));
        assert!(kept.map(|token| token.text).eq(buffer.iter().map(|token| token.text().to_owned())));
    }
}
