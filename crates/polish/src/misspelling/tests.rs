//! The order of the costs of mistakes, each kind by examples, and properties of any words.

use proptest::prelude::*;

use super::{confusions, costs::*, *};
use crate::dictionary::Dictionary;

fn cost(typed: &str, meant: &str) -> Cost {
    Misspelling::new(typed, TWO_MISTAKES).expect("a word").cost_of(meant).unwrap_or(Cost::MAX)
}

/// Asserts that a typed word is nearer to one word than to another.
#[track_caller]
fn nearer(typed: &str, meant: &str, other: &str) {
    assert!(
        cost(typed, meant) < cost(typed, other),
        "{typed}: {meant} {} {other} {}",
        cost(typed, meant),
        cost(typed, other)
    );
}

#[test]
fn missing_accents_cost_nearly_nothing() {
    assert_eq!((cost("zolw", "żółw"), cost("zażółć", "zażółć")), (3 * ACCENT_MISSING, 0));
    nearer("laka", "łąka", "taka");
    assert!(cost("łąka", "laka") > cost("laka", "łąka"));
}

#[test]
fn one_sound_with_two_spellings_costs_less_than_a_slip() {
    for (typed, meant) in [
        ("żeka", "rzeka"),
        ("gura", "góra"),
        ("hleb", "chleb"),
        ("ohrona", "ochrona"),
        ("karze", "każe"),
        ("rzona", "żona"),
        ("extra", "ekstra"),
    ] {
        assert_eq!(cost(typed, meant), SAME_SOUND_COST, "{typed}");
    }
    nearer("muzg", "mózg", "muza");
}

/// The cost of one sound with two spellings.
const SAME_SOUND_COST: Cost = 5;

#[test]
fn words_written_as_they_are_heard_are_near() {
    for (typed, meant) in [
        ("prond", "prąd"),
        ("bombel", "bąbel"),
        ("pienć", "pięć"),
        ("dembowy", "dębowy"),
        ("zaczoł", "zaczął"),
        ("siadając", "śadając"),
        ("pszepis", "przepis"),
        ("przenica", "pszenica"),
        ("dżewo", "drzewo"),
        ("czy", "trzy"),
        ("pokasz", "pokaż"),
        ("wdowa", "wtowa"),
        ("konstytucji", "konstytucii"),
        ("aleji", "alei"),
        ("wziąść", "wziąć"),
    ] {
        assert!(
            cost(typed, meant) < DOUBLED && cost(meant, typed) < DOUBLED,
            "{typed} {}",
            cost(typed, meant)
        );
    }
}

#[test]
fn slips_of_the_finger_cost_more_the_less_likely_they_are() {
    assert_eq!(cost("rzekka", "rzeka"), DOUBLED);
    assert_eq!(cost("Anna".to_lowercase().as_str(), "ana"), DOUBLED);
    assert_eq!(cost("kraokw", "krakow"), SWAPPED);
    assert_eq!(cost("krajow", "krakow"), NEIGHBOR);
    assert_eq!(cost("krkow", "krakow"), MISSING);
    assert_eq!(cost("kralkow", "krakow"), EXTRA_NEIGHBOR);
    assert_eq!(cost("kraekow", "krakow"), EXTRA);
    assert_eq!(cost("krabow", "krakow"), EDIT);
    nearer("parkl", "park", "parki");
}

#[test]
fn the_first_letter_may_be_wrong_at_a_higher_cost() {
    assert_eq!(cost("brakow", "krakow"), EDIT + FIRST_LETTER);
    assert_eq!(cost("rakow", "krakow"), MISSING + FIRST_LETTER);
    assert_eq!(cost("rkakow", "krakow"), SWAPPED + FIRST_LETTER);
    assert!(Misspelling::new("brakow", ONE_MISTAKE).expect("a word").cost_of("krakow").is_some());
}

#[test]
fn confusions_at_several_places_add_up() {
    assert_eq!(cost("pżegrudka", "przegródka"), 2 * SAME_SOUND_COST);
    assert_eq!(cost("pszyjaciulka", "przyjaciółka"), SAME_SOUND_COST + 6 + ACCENT_MISSING);
    assert!(cost("krkaóf", "kraków") <= SWAPPED + 8);
}

#[test]
fn only_words_of_letters_are_compared() {
    for typed in ["", "358/2017", "m2", "kennedy'ego", &"a".repeat(MAX_LETTERS + 1)] {
        assert!(Misspelling::new(typed, ONE_MISTAKE).is_none(), "{typed}");
    }
}

#[test]
fn the_dictionary_finds_what_was_meant_in_any_form() {
    let near = |typed: &str, most| {
        let mut near = Dictionary::polish().near(&Misspelling::new(typed, most).expect("a word"));
        near.sort_by_key(|near| near.cost);
        near
    };
    assert_eq!(near("pszystankuf", ONE_MISTAKE)[0].form, "przystanków");
    assert_eq!(
        near("zarzadzeniami", ONE_MISTAKE)[0],
        NearForm { form: "zarządzeniami".to_owned(), cost: ACCENT_MISSING }
    );
    assert!(near("krkowie", ONE_MISTAKE).iter().any(|near| near.form == "krakowie"));
    assert!(near("qqqqqq", ONE_MISTAKE).is_empty());
}

/// Returns the least cost by trying every split of both words: a plain model of the table.
fn model(typed: &[char], meant: &[char], whole: (&[char], &[char])) -> u32 {
    let is_first = meant.len() == whole.1.len();
    let mut least = if typed.is_empty() && meant.is_empty() { 0 } else { u32::MAX / 2 };
    let first = |is_first| if is_first { u32::from(FIRST_LETTER) } else { 0 };
    if let [letter, rest @ ..] = typed {
        let at = whole.0.len() - typed.len();
        least = least.min(u32::from(extra_cost(whole.0, at)) + model(rest, meant, whole));
        if let [other, meant_rest @ ..] = meant {
            let is_start = is_first && at == 0;
            let replaced = u32::from(at_beginning(replacing_cost(*letter, *other), is_start));
            least = least.min(replaced + model(rest, meant_rest, whole));
        }
        if let ([_, second, rest @ ..], [one, two, meant_rest @ ..]) = (typed, meant)
            && letter == two
            && second == one
            && one != two
        {
            least = least.min(u32::from(SWAPPED) + first(at == 0) + model(rest, meant_rest, whole));
        }
    }
    if let [letter, rest @ ..] = meant {
        let before = whole.1.len().checked_sub(meant.len() + 1).map(|at| whole.1[at]);
        let missing = if before == Some(*letter) { DOUBLED } else { MISSING };
        least = least.min(u32::from(missing) + first(is_first) + model(typed, rest, whole));
    }
    for taken in 1..=typed.len().min(3) {
        for confusion in confusions::ending(&typed[..taken]).filter(|c| c.typed.chars().count() == taken) {
            let length = confusion.meant.chars().count();
            if meant.len() >= length && confusion.meant.chars().eq(meant[..length].iter().copied()) {
                least =
                    least.min(u32::from(confusion.cost) + model(&typed[taken..], &meant[length..], whole));
            }
        }
    }
    least
}

proptest! {
    #[test]
    fn the_cost_is_that_of_the_cheapest_mistakes(typed in "[arzżhcuóomąstń]{1,5}", meant in "[arzżhcuóomąstń]{1,5}") {
        let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
        let expected = model(&a, &b, (&a, &b));
        let found = Misspelling::new(&typed, TWO_MISTAKES).expect("a word").cost_of(&meant);
        prop_assert_eq!(found.map(u32::from), Some(expected).filter(|cost| *cost <= u32::from(TWO_MISTAKES)));
    }

    #[test]
    fn a_word_costs_nothing_to_itself(word in "\\p{L}{1,32}") {
        let word = crate::normalized(&word);
        if let Some(typed) = Misspelling::new(&word, 0) {
            prop_assert_eq!(typed.cost_of(&word), Some(0));
        }
    }
}
