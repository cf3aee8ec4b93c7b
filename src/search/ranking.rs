//! All ranking weights and the formulas that use them.
//!
//! score = (text + title x coverage^2 + closeness) x boost. `docs/relevance.md` explains the formula and
//! gives the figures. Where a comment says "measured", the figures are NDCG@10 on the judged tuning sets;
//! `skorowidz eval --sets DIR --compare BASE.json` evaluates any change.

use tantivy::Score;

use crate::index::{K1, LengthTable};
pub(super) use crate::index::{TEXT_B, TITLE_B};

/// The weight of a word in the title relative to the text, if the title contains the whole query. If the
/// title counted in full wherever it contains a word, this would lose 0.02 on articles of statutes, which
/// share the title of their act; without the title, whole statutes lose 0.12-0.2.
pub(super) const TITLE_WEIGHT: Score = 0.5;
/// The weight of a word in the lead of a post or in a heading relative to the text. No judged set has either;
/// chosen by the queries of the sample corpus.
pub(super) const LEAD_WEIGHT: Score = 0.25;
/// What the exact typed form adds, weighted by the rarity of the word and not of the form: measured +0.028 on
/// articles of statutes, -0.004 on words in another inflection. Not for several words that are all typed in
/// their base forms: +0.004 on statutes and +0.007 on budget titles typed so, within 0.001 elsewhere.
pub(super) const EXACT_WEIGHT: Score = 0.25;

/// The weight of a term of an accented form if the form as typed is also a word: `sad` ranks the orchard
/// before the court (`sąd`).
pub(super) const RESTORED_WEIGHT: Score = 0.5;
/// The weight of a term of a document in another language: users who search in Polish want Polish results
/// first.
pub(super) const FOREIGN_WEIGHT: Score = 0.5;
/// The weight of the gerund of an infinitive (`zwalczanie` for `zwalczać`), which counts as the word itself
/// when words are required. Measured on statutes with words in dictionary form: recall@100 0.962 to 1.000,
/// NDCG@10 0.884 to 0.916; 0.5 gives 0.912, 1 the same; within 0.001 elsewhere.
pub(super) const GERUND_WEIGHT: Score = 0.8;
/// The weight of a synonym relative to the words as typed.
pub(super) const SYNONYM_WEIGHT: Score = 0.5;
/// The weight of the words of a compound (`art. 30 ust. 1`) in a document that contains the words but not the
/// compound. Its numbers, however frequent, must not outweigh the compound in a long text.
pub(super) const APART_WEIGHT: Score = 0.15;
/// The weight of a part of a number or address relative to the whole.
pub(super) const PART_WEIGHT: Score = 0.5;
/// The weight of a word of the same word family, times its closeness: `zamawiający` for `zamówienie`.
/// Measured +0.006 to +0.009 on questions; 0.6 and 1 are 0.001 worse.
pub(super) const FAMILY_WEIGHT: Score = 0.8;

/// The weight of a verb: the verb of a question is seldom that of the answer. Measured +0.002 to +0.004 on
/// questions about paragraphs, -0.005 on articles of statutes.
pub(super) const VERB_WEIGHT: Score = 0.8;
/// The weight of a number, or of a capitalized word inside the query: measured +0.003 to +0.006.
pub(super) const PROPER_WEIGHT: Score = 1.15;
/// The weight of a word that says little by itself, such as `sposób` or `należeć`: measured +0.007 on
/// customer questions, no difference elsewhere.
pub(super) const LIGHT_WEIGHT: Score = 0.5;

/// The weight of neighboring words of the query that are also neighbors in the text. Measured +0.004 on
/// articles of statutes, -0.003 on klej-dyk, no difference elsewhere.
const PAIR_WEIGHT: Score = 0.1;
/// The weight of neighbors in reverse order.
pub(super) const REVERSED: Score = 0.5;
/// The weight of the query's words that one stretch of text contains: passages count, not only whole
/// documents. Measured +0.003 to +0.004 on articles of statutes and klej-dyk.
const STRETCH_WEIGHT: Score = 0.2;
/// The length of such a stretch, in words; 25 and 50 differ by 0.001.
pub(super) const STRETCH_WORDS: u32 = 25;

/// The boost of documents of the kind named by the query, such as `zarządzenie`.
pub(super) const KIND_LIFT: Score = 1.2;
/// The maximum share of its score that a news post loses with age.
pub(super) const FADING: Score = 0.15;
/// The time after which a news post has lost half of that, in years. Acts lose nothing: they do not become
/// less true.
pub(super) const HALF_LIFE_YEARS: Score = 2.0;

/// Returns the inverse document frequency of BM25, ln(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza
/// 2009, "The probabilistic relevance framework", in the form that is never negative).
pub(super) fn idf(doc_freq: u64, documents: u64) -> Score {
    let (n, all) = (doc_freq as Score, documents.max(doc_freq) as Score);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

/// Term frequency saturation, which depends on the length of the text: tf (k1 + 1) / (tf + K) with K = k1 (1
/// - b + b length / average length), as in BM25.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saturation<'a> {
    by_length: &'a LengthTable,
}

impl<'a> Saturation<'a> {
    /// Creates the saturation from a table made by [`Self::table`].
    pub(super) fn new(by_length: &'a LengthTable) -> Self {
        Self { by_length }
    }

    /// Returns K by the length of a text, for a field whose texts have `average` words on average.
    pub(super) fn table(b: Score, average: Score) -> LengthTable {
        LengthTable::new(|length| K1 * (1.0 - b + b * length / average.max(1.0)))
    }

    /// Returns the weight of `occurrences` in a text whose length is encoded as `norm`. Always less than k1 +
    /// 1.
    pub(super) fn score(self, occurrences: Score, norm: u8) -> Score {
        occurrences * (K1 + 1.0) / (occurrences + self.by_length.get(norm))
    }
}

/// Returns the upper bound of the saturation, which no number of occurrences reaches.
pub(super) const fn saturation_limit() -> Score {
    K1 + 1.0
}

/// Returns the share of the title's score that counts: the square of the share of the query's worth that it
/// contains. A title that contains the whole query names the document; one that contains a single word of a
/// long question says little. Measured against 1: +0.005 on articles of statutes, +0.016 on whole ones.
pub(super) fn coverage(held: Score, all: Score) -> Score {
    let share = if all > 0.0 { (held / all).min(1.0) } else { 0.0 };
    share * share
}

/// Returns the score of two neighbors whose saturated frequency as neighbors is `saturated`.
pub(super) fn pair_score(idf_weight: Score, other_idf_weight: Score, saturated: Score) -> Score {
    PAIR_WEIGHT * (idf_weight + other_idf_weight) / 2.0 * saturated
}

/// Returns the score of the best stretch, which contains words of this worth.
pub(super) fn stretch_score(idf_weight: Score) -> Score {
    STRETCH_WEIGHT * idf_weight
}

/// Returns the most that closeness adds for words of these worths, in the order of the query.
pub(super) fn proximity_limit(idf_weights: &[Score]) -> Score {
    let pairs = idf_weights.windows(2).map(|pair| pair_score(pair[0], pair[1], K1 + 1.0));
    pairs.sum::<Score>() + stretch_score(idf_weights.iter().sum())
}

/// Returns the most that closeness adds per unit of worth of the words that a document contains: half a pair
/// on either side, and its part of the stretch.
pub(super) const fn proximity_rate() -> Score {
    PAIR_WEIGHT * (K1 + 1.0) + STRETCH_WEIGHT
}

/// Returns how often the second of two words follows the first, given their sorted positions. The reverse
/// order counts less.
pub(super) fn neighbors(first: &[u32], second: &[u32]) -> Score {
    let holds = |at: Option<u32>| at.is_some_and(|at| second.binary_search(&at).is_ok());
    let count = |&at: &u32| {
        if holds(at.checked_add(1)) {
            1.0
        } else if holds(at.checked_sub(1)) {
            REVERSED
        } else {
            0.0
        }
    };
    first.iter().map(count).sum()
}

/// Returns the worth of the words in the best stretch of text, given the sorted positions of each word.
pub(super) fn best_stretch(idf_weights: &[Score], positions: &[Vec<u32>]) -> Score {
    let places = positions.iter().enumerate();
    let mut places: Vec<(u32, usize)> =
        places.flat_map(|(word, positions)| positions.iter().map(move |at| (*at, word))).collect();
    places.sort_unstable();
    let mut counts = vec![0_u32; idf_weights.len()];
    let (mut first, mut best) = (0, 0.0);
    for &(at, word) in &places {
        counts[word] += 1;
        while at - places[first].0 >= STRETCH_WORDS {
            counts[places[first].1] -= 1;
            first += 1;
        }
        // Another occurrence of a word that is already in the stretch adds nothing.
        if counts[word] == 1 {
            let held = idf_weights.iter().zip(&counts).filter(|(_, count)| **count > 0);
            best = held.map(|(idf_weight, _)| *idf_weight).sum::<Score>().max(best);
        }
    }
    best
}

/// Returns the factor for the score of a news post of this age in years.
pub(super) fn faded(age_years: Score) -> Score {
    1.0 - FADING * (1.0 - (-age_years.max(0.0) / HALF_LIFE_YEARS).exp2())
}

#[cfg(test)]
mod tests {
    use tantivy::fieldnorm::FieldNormReader;

    use super::*;

    #[track_caller]
    fn check(found: Score, expected: Score) {
        assert!((found - expected).abs() < 1e-4, "{found} is not {expected}");
    }

    #[test]
    fn rare_words_and_first_occurrences_count_most() {
        check(idf(1, 10), (1.0_f32 + 9.5 / 1.5).ln());
        assert!(idf(10, 10) > 0.0 && idf(12, 10) > 0.0);
        let table = Saturation::table(TEXT_B, 20.0);
        let saturation = Saturation::new(&table);
        let norm = FieldNormReader::fieldnorm_to_id(20);
        check(saturation.score(1.0, norm), 1.0);
        check(saturation.score(2.0, norm), 2.0 * (K1 + 1.0) / (2.0 + K1));
        assert!(saturation.score(1.0, FieldNormReader::fieldnorm_to_id(40)) < 1.0);
        check(saturation.score(0.0, norm), 0.0);
    }

    #[test]
    fn neighbors_count_in_order_and_less_in_reverse() {
        check(neighbors(&[1, 5, 9], &[2, 4, 20]), 1.0 + REVERSED);
        check(neighbors(&[0], &[0]), 0.0);
        check(neighbors(&[], &[1]), 0.0);
    }

    #[test]
    fn the_best_stretch_contains_the_most_weight() {
        let idf_weights = [1.0, 2.0, 4.0];
        check(best_stretch(&idf_weights, &[vec![0, 100], vec![10], vec![101]]), 5.0);
        check(best_stretch(&idf_weights, &[vec![0], vec![STRETCH_WORDS - 1], vec![]]), 3.0);
        check(best_stretch(&idf_weights, &[vec![0], vec![STRETCH_WORDS], vec![]]), 2.0);
        check(best_stretch(&idf_weights, &[vec![], vec![], vec![]]), 0.0);
    }

    #[test]
    fn closeness_never_exceeds_its_limit() {
        let idf_weights = [1.0, 2.0];
        let most = pair_score(1.0, 2.0, K1 + 1.0) + stretch_score(3.0);
        check(proximity_limit(&idf_weights), most);
    }

    #[test]
    fn titles_are_weighted_by_coverage_and_news_by_age() {
        check(coverage(5.0, 5.0), 1.0);
        check(coverage(2.5, 5.0), 0.25);
        check(coverage(6.0, 5.0), 1.0);
        check(coverage(0.0, 0.0), 0.0);
        check(faded(0.0), 1.0);
        check(faded(HALF_LIFE_YEARS), 1.0 - FADING / 2.0);
        check(faded(-3.0), 1.0);
    }
}
