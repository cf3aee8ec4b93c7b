//! Highlights what matches a plan in a text outside the index, or in a title.

use std::ops::Range;

use super::{analyzed_text::AnalyzedText, highlights, html::HighlightedText};
use crate::{
    analysis::{Analyzer, TokenBuffer},
    document::Language,
    search::plan::Plan,
};

/// Returns a text outside the index with what matches a plan highlighted.
pub(in crate::search) fn highlighted(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> HighlightedText {
    HighlightedText::new(text, &marked(text, language, analyzer, plan), &[])
}

/// Returns the byte ranges that match a plan in a text outside the index.
pub(in crate::search) fn marked(
    text: &str,
    language: Language,
    analyzer: &mut Analyzer,
    plan: &Plan,
) -> Vec<Range<usize>> {
    let mut tokens = TokenBuffer::default();
    analyzer.tokens_into(text, language, &mut tokens);
    marks(&tokens, plan, None)
}

/// Returns the byte ranges that match a plan in an analyzed text. `is_whole` is as for [`highlights::marks`].
pub(super) fn marks(tokens: &TokenBuffer, plan: &Plan, is_whole: Option<&[bool]>) -> Vec<Range<usize>> {
    let text = AnalyzedText::new(tokens);
    let wanted = plan.wanted.iter().chain(&plan.optional);
    let spans = highlights::marks(wanted, is_whole, |term| text.spans(term));
    spans.into_iter().filter_map(|span| text.range(span)).collect()
}
