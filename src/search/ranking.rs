//! Every weight of the ranking, and the formulas they stand in.
//!
//! score = (text + title x coverage^2 + closeness) x boost. `docs/relevance.md` explains it to people
//! and gives the figures; where a comment says "measured", they are NDCG@10 on the judged sets for
//! tuning, and `skorowidz eval --sets DIR --compare BASE.json` judges a change of any of them.

use tantivy::{Score, fieldnorm::FieldNormReader};

/// How fast repetitions of a word lose their worth. Lower than the usual 1.2 because a passage says a
/// thing once: measured 0.003-0.014 better on questions, 0.01 on whole statutes.
const K1: Score = 0.6;
/// How much longer texts are discounted, of the text. Articles of statutes want 0.75 (0.834 against
/// 0.801 at 0.5), questions about short paragraphs 0.5-0.65.
pub(super) const TEXT_B: Score = 0.7;
/// The same of titles and leads.
pub(super) const TITLE_B: Score = 0.75;

/// What a word in the title is worth beside the text, where the title holds all that is asked. Counted
/// whole wherever it holds a word, the title loses 0.02 on articles of statutes, which share the
/// title of their act; without it whole statutes lose 0.12-0.2.
pub(super) const TITLE_WEIGHT: Score = 0.5;
/// What a word in the lead of a post or in a heading is worth beside the text. No judged set has
/// either; judged by the queries of the sample corpus.
pub(super) const LEAD_WEIGHT: Score = 0.25;
/// What the very form that was typed adds, weighed by the rarity of the word and not of the form:
/// measured +0.028 on articles of statutes, -0.004 on words in another inflection.
pub(super) const EXACT_WEIGHT: Score = 0.25;

/// What a term of an accented form weighs where the form as typed is a word too: `sad` finds the
/// orchard before the court (`sąd`).
pub(super) const RESTORED_WEIGHT: Score = 0.5;
/// What a term of a document in another language weighs: who asks in Polish wants Polish first.
pub(super) const FOREIGN_WEIGHT: Score = 0.5;
/// What a synonym weighs against the words as typed.
pub(super) const SYNONYM_WEIGHT: Score = 0.5;
/// What the words weigh that say one thing together (`art. 30 ust. 1`) in a document that has them but not the thing: its
/// numbers, however often they stand there, must not outweigh it in a long text.
pub(super) const APART_WEIGHT: Score = 0.15;
/// What a part of a number or of an address weighs against the whole of it.
pub(super) const PART_WEIGHT: Score = 0.5;
/// What a word of the same family weighs, times how close it is: `zamawiający` for `zamówienie`.
/// Measured +0.006 to +0.009 on questions; 0.6 and 1 are 0.001 worse.
pub(super) const FAMILY_WEIGHT: Score = 0.8;

/// What a verb weighs: a question's verb is seldom the answer's. Measured +0.002 to +0.004 on
/// questions about paragraphs, -0.005 on articles of statutes.
pub(super) const VERB_WEIGHT: Score = 0.8;
/// What a number, or a word with a capital inside the query, weighs: measured +0.003 to +0.006.
pub(super) const PROPER_WEIGHT: Score = 1.15;
/// What a word weighs that says little by itself, as `sposób` or `należeć`: measured +0.007 on
/// questions of customers, nothing elsewhere.
pub(super) const LIGHT_WEIGHT: Score = 0.5;

/// What neighbours in the query are worth where they are neighbours in the text. Measured +0.004 on
/// articles of statutes, -0.003 on klej-dyk, nothing elsewhere.
const PAIR_WEIGHT: Score = 0.1;
/// What they are worth in the other order.
const REVERSED: Score = 0.5;
/// What the words of the query are worth that one stretch of text holds: passages count, not only
/// whole documents. Measured +0.003 to +0.004 on articles of statutes and klej-dyk.
const STRETCH_WEIGHT: Score = 0.2;
/// How long such a stretch is, in words; 25 and 50 differ by 0.001.
const STRETCH_WORDS: u32 = 25;

/// What lifts documents of the kind that the query names, as `zarządzenie` does.
pub(super) const KIND_LIFT: Score = 1.2;
/// News lose at most this share of their score with age.
const FADING: Score = 0.15;
/// In so many years they lose half of that. Acts lose nothing: they do not grow less true.
const HALF_LIFE_YEARS: Score = 2.0;

/// The inverse document frequency of BM25, ln(1 + (N - n + 0.5) / (n + 0.5)) (Robertson and Zaragoza
/// 2009, "The probabilistic relevance framework", in the form that is never negative).
pub(super) fn idf(doc_freq: u64, documents: u64) -> Score {
    let (n, all) = (doc_freq as Score, documents.max(doc_freq) as Score);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

/// How the worth of repetitions fades, by the length of the text: tf (k1 + 1) / (tf + K) with
/// K = k1 (1 - b + b length / average length), as in BM25.
#[derive(Debug, Clone)]
pub(super) struct Saturation {
    by_norm: Box<[Score; 256]>,
}

impl Saturation {
    /// For a field whose texts have so many words on average.
    pub(super) fn new(b: Score, average: Score) -> Self {
        let of_norm = |id: usize| {
            let length = FieldNormReader::id_to_fieldnorm(id as u8) as Score;
            K1 * (1.0 - b + b * length / average.max(1.0))
        };
        Self { by_norm: Box::new(std::array::from_fn(of_norm)) }
    }

    /// What so many occurrences are worth in a text of this length; less than k1 + 1.
    pub(super) fn of(&self, occurrences: Score, norm: u8) -> Score {
        occurrences * (K1 + 1.0) / (occurrences + self.by_norm[norm as usize])
    }
}

/// What no number of occurrences is worth.
pub(super) const fn saturation_limit() -> Score {
    K1 + 1.0
}

/// How much of what the title adds counts: the square of the share of the query's worth that it holds.
/// A title that holds all that was asked names the document; one that holds a word of a long question
/// says little. Measured against 1: +0.005 on articles of statutes, +0.016 on whole ones.
pub(super) fn coverage(held: Score, all: Score) -> Score {
    let share = if all > 0.0 { (held / all).min(1.0) } else { 0.0 };
    share * share
}

/// What neighbours are worth that stand together as often as `saturated` says.
pub(super) fn pair_score(worth: Score, other_worth: Score, saturated: Score) -> Score {
    PAIR_WEIGHT * (worth + other_worth) / 2.0 * saturated
}

/// What the best stretch adds, which holds words of this worth.
pub(super) fn stretch_score(worth: Score) -> Score {
    STRETCH_WEIGHT * worth
}

/// The most that closeness adds for words of these worths, in the order of the query.
pub(super) fn closeness_limit(worths: &[Score]) -> Score {
    let pairs = worths.windows(2).map(|pair| pair_score(pair[0], pair[1], K1 + 1.0));
    pairs.sum::<Score>() + stretch_score(worths.iter().sum())
}

/// The most that closeness adds for each unit of worth of the words that a document holds: half a pair
/// on either side, and its part of the stretch.
pub(super) const fn closeness_rate() -> Score {
    PAIR_WEIGHT * (K1 + 1.0) + STRETCH_WEIGHT
}

/// How often the second of two words follows the first, by their positions in order; the other way
/// round counts less.
pub(super) fn neighbours(first: &[u32], second: &[u32]) -> Score {
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

/// The worth of the words that the best stretch of text holds, by the positions of each word in order.
pub(super) fn best_stretch(worths: &[Score], positions: &[Vec<u32>]) -> Score {
    let places = positions.iter().enumerate();
    let mut places: Vec<(u32, usize)> =
        places.flat_map(|(word, positions)| positions.iter().map(move |at| (*at, word))).collect();
    places.sort_unstable();
    let mut counts = vec![0_u32; worths.len()];
    let (mut first, mut best) = (0, 0.0);
    for &(at, word) in &places {
        counts[word] += 1;
        while at - places[first].0 >= STRETCH_WORDS {
            counts[places[first].1] -= 1;
            first += 1;
        }
        // Another occurrence of a word that the stretch holds adds nothing.
        if counts[word] == 1 {
            let held = worths.iter().zip(&counts).filter(|(_, count)| **count > 0);
            best = held.map(|(worth, _)| *worth).sum::<Score>().max(best);
        }
    }
    best
}

/// What is left of the score of news of this age in years.
pub(super) fn faded(age_years: Score) -> Score {
    1.0 - FADING * (1.0 - (-age_years.max(0.0) / HALF_LIFE_YEARS).exp2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Score, expected: Score) {
        assert!((found - expected).abs() < 1e-4, "{found} is not {expected}");
    }

    #[test]
    fn rare_words_and_first_occurrences_count_most() {
        check(idf(1, 10), (1.0_f32 + 9.5 / 1.5).ln());
        assert!(idf(10, 10) > 0.0 && idf(12, 10) > 0.0);
        let saturation = Saturation::new(TEXT_B, 20.0);
        let norm = FieldNormReader::fieldnorm_to_id(20);
        check(saturation.of(1.0, norm), 1.0);
        check(saturation.of(2.0, norm), 2.0 * (K1 + 1.0) / (2.0 + K1));
        assert!(saturation.of(1.0, FieldNormReader::fieldnorm_to_id(40)) < 1.0);
        check(saturation.of(0.0, norm), 0.0);
    }

    #[test]
    fn neighbors_count_in_order_and_less_in_reverse() {
        check(neighbours(&[1, 5, 9], &[2, 4, 20]), 1.0 + REVERSED);
        check(neighbours(&[0], &[0]), 0.0);
        check(neighbours(&[], &[1]), 0.0);
    }

    #[test]
    fn the_best_stretch_contains_the_most_weight() {
        let worths = [1.0, 2.0, 4.0];
        check(best_stretch(&worths, &[vec![0, 100], vec![10], vec![101]]), 5.0);
        check(best_stretch(&worths, &[vec![0], vec![STRETCH_WORDS - 1], vec![]]), 3.0);
        check(best_stretch(&worths, &[vec![0], vec![STRETCH_WORDS], vec![]]), 2.0);
        check(best_stretch(&worths, &[vec![], vec![], vec![]]), 0.0);
    }

    #[test]
    fn closeness_never_exceeds_its_limit() {
        let worths = [1.0, 2.0];
        let most = pair_score(1.0, 2.0, K1 + 1.0) + stretch_score(3.0);
        check(closeness_limit(&worths), most);
    }

    #[test]
    fn a_title_counts_by_its_coverage_and_news_by_age() {
        check(coverage(5.0, 5.0), 1.0);
        check(coverage(2.5, 5.0), 0.25);
        check(coverage(6.0, 5.0), 1.0);
        check(coverage(0.0, 0.0), 0.0);
        check(faded(0.0), 1.0);
        check(faded(HALF_LIFE_YEARS), 1.0 - FADING / 2.0);
        check(faded(-3.0), 1.0);
    }
}
