//! Finds readings of forms that hardly ever occur.
//!
//! Uses expectation maximization over the counts of forms in running text: the occurrences of a form are
//! divided among its readings in proportion to the prior of the lemma times the rate of the cell, and both
//! are then estimated again. A cell is the change that turns a lemma of some class into the form (`-ć` to
//! `-nie`, a gerund), and its rate is its share of the occurrences of the lemmas that have it. Without rates,
//! a gerund would take all occurrences of a noun with the same form, and the plural of an adjective those of
//! a verb. A lower-case word is never a name (`lutego` belongs to `luty`, not to the village Lute).

use std::collections::HashMap;

use super::{
    frequencies::{Count, Counts},
    protected,
    rows::{Class, Form, Lexicon},
};

/// The probability below which a reading is dropped. This constant and the next three were chosen together on
/// the tuning half of the conflation lists; the table is in `docs/decisions/007-polish-analysis.md`.
const MIN_PROBABILITY: f64 = 0.1;
/// The probability below which a reading is dropped if its lemma is always capitalized.
const MIN_NAME_PROBABILITY: f64 = 0.02;
/// Pseudo-occurrences added to every lemma.
const SMOOTHING: f64 = 1.0;
/// Pseudo-occurrences added to a lemma that is always capitalized: most names in the dictionary are surnames
/// and villages that few texts mention.
const NAME_SMOOTHING: f64 = 0.2;
/// The rate assumed for a cell without evidence.
const RATE: f64 = 0.05;
/// The fixed share of [`RATE`] in every rate, whatever the counts: statutes have no first person and no
/// imperative, but other texts do.
const DOUBT: f64 = 0.3;
/// The number of occurrences of its lemmas from which a cell's rate depends more on counts than on the
/// assumption.
const RATE_SMOOTHING: f64 = 20.0;
/// The maximum weight of one lemma in the rates of its cells, in occurrences; otherwise the cells of an
/// irregular word would be fitted to it alone.
const MAX_SAY: f64 = 20.0;
/// The number of estimation rounds; further rounds change no decision.
const ROUNDS: usize = 15;

/// Drops improbable readings and returns their number.
pub(crate) fn prune(lexicon: &mut Lexicon, counts: &Counts) -> usize {
    let model = Model::estimate(lexicon, counts);
    for (number, form) in lexicon.forms.iter_mut().enumerate() {
        form.dropped = model.improbable(number, form, counts.of(&form.text));
    }
    protected::restore(lexicon, counts);
    protected::rule_out(lexicon);
    lexicon.forms.iter().map(|form| form.dropped.len()).sum()
}

/// A lemma in one paradigm, and one of its cells.
#[derive(Debug, Clone, Copy)]
struct Place {
    paradigm: u32,
    cell: u32,
    /// Whether the lemma is always capitalized.
    is_name: bool,
}

impl Place {
    fn smoothing(self) -> f64 {
        if self.is_name { NAME_SMOOTHING } else { SMOOTHING }
    }
}

struct Model {
    /// The paradigm and cell of each reading of each form, in the order of the lexicon.
    places: Vec<Vec<Place>>,
    /// The estimated occurrences of each paradigm.
    priors: Vec<f64>,
    /// The estimated rate of each cell.
    rates: Vec<f64>,
}

impl Model {
    fn estimate(lexicon: &Lexicon, counts: &Counts) -> Self {
        let (places, paradigms, cells) = places(lexicon);
        let mut model = Self { places, priors: vec![0.0; paradigms], rates: vec![RATE; cells] };
        let count = |form: &Form| counts.of(&form.text);
        let seen: Vec<(usize, Count)> = lexicon
            .forms
            .iter()
            .map(count)
            .enumerate()
            .filter(|(_, count)| *count != Count::default())
            .collect();
        for _ in 0..ROUNDS {
            model.improve(&seen);
        }
        model
    }

    /// Runs one round: divides the occurrences of every form among its readings, then estimates again.
    fn improve(&mut self, seen: &[(usize, Count)]) {
        let mut priors = vec![0.0; self.priors.len()];
        let mut cells = vec![RATE * RATE_SMOOTHING; self.rates.len()];
        for &(form, count) in seen {
            let places = &self.places[form];
            for (place, occurrences) in places.iter().zip(self.share_out(places, count)) {
                let prior = self.priors[place.paradigm as usize];
                priors[place.paradigm as usize] += occurrences;
                cells[place.cell as usize] += occurrences * (MAX_SAY / prior).min(1.0);
            }
        }
        let mut chances = vec![RATE_SMOOTHING; self.rates.len()];
        for place in self.places.iter().flatten() {
            chances[place.cell as usize] += priors[place.paradigm as usize].min(MAX_SAY);
        }
        self.priors = priors;
        let rate = |(cell, chance): (&f64, f64)| (1.0 - DOUBT) * cell / chance + DOUBT * RATE;
        self.rates = cells.iter().zip(chances).map(rate).collect();
    }

    /// Divides the occurrences of a form among its readings.
    fn share_out(&self, places: &[Place], count: Count) -> Vec<f64> {
        let is_common = places.iter().any(|place| !place.is_name);
        let mut shared = vec![0.0; places.len()];
        for (count, has_names) in [(count.small, !is_common), (count.capital, true)] {
            let weight = |place: &Place| if place.is_name && !has_names { 0.0 } else { self.weight(*place) };
            let all: f64 = places.iter().map(weight).sum();
            for (share, place) in shared.iter_mut().zip(places) {
                *share += f64::from(count) * weight(place) / all;
            }
        }
        shared
    }

    fn weight(&self, place: Place) -> f64 {
        (self.priors[place.paradigm as usize] + place.smoothing()) * self.rates[place.cell as usize]
    }

    /// Returns the lemmas of a form that it hardly ever belongs to. The form's own contribution to the priors
    /// is left out: a guess must not confirm itself.
    fn improbable(&self, number: usize, form: &Form, count: Count) -> Vec<u32> {
        let mut weights: Vec<(u32, f64)> = Vec::new();
        let places = &self.places[number];
        let shared = self.share_out(places, count);
        for ((reading, place), own) in form.readings.iter().zip(places).zip(shared) {
            let prior = (self.priors[place.paradigm as usize] - own).max(0.0) + place.smoothing();
            let weight = prior * self.rates[place.cell as usize];
            match weights.last_mut() {
                Some((lemma, sum)) if *lemma == reading.lemma => *sum += weight,
                _ => weights.push((reading.lemma, weight)),
            }
        }
        let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let is_common = count.is_of_common_word();
        weights.retain(|(lemma, weight)| {
            let is_name =
                form.readings.iter().zip(places).any(|(r, place)| r.lemma == *lemma && place.is_name);
            weight / all < if is_name && !is_common { MIN_NAME_PROBABILITY } else { MIN_PROBABILITY }
        });
        weights.into_iter().map(|(lemma, _)| lemma).collect()
    }
}

/// Returns the place of each reading, and the number of paradigms and cells.
fn places(lexicon: &Lexicon) -> (Vec<Vec<Place>>, usize, usize) {
    let mut paradigms: HashMap<(u32, u8), u32> = HashMap::new();
    let mut cells: HashMap<(Class, String), u32> = HashMap::new();
    let mut place = |form: &str, lemma: u32, class: Class| {
        let next = paradigms.len() as u32;
        let paradigm = *paradigms.entry((lemma, class.group())).or_insert(next);
        let next = cells.len() as u32;
        let lemma = &lexicon.lemmas[lemma as usize];
        let cell = *cells.entry((class, change(&lemma.text, form))).or_insert(next);
        Place { paradigm, cell, is_name: lemma.is_name }
    };
    let places = lexicon
        .forms
        .iter()
        .map(|form| form.readings.iter().map(|r| place(&form.text, r.lemma, r.class)).collect())
        .collect();
    (places, paradigms.len(), cells.len())
}

/// Describes the change from a lemma to a form as text: prefix, removed ending, added ending.
fn change(lemma: &str, form: &str) -> String {
    let prefix =
        ["nie", "naj"].into_iter().find(|p| form.starts_with(p) && !lemma.starts_with(p)).unwrap_or_default();
    let form = &form[prefix.len()..];
    let stem: usize = lemma
        .chars()
        .zip(form.chars())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    format!("{prefix}-{}-{}", &lemma[stem..], &form[stem..])
}
