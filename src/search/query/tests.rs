//! Tables of queries and their clauses, and properties of any text.

use proptest::prelude::*;

use super::*;

fn shown(asked: &Operand) -> String {
    match asked {
        Operand::Words(text) => text.clone(),
        Operand::Phrase(text) => format!("\"{text}\""),
        Operand::Prefix(text) => format!("{text}*"),
        Operand::Field { field, value, .. } => format!("{}:{}", field.name(), shown(value)),
        Operand::AnyOf(alternatives) => {
            format!("({})", alternatives.iter().map(shown).collect::<Vec<_>>().join(" | "))
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let clause = |clause: &Clause| {
        let minus = if clause.is_excluded { "-" } else { "" };
        format!("{minus}{}", shown(&clause.operand))
    };
    assert_eq!(parse(text).clauses.iter().map(clause).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn words_phrases_and_exclusions_are_distinguished() {
    check("zarzadzenie konwent", &["zarzadzenie konwent"]);
    check("nr 358 / 2017 \"rada\" a  b", &["nr 358 / 2017", "\"rada\"", "a  b"]);
    check("\"rada dzielnicy\" -parking", &["\"rada dzielnicy\"", "-parking"]);
    check("„Kraków 2030” -\"strefa parkowania\"", &["\"Kraków 2030\"", "-\"strefa parkowania\""]);
    check("Łagiewniki-Borek 358/2017", &["Łagiewniki-Borek 358/2017"]);
    check("budżet\"rada\"konwent", &["budżet", "\"rada\"", "konwent"]);
}

#[test]
fn meaningless_marks_are_ignored() {
    check("\"rada dzielnicy", &["rada dzielnicy"]);
    check("- konwent -", &["- konwent -"]);
    check("\"\" ?! -- \"", &[]);
    check("konwent\0rada", &["konwent\0rada"]);
    check("--konwent", &["--konwent"]);
    check("-\"", &[]);
}

#[test]
fn alternatives_bind_their_neighbors() {
    check("a OR b c", &["(a | b)", "c"]);
    check("x a LUB b | c y", &["x", "(a | b | c)", "y"]);
    check("\"a b\" OR bud* OR tytuł:rada", &["(\"a b\" | bud* | tytuł:rada)"]);
    check("a OR OR b", &["(a | b)"]);
    check("OR a b OR", &["a b"]);
    check("OR", &[]);
    check("a or b lub c", &["a or b lub c"]);
    check("a OR -b", &["a", "-b"]);
    check("rok:2017 OR rok:2018 OR a", &["rok:2017", "rok:2018", "a"]);
    check("a |b c|d", &["a |b c|d"]);
}

#[test]
fn a_star_counts_only_at_the_end_of_a_word() {
    check("budżet* rada", &["budżet*", "rada"]);
    check("-budż*, *rada*", &["-budż*", "*rada*"]);
    check("bud*żet ** *", &["bud*żet ** *"]);
    check("**konwent**", &["**konwent**"]);
    check("Łagiewniki-Bor*", &["Łagiewniki-Bor*"]);
    check("\"rad* miasta\"", &["\"rad* miasta\""]);
    check("bu*", &["bu*"]);
}

#[test]
fn fields_take_a_word_a_prefix_or_a_phrase() {
    check(
        "tytul:rada tytuł:\"rada miasta\" title:rad*",
        &["tytuł:rada", "tytuł:\"rada miasta\"", "tytuł:rad*"],
    );
    check("Rok: 2017 rok :2017", &["rok:2017", "rok :2017"]);
    check("-organ:\"rada miasta\" konwent", &["-organ:\"rada miasta\"", "konwent"]);
    check("od:2017-02-13 DO:2018 year:2017", &["od:2017-02-13", "do:2018", "rok:2017"]);
    check("ul.:Długa godz:12 http://example.org", &["ul.:Długa godz:12 http://example.org"]);
    check("rok: -2017 rok:", &["rok:", "-2017", "rok:"]);
    check("organ: \"rada", &["organ:rada"]);
}

#[test]
fn a_question_mark_at_the_end_makes_a_question() {
    assert!(parse("Gdzie? ").is_asked);
    assert!(!parse("Gdzie? tam").is_asked);
}

/// Texts composed of the operators of the query language.
fn operators() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("OR"),
        Just("|"),
        Just("\""),
        Just("„"),
        Just("-"),
        Just("*"),
        Just(":"),
        Just(" "),
        Just("rok:"),
        Just("tytuł:"),
        Just("numer: "),
        Just("ab"),
        Just("żółć"),
        Just("2017"),
        Just("\0"),
        Just("("),
        Just("?"),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// Returns the number of bytes in the clauses.
fn size(text: &str) -> usize {
    fn length(asked: &Operand) -> usize {
        match asked {
            Operand::AnyOf(alternatives) => alternatives.iter().map(length).sum(),
            asked => asked.text().len(),
        }
    }
    parse(text).clauses.iter().map(|clause| length(&clause.operand)).sum()
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in "[\\PC\"„”\\- \0:*|]{0,200}") {
        for clause in parse(&text).clauses {
            prop_assert!(clause.operand.has_word());
        }
    }

    #[test]
    fn pieces_are_in_order_and_within_the_text(text in operators()) {
        let mut end = 0;
        for piece in QueryLexer::new(&text) {
            prop_assert!(piece.range.start >= end && piece.range.start <= piece.range.end);
            end = piece.range.end;
        }
        prop_assert!(end <= text.len() && size(&text) <= text.len());
    }

    #[test]
    fn spaces_between_words_make_no_difference(
        words in prop::collection::vec("[a-zżółć]{1,8}", 1..8),
        spaces in prop::collection::vec("[ \t\n]{1,4}", 8),
    ) {
        let spaced: String = words.iter().zip(&spaces).map(|(word, space)| format!("{space}{word}")).collect();
        let texts = |text: &str| -> Vec<Vec<String>> {
            let words = |clause: &Clause| clause.operand.text().split_whitespace().map(str::to_owned).collect();
            parse(text).clauses.iter().map(words).collect()
        };
        prop_assert_eq!(texts(&spaced), texts(&words.join(" ")));
    }
}
