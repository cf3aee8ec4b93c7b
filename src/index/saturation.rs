//! How repetitions and lengths count in each field: constants that both engines need.
//!
//! The formula and all other weights are left to `search::ranking`.

/// How fast repetitions of a word lose weight. Lower than the usual 1.2 because a passage says a thing once:
/// measured 0.003-0.014 better on questions, 0.01 on whole statutes.
pub(crate) const K1: f32 = 0.6;
/// How much longer texts are discounted, for the text field. Articles of statutes prefer 0.75 (0.834 against
/// 0.801 at 0.5), questions about short paragraphs 0.5-0.65.
pub(crate) const TEXT_B: f32 = 0.7;
/// How much longer texts are discounted, for titles and leads.
pub(crate) const TITLE_B: f32 = 0.75;
