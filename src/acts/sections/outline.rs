//! Turns chosen candidates into sections: gives them labels and anchors.
//!
//! Invariant: anchors are in ASCII and unique. The anchor of a section below an annex, article or paragraph
//! begins with that of the larger one; chapters and divisions do not occur in the anchors of articles.

use std::collections::{HashMap, HashSet};

use super::{candidate::SectionCandidate, numeral::plain_slug, rank::Rank, section::Section, titles::title};

/// Returns the sections of chosen candidates; `all` are all candidates of the text, which end titles.
pub(super) fn outline(text: &str, chosen: &[SectionCandidate], all: &[SectionCandidate]) -> Vec<Section> {
    let mut anchors = Anchors::default();
    let section = |candidate: &SectionCandidate| {
        let Some(rank) = candidate.rank() else {
            anchors.open.clear();
            return None;
        };
        let label = label(text, candidate, rank, all);
        let anchor = anchors.anchor(rank, &address(text, candidate, rank));
        Some(Section { level: rank.level(), label, start: candidate.start, anchor })
    };
    chosen.iter().filter_map(section).collect()
}

/// The part of an anchor that stands for one section: `par-3`, `czesc-ogolna`.
fn address(text: &str, candidate: &SectionCandidate, rank: Rank) -> String {
    let number = if candidate.numeral.is_letter() && rank.is_container() {
        plain_slug(printed_number(text, candidate))
    } else {
        candidate.numeral.slug()
    };
    if number.is_empty() { rank.slug().to_owned() } else { format!("{}-{number}", rank.slug()) }
}

fn label(text: &str, candidate: &SectionCandidate, rank: Rank, all: &[SectionCandidate]) -> String {
    let number = match rank {
        Rank::Annex if candidate.numeral.slug().is_empty() => return rank.word().to_owned(),
        Rank::Annex => format!("nr {}", candidate.numeral),
        _ if rank.is_container() => container_number(text, candidate),
        _ if candidate.last != candidate.numeral => format!("{}–{}", candidate.numeral, candidate.last),
        _ => candidate.numeral.to_string(),
    };
    let label = format!("{} {number}", rank.word());
    let next = all.get(all.partition_point(|other| other.start <= candidate.start));
    let title =
        rank.is_container().then(|| title(text, candidate, next.map_or(text.len(), |next| next.start)));
    title.flatten().map_or_else(|| label.clone(), |title| format!("{label}. {title}"))
}

/// The number of a container as printed; words in lower case.
fn container_number(text: &str, candidate: &SectionCandidate) -> String {
    let printed = printed_number(text, candidate);
    let is_word = printed.len() > 4 && printed.contains(|c: char| !"IVXLC0123456789".contains(c));
    if is_word { printed.to_lowercase() } else { printed.to_owned() }
}

/// What stands between the word of a container and the end of its number.
fn printed_number<'a>(text: &'a str, candidate: &SectionCandidate) -> &'a str {
    let heading = text[candidate.start..candidate.end].trim_end_matches('.').trim_end();
    let two_words = heading.rsplitn(3, char::is_whitespace).collect::<Vec<_>>();
    match two_words[..] {
        [last, before, _] if super::words::strip_stem(before, "dwudziest").is_some() => {
            &heading[heading.len() - last.len() - before.len() - 1..]
        }
        [last, ..] => last,
        [] => heading,
    }
}

/// The anchors given so far.
#[derive(Debug, Default)]
struct Anchors {
    taken: HashSet<String>,
    /// How many sections had each address.
    repeats: HashMap<String, usize>,
    /// The sections that contain the next one, with their anchors.
    open: Vec<(Rank, String)>,
}

impl Anchors {
    /// The anchor of the next section, whose own part this is.
    fn anchor(&mut self, rank: Rank, part: &str) -> String {
        self.open.retain(|(open, _)| *open < rank);
        let larger = self.open.iter().rfind(|(open, _)| !open.is_container());
        let address = larger.map_or_else(|| part.to_owned(), |(_, anchor)| format!("{anchor}-{part}"));
        let anchor = self.unused(&address);
        self.open.push((rank, anchor.clone()));
        anchor
    }

    /// The address, or, if it is taken, with the next number after it.
    fn unused(&mut self, address: &str) -> String {
        let mut anchor = address.to_owned();
        let repeats = self.repeats.entry(anchor.clone()).or_insert(1);
        while !self.taken.insert(anchor.clone()) {
            *repeats += 1;
            anchor = format!("{address}-{repeats}");
        }
        anchor
    }
}
