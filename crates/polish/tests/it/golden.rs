//! Text analysis: golden analyses of whole sentences, and properties of any text.

use std::{collections::BTreeSet, env, fs, iter, ops::Range, path::PathBuf};

use proptest::prelude::*;
use skorowidz_polish::{Analyzer, Token, unaccented};

use crate::harness::package;

/// Minimum number of sentences in the golden file.
const SENTENCES: usize = 64;

fn golden() -> (PathBuf, String) {
    let path = package().join("tests/data/golden-tokens.txt");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    (path, text)
}

/// The sentences of the golden file, as written there.
fn sentences(golden: &str) -> impl Iterator<Item = &str> {
    golden.lines().filter_map(|line| line.strip_prefix("> "))
}

/// Unescapes a sentence of the golden file: `\u{ad}` is a soft hyphen.
#[track_caller]
fn read(sentence: &str) -> String {
    let mut pieces = sentence.split("\\u{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap_or_else(|| panic!("no `}}` in {sentence}"));
        let code = u32::from_str_radix(code, 16).unwrap_or_else(|error| panic!("{sentence}: {error}"));
        text.push(char::from_u32(code).unwrap_or_else(|| panic!("no character {code:x}")));
        text.push_str(rest);
    }
    text
}

/// Formats a token as a line of the golden file.
fn line(token: &Token) -> String {
    let Token { text, range, position, terms, is_compound, .. } = token;
    let mark = if *is_compound { "+" } else { "" };
    format!("{position}{mark} {}-{} {text} -> {}\n", range.start, range.end, terms.join(" "))
}

/// Returns the golden file with current tokens; headings and sentences stay the same.
fn analyzed(golden: &str) -> String {
    let mut analyzer = Analyzer::default();
    let mut now = String::new();
    for line_of_file in golden.lines() {
        if let Some(sentence) = line_of_file.strip_prefix("> ") {
            now.push_str(line_of_file);
            now.push('\n');
            now.extend(analyzer.tokens(&read(sentence)).iter().map(line));
        } else if line_of_file.is_empty() || line_of_file.starts_with('#') {
            now.push_str(line_of_file);
            now.push('\n');
        }
    }
    now
}

/// The first sentence whose tokens differ, with its removed and added lines.
fn first_difference(golden: &str, now: &str) -> String {
    let (mut golden, mut now) = (golden.split("\n\n"), now.split("\n\n"));
    let differing = iter::from_fn(|| match (golden.next(), now.next()) {
        (None, None) => None,
        (golden, now) => Some((golden.unwrap_or_default(), now.unwrap_or_default())),
    });
    let Some((golden, now)) = { differing }.find(|(golden, now)| golden != now) else { return String::new() };
    let missing = |lines: &str, from: &str, mark: char| -> String {
        let lines = lines.lines().filter(|line| !from.lines().any(|other| other == *line));
        lines.map(|line| format!("{mark} {line}\n")).collect()
    };
    let sentence = sentences(now).next().unwrap_or("(lines after the last sentence)");
    format!("> {sentence}\n{}{}", missing(golden, now, '-'), missing(now, golden, '+'))
}

#[test]
fn sentences_match_their_golden_tokens() {
    let (path, golden) = golden();
    let now = analyzed(&golden);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &now).expect("written");
        return;
    }
    let sentences = sentences(&golden).count();
    assert!(sentences >= SENTENCES, "only {sentences} sentences");
    let difference = first_difference(&golden, &now);
    assert!(
        golden == now,
        "tokens have changed:\n{difference}if the new tokens are correct, set UPDATE_GOLDEN=1 and review the diff"
    );
}

#[test]
fn a_difference_lists_removed_and_added_lines() {
    let golden = "# a\n\n> Rada.\n0 0-4 rada -> rada\n\n> x\n";
    let now = "# a\n\n> Rada.\n0 0-4 rada -> rado\n\n> y\n";
    let difference = "> Rada.\n- 0 0-4 rada -> rada\n+ 0 0-4 rada -> rado\n";
    assert_eq!(first_difference(golden, now), difference);
}

/// Counts the terms that an indexed token and a query token share.
fn shared_terms(indexed: &Token, asked: &Token) -> usize {
    let asked = asked.terms.iter().chain(&asked.restored);
    asked.filter(|term| indexed.terms.contains(term)).count()
}

#[test]
fn golden_words_are_found_as_typed_and_without_accents() {
    let (_, golden) = golden();
    let mut analyzer = Analyzer::default();
    let mut lost = BTreeSet::new();
    for sentence in sentences(&golden).map(read) {
        // A token that contains a digit is its own term, accents included.
        let is_word =
            |token: &Token| !token.is_compound && !token.text.contains(|c: char| c.is_ascii_digit());
        for indexed in analyzer.tokens(&sentence).into_iter().filter(is_word) {
            let plain = unaccented(&indexed.text);
            for typed in [&indexed.text, &plain, &plain.to_uppercase()] {
                let asked = analyzer.query_tokens(typed);
                if !asked.iter().any(|asked| shared_terms(&indexed, asked) > 0) {
                    lost.insert(format!("{typed} does not find {} {:?}", indexed.text, indexed.terms));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Checks that a word missing from the dictionary finds itself.
#[track_caller]
fn check_finds_itself(word: &str) {
    let mut analyzer = Analyzer::default();
    let (indexed, asked) = (&analyzer.tokens(word)[0], &analyzer.query_tokens(word)[0]);
    assert!(shared_terms(indexed, asked) > 0, "{asked:?} does not find {indexed:?}");
}

#[test]
fn words_that_look_like_known_ones_find_themselves() {
    check_finds_itself("zarzadzenie");
    check_finds_itself("krakow.pl");
    check_finds_itself("Zoltych");
    check_finds_itself("ęśy");
}

/// Any text, and texts built from the pieces that the analyzer combines.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(?s).{0,80}",
        "\\PC{0,80}",
        "(ł|Z|nie|e|xvi|-|\u{2011}|\u{ad}|\u{301}|\u{328}|\u{200b}|\u{feff}|\u{fb01}|'|\u{2019}|/|\\.|,| \
         |\u{a0}|\n|\0|\u{7f}|\u{202e}|ש|ع|й|👍🏽|👨\u{200d}👩|ǅ|İ|ß|²|½|Ⅷ|٣|1|2017|art|§|Dz|U|poz|lutego|II\
         |r){0,40}",
    ]
}

/// Texts short enough that all their words are indexed.
fn short_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,30}",
        "(Rada|w|e-|maila|13|lutego|2017|/|358|XC|\\.|-|art\\.| |, |Dz\\. U\\. |poz|i){0,12}"
    ]
}

fn words(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|token| !token.is_compound)
}

/// Moves a token by a number of bytes and positions.
fn moved(mut token: Token, bytes: usize, positions: u32) -> Token {
    token.range = token.range.start + bytes..token.range.end + bytes;
    token.position += positions;
    token
}

/// Returns whether `outer` contains `inner`.
fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

proptest! {
    #[test]
    fn tokens_are_ordered_on_character_boundaries_and_inside_their_word(text in text()) {
        let mut analyzer = Analyzer::default();
        let tokens = analyzer.tokens(&text);
        prop_assert!(tokens.is_sorted_by_key(|token| token.position));
        let mut end = 0;
        for token in &tokens {
            let printed = text.get(token.range.clone());
            prop_assert!(printed.is_some_and(|printed| !printed.is_empty()), "{token:?}");
            prop_assert!(!token.text.is_empty() && !token.terms.is_empty(), "{token:?}");
            prop_assert!(token.terms.iter().all(|term| !term.is_empty()), "{token:?}");
            if token.is_compound {
                let anchor = words(&tokens).find(|word| word.position == token.position);
                prop_assert!(anchor.is_some_and(|word| holds(&token.range, &word.range)), "{token:?}");
            } else {
                prop_assert!(token.range.start >= end, "{token:?} begins before {end}");
                end = token.range.end;
                let alone = analyzer.tokens(&text[token.range.clone()]);
                prop_assert_eq!((&alone[0].text, &alone[0].terms), (&token.text, &token.terms));
            }
        }
    }

    #[test]
    fn a_query_is_tokenized_like_a_text(text in text()) {
        let mut analyzer = Analyzer::default();
        let place = |token: Token| (token.text, token.range, token.position, token.is_compound);
        let indexed: Vec<_> = analyzer.tokens(&text).into_iter().map(place).collect();
        let asked: Vec<_> = analyzer.query_tokens(&text).into_iter().map(place).collect();
        prop_assert_eq!(indexed, asked);
    }

    #[test]
    fn earlier_analyses_do_not_affect_later_ones(text in text(), other in text()) {
        let mut analyzer = Analyzer::default();
        let fresh = analyzer.tokens(&text);
        analyzer.query_tokens(&other);
        prop_assert_eq!(analyzer.tokens(&text), fresh);
    }

    #[test]
    fn a_text_between_others_keeps_its_own_tokens(one in short_text(), other in short_text()) {
        let mut analyzer = Analyzer::default();
        // No date, number or citation contains a bar, so no compound spans it.
        for (between, with_compounds) in [(" . ", false), (" | ", true)] {
            let mut apart = analyzer.tokens(&one);
            let positions = apart.last().map_or(0, |token| token.position + 1);
            let bytes = one.len() + between.len();
            apart.extend(analyzer.tokens(&other).into_iter().map(|token| moved(token, bytes, positions)));
            let mut joined = analyzer.tokens(&format!("{one}{between}{other}"));
            if !with_compounds {
                apart.retain(|token| !token.is_compound);
                joined.retain(|token| !token.is_compound);
            }
            prop_assert_eq!(joined, apart);
        }
    }

    #[test]
    fn numbers_letters_and_numerals_are_their_own_terms(
        word in prop_oneof![
            "[0-9]{1,4}[a-złóż]{0,9}",
            "[a-złóż]{1,9}[0-9]{1,3}",
            "[a-zżółćęśąźń]",
            "[A-ZŻÓŁĆĘŚĄŹŃа-яА-Я]",
            "[MDC]{0,1}X{0,3}V?I{1,3}",
        ]
    ) {
        let mut analyzer = Analyzer::default();
        let tokens = [analyzer.tokens(&word), analyzer.query_tokens(&word)].concat();
        // A word glued to a number is split off and analyzed as a word.
        let is_number = |token: &&Token| token.text.contains(|c: char| c.is_ascii_digit());
        let is_glued = word.contains(|c: char| c.is_ascii_digit());
        for token in words(&tokens).filter(|token| !is_glued || is_number(token)) {
            prop_assert_eq!(&token.terms, std::slice::from_ref(&token.text));
            prop_assert!(token.restored.is_empty());
        }
    }

    #[test]
    fn an_inflected_form_finds_itself(
        word in "\\PC{1,20}|[a-ząćęłńóśźż]{2,6}|(za|kra|zol|mia|rad)(sto|kow|na|dzie|ty)"
    ) {
        let mut analyzer = Analyzer::default();
        let asked = analyzer.query_tokens(&word);
        for (indexed, asked) in analyzer.tokens(&word).iter().zip(&asked) {
            prop_assert!(shared_terms(indexed, asked) > 0, "{asked:?} does not find {indexed:?}");
        }
    }

    #[test]
    fn a_guessed_lemma_is_the_same_without_accents(
        word in "(bździ|gżeg|ćwirz|szczęk|łob)[a-ząćęłńóśźż]{2,6}(owie|ów|ami|ą|ego)"
    ) {
        let mut analyzer = Analyzer::default();
        let indexed = &analyzer.tokens(&word)[0];
        let asked = &analyzer.query_tokens(&unaccented(&word))[0];
        prop_assert!(shared_terms(indexed, asked) > 0, "{asked:?} does not find {indexed:?}");
    }
}

#[test]
fn folding_is_idempotent() {
    let is_unstable = |c: &char| {
        let once = unaccented(&c.to_string());
        unaccented(&once) != once
    };
    let unstable: Vec<char> = ('\0'..=char::MAX).filter(is_unstable).collect();
    assert!(unstable.is_empty(), "changed by folding again: {unstable:?}");
}

/// Checks that doubling a text at most doubles its tokens, and that no token is longer than the analyzer's
/// lookahead.
#[track_caller]
fn check_growth(piece: &str) {
    let mut analyzer = Analyzer::default();
    let mut tokens = |times: usize| analyzer.tokens(&piece.repeat(times));
    let [once, twice] = [tokens(2_000), tokens(4_000)];
    assert!(twice.len() <= 2 * once.len() + 8, "{piece:?}: {} and {} tokens", once.len(), twice.len());
    assert!(twice.len() <= 4_000 * piece.len(), "{piece:?}: {} tokens", twice.len());
    let longest = twice.iter().map(|token| token.range.len()).max().unwrap_or_default();
    assert!(longest <= 256, "{piece:?}: a token of {longest} bytes");
    let letters = twice.iter().flat_map(|token| &token.terms).map(String::len).max().unwrap_or_default();
    assert!(letters <= 256, "{piece:?}: a term of {letters} bytes");
}

#[test]
fn the_number_of_tokens_is_linear_in_the_length_of_the_text() {
    for piece in [
        "a-",
        "1-",
        "e-e ",
        "XC/",
        "1/",
        "1,2,",
        "1.",
        "13.02.",
        "13.02.2017 ",
        "2017 z ",
        "358 / ",
        "Dz. U. ",
        "Dz.U.1.",
        "z 2021 r. poz. 5, ",
        "art. 1 ",
        "art. 1 ust. 2 pkt 3 lit. a i ",
        "§§",
        "§ 5, ",
        "lit. a, b, ",
        "a'b'",
        "\u{301}",
        "a\u{301}",
        "a\u{ad}",
        "nie",
        "naj",
        "-",
        "/",
        ".",
        "👍🏽",
        "\u{202e}ש",
        "zażółć ",
        "o.o.",
        "1zł",
        "Nr1",
        "2²",
        "21(1)",
        "1 111 ",
        "12 345 67 89 ",
        "12-",
        "17:30-",
        "godz. 8-",
        "OR-01.2020.",
        "a@b.pl ",
        "a@b.",
        "https://a.pl/b/",
        "d'A'",
    ] {
        check_growth(piece);
    }
}

#[test]
fn a_very_long_word_takes_a_position_but_yields_no_token() {
    let text = format!("Rada {} miasta {}", "ż".repeat(300_000), "a\u{301}".repeat(300_000));
    let tokens = Analyzer::default().tokens(&text);
    let places: Vec<_> = tokens.iter().map(|token| (token.position, token.text.as_str())).collect();
    assert_eq!(places, [(0, "rada"), (2, "miasta")]);
    assert_eq!(Analyzer::default().query_tokens(&text).len(), 2);
}
