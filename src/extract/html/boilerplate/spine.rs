//! Finds what lies beside the text of a page whose elements have no names.
//!
//! The spine leads from the root to the smallest element with the heading and nearly all sentences of the
//! page. What branches off it without a sentence is a menu, a box or the foot of the page. Invariants: the
//! page is walked once; nothing is beside the text of a page without a heading.

use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{ElementRef, Html};

use super::counts::ElementCounts;
use crate::extract::{
    furniture::names_office,
    html::{
        elements::{is_heading, link},
        heading::words,
        text::is_hidden,
        tree::NodeId,
        walk::{TreeStep, walk},
    },
};

/// The shares, in hundredths, of the sentences and of the words of a page that its text must have.
const SENTENCE_SHARE: usize = 90;
const WORD_SHARE: usize = 50;
/// The minimum number of words of a text.
const TEXT_WORDS: usize = 12;
/// The number of words outside links from which a branch is text; if most of its words are links, it is none.
const BRANCH_WORDS: usize = 60;

/// Returns the elements beside the text, each with whether it says who made the page and when.
///
/// Those for which `is_out` holds do not count.
pub(super) fn beside(
    html: &Html,
    heading: Option<ElementRef<'_>>,
    is_out: &dyn Fn(ElementRef<'_>) -> bool,
) -> Vec<(NodeId, bool)> {
    let Some(heading) = heading else { return Vec::new() };
    let is_of_office = words(heading).is_some_and(|title| names_office(&title));
    let counts = counted(html, is_of_office, is_out);
    let all = counts.get(&html.root_element().id()).copied().unwrap_or_default();
    let above = || heading.ancestors().filter_map(ElementRef::wrap);
    let holds = |element: &ElementRef<'_>| counts.get(&element.id()).is_some_and(|own| is_text(own, &all));
    let Some(text) = above().find(holds) else { return Vec::new() };
    let spine: FxHashSet<NodeId> = above().map(|element| element.id()).collect();
    let forks = text.ancestors().filter_map(ElementRef::wrap);
    let branches = forks.flat_map(|fork| fork.children().filter_map(ElementRef::wrap));
    let branches = branches.filter(|branch| !spine.contains(&branch.id()));
    let counted = branches.filter_map(|branch| Some((branch.id(), counts.get(&branch.id())?)));
    counted.filter(|(_, own)| is_branch(own)).map(|(id, own)| (id, own.metadata > 0)).collect()
}

/// Counts what every element of the page has; the addresses on the page of an office are its text.
fn counted(
    html: &Html,
    is_of_office: bool,
    is_out: &dyn Fn(ElementRef<'_>) -> bool,
) -> FxHashMap<NodeId, ElementCounts> {
    let mut counts = FxHashMap::default();
    let (mut now, mut open) = (ElementCounts::default(), Vec::new());
    let (mut links, mut headings) = (0_usize, 0_usize);
    walk(html.root_element(), |step| {
        match step {
            TreeStep::Enter(element) if is_hidden(element.value()) || is_out(element) => return false,
            TreeStep::Enter(element) => {
                open.push(now);
                headings += usize::from(is_heading(element.value()));
                if let Some(href) = link(element.value()) {
                    links += 1;
                    now.add_link(href);
                }
            }
            TreeStep::Text(text) => {
                let before = now.furnished;
                let roles = now.add_text(text, links > 0, headings > 0);
                if is_of_office && roles.is_contact {
                    now.words += now.furnished - before;
                }
            }
            TreeStep::Leave(element) => {
                links -= usize::from(link(element.value()).is_some());
                headings -= usize::from(is_heading(element.value()));
                let start = open.pop().unwrap_or_default();
                counts.insert(element.id(), now.since(start));
            }
        }
        true
    });
    counts.insert(html.root_element().id(), now);
    counts
}

/// Returns whether an element holds the text of a page that has `all` this.
fn is_text(own: &ElementCounts, all: &ElementCounts) -> bool {
    let (words, all_words) = (own.words + own.linked, all.words + all.linked);
    if all.sentences == 0 {
        return words >= TEXT_WORDS && words * 100 >= all_words * WORD_SHARE;
    }
    own.sentences * 100 >= all.sentences * SENTENCE_SHARE && own.words * 100 >= all.words * WORD_SHARE
}

/// Returns whether a branch of the spine is no text.
fn is_branch(own: &ElementCounts) -> bool {
    own.sentences == 0 && own.files == 0 && (own.words < BRANCH_WORDS || own.linked > 2 * own.words)
}
