//! Finds the matters that a body deals with in a running sentence, by its verbs.
//!
//! The verbs stand in `deals`, and `clauses` says where a clause ends. Invariant: a matter lies within
//! its sentence, is no pronoun, and does not go on into another clause.

use std::ops::Range;

use super::{
    body::body_at,
    clauses::{self, WordGap, gap, is_past, matter_end, opens_clause},
    day::is_weekday_name,
    deals::{DealMention, MatterLink, deal_at},
    enumeration::parts,
    inflection::{NounCase, given_name},
    intros::Strength,
    phrase::is_filler,
    phrases::{Phrases, phrases},
    questions,
    words::Word,
};

pub(super) use super::deals::deals;

/// The most words between a verb and its preposition.
const PREPOSITION_REACH: usize = 8;

/// Finds the matters of a sentence, with how surely they are topics. `is_of_body` says that the line above names
/// the body as its subject.
pub(super) fn matters(text: &str, words: &[Word], is_of_body: bool) -> Vec<(Range<usize>, Strength)> {
    let (mut found, mut at) = (Vec::new(), 0);
    found.extend(
        counted(text, words)
            .map(|range| (words[range.start].start..words[range.end - 1].end, Strength::Report)),
    );
    if let Some(range) = summed(text, words) {
        let said = words[range.start].start..words[range.end - 1].end;
        found.extend(parts(text, said, "").into_iter().map(|part| (part, Strength::Programme)));
        at = range.end;
    }
    while at < words.len() {
        let Some(deal) = deal_at(words, at).filter(|deal| is_of_body || is_of_meeting(words, deal)) else {
            at += 1;
            continue;
        };
        let strength = deal.strength();
        at = deal.end;
        let mut next = matter(text, words, &deal);
        if next.is_none()
            && let Some(asked) = asked(text, words, deal.end, &deal)
        {
            found.push((words[asked.start].start..words[asked.end - 1].end, strength));
            at = asked.end;
            next = resumed(text, words, at, &deal, true);
        }
        let question = asked_later(words, deal.end, &deal);
        while let Some((mut matter, preposition)) =
            next.filter(|(matter, _)| deal.link != MatterLink::OfSpeaker || matter.len() > 1)
        {
            if let Some(question) = question.as_ref().filter(|question| matter.contains(*question)) {
                matter.end = without_joint(words, matter.start, *question);
            }
            let range = words[matter.start].start..closed(text, words[matter.end - 1].end);
            found.extend(
                divided(text, words, matter.clone(), range, preposition).map(|part| (part, strength)),
            );
            at = matter.end.max(at);
            if let Some(asked) = asked(text, words, question.unwrap_or(at.saturating_sub(1)), &deal) {
                found.push((words[asked.start].start..words[asked.end - 1].end, strength));
            }
            next = resumed(text, words, at, &deal, false).filter(|(next, _)| next.start > matter.end);
        }
    }
    found
}

/// Reads *Drugi – plan pracy*, the second of the matters that a sentence before has counted.
fn counted(text: &str, words: &[Word]) -> Option<Range<usize>> {
    const ORDINALS: [&str; 10] = [
        "pierwszy", "pierwsza", "drugi", "druga", "trzeci", "trzecia", "czwarty", "czwarta", "ostatni",
        "ostatnia",
    ];
    let numbered = phrases!["po pierwsze|drugie|trzecie|czwarte|piate"].at(words, 0, |_| true);
    if numbered.is_some() && words.len() > 3 && gap(text, words, 2) == WordGap::Break {
        return begins_matter(text, words, 2).then(|| 2..matter_end(text, words, 2));
    }
    let is_counted =
        words.len() > 2 && words[0].plain.is_one_of(&ORDINALS) && gap(text, words, 1) == WordGap::Break;
    (is_counted && begins_matter(text, words, 1) && !words.iter().any(clauses::is_finite))
        .then(|| 1..matter_end(text, words, 1))
}

/// Reads *A, B i C – oto tematy, z którymi zmierzyli się radni*, the matters before what sums them up.
fn summed(text: &str, words: &[Word]) -> Option<Range<usize>> {
    let sums = |at: &usize| {
        let near = words[*at..].iter().take(4);
        let is_noun = |word: &Word| {
            ["temat", "spraw", "zagadn", "postulat", "kwesti", "punkt", "watk", "przebieg", "wyglad", "skroc"]
                .iter()
                .any(|noun| word.begins(noun))
        };
        let is_told = |word: &Word| {
            ["zajmowa", "zajm", "zajel", "rozmawia", "dyskutowa", "debatowa", "mowi"]
                .iter()
                .any(|verb| word.begins(verb))
        };
        let is_of_those = words[*at].plain == "tym"
            || matches!(words[*at].plain.as_bytes(), b"o" | b"nad")
                && words.get(at + 1).is_some_and(|next| matches!(next.plain.as_bytes(), b"tym" | b"tych"));
        let sums = matches!(
            words[*at].plain.as_bytes(),
            b"oto" | b"to" | b"tak" | b"takie" | b"te" | b"tymi" | b"takimi"
        ) && near.clone().skip(1).any(is_noun)
            || is_of_those && words[*at..].iter().take(SUMMED_REACH).any(is_told);
        sums && gap(text, words, *at) == WordGap::Break
    };
    let end = (1..words.len()).find(sums)?;
    let is_list = (1..end).any(|at| gap(text, words, at) == WordGap::Comma)
        && !words[..end].iter().any(clauses::is_finite);
    (is_list && begins_matter(text, words, 0)).then_some(0..end)
}

/// How far after *o tym* the verb stands that sums matters up, in words.
const SUMMED_REACH: usize = 8;

/// Divides what was dealt with into its matters, without what stands in brackets.
fn divided(
    text: &str,
    words: &[Word],
    matter: Range<usize>,
    range: Range<usize>,
    preposition: &str,
) -> impl Iterator<Item = Range<usize>> {
    let bracket = (matter.start + 1..matter.end).find(|at| gap(text, words, *at) == WordGap::Open);
    let close = bracket
        .and_then(|at| text[words[at].start..range.end].find(')').map(|close| words[at].start + close + 1));
    let pieces = match (bracket, close) {
        (Some(at), Some(close)) => vec![range.start..words[at - 1].end, close..range.end],
        _ => vec![range],
    };
    let preposition = preposition.to_owned();
    pieces.into_iter().flat_map(move |piece| parts(text, piece, &preposition))
}

/// Finds the words of what a verb deals with, and the preposition before them.
fn matter<'w>(text: &str, words: &'w [Word], deal: &DealMention) -> Option<(Range<usize>, &'w str)> {
    let prepositions = deal.prepositions();
    // *Plan, który przedstawił burmistrz*: what follows is who did it.
    let is_object = |word: &Word| matches!(word.of(text), "którą" | "które" | "których" | "jakie");
    if prepositions.is_empty() && deal.start > 0 && is_object(&words[deal.start - 1]) {
        return None;
    }
    if deal.link == MatterLink::Before {
        let again = phrases!["po raz kolejny|pierwszy|drugi|trzeci|ostatni"].at(words, 0, |_| true);
        let start = again.map_or(0, |(_, end)| end);
        let is_subject = deal.start > start + 1 && begins_matter(text, words, start);
        return is_subject.then_some((start..deal.start, ""));
    }
    if let Some(range) = question(text, words, deal.end) {
        return Some((range, ""));
    }
    if prepositions.is_empty() {
        let start = past_subject(text, words, deal.end);
        let start = past_author(text, words, start);
        if let Some(listed) = listed(text, words, start) {
            return Some(listed);
        }
        let after = words
            .get(start)
            .filter(|_| is_open(text, words, deal.end, start) && begins_matter(text, words, start));
        return match after {
            Some(_) => Some((start..matter_end(text, words, start), "")),
            None => fronted(text, words, deal).map(|range| (range, "")),
        };
    }
    let near = deal.end..words.len().min(deal.end + PREPOSITION_REACH);
    let is_reached = |at: &usize| (deal.end..=*at).all(|at| gap(text, words, at) == WordGap::Space);
    let is_reached =
        |at: &usize| is_reached(at) && !words[deal.end..*at].iter().any(|word| word.of(text).ends_with('ć'));
    let about = near.clone().find(|at| words[*at].plain.is_one_of(prepositions)).filter(is_reached);
    if let Some(about) = about {
        if words.get(about + 1).is_some_and(|next| matches!(next.plain.as_bytes(), b"tym" | b"to")) {
            return None;
        }
        let start = (about + 1..words.len()).find(|at| !is_filler(&words[*at]))?;
        return begins_matter(text, words, start)
            .then(|| (start..matter_end(text, words, start), words[about].plain.as_str()));
    }
    preposed(text, words, deal, prepositions).map(|range| {
        let preposition = words[range.start - 1].plain.as_str();
        (range, preposition)
    })
}

/// The most words of a relative clause after which a matter goes on with another one.
const ASIDE_REACH: usize = 24;

/// Reads what is joined after a relative clause: *nad planem, o którym mówiono, i nad skargami*.
fn resumed<'w>(
    text: &str,
    words: &'w [Word],
    from: usize,
    deal: &DealMention,
    is_asked: bool,
) -> Option<(Range<usize>, &'w str)> {
    let near = from..words.len().min(from + ASIDE_REACH);
    let joins = |at: &usize| {
        let is_joined = matches!(words[at - 1].plain.as_bytes(), b"i" | b"oraz" | b"takze")
            || is_asked && gap(text, words, *at) == WordGap::Comma;
        is_joined && words[*at].plain.is_one_of(deal.prepositions())
    };
    let about = near.clone().skip(usize::from(!is_asked)).find(joins)?;
    let is_apart = (from..about)
        .any(|at| deal_at(words, at).is_some_and(|other| words[about].plain.is_one_of(other.prepositions())));
    let start = about + 1;
    (!is_apart && begins_matter(text, words, start))
        .then(|| (start..matter_end(text, words, start), words[about].plain.as_str()))
}

/// Where *o to, czy …* stands after other matters: *pytano o drogi i o to, kiedy ruszy budowa*.
fn asked_later(words: &[Word], from: usize, deal: &DealMention) -> Option<usize> {
    let is_asked = |at: &usize| {
        words[*at].plain.is_one_of(deal.prepositions())
            && words.get(at + 1).is_some_and(|next| matches!(next.plain.as_bytes(), b"tym" | b"to"))
            && words.get(at + 2).is_some_and(questions::asks)
    };
    (from..words.len().min(from + ASKED_REACH)).find(is_asked)
}

/// How far from its verb a question may stand, in words.
const ASKED_REACH: usize = 40;

/// The index before what joins a word to those before it.
fn without_joint(words: &[Word], from: usize, at: usize) -> usize {
    let is_joint = |word: &Word| matches!(word.plain.as_bytes(), b"i" | b"oraz" | b"a" | b"takze");
    (from + 1..at).rfind(|at| !is_joint(&words[*at])).map_or(from + 1, |last| last + 1)
}

/// Reads the question after *o tym*: *o tym, co zrobić z wysypiskiem*.
fn asked(text: &str, words: &[Word], from: usize, deal: &DealMention) -> Option<Range<usize>> {
    let is_asked = |at: &usize| {
        words[*at - 1].plain.is_one_of(deal.prepositions())
            && matches!(words[*at].plain.as_bytes(), b"tym" | b"to")
            && words.get(at + 1).is_some_and(questions::asks)
    };
    let at = (from.max(1)..words.len().min(from + PREPOSITION_REACH)).find(is_asked)? + 1;
    let end = (at + 1..words.len()).find(|at| gap(text, words, *at) != WordGap::Space).unwrap_or(words.len());
    (end - at > 2).then_some(at..end)
}

/// Reads a question: *zastanawiano się, jak zatrzymać młodych*.
fn question(text: &str, words: &[Word], end: usize) -> Option<Range<usize>> {
    let is_said = |at: &usize| {
        gap(text, words, *at) == WordGap::Comma || !is_filler(&words[*at]) && !is_adverb(&words[*at])
    };
    let end = (end..words.len().min(end + 3)).find(is_said)?;
    let asks = questions::asks(words.get(end)?);
    (asks && gap(text, words, end) == WordGap::Comma).then(|| {
        let rest = (end + 1..words.len()).find(|at| gap(text, words, *at) != WordGap::Space);
        end..rest.unwrap_or(words.len())
    })
}

/// Reads what stands before the verb: *O bezpieczeństwie w parkach opowiedział dzielnicowy*.
fn preposed(text: &str, words: &[Word], deal: &DealMention, prepositions: &[&str]) -> Option<Range<usize>> {
    let opens = words[0].plain.is_one_of(prepositions)
        && words[deal.start - usize::from(deal.start > 0)].plain != "nie"
        && (1..deal.start).any(|at| gap(text, words, at) == WordGap::Comma)
        && (1..deal.start).all(|at| matches!(gap(text, words, at), WordGap::Space | WordGap::Comma))
        && !words[1..deal.start].iter().any(clauses::is_past);
    if opens && begins_matter(text, words, 1) {
        return Some(1..deal.start);
    }
    let start = clause_start(text, words, deal.start);
    let about = (start..deal.start.min(start + 3)).find(|at| words[*at].plain.is_one_of(prepositions))?;
    let range = about + 1..deal.start;
    (range.len() > 1 && begins_matter(text, words, range.start)).then_some(range)
}

/// Reads what stands before a verb that has no subject: *Petycję mieszkańców odrzucono*.
fn fronted(text: &str, words: &[Word], deal: &DealMention) -> Option<Range<usize>> {
    let verb = &words[deal.end - 1];
    let is_impersonal =
        ["no", "to"].iter().any(|end| verb.plain.ends_with(end)) || body_at(text, words, deal.end).is_some();
    let start = clause_start(text, words, deal.start);
    let start = (start..deal.start).find(|at| !is_filler(&words[*at]) && !is_adverb(&words[*at]))?;
    let end = (start..deal.start)
        .rfind(|at| !is_filler(&words[*at]) && !is_adverb(&words[*at]) && words[*at].plain != "nie")?
        + 1;
    let is_negated = words[deal.start - 1].plain == "nie";
    let is_whole = end - start > 1 && begins_matter(text, words, start);
    (is_impersonal && is_whole && !is_negated).then_some(start..end)
}

/// The index of the first word of the clause with this one.
fn clause_start(text: &str, words: &[Word], at: usize) -> usize {
    (0..=at).rfind(|at| *at == 0 || gap(text, words, *at) != WordGap::Space).unwrap_or(0)
}

/// Whether no sign ends the clause between a verb and what follows its subject.
fn is_open(text: &str, words: &[Word], end: usize, start: usize) -> bool {
    (end..=start).all(|at| match gap(text, words, at) {
        WordGap::Space => true,
        WordGap::Break => at == start && text[words[at - 1].end..words[at].start].contains(':'),
        WordGap::Comma | WordGap::Open => false,
    })
}

/// Words that are the body or its members.
const SUBJECTS: [&str; 14] = [
    "rada",
    "radni",
    "radne",
    "komisja",
    "konwent",
    "zarzad",
    "czlonkowie",
    "zebrani",
    "uczestnicy",
    "przewodniczacy",
    "seniorzy",
    "obecni",
    "sejmik",
    "wszyscy",
];

/// Words between a verb and its matter that say nothing of it.
const PARTICLES: [&str; 42] = [
    "burmistrzowi",
    "wojtowi",
    "prezydentowi",
    "staroscie",
    "zarzadowi",
    "prezydent",
    "natomiast",
    "jeszcze",
    "ma",
    "wiekszoscia",
    "glosow",
    "bez",
    "dyskusji",
    "sprzeciwu",
    "uwag",
    "im",
    "nam",
    "mu",
    "jej",
    "ostatecznie",
    "wreszcie",
    "rowniez",
    "ponadto",
    "poza",
    "tym",
    "przede",
    "wszystkim",
    "zaraz",
    "takze",
    "krotko",
    "znow",
    "znowu",
    "ponownie",
    "zwlaszcza",
    "konkretnie",
    "oczywiscie",
    "radnym",
    "zebranym",
    "obecnym",
    "kolejny",
    "raz",
    "szybko",
];

fn is_adverb(word: &Word) -> bool {
    word.plain.is_one_of(&PARTICLES) || clauses::is_adverb(word)
}

/// Skips what stands between a verb and its matter: adverbs, the body, the day.
fn past_subject(text: &str, words: &[Word], from: usize) -> usize {
    let mut at = from;
    while let Some(word) = words.get(at) {
        let is_day = matches!(word.plain.as_bytes(), b"w" | b"we")
            && words.get(at + 1).is_some_and(|day| is_weekday_name(&day.plain));
        if let Some(body) = body_at(text, words, at) {
            at = body.words.end;
        } else if is_day {
            at += 2;
        } else if is_filler(word) || is_adverb(word) || word.plain.is_one_of(&SUBJECTS) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Reads what is counted before it is listed: *opiniowano trzy wnioski: dla hali, dla garażu i dla szkoły*.
fn listed<'w>(text: &str, words: &'w [Word], at: usize) -> Option<(Range<usize>, &'w str)> {
    let counts =
        phrases!["dwa|dwie|trzy|cztery|piec|szesc|siedem|osiem|kilka|nastepujac~"].at(words, at, |_| true)?;
    let near = counts.1..words.len().min(counts.1 + COUNTED_WORDS);
    let colon = near.into_iter().find(|at| gap(text, words, *at) == WordGap::Break)?;
    let is_colon = text[words[colon - 1].end..words[colon].start].contains(':');
    let preposition = matches!(words[colon].plain.as_bytes(), b"dla" | b"o" | b"na" | b"w");
    let start = colon + usize::from(preposition);
    let before = if preposition { words[colon].plain.as_str() } else { "" };
    (is_colon && start < words.len() && !words[start].plain.is_number())
        .then(|| (start..matter_end(text, words, start), before))
}

/// The most words between a count and the colon before what is counted.
const COUNTED_WORDS: usize = 6;

/// Skips who made what was dealt with: *przedyskutowano zgłoszoną przez Dzielnicę X propozycję*.
fn past_author(text: &str, words: &[Word], at: usize) -> usize {
    let is_made = words.get(at + 1).is_some_and(|by| by.plain == "przez")
        && words[at].plain.len() > 4
        && (at..at + 2).all(|at| gap(text, words, at) == WordGap::Space || at == 0);
    if !is_made {
        return at;
    }
    let is_name = |word: &&Word| word.is_capital(text) || word.plain.is_number();
    let end =
        at + 3 + words[(at + 3).min(words.len())..].iter().take(AUTHOR_WORDS).take_while(is_name).count();
    if begins_matter(text, words, end) && gap(text, words, end) == WordGap::Space { end } else { at }
}

/// The most words of the name of an author.
const AUTHOR_WORDS: usize = 6;

/// Words that begin no matter.
#[rustfmt::skip]
static NO_MATTERS: Phrases<&str> = Phrases::new(&[
    "go|je|ja|ich|im|to|tym|tego|ten|ta|te|nim|nich|niej|siebie|mnie|nas|nam|nie|nikt|nic|cos|wiele|duzo|sporo|tak",
    "dwa|dwie|trzy|cztery|piec|szesc|siedem|osiem|dziewiec|dziesiec",
    "jedenascie|dwanascie|pietnascie|dwadziescia|trzydziesci|czterdziesci|sto|dwiescie|trzysta|tysiac~|milion~|kilka~",
    "swoj~|swoi~|swego|swej|jego|wszystk~|zadn~|kazd~|taki~|takie|taka|sam|samo|sama|sami|tyle|tylko|czesc",
    "ze|aby|by|zeby|czy|jak|co|kto|gdzie|kiedy|bo|ale|lecz|a|i|oraz|lub|ktor~|wiec|niz",
    "w|we|na|z|ze|do|od|po|przy|dla|za|przez|u|pod|przed|miedzy|wraz|wedlug|podczas|mimo|bez|nad|o|jednym|stosunkiem",
    "gosci|gosc|goscie|goscmi|minut~|hymn~|slubowan~|powitan~|podziekow~|kwiat~|gratulac~|zyczen~|wizji|koniec",
    "glos|glosu|glosy|uwag~|odpowiedzi|wyjasnien|pytan~|zastrzez~|nadziej~|opini|zdani~|obaw~",
    "jednoglosn~|wiekszosc~|pozytywn~|negatywn~|odmienn~|porzad~|protok~|sekretar~|przewodn~|statystyk~|pan|pani",
    "termin~|kalendarz~|harmonogram sesji|posiedzen|obrad",
    "wspolne zdjecie|podziekowania",
    "wyboru|otwarcia|oceny|pierwszy|drugi|trzeci|ostatni punkt|temat",
    "kolejn~|nastepn~|najblizsz~ posiedzen~|sesj~|obrad~|spotkan~|konwen~",
    "posiedzen~|sesj~|obrad~|spotkan~|konwen~|przerw~|komisj~ skrut~|uchwal|zmian|punkt|wniosek formaln~",
]);

/// Whether a matter may begin with a word.
fn begins_matter(text: &str, words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let is_quoted = text[..word.start].ends_with(['„', '"']);
    let is_refused = NO_MATTERS.at(words, at, |_| true).is_some() && !is_quoted;
    let cases = [NounCase::Nominative, NounCase::Genitive];
    let is_person = || cases.iter().any(|case| given_name(word.of(text), *case).is_some());
    !is_refused && !opens_clause(text, words, at) && !word.plain.is_number() && (is_quoted || !is_person())
}

/// Whether the subject of a verb is the body: what others take or reject is no topic.
fn is_of_meeting(words: &[Word], deal: &DealMention) -> bool {
    if deal.start > 0 && matches!(words[deal.start - 1].plain.as_bytes(), b"nie" | b"bez") {
        return false;
    }
    let is_reflexive = words.get(deal.end).is_some_and(|word| word.plain == "sie");
    if is_reflexive && deal.prepositions().is_empty() {
        return false;
    }
    // What a paper is about is a topic of the meeting only if something was done with it.
    let is_of_paper = matches!(words[deal.start].plain.as_bytes(), b"w" | b"na");
    if is_of_paper && words[deal.end - 1].begins("spraw") && !words.iter().any(is_past) {
        return false;
    }
    let near = &words[deal.start.saturating_sub(12)..words.len().min(deal.end + 4)];
    let others =
        phrases!["mieszkancy|mieszkanka|mieszkaniec|rodzice|aktywist~|uczniowie|wykonawc~|internauci"];
    let is_of_body = phrases![
        "rada|radni|komisja|konwent|zarzad|sejmik|zgromadzenie|zespol|glosowaniach|mlodziez|gremium"
    ]
    .is_in(near)
        || words.iter().any(|word| word.plain == "rada" || word.plain == "komisja");
    let is_told = !matches!(deal.link, MatterLink::Bare);
    let verb = &words[deal.start].plain;
    let is_singular = verb.ends_with("la") || verb.ends_with("l");
    // A verb at the head of a sentence goes on about the body of the one before.
    let is_implied = deal.start <= IMPLIED_REACH && verb.ends_with("la") || !is_singular;
    is_of_body || !others.is_in(near) && (is_told || is_implied)
}

/// How far from the head of a sentence a verb without a subject stands, in words.
const IMPLIED_REACH: usize = 2;

/// The end of a word with the marks that close after it.
fn closed(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    end + rest.len() - rest.trim_start_matches(['”', '"', '»']).len()
}
