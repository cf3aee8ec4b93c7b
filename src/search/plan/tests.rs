//! Tables of queries and their plans.

use super::*;
use crate::search::{
    query::parse,
    query_node::QueryGroup,
    query_term::QueryWord,
    ranking::{PROPER_WEIGHT, VERB_WEIGHT},
};

fn plan(text: &str) -> Plan {
    Plan::new(&mut Analyzer::default(), &parse(text), &|_| Vec::new())
}

fn leaves(query_node: &QueryNode) -> usize {
    let mut leaves = 0;
    query_node.for_each_leaf(&mut |_| leaves += 1);
    leaves
}

#[test]
fn a_repeated_word_counts_once() {
    assert_eq!(plan("konwent konwentu KONWENT").wanted.len(), 1);
}

#[test]
fn function_words_count_only_if_there_are_no_others() {
    assert_eq!(plan("zarządzenia o konwencie").wanted.len(), 2);
    assert_eq!(plan("w i z").wanted.len(), 3);
    assert!(
        matches!(plan("\"o konwencie\"").wanted.as_slice(), [QueryNode::Leaf(QueryTerm::Phrase(forms))] if forms.len() == 2)
    );
}

#[test]
fn a_long_query_is_truncated_with_a_note_however_it_is_typed() {
    let numbers: Vec<String> = (0..=MAX_WORDS).map(|number| number.to_string()).collect();
    for text in [numbers.join(" "), numbers.join("-"), format!("\"{}\"", numbers.join(" "))] {
        assert_eq!(plan(&text).notes().len(), 1, "{text}");
    }
    let plan = plan(&numbers[1..].join(" "));
    assert_eq!((plan.wanted.len(), plan.notes().len()), (MAX_WORDS, 0));
}

#[test]
fn an_unaccented_form_matches_accented_ones_but_not_the_reverse() {
    let form = |text: &str| match plan(&format!("\"{text}\"")).wanted.swap_remove(0) {
        QueryNode::Leaf(QueryTerm::Phrase(mut forms)) => forms.remove(0),
        other => panic!("not a phrase: {other:?}"),
    };
    assert!(form("zarzadzenie").is("zarządzenie"));
    assert!(form("zarządzenie").is("zarządzenie"));
    assert!(!form("zarządzenie").is("zarzadzenie"));
    assert!(!form("rada").is("rady"));
}

/// Returns the words of a plan.
fn words(text: &str) -> Vec<QueryWord> {
    let word = |node: QueryNode| match node {
        QueryNode::Leaf(QueryTerm::Word(word)) => Some(word),
        _ => None,
    };
    plan(text).wanted.into_iter().filter_map(word).collect()
}

#[test]
fn an_infinitive_stands_for_its_gerund_too() {
    let gerunds = |text: &str| -> Vec<String> {
        let others = words(text).into_iter().flat_map(|word| word.others);
        others.filter(|other| other.text.ends_with("nie")).map(|other| other.text).collect()
    };
    assert_eq!(gerunds("zwalczać hałas"), ["zwalczanie"]);
    assert_eq!(gerunds("ogłosić konkurs"), ["ogłoszenie"]);
    assert_eq!(gerunds("mieć psa"), [""; 0]);
    assert_eq!(gerunds("zwalczanie hałasu"), [""; 0]);
}

#[test]
fn words_typed_in_base_forms_prefer_no_exact_form() {
    let exact = |text: &str| -> Vec<bool> { words(text).iter().map(|word| word.prefers_exact).collect() };
    assert_eq!(exact("gospodarka nieruchomość"), [false, false]);
    assert_eq!(exact("gospodarka nieruchomościami"), [true, true]);
    assert_eq!(exact("konwent"), [true]);
}

#[test]
fn an_excluded_compound_is_excluded_only_as_a_whole() {
    assert!(
        matches!(plan("-polsko-ukraiński").excluded.as_slice(), [QueryNode::Leaf(QueryTerm::Word(_)), QueryNode::Leaf(QueryTerm::Phrase(forms))] if forms.len() == 2)
    );
    assert!(
        matches!(plan("polsko-ukraiński").wanted.as_slice(), [QueryNode::Group(QueryGroup { words, .. })] if words.len() == 2)
    );
}

fn shown(query_node: &QueryNode) -> String {
    match query_node {
        QueryNode::Leaf(QueryTerm::Word(word)) => word.terms.join("|"),
        QueryNode::Leaf(QueryTerm::Sequence(words)) => {
            words.iter().map(|terms| terms[0].text.as_str()).collect::<Vec<_>>().join(" ")
        }
        QueryNode::Whole(whole) => shown(whole),
        other => panic!("{other:?}"),
    }
}

/// Returns the groups of a plan: the number of their words, and what stands for them, as text.
fn groups(text: &str) -> Vec<(usize, Vec<String>)> {
    let group = |query_node: &QueryNode| match query_node {
        QueryNode::Group(QueryGroup { words, instead }) => {
            Some((words.len(), instead.iter().map(shown).collect()))
        }
        _ => None,
    };
    plan(text).wanted.iter().filter_map(group).collect()
}

#[track_caller]
fn check_group(text: &str, words: usize, instead: &[&str]) {
    let instead: Vec<String> = instead.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(groups(text), [(words, instead)], "{text}");
}

#[test]
fn words_that_form_a_compound_are_a_group() {
    check_group("zarządzenie 358 z 2017 r.", 2, &["358/2017|358/17"]);
    check_group("nr 358 / 2017", 2, &["358/2017|358/17", "358/2017"]);
    check_group("dnia 13 lutego 2017 r.", 3, &["2017-02-13"]);
    check_group("13.02.2017", 1, &["2017-02-13"]);
    check_group("art. 30 ust. 2 pkt 1", 6, &["art.30.ust.2.pkt.1"]);
    check_group("ust. 2 pkt 1", 4, &["ust.2.pkt.1"]);
    check_group("§ 3", 1, &["§3"]);
    assert_eq!(groups("358/2017 rada"), []);
}

#[test]
fn dates_numbers_and_provisions_are_compounds_but_hyphenated_words_and_synonyms_are_not() {
    let is_one = |text: &str| plan(text).wanted.iter().map(QueryNode::is_one).collect::<Vec<_>>();
    for text in ["§ 3", "art. 30 ust. 1", "ust. 2 pkt 1", "13 lutego 2017", "nr 358 / 2017"] {
        assert_eq!(is_one(text).last(), Some(&true), "{text}");
    }
    for text in ["polsko-ukraiński", "rmk", "rada"] {
        assert_eq!(is_one(text), [false], "{text}");
    }
}

#[test]
fn a_quoted_section_keeps_its_sign() {
    let sections = |text: &str| match plan(text).wanted.as_slice() {
        [QueryNode::Leaf(QueryTerm::Phrase(forms))] => {
            forms.iter().map(|form| form.provision.clone()).collect::<Vec<_>>()
        }
        [QueryNode::AnyOf(ways)] => match ways.as_slice() {
            [QueryNode::Leaf(QueryTerm::Phrase(forms)), QueryNode::Quoted(_)] => {
                forms.iter().map(|form| form.provision.clone()).collect()
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let [QueryNode::Quoted(whole)] = &*plan("\"§ 3\"").wanted else { panic!("the section sign is lost") };
    assert!(matches!(&**whole, QueryNode::Leaf(QueryTerm::Word(word)) if word.terms == ["§3"]), "{whole:?}");
    assert_eq!(sections("\"zgodnie z § 3 ust. 2\"")[2..], [Some("§3".to_owned()), None, None]);
    assert_eq!(sections("\"art. 3\""), [None, None]);
}

#[test]
fn synonyms_stand_for_words_at_lower_weight() {
    check_group("rmk", 1, &["rada miasto kraków"]);
    check_group("uchwały Rady Miasta Krakowa", 3, &["rmk"]);
    check_group("Nowej Hucie", 2, &["dzielnica xviii"]);
    let plan = plan("rmk");
    let QueryNode::Group(QueryGroup { instead, .. }) = &plan.wanted[0] else { panic!("{plan:?}") };
    let QueryNode::Leaf(QueryTerm::Sequence(words)) = &instead[0] else { panic!("{instead:?}") };
    assert!(words.iter().flatten().all(|term| term.weight < 1.0));
}

#[test]
fn the_typed_form_has_a_higher_weight_than_an_accented_one() {
    let plan = plan("sad");
    let QueryNode::Leaf(QueryTerm::Word(word)) = &plan.wanted[0] else { panic!("{plan:?}") };
    assert_eq!(word.terms, ["sad"]);
    assert!(word.others.iter().any(|term| term.text == "sąd" && term.weight < 1.0));
}

#[test]
fn alternatives_are_one_node() {
    let plan = plan("park OR \"rada miasta\" OR bud* rada");
    let [QueryNode::AnyOf(alternatives), QueryNode::Leaf(QueryTerm::Word(_))] = plan.wanted.as_slice() else {
        panic!("{plan:?}")
    };
    assert!(
        matches!(
            alternatives.as_slice(),
            [
                QueryNode::Leaf(QueryTerm::Word(_)),
                QueryNode::Leaf(QueryTerm::Phrase(_)),
                QueryNode::Leaf(QueryTerm::Prefix(_))
            ]
        ),
        "{alternatives:?}"
    );
    assert_eq!(plan.typed, 2);
    assert!(leaves(&plan.wanted[0]) == 3 && !plan.wanted[0].is_required());
}

#[test]
fn a_prefix_needs_three_letters() {
    assert!(
        matches!(plan("bud*").wanted.as_slice(), [QueryNode::Leaf(QueryTerm::Prefix(prefix))] if prefix.stands_for_accented)
    );
    assert!(
        matches!(plan("Żół*").wanted.as_slice(), [QueryNode::Leaf(QueryTerm::Prefix(prefix))] if prefix.is("żółw"))
    );
    let plan = plan("bu*");
    assert!(matches!(plan.wanted.as_slice(), [QueryNode::Leaf(QueryTerm::Word(_))]));
    assert_eq!(plan.notes().len(), 1);
}

#[test]
fn a_prefix_typed_without_accents_matches_accented_words() {
    let is = |typed: &str, form: &str| match plan(typed).wanted.swap_remove(0) {
        QueryNode::Leaf(QueryTerm::Prefix(prefix)) => prefix.is(form),
        other => panic!("{other:?}"),
    };
    assert!(is("zol*", "żółwi") && is("zol*", "zolw") && is("żół*", "żółw"));
    assert!(!is("żół*", "zolw") && !is("zol*", "zaległość"));
}

#[test]
fn fields_become_nodes_and_conditions() {
    let plan = plan("tytuł:rada numer:358 numer:181/2019 rok:2017 -rok:2019 organ:rada -tytuł:konwent");
    assert!(
        matches!(plan.wanted.as_slice(), [QueryNode::InTitle(_), QueryNode::Leaf(QueryTerm::Number(numbers))] if numbers.len() == 3),
        "{plan:?}"
    );
    assert!(plan.wanted.iter().all(QueryNode::is_required));
    assert_eq!(
        plan.conditions,
        [FieldCondition::Years(2017, 2017), FieldCondition::Organs(vec!["Rada Miasta Krakowa".to_owned()])]
    );
    assert_eq!(plan.ruled_out, [FieldCondition::Years(2019, 2019)]);
    assert!(matches!(plan.excluded.as_slice(), [QueryNode::InTitle(_)]));
}

#[test]
fn an_invalid_field_value_is_searched_as_words_with_a_note() {
    let plan = plan("rok:abc numer:abc");
    assert_eq!((plan.wanted.len(), plan.conditions.len(), plan.notes().len()), (3, 0, 2), "{plan:?}");
    assert!(plan.notes()[0].to_string().contains("„rok:abc”"));
}

#[test]
fn a_question_is_recognized_by_its_mark_or_its_first_words() {
    for question in
        ["konwent?", "Kiedy powstał konwent", "W jakim roku", "Komu przysługuje", "od kiedy działa"]
    {
        assert!(plan(question).is_question, "{question}");
    }
    for other in ["konwent", "zarządzenie o tym, kiedy", "\"Kiedy\" konwent", "-kiedy konwent", ""] {
        assert!(!plan(other).is_question, "{other}");
    }
}

#[test]
fn a_name_quoted_in_a_question_is_words_and_an_optional_phrase() {
    let question = plan("Kiedy \"Ruryk\" został uszkodzony?");
    assert!(question.wanted.iter().all(|query_node| !query_node.is_required()), "{question:?}");
    assert_eq!((question.wanted.len(), question.optional.len()), (2, 1));
    let statement = plan("\"Ruryk\" został uszkodzony");
    assert!(statement.wanted[0].is_required() && statement.optional.is_empty());
}

#[test]
fn words_that_name_a_kind_are_recognized_in_any_form() {
    assert_eq!(plan("uchwały i zarządzeniami uchwale").kinds, [Kind::Resolution, Kind::Ordinance]);
    assert_eq!(plan("-uchwała \"zarządzenie\" konwent akt").kinds, []);
    assert_eq!(plan("ogloszenie komunikat ustawa").kinds, [Kind::Notice, Kind::News, Kind::Act]);
}

#[test]
fn verbs_have_lower_weights_names_and_numbers_higher_ones() {
    let weights = |text: &str| -> Vec<f32> {
        let weight = |query_node: &QueryNode| match query_node {
            QueryNode::Leaf(QueryTerm::Word(word)) => word.weight,
            other => panic!("{other:?}"),
        };
        plan(text).wanted.iter().map(weight).collect()
    };
    assert_eq!(weights("Konwent obradował Ruryk 1410"), [1.0, VERB_WEIGHT, PROPER_WEIGHT, PROPER_WEIGHT]);
    assert_eq!(weights("-a Ruryk"), [PROPER_WEIGHT]);
}

#[test]
fn prefixes_share_the_limit_of_forms() {
    let forms = |beginning: &str, most: usize| {
        let all = if beginning == "rad" { 10 } else { 5_000 };
        ((0..all.min(most)).map(|number| format!("{beginning}{number}")).collect(), all > most)
    };
    let organs = &Vec::new;
    let lexicon = IndexVocabulary {
        forms_like: &|_| Vec::new(),
        forms_beginning: &forms,
        organs,
        numbers: &|_| Vec::new(),
        holds: &|_| false,
    };
    let plan = Planner::new(&mut Analyzer::default(), lexicon).plan(&parse("rad* bud* zar*"));
    let counts = plan.wanted.iter().map(|query_node| match query_node {
        QueryNode::Leaf(QueryTerm::Prefix(prefix)) => prefix.forms.len(),
        other => panic!("{other:?}"),
    });
    assert_eq!(counts.collect::<Vec<_>>(), [10, 495, 495]);
    assert_eq!(plan.notes().len(), 2);
}

#[test]
fn all_clauses_count_toward_the_limit_of_words() {
    let many =
        |piece: &str| (0..2_000).map(|number| piece.replace('#', &number.to_string())).collect::<String>();
    for piece in ["rok:# ", "numer:# ", "tytuł:a# ", "abc#* ", "-a# ", "x# OR ", "\"a#\" ", "rok:x# "] {
        let plan = plan(&many(piece));
        let size = plan.wanted.iter().map(leaves).sum::<usize>();
        assert!(size + plan.excluded.len() + plan.conditions.len() <= MAX_WORDS, "{piece}: {size}");
        assert!(plan.notes().len() < 8, "{piece}: {:?}", plan.notes());
    }
}
