//! Where the words of the query occur in a document: the list of places above its text.

use super::{links::DocumentLinks, text::DocumentText};
use crate::document::Document;

/// Maximum number of places with matches listed.
const MAX_PLACES: usize = 40;

/// Where the words of the query occur.
pub(crate) struct PageMatches {
    pub(crate) query: String,
    /// The number of matches, in words; `None` if there are none.
    pub(crate) count: Option<String>,
    /// The link to the first match of this part, or of the whole document.
    pub(crate) first: Option<String>,
    pub(crate) places: Vec<MatchLink>,
}

/// A page or part that has matches.
pub(crate) struct MatchLink {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) count: String,
}

impl DocumentText {
    /// Returns where the words of the query occur: by page if the document has pages, else by part.
    pub(super) fn matches(&self, link: &DocumentLinks<'_>, document: &Document) -> PageMatches {
        let locale = link.site.locale;
        let all = self.marks_in(&self.searched());
        let message = if self.is_whole { "matches" } else { "matches-here" };
        let is_here = self.marks_in(&self.parts[self.part].blocks) > 0;
        let mut places =
            if document.paginated { self.places_by_page(link, document) } else { self.places_by_part(link) };
        // There is only one place, and it is shown.
        if places.len() == 1 && is_here {
            places.clear();
        }
        let first = if is_here { "#match-1".to_owned() } else { format!("{}#match-1", link.whole()) };
        PageMatches {
            query: locale.message_with("matches-of", "query", link.query),
            count: (all > 0).then(|| locale.count(message, all)),
            first: (all > 0).then_some(first),
            places,
        }
    }

    /// Returns the pages with highlights; a page that continues in the next part has an entry in each.
    fn places_by_page(&self, link: &DocumentLinks<'_>, document: &Document) -> Vec<MatchLink> {
        let locale = link.site.locale;
        let mut places = Vec::new();
        for (part, its) in self.parts.iter().enumerate() {
            if self.marks_in(&its.blocks) == 0 {
                continue;
            }
            for at in its.pages.clone() {
                let blocks = self.blocks_of(at);
                let here = its.blocks.start.max(blocks.start)..its.blocks.end.min(blocks.end);
                let count = self.marks_in(&here);
                let (Some(page), true) = (document.pages.get(at), count > 0) else { continue };
                let is_continued = at == *its.pages.start() && self.continues(at, part);
                let message = if is_continued { "page-continued" } else { "page-short" };
                places.push(MatchLink {
                    href: format!("{}#found-{}", link.part(part + 1), page.number),
                    label: locale.message_with(message, "number", page.number),
                    count: locale.number(count),
                });
                if places.len() == MAX_PLACES {
                    return places;
                }
            }
        }
        places
    }

    /// Returns the parts with highlights.
    fn places_by_part(&self, link: &DocumentLinks<'_>) -> Vec<MatchLink> {
        let locale = link.site.locale;
        let counted = self.parts.iter().map(|part| self.marks_in(&part.blocks)).enumerate();
        let place = |(at, count): (usize, usize)| MatchLink {
            href: link.part(at + 1),
            label: locale.message_with("part-link", "number", at + 1),
            count: locale.number(count),
        };
        counted.filter(|(_, count)| *count > 0).take(MAX_PLACES).map(place).collect()
    }
}
