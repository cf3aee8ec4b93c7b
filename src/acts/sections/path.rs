//! The address of a section as people cite it, `§ 3 ust. 2 pkt 1`, and the search for it in an outline.
//!
//! Invariant: a path is never empty, and each step is of a lower rank than the one before.

use crate::document::SectionLevel;

use super::{
    numeral::Numeral,
    rank::Rank,
    section::Section,
    words::{after_spaces, strip_word},
};

/// The address of a section: its number and those of the larger sections it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPath {
    steps: Vec<PathStep>,
}

/// One section of a path. An annex may have no number.
type PathStep = (Rank, Numeral);

/// The words of sections in paths, in lower case and without accents; a longer one precedes its own prefixes.
const WORDS: [(&str, Rank); 22] = [
    ("zalacznik", Rank::Annex),
    ("zalaczniku", Rank::Annex),
    ("zalacznika", Rank::Annex),
    ("zal", Rank::Annex),
    ("czesc", Rank::Part),
    ("ksiega", Rank::Book),
    ("tytul", Rank::Title),
    ("dzial", Rank::Division),
    ("rozdzial", Rank::Chapter),
    ("rozdz", Rank::Chapter),
    ("oddzial", Rank::Subchapter),
    ("artykul", Rank::Article),
    ("art", Rank::Article),
    ("paragraf", Rank::Paragraph),
    ("par", Rank::Paragraph),
    ("ustep", Rank::Subsection),
    ("ust", Rank::Subsection),
    ("punkt", Rank::Point),
    ("pkt", Rank::Point),
    ("litera", Rank::Letter),
    ("lit", Rank::Letter),
    ("tiret", Rank::Indent),
];

impl SectionPath {
    /// Reads a path at the start of `text`, which begins with a paragraph, an article or something larger;
    /// returns it with the number of bytes read. Of a range, such as `§ 3–5`, it is the first section.
    pub fn parse(text: &str) -> Option<(Self, usize)> {
        let (first, mut end) = path_step(text)?;
        if first.0 > Rank::Paragraph {
            return None;
        }
        let mut steps = vec![first];
        while let Some((step, length)) = path_step(after_comma(&text[end..])) {
            if steps.last().is_some_and(|last| step.0 <= last.0) {
                break;
            }
            steps.push(step);
            end = text.len() - after_comma(&text[end..]).len() + length;
        }
        Some((Self { steps }, end))
    }

    /// The number of the annex that it begins with; empty if the annex has none.
    pub fn annex(&self) -> Option<String> {
        let (rank, numeral) = self.steps.first()?;
        (*rank == Rank::Annex).then(|| numeral.to_string())
    }
}

/// The text after white space and a comma, which may stand between the steps of a path.
fn after_comma(text: &str) -> &str {
    let spaced = text.trim_start();
    spaced.strip_prefix(',').map_or(spaced, str::trim_start)
}

fn path_step(text: &str) -> Option<(PathStep, usize)> {
    let (rank, word) = step_word(text)?;
    let spaced = after_spaces(text[word..].trim_start_matches('.'));
    let named = if rank == Rank::Annex { strip_word(spaced, "nr").unwrap_or(0) } else { 0 };
    let number = after_spaces(spaced[named..].trim_start_matches('.'));
    let read = step_number(number, rank);
    if read.is_none() && rank == Rank::Annex && named == 0 {
        return Some(((rank, Numeral::default()), word));
    }
    let (numeral, length) = read?;
    Some(((rank, numeral), text.len() - number.len() + length))
}

fn step_word(text: &str) -> Option<(Rank, usize)> {
    if text.starts_with('§') {
        return Some((Rank::Paragraph, '§'.len_utf8()));
    }
    // A number may stand directly after the word: `art5`, `ust.2`.
    let read = |(word, rank): &(&str, Rank)| {
        let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        strip_word(&text[..digits.min(text.len())], word).map(|end| (*rank, end))
    };
    WORDS.iter().find_map(read)
}

fn step_number(text: &str, rank: Rank) -> Option<(Numeral, usize)> {
    match rank {
        Rank::Letter => Numeral::leading_letters(text).filter(|(_, length)| *length <= 2),
        Rank::Indent => Numeral::leading(text).or_else(|| Numeral::leading_ordinal(text)),
        _ if rank.is_container() => Numeral::leading_roman(text)
            .or_else(|| Numeral::leading(text))
            .or_else(|| Numeral::leading_ordinal(text)),
        _ => Numeral::leading(text),
    }
}

/// Returns the section with this path, or the nearest section above it that exists. Of several, a section of
/// the act itself precedes those of its annexes, unless the path says otherwise.
pub fn find(sections: &[Section], path: &SectionPath) -> Option<usize> {
    let (first, below) = path.steps.split_first()?;
    let starts = sections.iter().enumerate().filter(|(_, section)| is_step(section, first));
    let mut best: Option<((bool, bool, usize), usize)> = None;
    for (at, section) in starts.filter(|(_, section)| !is_below_article(section, first.0)) {
        let (depth, found) = descend(sections, at, below);
        let is_of_act = first.0 == Rank::Annex || !section.anchor.starts_with(Rank::Annex.slug());
        let fitness = (depth == below.len(), is_of_act, depth);
        if best.is_none_or(|(other, _)| fitness > other) {
            best = Some((fitness, found));
        }
    }
    best.map(|(_, found)| found)
}

/// Whether a section is a paragraph of an article, whose path begins with the article.
fn is_below_article(section: &Section, rank: Rank) -> bool {
    let mut parts = section.anchor.split('-');
    rank == Rank::Paragraph && parts.any(|part| part == Rank::Article.slug())
}

/// Follows steps below a section; returns how many there are and the section that the last one leads to.
fn descend(sections: &[Section], from: usize, steps: &[PathStep]) -> (usize, usize) {
    let mut found = from;
    for (depth, step) in steps.iter().enumerate() {
        let rank = rank_of(&sections[found]);
        let below = sections.iter().enumerate().skip(found + 1).take_while(|(_, next)| rank_of(next) > rank);
        let Some((next, _)) = below.into_iter().find(|(_, section)| is_step(section, step)) else {
            return (depth, found);
        };
        found = next;
    }
    (steps.len(), found)
}

fn rank_of(section: &Section) -> Option<Rank> {
    Rank::of_label(&section.label)
}

/// Whether a section is the one that a step names.
fn is_step(section: &Section, (rank, numeral): &PathStep) -> bool {
    rank_of(section) == Some(*rank) && number_of(section).is_some_and(|number| number == *numeral)
}

/// The number in the label of a section.
fn number_of(section: &Section) -> Option<Numeral> {
    let rank = rank_of(section)?;
    let number = section.label[rank.word().len()..].trim_start();
    if rank == Rank::Annex && number.is_empty() {
        return Some(Numeral::default());
    }
    step_number(number.strip_prefix("nr ").unwrap_or(number), rank).map(|(numeral, _)| numeral)
}

/// Returns the section that holds the byte `at`, with the larger ones it is in, from the largest; none before
/// the first section.
pub fn path_of(sections: &[Section], at: usize) -> Vec<usize> {
    let mut path: Vec<usize> = Vec::new();
    let after = sections.partition_point(|section| section.start <= at);
    for (place, section) in sections[..after].iter().enumerate().rev() {
        let Some(inner) = path.last().map(|inner| &sections[*inner]) else {
            path.push(place);
            continue;
        };
        if rank_of(section) < rank_of(inner) && holds(section, inner) {
            path.push(place);
        }
        if section.level == SectionLevel::Annex || ends_before(section, inner) {
            break;
        }
    }
    path.reverse();
    path
}

/// Whether a larger section holds a smaller one that follows it: an annex ends where another act begins.
fn holds(larger: &Section, smaller: &Section) -> bool {
    larger.level != SectionLevel::Annex || smaller.anchor.starts_with(&larger.anchor)
}

/// Whether an act ends between a section and a later one: their numbers do not ascend.
fn ends_before(section: &Section, later: &Section) -> bool {
    let key = |section| number_of(section).map(Numeral::key);
    let is_unit = rank_of(later).is_some_and(Rank::is_unit);
    is_unit && rank_of(section) == rank_of(later) && key(section) >= key(later)
}
