//! Cutting a word into the likeliest pieces.

use crate::tokenizer::lookup::Lookup;

/// The best way to a place in the text.
#[derive(Clone, Copy)]
struct PieceStep {
    score: f64,
    /// Bytes of the last piece; 0 where there is no way yet.
    length: u32,
    piece: u32,
}

/// Returns the likeliest pieces of a word. A character that no piece covers becomes `unknown`; several in
/// a row become one token.
pub(crate) fn cut(text: &str, lookup: &Lookup, unknown_score: f32, unknown: u32) -> Vec<u32> {
    let mut steps = vec![PieceStep { score: f64::MIN, length: 0, piece: unknown }; text.len() + 1];
    steps[0].score = 0.0;
    for (at, character) in text.char_indices() {
        let before = steps[at].score;
        let mut offer = |length: usize, piece: u32, score: f32| {
            let score = before + f64::from(score);
            let step = &mut steps[at + length];
            if step.length == 0 || score > step.score {
                *step = PieceStep { score, length: length as u32, piece };
            }
        };
        lookup.prefixes(&text[at..], &mut offer);
        offer(character.len_utf8(), unknown, unknown_score);
    }
    backwards(&steps, unknown)
}

fn backwards(steps: &[PieceStep], unknown: u32) -> Vec<u32> {
    let mut pieces = Vec::new();
    let mut at = steps.len() - 1;
    while let Some(step) = steps.get(at).filter(|step| step.length > 0) {
        if step.piece != unknown || pieces.last() != Some(&unknown) {
            pieces.push(step.piece);
        }
        at -= step.length as usize;
    }
    pieces.reverse();
    pieces
}
