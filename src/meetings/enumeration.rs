//! Divides the topics of a running sentence: `o A, B oraz C`.
//!
//! Commas of clauses, and what stands in brackets or quotation marks, divide nothing. Invariant: the parts
//! are in order, do not overlap, and have a word each.

use std::ops::Range;

use super::{
    clauses::{WordGap, gap, is_that},
    formal::trimmed,
    phrase::is_filler,
    phrases::{Phrases, phrases},
    words::{Word, words},
};

/// The longest topic of a sentence, in bytes; a longer part is a sentence of its own.
const TOPIC_BYTES: usize = 400;

/// Words that join the last part.
static CONNECTIVES: Phrases<&str> =
    Phrases::new(&["oraz", "a takze", "jak rowniez", "jak tez", "a ponadto", "a rowniez", "a na koniec"]);

/// The months in the locative: *zajmie się w maju …*.
const MONTHS: [&str; 12] = [
    "styczniu",
    "lutym",
    "marcu",
    "kwietniu",
    "maju",
    "czerwcu",
    "lipcu",
    "sierpniu",
    "wrzesniu",
    "pazdzierniku",
    "listopadzie",
    "grudniu",
];

/// Words after a comma that begin a clause or an aside.
static CLAUSES: Phrases<&str> = Phrases::new(&[
    "dopoki",
    "odkad",
    "podczas",
    "mimo",
    "skoro",
    "ktor~",
    "w|na|o|z|do|od|po|za|przy|dla|przez|u|we|ze ktor~",
    "czyli",
    "gdzie",
    "aby",
    "by",
    "zeby",
    "co",
    "kiedy",
    "gdy",
    "jak",
    "bo",
    "poniewaz",
    "choc",
    "chociaz",
    "ale",
    "lecz",
    "w tym",
    "m in",
    "np",
    "tj",
    "zwlaszcza",
    "szczegolnie",
    "takich",
    "takie",
    "dotyczac~",
    "bedac~",
    "jednak",
    "zamiast",
    "a nie",
    "ni",
    "aniz",
    "jesli",
    "jezeli",
    "czy",
    "w ramach",
    "zgodnie",
    "z zastrzezeniem|udzialem|uwzglednieniem|wyjatkiem",
    "ze szczegolnym|wzgledu",
    "w szczegolnosci",
    "zwiazan~",
    "to",
]);

/// Divides a range of a sentence into topics. `preposition` is the one before the first of them.
pub(super) fn parts(text: &str, range: Range<usize>, preposition: &str) -> Vec<Range<usize>> {
    let all = words(text, range.clone());
    let marks = marks(text, &range);
    let by_semicolon = marks.iter().any(|mark| mark.sign == ';');
    let mut cuts: Vec<usize> = Vec::new();
    for mark in &marks {
        let next = all.iter().position(|word| word.start >= mark.at);
        let divides =
            if by_semicolon { mark.sign == ';' } else { next.is_some_and(|next| divides(text, &all, next)) };
        if divides {
            cuts.push(mark.at);
        }
    }
    let pieces = pieces(&range, &cuts);
    let last = pieces.len() - 1;
    let mut found = Vec::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        if index == last && !opens_with_connective(&all, &piece) {
            let inner: Vec<Word> = within(&all, &piece, text, &range);
            match joint(text, &inner, preposition, last > 0 && !by_semicolon) {
                Some(at) => found.extend([piece.start..inner[at].start, inner[at].start..piece.end]),
                None => found.push(piece),
            }
        } else if index + 2 > last && last > 0 && !by_semicolon {
            found.extend(apart(text, &within(&all, &piece, text, &range), piece));
        } else {
            found.push(piece);
        }
    }
    let found = with_names(text, found);
    found.into_iter().filter_map(|part| finished(text, part, preposition)).collect()
}

/// The longest name with what joins it, in bytes.
const NAME_BYTES: usize = 32;

/// Joins names again that stand for places of one topic: *wały na Wiśle, Rudawie i Serafie*.
fn with_names(text: &str, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let is_capital = |word: &Word| word.is_capital(text);
    let is_name = |part: &Range<usize>| {
        part.len() < NAME_BYTES && {
            let said = words(text, part.clone());
            said.iter().filter(|word| word.plain.len() > 2).count() == 1
                && said.last().is_some_and(|word| is_capital(word) && word.plain.len() > 3)
        }
    };
    let ends_with_name = |part: &Range<usize>| {
        let said = words(text, part.clone());
        said.len() > 2 && said.last().is_some_and(is_capital)
    };
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in parts {
        let goes_on = !joined.is_empty() && is_name(&part) && joined.last().is_some_and(ends_with_name);
        match joined.last_mut().filter(|_| goes_on) {
            Some(last) => last.end = part.end,
            None => joined.push(part),
        }
    }
    joined
}

/// Divides what stands before the last part, *A oraz B, a także C*, at its own *oraz*.
fn apart(text: &str, words: &[Word], piece: Range<usize>) -> Vec<Range<usize>> {
    let joins = |at: &usize| {
        words[*at].plain == "oraz"
            && *at > 2
            && words.len() > at + 3
            && gap(text, words, *at) == WordGap::Space
    };
    match (1..words.len()).find(joins) {
        Some(at) => vec![piece.start..words[at].start, words[at].start..piece.end],
        None => std::iter::once(piece).collect(),
    }
}

/// A comma or a semicolon outside brackets and quotation marks.
struct Sign {
    at: usize,
    sign: char,
}

fn marks(text: &str, range: &Range<usize>) -> Vec<Sign> {
    let (mut found, mut depth, mut quoted) = (Vec::new(), 0i32, false);
    for (at, c) in text[range.clone()].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            '„' | '«' => quoted = true,
            '”' | '“' | '»' | '"' => quoted = false,
            ',' | ';' if depth == 0 && !quoted => found.push(Sign { at: range.start + at, sign: c }),
            _ => {}
        }
    }
    found
}

/// The words of a piece that stand outside brackets and quotation marks.
fn within(all: &[Word], piece: &Range<usize>, text: &str, range: &Range<usize>) -> Vec<Word> {
    let (mut depth, mut at, mut kept) = (0i32, range.start, Vec::new());
    for word in all {
        for c in text[at..word.start].chars() {
            match c {
                '(' | '[' | '„' | '«' => depth += 1,
                ')' | ']' | '”' | '»' | '"' => depth = (depth - 1).max(0),
                _ => {}
            }
        }
        at = word.start;
        if depth == 0 && word.start >= piece.start && word.end <= piece.end {
            kept.push(word.clone());
        }
    }
    kept
}

/// Whether the comma before a word divides topics, and does not begin a clause.
fn divides(text: &str, words: &[Word], next: usize) -> bool {
    let word = &words[next];
    let is_participle =
        ["acego", "acej", "acych", "acym", "acy", "aca", "ace"].iter().any(|end| word.plain.ends_with(end));
    let is_number = |word: &Word| word.plain.is_number();
    let is_listed_number = is_number(word) && next > 0 && is_number(&words[next - 1]);
    let is_clause = is_that(text, word) || CLAUSES.at(words, next, |_| true).is_some();
    let stands_before_noun = words
        .get(next + 1)
        .is_some_and(|noun| ["ach", "ami", "ow"].iter().any(|end| noun.plain.ends_with(end)));
    let is_long_participle = is_participle && word.plain.len() > 5 && !stands_before_noun;
    let is_made = words.get(next + 1).is_some_and(|by| by.plain == "przez");
    let is_title_near = words[next.saturating_sub(4)..=next].iter().any(is_title);
    let is_apposition =
        is_title(word) || is_title_near && matches!(word.plain.as_bytes(), b"o" | b"z" | b"na");
    !is_made && !is_apposition && !is_long_participle && !is_listed_number && !is_clause
}

fn pieces(range: &Range<usize>, cuts: &[usize]) -> Vec<Range<usize>> {
    let starts = std::iter::once(range.start).chain(cuts.iter().map(|cut| cut + 1));
    let ends = cuts.iter().copied().chain([range.end]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

fn opens_with_connective(all: &[Word], piece: &Range<usize>) -> bool {
    let Some(first) = all.iter().position(|word| word.start >= piece.start) else { return false };
    all[first].plain == "i" || CONNECTIVES.at(all, first, |_| true).is_some()
}

/// The index of the word that joins the last topic to the one before.
fn joint(text: &str, words: &[Word], preposition: &str, is_list: bool) -> Option<usize> {
    let all = |wanted: &dyn Fn(usize) -> bool| (1..words.len()).rfind(|at| wanted(*at));
    let with_preposition = |at: usize| {
        let joins = words[at].plain == "i" || words[at].plain == "oraz";
        joins && !preposition.is_empty() && words.get(at + 1).is_some_and(|next| next.plain == preposition)
    };
    let connective = |at: usize| CONNECTIVES.at(words, at, |_| true).is_some();
    all(&with_preposition)
        .or_else(|| all(&connective))
        .or_else(|| all(&|at| is_list && words[at].plain == "i"))
        .or_else(|| all(&|at| words[at].plain == "i" && words.get(at + 1).is_some_and(is_paper)))
        .or_else(|| all(&|at| at > 2 && words[at].plain == "i" && words.get(at + 1).is_some_and(is_work)))
        .or_else(|| all(&|at| at > 2 && words[at].plain == "i" && words.get(at + 1).is_some_and(is_rule)))
        .or_else(|| all(&|at| words[at].plain == "i" && DECIDED.at(words, at + 1, |_| true).is_some()))
        .or_else(|| all(&|at| words[at].plain == "i" && follows_name(text, words, at)))
        .or_else(|| all(&|at| at > 1 && words[at].plain == "i" && is_alike(words, at)))
}

/// Whether *i* stands between a name in quotation marks and another matter: *strategia „Kraków” i kluby seniora*.
fn follows_name(text: &str, words: &[Word], at: usize) -> bool {
    let closes = text[words[at - 1].end..words[at].start].contains(['”', '"']);
    let next = words.get(at + 1).map(|next| &text[words[at].end..next.start]);
    closes && at > 1 && next == Some(" ") && words.len() > at + 2
}

/// Whether what *i* joins are two topics of some words in one case: *remontem mostu i poprawą bezpieczeństwa*.
fn is_alike(words: &[Word], at: usize) -> bool {
    let Some(next) = words.get(at + 1).filter(|_| words.len() > at + 2) else {
        return false;
    };
    let ends = |word: &Word, endings: &[&str]| {
        word.plain.len() > 4 && endings.iter().any(|end| word.plain.ends_with(end))
    };
    let first = &words[0];
    let is_instrumental = ends(first, &["em", "ami", "oscia", "anie", "niem"])
        && ends(next, &["em", "ami", "oscia", "awa", "niem"]);
    let is_locative = ends(first, &["ach", "niu", "ciu"]) && ends(next, &["ach", "niu", "ciu"]);
    is_instrumental || is_locative
}

/// Whether a word is a paper or a decision, which begins a topic of its own.
fn is_paper(word: &Word) -> bool {
    const PAPERS: [&str; 16] = [
        "wotum",
        "absolutori",
        "kwesti",
        "problem",
        "spraw",
        "temat",
        "raport",
        "informacj",
        "sprawozdani",
        "projekt",
        "opini",
        "powolani",
        "wybor",
        "przyjeci",
        "uchwaleni",
        "zatwierdzeni",
    ];
    PAPERS.iter().any(|paper| word.begins(paper))
}

/// What radni did besides: *uchwalili plan i zgodzili się na dopłaty*.
static DECIDED: Phrases<&str> = Phrases::new(&[
    "zgodzili sie na",
    "uchwalili|przyjeli|zatwierdzili|zaopiniowali|poparli|omowili|wysluchali",
]);

/// Whether a word is a work of its own after a topic of some words: *remont chodnika i zakup wozu*.
fn is_work(word: &Word) -> bool {
    matches!(
        word.plain.as_str(),
        "zakup" | "zakupie" | "remont" | "remoncie" | "budowe" | "wymiane" | "budowa" | "wymiana"
    ) || ["przygotowani", "przebudow", "moderniz", "utworzeni", "dofinansowani", "likwidacj"]
        .iter()
        .any(|work| word.begins(work))
}

/// Whether a word is a set of rules, which is a topic of its own: *protokół zdawczy i zasady wyboru*.
fn is_rule(word: &Word) -> bool {
    ["zasady", "zasad", "regulamin", "harmonogram", "stawk", "terminarz"].iter().any(|rule| word.begins(rule))
}

/// Whether a word opens a name in apposition: *informację komendanta, insp. Jana Lisa, o patrolach*.
fn is_title(word: &Word) -> bool {
    word.plain.is_one_of(&[
        "insp", "podinsp", "nadkom", "podkom", "kom", "asp", "mlad", "bryg", "kpt", "dr", "mgr", "prof",
    ])
}

/// Cuts connectives and the repeated preposition off a part; `None` if it is no topic.
fn finished(text: &str, part: Range<usize>, preposition: &str) -> Option<Range<usize>> {
    let all = words(text, part.clone());
    let mut first = 0;
    while let Some(end) = skipped(&all, first, preposition) {
        first = end;
    }
    if all[first..].iter().all(|word| is_filler(word) || word.plain.len() < 2) {
        return None;
    }
    let first = past_aside(text, &all, first, &part, preposition);
    let range = trimmed(text, all.get(first)?.start..part.end)?;
    // A quotation mark or a bracket before the first word belongs to the topic.
    let opened = text[part.start..range.start].trim_end_matches(['„', '"', '«', '(']).len();
    let range = part.start + opened..range.end;
    let letters = text[range.clone()].chars().filter(|c| c.is_alphabetic()).count();
    (letters > 3 && range.len() <= TOPIC_BYTES).then_some(range)
}

/// The most words of an aside between dashes before a topic.
const ASIDE_WORDS: usize = 8;

/// The first word after an aside: *a także – na prośbę mieszkańców – o parkach*.
fn past_aside(text: &str, words: &[Word], first: usize, part: &Range<usize>, preposition: &str) -> usize {
    let dashed = |at: usize| {
        let from = if at == 0 { part.start } else { words[at - 1].end };
        words.get(at).is_some_and(|word| text[from..word.start].contains('–'))
    };
    if !dashed(first) {
        return first;
    }
    let after = (first + 1..words.len().min(first + ASIDE_WORDS)).find(|at| dashed(*at));
    after.map_or(first, |at| at + usize::from(words[at].plain == preposition))
}

fn skipped(words: &[Word], at: usize, preposition: &str) -> Option<usize> {
    let word = words.get(at)?;
    if let Some(end) = CONNECTIVES.at(words, at, |_| true).map(|(_, end)| end) {
        return Some(end);
    }
    if let Some((_, end)) = DECIDED.at(words, at, |_| true) {
        return Some(end);
    }
    if let Some(end) = phrases!["m in", "miedzy innymi", "przede wszystkim", "niemal w calosci"]
        .at(words, at, |_| true)
        .map(|(_, end)| end)
    {
        return Some(end);
    }
    let is_in_month =
        word.plain == "w" && words.get(at + 1).is_some_and(|next| next.plain.is_one_of(&MONTHS));
    if is_in_month {
        return Some(at + 2);
    }
    // *O tym, jak będą oświetlone ulice*: the question is the topic.
    let asks = |next: &Word| next.plain.is_one_of(&["jak", "co", "czy", "kiedy", "gdzie", "dlaczego", "kto"]);
    if word.plain == "tym" && !preposition.is_empty() && words.get(at + 1).is_some_and(asks) {
        return Some(at + 1);
    }
    let is_small = matches!(
        word.plain.as_str(),
        "i" | "takze"
            | "tez"
            | "rowniez"
            | "ponadto"
            | "glownie"
            | "wylacznie"
            | "wreszcie"
            | "wiec"
            | "zatem"
            | "sie"
    ) || word.plain.ends_with("lismy");
    let is_with = matches!(preposition, "z" | "ze") && matches!(word.plain.as_bytes(), b"z" | b"ze");
    (is_small || is_with || (!preposition.is_empty() && word.plain == preposition)).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, preposition: &str, expected: &[&str]) {
        let found: Vec<&str> = parts(sentence, 0..sentence.len(), preposition)
            .into_iter()
            .map(|range| &sentence[range])
            .collect();
        assert_eq!(found, expected, "`{sentence}`");
    }

    #[test]
    fn topics_are_divided_by_commas_and_connectives() {
        check(
            "budżecie, remontach ulic i parkach kieszonkowych.",
            "o",
            &["budżecie", "remontach ulic", "parkach kieszonkowych"],
        );
        check("budżecie miasta oraz o remontach", "o", &["budżecie miasta", "remontach"]);
        check("czystości i porządku w mieście", "o", &["czystości i porządku w mieście"]);
        check(
            "plan dla Kuźnik i zgodzili się na dopłaty do pieców",
            "",
            &["plan dla Kuźnik", "dopłaty do pieców"],
        );
        check("remont chodnika na Dębowej i zakup wozu", "", &["remont chodnika na Dębowej", "zakup wozu"]);
        check("zimę, wodę i pieniądze", "", &["zimę", "wodę", "pieniądze"]);
        check(
            "„Strategia. Kraków, jutro”, plan zimy, a także boiska",
            "",
            &["„Strategia. Kraków, jutro”", "plan zimy", "boiska"],
        );
    }

    #[test]
    fn semicolons_come_first_and_clauses_are_not_divided() {
        check(
            "przepełnionych szkołach w dzielnicach, w których przybywa mieszkań; ulicach szkolnych, czyli odcinkach \
             zamykanych dla aut; stołówkach oraz cenach obiadów; a także o remontach boisk.",
            "o",
            &[
                "przepełnionych szkołach w dzielnicach, w których przybywa mieszkań",
                "ulicach szkolnych, czyli odcinkach zamykanych dla aut",
                "stołówkach oraz cenach obiadów",
                "remontach boisk",
            ],
        );
        check(
            "pomocą dla osób starszych, pracą rad oraz pieniędzmi, których będzie mniej",
            "",
            &["pomocą dla osób starszych", "pracą rad", "pieniędzmi, których będzie mniej"],
        );
        check(
            "opinii o ulicy (druk nr 61, projekt zarządu) oraz opinii o parkingu (druk nr 62).",
            "",
            &["opinii o ulicy", "opinii o parkingu"],
        );
    }
}
