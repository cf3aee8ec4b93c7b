//! Reads the topics that a sentence names, clause by clause.
//!
//! Leaves lists to `agenda` and which of the topics count to `compose`. Invariant: a topic lies within its
//! sentence.

use std::ops::Range;

use super::{
    clauses::{WordGap, gap, has_verb, is_adverb, is_finite, is_past, is_that, opens_clause},
    day::days,
    enumeration::parts,
    formal::is_formal,
    found::FoundTopic,
    intros::{Strength, second_verb, sentence_intro},
    matters::matters,
    phrase::is_filler,
    phrases::{Phrases, phrases},
    questions::asked_aloud,
    words::{Word, words},
};

/// What a sentence says of points that were not dealt with.
static WITHDRAWN: Phrases<&str> = Phrases::new(&[
    "z porzadku|programu * zdjeto|zdjela|zdjeli|wycofano|wykreslono|skreslono",
    "zdjeto|zdjela|zdjeli|wycofano|wykreslono|skreslono * z porzadku|programu",
]);

/// The most words before the colon of *dwa punkty: A oraz B*.
const COUNT_WORDS: usize = 8;

/// Finds the topics of a sentence with how surely they are such.
pub(super) fn told(
    text: &str,
    words: &[Word],
    range: Range<usize>,
    is_of_body: bool,
) -> Vec<(FoundTopic, Strength)> {
    let (all, whole) = (words, range.clone());
    let (mut found, mut words, mut range, mut is_chained) = (Vec::new(), words, range, false);
    while let Some(second) = second_verb(text, words) {
        let joins = |word: &Word| is_filler(word) || matches!(word.plain.as_bytes(), b"i" | b"oraz" | b"a");
        let last = words[..second].iter().rposition(|word| !joins(word)).unwrap_or(0);
        let end = closed(text, words[last].end);
        found.extend(clause(text, &words[..=last], range.start..end, true));
        range = words[second].start..range.end;
        words = &words[second..];
        is_chained = true;
    }
    found.extend(clause(text, words, range, is_chained));
    if !text[whole].trim_end().ends_with(':') {
        add_matters(text, all, is_of_body, &mut found);
    }
    for question in asked_aloud(text, all) {
        let is_within =
            |topic: &FoundTopic| question.start <= topic.range.start && topic.range.end <= question.end;
        found.retain(|(topic, _)| !is_within(topic));
        let overlaps =
            |topic: &FoundTopic| question.start < topic.range.end && topic.range.start < question.end;
        if !found.iter().any(|(topic, _)| overlaps(topic)) {
            found.push((FoundTopic::new(text, question), Strength::Report));
        }
    }
    if let Some(withdrawn) = WITHDRAWN.first(all).map(|verb| all[verb.start].start) {
        found.retain(|(topic, _)| topic.range.start < withdrawn);
    }
    found
}

/// Adds the matters of verbs where the phrases have found nothing.
fn add_matters(text: &str, words: &[Word], is_of_body: bool, found: &mut Vec<(FoundTopic, Strength)>) {
    for (part, strength) in matters(text, words, is_of_body) {
        let overlaps = |known: &Range<usize>| part.start < known.end && known.start < part.end;
        found.retain(|(known, strength)| *strength != Strength::Opinion || !overlaps(&known.range));
        if found.iter().any(|(known, _)| overlaps(&known.range)) {
            continue;
        }
        let topic = FoundTopic::new(text, subject(text, without_proviso(text, part)));
        if is_topic(text, &topic) {
            found.push((topic, strength));
        }
    }
}

/// The end of a word with the marks that close after it.
fn closed(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    end + rest.len() - rest.trim_start_matches(['”', '"', ')', '»']).len()
}

/// Reads the topics of a clause, which may be one of several.
fn clause(text: &str, words: &[Word], range: Range<usize>, is_chained: bool) -> Vec<(FoundTopic, Strength)> {
    let intro = sentence_intro(words).or_else(|| labeled(text, words)).or_else(|| beside(text, words));
    let Some((start_of_intro, end, strength)) = intro else { return Vec::new() };
    // *Dyskutowano na temat lokalu*.
    let is_on = words[end - 1].plain == "na" && words.get(end).is_some_and(|next| next.plain == "temat");
    let end =
        phrases!["na temat"].at(words, end, |_| true).map_or(end + usize::from(is_on), |(_, after)| after);
    if end >= words.len() {
        return Vec::new();
    }
    if text[range.clone()].trim_end().ends_with(':') {
        return Vec::new();
    }
    let before = words[end - 1].plain.as_str();
    let preposition = if matches!(before, "o" | "nad" | "na" | "z") { before } else { "" };
    let strength = if is_chained && strength == Strength::Opinion { Strength::Report } else { strength };
    let start = matter(text, words, end, range.end);
    if words.get(end).is_some_and(is_number)
        && !days(text, &words[end..]).is_empty()
        && strength != Strength::Programme
    {
        return Vec::new();
    }
    if crosses_comma(text, words, start_of_intro, end) || is_negated(words, start_of_intro) {
        return Vec::new();
    }
    // *O tym, jak …*: the question is the topic.
    if words[end].plain == "tym"
        && words.get(end + 1).is_some()
        && gap(text, words, end + 1) == WordGap::Comma
    {
        return Vec::new();
    }
    let limit = outcome(words, end).unwrap_or(range.end);
    let limit = relative(text, words, end).unwrap_or(limit).min(limit);
    let limit = next_clause(text, words, end).unwrap_or(limit).min(limit);
    let limit = told_apart(text, words, end).unwrap_or(limit).min(limit);
    let pieces = without_brackets(text, start..limit.max(start)).into_iter();
    let parts = pieces
        .flat_map(|piece| parts(text, piece, preposition))
        .map(|part| without_proviso(text, without_clause(text, part)));
    let found = parts.map(|part| FoundTopic::new(text, subject(text, part)));
    found.filter(|topic| is_topic(text, topic)).map(|topic| (topic, strength)).collect()
}

/// Where a clause of its own begins after a semicolon, or the bracket closes in which the topics stand: *(mówiono o
/// psach) komisja złożyła uwagi*.
fn told_apart(text: &str, words: &[Word], from: usize) -> Option<usize> {
    let parts = |at: &usize| {
        let between = &text[words[at - 1].end..words[*at].start];
        let closes =
            || between.contains(')') && !text[words[from - 1].start..words[at - 1].end].contains('(');
        between.contains(';') && is_clause(text, words, *at) || closes()
    };
    let at = (from + 1..words.len()).find(parts)?;
    Some(words[at - 1].end)
}

/// Whether what goes on after a semicolon has a verb of its own.
fn is_clause(text: &str, words: &[Word], at: usize) -> bool {
    let end = (at + 1..words.len()).find(|at| text[words[at - 1].end..words[*at].start].contains(';'));
    words[at..end.unwrap_or(words.len())].iter().any(is_finite)
}

/// Reads a label within a sentence: *Kolejna sesja: 27 kwietnia, temat – wakacje w mieście*.
fn labeled(text: &str, words: &[Word]) -> Option<(usize, usize, Strength)> {
    let is_label = |at: &usize| {
        matches!(words[*at].plain.as_bytes(), b"temat" | b"tematy" | b"tematem")
            && gap(text, words, at + 1) == WordGap::Break
    };
    if let Some(at) = (0..words.len().saturating_sub(1)).find(is_label) {
        return Some((at, at + 1, Strength::Programme));
    }
    // *Poza tym: opinia w sprawie koncesji, zakup namiotu*.
    let (_, end) = phrases!["poza tym", "ponadto|dodatkowo", "oprocz tego"].at(words, 0, |_| true)?;
    let is_apart = words.get(end).is_some_and(|next| text[words[end - 1].end..next.start].starts_with(':'));
    is_apart.then_some((0, end, Strength::Report))
}

/// Reads a programme after a semicolon or a dash: *20 maja, godz. 18 – sesja; w programie opinia …*.
fn beside(text: &str, words: &[Word]) -> Option<(usize, usize, Strength)> {
    let programme =
        phrases!["w programie|planie|agendzie", "w porzadku|planie obrad|posiedzenia|sesji", "w porzadku"];
    let range = programme.first(words)?;
    let is_apart = range.start == 0 || gap(text, words, range.start) != WordGap::Space;
    let has_colon =
        words.get(range.end).is_some_and(|next| text[words[range.end - 1].end..next.start].contains(':'));
    let is_named = words[range.end - 1].plain != "porzadku" || has_colon;
    (is_apart && is_named && range.end < words.len()).then_some((range.start, range.end, Strength::Programme))
}

/// Cuts the clause off a topic that is long enough to be told without it: *opłaty za śmieci, które wzrosną*.
fn without_clause(text: &str, part: Range<usize>) -> Range<usize> {
    if !text[part.clone()].contains([',', ';', ':', '?', '!', '–', '—', '-', '.', '\n']) {
        return part;
    }
    let words = words(text, part.clone());
    let opens = |at: &usize| match gap(text, &words, *at) {
        WordGap::Comma => opens_clause(text, &words, *at) || words[*at].plain == "co",
        WordGap::Break => {
            words[at - 1].plain.len() > 2
                && (has_verb(text, &words, *at) || words[*at].plain == "jak" && words.len() > at + 2)
        }
        WordGap::Space | WordGap::Open => false,
    };
    let end = (SHORT_TOPIC + 1..words.len()).find(opens);
    end.map_or(part.clone(), |at| part.start..closed(text, words[at - 1].end))
}

/// Cuts off what a topic says besides of itself: *ścieżki, ze szczególnym uwzględnieniem mostów*.
fn without_proviso(text: &str, part: Range<usize>) -> Range<usize> {
    static PROVISOS: Phrases<&str> = Phrases::new(&[
        "ze szczegolnym|wzgledu",
        "z zastrzezeniem|uwzglednieniem|wyjatkiem|udzialem|naciskiem",
        "obejmujac~|uwzgledniajac~",
    ]);
    if memchr::memchr(b',', &text.as_bytes()[part.clone()]).is_none() {
        return part;
    }
    let words = words(text, part.clone());
    let opens =
        |at: &usize| gap(text, &words, *at) == WordGap::Comma && PROVISOS.at(&words, *at, |_| true).is_some();
    let end = (SHORT_TOPIC + 1..words.len()).find(opens);
    end.map_or(part.clone(), |at| part.start..closed(text, words[at - 1].end))
}

/// Whether a comma lies between a verb and its distant preposition, so that they do not belong together.
fn crosses_comma(text: &str, words: &[Word], start: usize, end: usize) -> bool {
    let is_distant = end - start > 3;
    let is_preposition = matches!(words[end - 1].plain.as_bytes(), b"o" | b"nad" | b"na" | b"z");
    let parts = |at: usize| gap(text, words, at) == WordGap::Comma || is_finite(&words[at]);
    is_distant && is_preposition && (start + 1..end - 1).any(parts)
}

/// The most words of a topic to which its relative clause belongs.
const SHORT_TOPIC: usize = 2;

fn is_joint(word: &Word) -> bool {
    matches!(word.plain.as_bytes(), b"i" | b"oraz" | b"takze")
}

fn is_negated(words: &[Word], start: usize) -> bool {
    start > 0 && matches!(words[start - 1].plain.as_bytes(), b"nie" | b"bez")
}

/// The most words of a bracket at the end of a topic that may belong to it.
const BRACKET_WORDS: usize = 3;

/// Cuts out a bracket after which the topics go on: *opłaty (za było 22 radnych) i drogi*.
fn without_brackets(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let said = &text[range.clone()];
    let open = said.find(" (");
    let close = open.and_then(|open| said[open..].find(')').map(|close| open + close + 1));
    let (Some(open), Some(close)) = (open, close) else { return vec![range] };
    let rest = said[close..].trim_start();
    let goes_on = ["i ", "oraz ", "a także ", ", "].iter().any(|joint| rest.starts_with(joint));
    let said_aside = words(text, range.start + open..range.start + close).len();
    if rest.is_empty() && said_aside > BRACKET_WORDS {
        let before = range.start..range.start + open;
        return std::iter::once(before).collect();
    }
    if !goes_on || said_aside < 3 {
        return vec![range];
    }
    let before = range.start..range.start + open;
    let mut pieces: Vec<Range<usize>> = std::iter::once(before).collect();
    pieces.extend(without_brackets(text, range.start + close..range.end));
    pieces
}

/// Where a clause with a verb of its own begins after a bracket or *i*: *skargę (bezzasadną) i oceniła plan*.
fn next_clause(text: &str, words: &[Word], from: usize) -> Option<usize> {
    let joins =
        |at: &usize| matches!(words[*at].plain.as_bytes(), b"i" | b"oraz" | b"a") && is_verb_next(words, *at);
    let at = (from + 1..words.len()).find(joins)?;
    Some(closed(text, words[at - 1].end))
}

/// Whether the word after this one is a verb in the past.
fn is_verb_next(words: &[Word], at: usize) -> bool {
    words[at + 1..].iter().take(3).find(|word| !is_adverb(word) && !is_filler(word)).is_some_and(is_past)
}

/// Where the relative clause begins that ends a sentence: *informacji o drzewach, którą przygotowała …*.
fn relative(text: &str, words: &[Word], from: usize) -> Option<usize> {
    let opens = |at: &usize| {
        let is_which = |at: usize| words.get(at).is_some_and(|word| word.begins("ktor"));
        gap(text, words, *at) == WordGap::Comma
            && (is_which(*at) || words[*at].plain.len() < 4 && is_which(at + 1))
    };
    let at = (from + 1..words.len()).find(opens)?;
    let next = (at + 1..words.len()).find(|at| gap(text, words, *at) != WordGap::Space);
    let goes_on = next.is_some_and(|at| !is_joint(&words[at]));
    // A short topic says little without its clause.
    let last = (from..at)
        .rfind(|at| gap(text, words, *at) != WordGap::Space || is_joint(&words[*at]))
        .unwrap_or(from);
    (!goes_on && at - last > SHORT_TOPIC).then(|| closed(text, words[at - 1].end))
}

fn is_number(word: &Word) -> bool {
    word.plain.is_number()
}

/// Where a clause begins that says how a matter ended: *i poparli go bez dyskusji*.
fn outcome(words: &[Word], from: usize) -> Option<usize> {
    const ENDS: [&str; 8] = [
        "poparl",
        "poparto",
        "odrzucil",
        "odrzucon",
        "przyjeli go",
        "przyjeto go",
        "przeglosowal",
        "przyjeli ja",
    ];
    let verb = words[from..].iter().position(|word| ENDS.iter().any(|end| word.begins(end)))? + from;
    let near = from.max(verb.saturating_sub(5));
    let joint =
        words[near..verb].iter().rposition(|word| matches!(word.plain.as_bytes(), b"i" | b"a" | b"oraz"))?;
    Some(words[near + joint].start)
}

/// Where the topics begin: after the colon of *dwa punkty: A oraz B*, or right after the phrase.
fn matter(text: &str, words: &[Word], end: usize, limit: usize) -> usize {
    let from = words[end - 1].end;
    let before = |colon: &usize| words[end..].iter().take_while(|word| word.end <= from + colon).count();
    let colon = text[from..limit].find(':').filter(|colon| before(colon) <= COUNT_WORDS);
    let start = colon.map_or(from, |colon| from + colon + 1);
    past_aside(text, start..limit)
}

/// The longest aside between dashes before a matter, in bytes.
const ASIDE_BYTES: usize = 60;

/// Where a matter begins after an aside: *trafił też – w trybie nagłym – projekt uchwały*.
fn past_aside(text: &str, range: Range<usize>) -> usize {
    let said = &text[range.clone()];
    let aside = said.trim_start().strip_prefix("– ").and_then(|aside| Some((aside, aside.find(" – ")?)));
    match aside.filter(|(_, end)| *end < ASIDE_BYTES) {
        Some((aside, end)) => range.end - aside.len() + end + " – ".len(),
        None => range.start,
    }
}

/// Words that begin a clause about something else: *; jej autor opowiadał o psach*.
#[rustfmt::skip]
const ASIDES: [&str; 22] = [
    "jej", "jego", "ich", "ona", "ono", "oni", "a", "ktory", "ktora", "je", "go", "im", "nim", "to", "tym", "tego",
    "dlaczego", "od", "zadn", "zadna", "zadne", "wszystkim",
];

/// Words before the name of someone who is heard, and is no topic.
const TITLES: [&str; 12] =
    ["ml", "st", "asp", "insp", "bryg", "kpt", "dr", "prof", "inz", "mgr", "pani", "pana"];

/// Words that alone are no topic.
const GENERIC: [&str; 12] = [
    "niestety",
    "jednak",
    "pracy",
    "prac",
    "glosowania",
    "obrad",
    "dyskusji",
    "rozmow",
    "sprawy",
    "gosci",
    "opinii",
    "zmian",
];

/// Whether a part is a topic, and no count, formal point or clause about another meeting.
fn is_topic(text: &str, topic: &FoundTopic) -> bool {
    static MEETS: Phrases<&str> = Phrases::new(&["odbedzie|odbeda|rozpocznie|rozpoczna|odbyl~"]);
    const SHOWS: [&str; 6] = ["koncert", "recital", "hymn", "wystep", "piosen", "przemowien"];
    let said = words(text, topic.range.clone());
    let is_aside = said.first().is_some_and(|word| {
        said.len() < 3 && word.begins("najblizsz")
            || word.plain.is_one_of(&ASIDES)
            || word.plain.ends_with("ono")
            || word.plain.ends_with("eto")
            || word.plain.ends_with("ano") && is_past(word)
            || word.plain.is_one_of(&TITLES)
            || word.begins("zadn")
            || SHOWS.iter().any(|show| word.begins(show))
    });
    let is_clause = said.first().is_some_and(|word| is_that(text, word))
        || phrases![
            "nie zabraknie|zabraklo",
            "zas|natomiast|tymczasem",
            "iz|podczas|przy czym|a jak|jak zawsze|zwykle|zapowiedziano",
            "ze szczegolnym|wzgledu",
            "o co|czym",
            "po czym",
            "planujemy|zaplanowalismy|tu o",
            "na tyle",
            "opowie|przedstawi|zreferuje|omowi|zaprezentuje",
            "w|we innym|pozniejszym|najblizszym|kolejnym terminie|czasie",
            "ponad|okolo|blisko|prawie|lacznie|az * projektow|uchwal|punktow|spraw|tematow",
            "czas na",
            "tymi|tym|te|tych|takimi|takie pytani~|sprawami|tematami|kwestiami|tematow",
            "tej|tych sprawy|spraw|kwestii|tematu|tematow|uchwal",
            "te sprawe|kwestie|uchwale|temat",
            "stanowisko|apel|uchwale|opinie w tej sprawie",
            "czym|czego|kim bedziemy|beda|bedzie",
            "ul|al|pl|os|godz",
            "biezac~ zadani~|spraw~|prac~",
            "pierwszy|pierwsza|drugi|druga|trzeci|trzecia|ostatni|ostatnia punkt|temat|sprawa|kwestia",
            "pierwsze|pierwszy|pierwsza|kolejne|najblizsze z nich",
            "propozycje|wniosek|pomysl z zadowoleniem|zadowoleniem|uznaniem",
            "w zwiazku z",
            "w tej|ten|tym|miniony|minionym|ubiegly|okresie|debacie|tym|tymze",
            "wczoraj|dzis|dzisiaj|jutro|wieczorem",
        ]
        .at(&said, 0, |_| true)
        .is_some()
        || phrases!["nie ma", "trwala|trwal|trwaly * godzin~|minut~"].is_in(&said);
    let is_paper_alone = phrases!["projekt|projekty|projektow uchwal|uchwaly|rezolucji|apelu"]
        .at(&said, 0, |end| end == said.len())
        .is_some();
    let is_of_speaker = phrases![
        "wystapieni~ dyrektor~|pelnomocni~|prezydent~|wiceprezydent~|komendant~|przedstawiciel~|burmistrz~|posl~|zastepc~",
    ]
    .at(&said, 0, |_| true)
    .is_some();
    let is_body = said.first().is_some_and(|word| {
        word.plain.is_one_of(&["komisja", "konwent"]) && word.is_capital(text) && said.len() > 1
    });
    let is_clause = is_clause || is_paper_alone || is_of_speaker || is_body;
    let is_person = phrases![
        "wicemarszal~|wiceprezydent|radny|radna|dyrektor|komendant|skarbnik|burmistrz|wojt|starosta|prezes",
        "zastepc~|wicedyrektor|naczelnik|kierowni~|inspektor|prezydent|sekretarz|wiceburmistrz|przedstawiciel~",
    ]
    .at(&said, 0, |_| true)
    .is_some();
    let is_person = is_person && !is_matter_of_office(text, &said);
    let is_meeting = said
        .iter()
        .take(2)
        .any(|word| ["posiedzeni", "sesji", "konwencie", "obradach"].iter().any(|noun| word.begins(noun)));
    let asks = said.first().is_some_and(|word| {
        word.plain.is_one_of(&["jak", "czy", "co", "kiedy", "gdzie", "dlaczego", "ile", "jaki", "jakie"])
    });
    let is_clause = is_clause || !asks && said.iter().skip(1).take(2).any(is_finite);
    let is_aside = is_aside || is_clause || is_person;
    let is_vague = phrases!["sprawy|sprawach|spraw|tematy|tematach|kwestiach|kwestie|rzeczach ktor~"];
    let is_generic = said.len() == 1 && (said[0].plain.is_one_of(&GENERIC) || is_adverb(&said[0]))
        || is_vague.at(&said, 0, |_| true).is_some();
    let is_citation = phrases!["uchwal~|zarzadzeni~ nr"].at(&said, 0, |_| true).is_some();
    !is_aside
        && !is_meeting
        && !is_generic
        && !is_citation
        && !is_count(&said)
        && !is_formal(text, topic.range.clone())
        && !MEETS.is_in(&said)
}

/// Whether what begins with an office goes on as a matter, and not with a name: *dyrektor szkoły: konkurs*.
fn is_matter_of_office(text: &str, said: &[Word]) -> bool {
    said.len() > 6 && !said.get(1).is_some_and(|word| word.is_capital(text))
}

/// The matter of *informacji dyrektora Jana Lisa o X*: X.
fn informed_of(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    if !["informację", "informacji", "informacje"].iter().any(|noun| text[part.clone()].starts_with(noun)) {
        return None;
    }
    let words = words(text, part.clone());
    let about = (2..words.len().min(SPEAKER_WORDS)).find(|at| words[*at].plain == "o")?;
    Some(words.get(about + 1)?.start..part.end)
}

/// The most words of those who inform, with the word for it.
const SPEAKER_WORDS: usize = 14;

/// The matter of *informacji w sprawie X*: X.
fn subject(text: &str, part: Range<usize>) -> Range<usize> {
    let part = informed_of(text, part.clone()).unwrap_or(part);
    let names_matter = |matter: &str| text[part.clone()].contains(matter);
    if !names_matter("spraw") && !names_matter("temat") {
        return part;
    }
    let words = words(text, part.clone());
    let is_paper =
        ["informac", "projekt", "propozyc", "uchwal", "stanowisk", "pism", "petycj", "wnios", "opini"];
    let opens = words.first().is_some_and(|word| is_paper.iter().any(|paper| word.begins(paper)));
    let matter = phrases!["w sprawie"].first(&words).or_else(|| phrases!["na temat"].first(&words));
    let matter = matter.filter(|_| opens).and_then(|range| words.get(range.end));
    matter.map_or(part.clone(), |word| word.start..part.end)
}

/// Whether a part only counts topics: *trzy sprawy*.
fn is_count(said: &[Word]) -> bool {
    let is_noun = |word: &Word| {
        [
            "spraw",
            "punkt",
            "temat",
            "zagadn",
            "kwesti",
            "projekt",
            "uchwal",
            "wniosk",
            "stanowisk",
            "pytan",
            "glos",
        ]
        .iter()
        .any(|noun| word.begins(noun))
    };
    let is_numeral = |word: &Word| {
        let numerals =
            ["jed", "dwa", "dwie", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "kilka", "nastepuj"];
        numerals.iter().any(|numeral| word.begins(numeral)) || word.plain.is_number()
    };
    let counts = said.len() < 2 || said.iter().any(is_numeral);
    said.len() <= 3 && counts && said.last().is_some_and(is_noun)
}
