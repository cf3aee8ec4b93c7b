//! What each clause of a query stands for: terms of the base-form field, or exact forms in order.
//!
//! The same plan decides which documents match (`ranking`) and which words are marked (`snippet`),
//! so that what is shown is what was found.

use tantivy::Score;

use super::query::{Clause, ParsedQuery};
use crate::analysis::{Analyzer, Side, Synonyms, Token, Vocabulary, is_accented, unaccented};

/// More words than this are not searched: a pasted page would otherwise cost a search in
/// proportion to its length, and its first words already find it.
const MAX_WORDS: usize = 64;

/// What a term of an accented form weighs where the form as typed is a word too: `sad` finds the
/// orchard before the court (`sąd`).
const RESTORED_WEIGHT: Score = 0.5;
/// What a term of a document in another language weighs: who asks in Polish wants Polish first.
const FOREIGN_WEIGHT: Score = 0.5;
/// What a synonym weighs against the words as typed.
const SYNONYM_WEIGHT: Score = 0.5;

/// A query whose words are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plan {
    /// What must or should match.
    pub(super) wanted: Vec<Matcher>,
    /// What must not match.
    pub(super) excluded: Vec<Matcher>,
    /// How many different words and phrases were typed to be found, those of grammar included.
    pub(super) typed: usize,
    /// Whether words beyond the limit were left out.
    is_cut: bool,
}

/// One thing to match.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Matcher {
    /// Any word filed under one of these terms.
    Word(Vec<WeightedTerm>),
    /// These forms, one after the other.
    Phrase(Vec<Form>),
    /// Words by their base forms, one after the other.
    Sequence(Vec<Vec<WeightedTerm>>),
    /// All of the words, or what several of them say together, or a synonym of them.
    Group {
        /// The words as typed.
        words: Vec<Matcher>,
        /// What stands for all of them.
        instead: Vec<Matcher>,
    },
}

/// A term and what it weighs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WeightedTerm {
    pub(super) text: String,
    pub(super) weight: Score,
}

/// A word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// The normalised form as typed.
    pub(super) text: String,
    /// Whether it was typed without accents and so stands for accented forms too.
    pub(super) stands_for_accented: bool,
    /// Its base-form terms, of documents in every language.
    pub(super) terms: Vec<String>,
}

impl Form {
    fn of(token: Token) -> Self {
        let terms = [token.terms, token.restored, token.foreign].concat();
        Self { stands_for_accented: !is_accented(&token.text), text: token.text, terms }
    }

    /// Whether a form in a text is the one meant.
    pub(super) fn is(&self, form: &str) -> bool {
        form == self.text || self.stands_for_accented && unaccented(form) == self.text
    }
}

impl Matcher {
    fn word(token: &Token) -> Self {
        let weighed = |terms: &[String], weight: Score| {
            terms.iter().map(|text| WeightedTerm { text: text.clone(), weight }).collect::<Vec<_>>()
        };
        let mut terms = weighed(&token.terms, 1.0);
        terms.extend(weighed(&token.restored, RESTORED_WEIGHT));
        terms.extend(weighed(&token.foreign, FOREIGN_WEIGHT));
        Self::Word(terms)
    }

    /// Whether it asks for the same as another; of a word the terms of the form as typed count.
    fn asks_the_same(&self, other: &Self) -> bool {
        let own = |terms: &[WeightedTerm]| {
            terms.iter().filter(|term| term.weight >= 1.0).cloned().collect::<Vec<_>>()
        };
        match (self, other) {
            (Self::Word(terms), Self::Word(others)) => own(terms) == own(others),
            _ => self == other,
        }
    }

    fn synonym(side: &Side) -> Self {
        let weighed = |text: &String| WeightedTerm { text: text.clone(), weight: SYNONYM_WEIGHT };
        let mut words: Vec<Vec<WeightedTerm>> =
            side.terms().map(|terms| terms.iter().map(weighed).collect()).collect();
        if words.len() == 1 { Self::Word(words.remove(0)) } else { Self::Sequence(words) }
    }

    /// Itself, or the matchers that a group is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Group { words, instead } => words.iter().chain(instead).collect(),
            _ => vec![self],
        }
    }
}

impl Plan {
    /// Finds the terms of every clause; a word asked for twice counts once, and a word that carries
    /// grammar only counts where nothing else is asked for.
    pub(super) fn new(analyzer: &mut Analyzer, parsed: &ParsedQuery, vocabulary: Vocabulary<'_>) -> Self {
        let (mut plan, mut grammar) = (Self::default(), Vec::new());
        let mut room = MAX_WORDS;
        for clause in &parsed.clauses {
            let mut tokens = analyzer.query_tokens_over(&clause.text, vocabulary);
            let words = tokens.iter().filter(|token| !token.is_compound).count();
            plan.is_cut |= words > room;
            let end =
                tokens.iter().filter(|token| !token.is_compound).nth(room).map(|token| token.range.start);
            tokens.retain(|token| end.is_none_or(|end| token.range.end <= end));
            room = room.saturating_sub(words);
            for (matcher, is_function_word) in matchers(tokens, clause, analyzer.synonyms()) {
                let side = match (clause.is_excluded, is_function_word) {
                    (true, _) => &mut plan.excluded,
                    (false, true) => &mut grammar,
                    (false, false) => &mut plan.wanted,
                };
                if !side.iter().any(|other| other.asks_the_same(&matcher)) {
                    side.push(matcher);
                }
            }
        }
        plan.typed = plan.wanted.len() + grammar.len();
        if plan.wanted.is_empty() {
            plan.wanted = grammar;
        }
        plan
    }

    /// What the searcher should know about how the query was read, in Polish.
    pub(super) fn notes(&self) -> Vec<String> {
        let cut = format!("Zapytanie jest długie; uwzględniono pierwsze {MAX_WORDS} słów.");
        if self.is_cut { vec![cut] } else { Vec::new() }
    }

    /// Whether asking for any of the words asks for less.
    pub(super) fn can_be_relaxed(&self) -> bool {
        match self.wanted.as_slice() {
            [Matcher::Group { words, .. }] => words.len() > 1,
            wanted => wanted.len() > 1,
        }
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

/// What a clause stands for, and whether that carries grammar only.
fn matchers(tokens: Vec<Token>, clause: &Clause, synonyms: &Synonyms) -> Vec<(Matcher, bool)> {
    let (compounds, words): (Vec<Token>, Vec<Token>) =
        tokens.into_iter().partition(|token| token.is_compound);
    if clause.is_phrase {
        return phrase(words).into_iter().map(|matcher| (matcher, false)).collect();
    }
    if clause.is_excluded {
        return unwanted(&compounds, words).into_iter().map(|matcher| (matcher, false)).collect();
    }
    let words: Vec<&Token> = words.iter().collect();
    let (mut found, mut rest) = (Vec::new(), words.as_slice());
    while let Some(first) = rest.first() {
        let (taken, instead) = stand_in(&clause.text, rest, &compounds, synonyms);
        if instead.is_empty() {
            found.push((Matcher::word(first), first.is_function_word()));
        } else {
            found.push((group(&rest[..taken], instead), false));
        }
        rest = &rest[taken..];
    }
    found
}

fn phrase(words: Vec<Token>) -> Option<Matcher> {
    (!words.is_empty()).then(|| Matcher::Phrase(words.into_iter().map(Form::of).collect()))
}

/// What an excluded word rules out: the word as typed, not others that it may stand for; of several
/// parts (`-Łagiewniki-Borek`) only the whole; and what they say together, however it is written.
fn unwanted(compounds: &[Token], words: Vec<Token>) -> Vec<Matcher> {
    let (start, end) = words.first().zip(words.last()).map_or((0, 0), |(a, b)| (a.range.start, b.range.end));
    let is_whole = |compound: &&Token| compound.range.start <= start && compound.range.end >= end;
    let mut unwanted: Vec<Matcher> = compounds.iter().filter(is_whole).map(Matcher::word).collect();
    match words.as_slice() {
        [word] => unwanted.push(Matcher::word(&Token { restored: Vec::new(), ..word.clone() })),
        _ => unwanted.extend(phrase(words)),
    }
    unwanted
}

/// How many of the words at the head stand for something together, and for what.
fn stand_in(
    query: &str,
    words: &[&Token],
    compounds: &[Token],
    synonyms: &Synonyms,
) -> (usize, Vec<Matcher>) {
    let begins = |compound: &&Token| compound.range.start == words[0].range.start;
    let covered =
        |compound: &Token| words.iter().take_while(|word| word.range.end <= compound.range.end).count();
    let longest = compounds.iter().filter(begins).map(covered).max().unwrap_or(0);
    let synonym = synonyms.leading(query, words).filter(|synonym| synonym.words >= longest);
    let taken = synonym.as_ref().map_or(longest, |synonym| synonym.words).max(1);
    let mut instead: Vec<Matcher> = compounds
        .iter()
        .filter(begins)
        .filter(|compound| covered(compound) == taken)
        .map(Matcher::word)
        .collect();
    instead.extend(synonym.into_iter().flat_map(|synonym| synonym.instead).map(Matcher::synonym));
    (taken, instead)
}

/// The words, those of grammar left out where there are others, or what stands for them.
fn group(words: &[&Token], instead: Vec<Matcher>) -> Matcher {
    let content: Vec<&&Token> = words.iter().filter(|word| !word.is_function_word()).collect();
    let words = if content.is_empty() { words.iter().collect() } else { content };
    Matcher::Group { words: words.into_iter().map(|word| Matcher::word(word)).collect(), instead }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    fn plan(text: &str) -> Plan {
        Plan::new(&mut Analyzer::default(), &parse(text), &|_| Vec::new())
    }

    #[test]
    fn a_word_asked_for_twice_counts_once() {
        assert_eq!(plan("konwent konwentu KONWENT").wanted.len(), 1);
    }

    #[test]
    fn a_word_that_carries_grammar_only_counts_where_it_is_alone() {
        assert_eq!(plan("zarządzenia o konwencie").wanted.len(), 2);
        assert_eq!(plan("w i z").wanted.len(), 3);
        assert!(
            matches!(plan("\"o konwencie\"").wanted.as_slice(), [Matcher::Phrase(forms)] if forms.len() == 2)
        );
    }

    #[test]
    fn a_long_query_is_cut_with_a_note_however_it_is_typed() {
        let numbers: Vec<String> = (0..=MAX_WORDS).map(|number| number.to_string()).collect();
        for text in [numbers.join(" "), numbers.join("-"), format!("\"{}\"", numbers.join(" "))] {
            assert_eq!(plan(&text).notes().len(), 1, "{text}");
        }
        let plan = plan(&numbers[1..].join(" "));
        assert_eq!((plan.wanted.len(), plan.notes().len()), (MAX_WORDS, 0));
    }

    #[test]
    fn a_plain_form_stands_for_accented_ones_and_not_the_other_way() {
        let form = |text: &str| match plan(&format!("\"{text}\"")).wanted.swap_remove(0) {
            Matcher::Phrase(mut forms) => forms.remove(0),
            other => panic!("a phrase was asked for: {other:?}"),
        };
        assert!(form("zarzadzenie").is("zarządzenie"));
        assert!(form("zarządzenie").is("zarządzenie"));
        assert!(!form("zarządzenie").is("zarzadzenie"));
        assert!(!form("rada").is("rady"));
    }

    #[test]
    fn an_excluded_compound_is_unwanted_as_a_whole_only() {
        assert!(
            matches!(plan("-polsko-ukraiński").excluded.as_slice(), [Matcher::Word(_), Matcher::Phrase(forms)] if forms.len() == 2)
        );
        assert!(
            matches!(plan("polsko-ukraiński").wanted.as_slice(), [Matcher::Group { words, .. }] if words.len() == 2)
        );
    }

    /// The words of the first group of a plan, and what stands for them, as texts.
    fn groups(text: &str) -> Vec<(usize, Vec<String>)> {
        let shown = |matcher: &Matcher| match matcher {
            Matcher::Word(terms) => terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>().join("|"),
            Matcher::Sequence(words) => {
                words.iter().map(|terms| terms[0].text.as_str()).collect::<Vec<_>>().join(" ")
            }
            other => panic!("{other:?}"),
        };
        let group = |matcher: &Matcher| match matcher {
            Matcher::Group { words, instead } => Some((words.len(), instead.iter().map(shown).collect())),
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
    fn words_that_say_one_thing_are_a_group() {
        check_group("zarządzenie 358 z 2017 r.", 2, &["358/2017"]);
        check_group("nr 358 / 2017", 2, &["358/2017"]);
        check_group("dnia 13 lutego 2017 r.", 3, &["2017-02-13"]);
        check_group("13.02.2017", 1, &["2017-02-13"]);
        check_group("art. 30 ust. 2 pkt 1", 6, &["art.30.ust.2.pkt.1"]);
        assert_eq!(groups("358/2017 rada"), []);
    }

    #[test]
    fn synonyms_stand_for_words_at_lower_weight() {
        check_group("rmk", 1, &["rada miasto kraków"]);
        check_group("uchwały Rady Miasta Krakowa", 3, &["rmk"]);
        check_group("Nowej Hucie", 2, &["dzielnica xviii"]);
        let plan = plan("rmk");
        let Matcher::Group { instead, .. } = &plan.wanted[0] else { panic!("{plan:?}") };
        let Matcher::Sequence(words) = &instead[0] else { panic!("{instead:?}") };
        assert!(words.iter().flatten().all(|term| term.weight < 1.0));
    }

    #[test]
    fn a_form_as_typed_weighs_more_than_a_restored_one() {
        let plan = plan("sad");
        let Matcher::Word(terms) = &plan.wanted[0] else { panic!("{plan:?}") };
        let weight = |text: &str| terms.iter().find(|term| term.text == text).map(|term| term.weight);
        assert!(weight("sad") > weight("sąd") && weight("sąd").is_some());
    }
}
