//! Protects improbable readings that must stay because a word could not be found without them.
//!
//! Also drops the readings that the supplement rules out.

use std::collections::{HashMap, HashSet};

use super::{
    frequencies::Counts,
    rows::{Form, Lexicon},
};

/// The minimum occurrences of a lemma's own forms (which belong to no other lemma), as a share of those of
/// the form in question: statutes often say `maja` and rarely `maju`, yet both belong to `maj`.
const OWN_SHARE: f64 = 0.1;
/// The minimum number of occurrences of the lemma's own forms.
const MIN_OWN: u32 = 2;

/// Restores the protected readings among those dropped.
pub(crate) fn restore(lexicon: &mut Lexicon, counts: &Counts) {
    let own = own_occurrences(lexicon, counts);
    let kept: HashMap<&str, Vec<u32>> = lexicon
        .forms
        .iter()
        .filter(|form| form.readings.len() > 1)
        .map(|form| (form.text.as_str(), form.kept()))
        .collect();
    let mut restored: Vec<(usize, u32)> = Vec::new();
    for (number, form) in lexicon.forms.iter().enumerate().filter(|(_, form)| !form.dropped.is_empty()) {
        let count = counts.of(&form.text);
        // `Polską` still belongs to the name, but `stanie` does not belong to `Stania`.
        let is_common = count.is_of_common_word();
        let is_used = |lemma: u32| {
            let own = own[lemma as usize];
            own >= MIN_OWN && f64::from(own) >= f64::from(count.small + count.capital) * OWN_SHARE
        };
        let stays = |&&lemma: &&u32| {
            is_listed(&lexicon.sure, lexicon, form, lemma)
                || is_own_form(lexicon, form, lemma)
                || is_used(lemma)
                || !lexicon.lemmas[lemma as usize].is_name && is_noun_of_gerund(form, lemma)
                || (!is_common || own[lemma as usize] >= MIN_OWN) && is_lost_name(lexicon, &kept, form, lemma)
        };
        restored.extend(form.dropped.iter().filter(stays).map(|&lemma| (number, lemma)));
    }
    for (number, lemma) in restored {
        lexicon.forms[number].dropped.retain(|dropped| *dropped != lemma);
    }
}

/// Drops the readings that the supplement rules out.
pub(crate) fn rule_out(lexicon: &mut Lexicon) {
    let (lemmas, never) = (&lexicon.lemmas, &lexicon.never);
    for form in &mut lexicon.forms {
        let mut ruled_out = form.kept();
        ruled_out.retain(|lemma| never.contains(&(form.text.clone(), lemmas[*lemma as usize].text.clone())));
        form.dropped.extend(ruled_out);
    }
}

/// Whether a list from the supplement contains the form with the lemma.
fn is_listed(list: &HashSet<(String, String)>, lexicon: &Lexicon, form: &Form, lemma: u32) -> bool {
    list.contains(&(form.text.clone(), lexicon.lemmas[lemma as usize].text.clone()))
}

/// Whether this is the only form of an uninflected word, an adverb or a particle: `prawie`, `nie`.
fn is_own_form(lexicon: &Lexicon, form: &Form, lemma: u32) -> bool {
    let does_not_inflect = |class: u8| matches!(class, b'd' | b'o');
    lexicon.lemmas[lemma as usize].text == form.text
        && form.readings.iter().any(|reading| reading.lemma == lemma && does_not_inflect(reading.class.0))
}

/// Returns for each lemma the number of occurrences of forms that belong to no other; lower-case forms belong
/// to no name.
fn own_occurrences(lexicon: &Lexicon, counts: &Counts) -> Vec<u32> {
    let mut own = vec![0; lexicon.lemmas.len()];
    for form in &lexicon.forms {
        let mut lemmas = form.lemmas();
        if lemmas.len() > 1 {
            lemmas.retain(|&lemma| !lexicon.lemmas[lemma as usize].is_name);
        }
        if let &[lemma] = lemmas.as_slice() {
            let count = counts.of(&form.text);
            let is_name = lexicon.lemmas[lemma as usize].is_name;
            own[lemma as usize] += if is_name { count.capital } else { count.small };
        }
    }
    own
}

/// Whether the lemma is a noun that a kept verb has as its gerund: both decline alike, so counts cannot tell
/// them apart, and the noun is what people search for.
fn is_noun_of_gerund(form: &Form, lemma: u32) -> bool {
    let has = |class: u8, dropped: bool| {
        let mut readings = form.readings.iter();
        readings.any(|reading| {
            reading.class.0 == class
                && (reading.lemma == lemma) == dropped
                && form.dropped.contains(&reading.lemma) == dropped
        })
    };
    has(b'n', true) && has(b'g', false)
}

/// Whether dropping the lemma would keep the form from matching the nominative of a name. It may be dropped
/// if the form keeps another name, or matches the nominative through another lemma.
fn is_lost_name(lexicon: &Lexicon, kept: &HashMap<&str, Vec<u32>>, form: &Form, lemma: u32) -> bool {
    let lemmas = form.kept();
    let name = &lexicon.lemmas[lemma as usize];
    let has_name = lemmas.iter().any(|&lemma| lexicon.lemmas[lemma as usize].is_name);
    let meets = kept.get(name.text.as_str()).is_some_and(|other| other.iter().any(|l| lemmas.contains(l)));
    name.is_name && !has_name && !meets
}
