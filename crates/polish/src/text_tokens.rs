//! The tokens of a text: its words, the hyphenated words as a whole, and its compounds.
//!
//! Leaves where they begin and end to `walk`, the terms of a word to `base_form`, and what else the tokens of
//! a query have to `analyzer`.

use crate::{
    Token,
    base_form::BaseForms,
    compound::Bond,
    normalize::normalize,
    walk::{TextWalk, WalkStep},
};

/// Returns the tokens of a text, as indexed.
pub(crate) fn indexed_tokens(text: &str, base_forms: &mut BaseForms) -> Vec<Token> {
    gather_tokens(text, |_| true, |form, token| token.terms = base_forms.terms_of(form))
}

/// Returns the tokens of a text that are not words, as indexed.
pub(crate) fn compound_tokens(text: &str, base_forms: &mut BaseForms) -> Vec<Token> {
    let is_compound = |step: &WalkStep| !matches!(step, WalkStep::Word(_));
    gather_tokens(text, is_compound, |form, token| token.terms = base_forms.terms_of(form))
}

/// Returns the tokens of a query; `fill` sets the terms of each word.
pub(crate) fn query_tokens(text: &str, fill: impl FnMut(&str, &mut Token)) -> Vec<Token> {
    gather_tokens(text, |_| true, fill)
}

/// Returns the tokens of the wanted steps of a text; `fill` sets the terms of each word.
fn gather_tokens(
    text: &str,
    is_wanted: impl Fn(&WalkStep) -> bool,
    mut fill: impl FnMut(&str, &mut Token),
) -> Vec<Token> {
    let mut walk = TextWalk::new(text);
    let mut tokens = Vec::new();
    while let Some(step) = walk.next() {
        if !is_wanted(&step) {
            continue;
        }
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
                normalize(&text[range.clone()], &mut token.text);
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
