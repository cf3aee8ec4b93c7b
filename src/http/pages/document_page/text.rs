//! The text of a document, the part of it that a request asks for, and the words of its query.
//!
//! Dividing the text is left to `document_text`, finding the highlights to the service, and showing both to
//! `rendered`, `matches` and `contents`.

use std::{ops::Range, sync::Arc};

use super::asked::PageQuery;
use crate::{
    document::Document,
    http::{
        app::App,
        error::ApiError,
        pages::document_text::{
            self as text, DividedText, DocumentPart, anchors::numbered, block::Block,
            citation_links::CitationLink,
        },
    },
};

/// Texts up to this size in bytes are searched as a whole for the words of a query, so that matches in other
/// parts are reported; in longer ones only the part shown is searched. Takes a tenth of a second of one core.
const MAX_SEARCHED_BYTES: usize = 2 << 20;

/// The text of a document, the part that is shown, and its highlights.
pub(crate) struct DocumentText {
    pub(super) parts: Vec<DocumentPart>,
    /// The part in which each place with an address begins, counted from 0.
    pub(super) part_of: Vec<usize>,
    /// The part that is shown, counted from 0.
    pub(super) part: usize,
    /// The number of the section or topic that was asked for.
    pub(super) section: Option<usize>,
    /// Whether a section was asked for that the text does not have.
    pub(super) lacks_section: bool,
    /// The citations that lead somewhere.
    pub(super) links: Vec<CitationLink>,
    /// The blocks that were searched (all of them or those of the part), beginning with block number `first`,
    /// and the position of each in the searched text.
    pub(super) blocks: Vec<Block>,
    pub(super) first: usize,
    pub(super) places: Vec<Range<usize>>,
    pub(super) is_whole: bool,
    pub(super) marks: Vec<Range<usize>>,
}

/// The place in a document that a request asks for.
#[derive(Debug, Clone, Copy)]
enum AskedPlace {
    /// A part, counted from 0.
    Part(usize),
    /// A section or topic, or a page that may be beyond its part: a long section goes on in the next ones.
    Section(usize, Option<usize>),
    /// A page, counted from 0.
    Page(usize),
    /// Where the words of the query are.
    Anywhere,
}

impl AskedPlace {
    fn new(asked: &PageQuery, document: &Document) -> Self {
        if let Some(part) = asked.part {
            return Self::Part(part.saturating_sub(1));
        }
        let section = asked.section.as_deref();
        let section = section.and_then(|section| numbered(document, section));
        let page = document.pages.iter().position(|known| Some(known.number) == asked.page);
        match (section, page) {
            (Some(section), page) => Self::Section(section, page),
            (None, Some(page)) => Self::Page(page),
            (None, None) => Self::Anywhere,
        }
    }
}

impl DocumentText {
    /// Reads the part that is asked for; `links` are the citations that lead somewhere.
    pub(crate) async fn read(
        app: &App,
        document: &Arc<Document>,
        links: Vec<CitationLink>,
        asked: &PageQuery,
    ) -> Result<Self, ApiError> {
        let place = AskedPlace::new(asked, document);
        let (document_read, has_query) = (Arc::clone(document), !asked.query.is_empty());
        let cut =
            tokio::task::spawn_blocking(move || Self::cut(&document_read, links, place, has_query)).await;
        let (mut text, whole) = cut.map_err(|_| ApiError::Internal)?;
        if has_query {
            text.marks = app.service.marks(asked.query.clone(), whole, document.language).await?;
        }
        // A visitor who comes from a search wants to see its words; the page may continue in the next part.
        let wanted = match place {
            AskedPlace::Anywhere => text.searched(),
            AskedPlace::Page(page) => text.blocks_of(page),
            AskedPlace::Part(_) | AskedPlace::Section(..) => 0..0,
        };
        text.part = text.first_marked_part(&wanted).unwrap_or(text.part);
        let has_section = |section: &String| numbered(document, section).is_some();
        text.lacks_section = !asked.section.as_ref().is_none_or(has_section);
        Ok(text)
    }

    /// Selects the part that is shown, and the blocks that are searched: those of the part, or all of them.
    /// Also returns the searched blocks as one text.
    fn cut(
        document: &Document,
        links: Vec<CitationLink>,
        place: AskedPlace,
        has_query: bool,
    ) -> (Self, String) {
        let DividedText { parts, bytes, part_of } = text::divide(document, &links);
        let of_page = |page: usize| parts.partition_point(|part| *part.pages.end() < page);
        let (part, section) = match place {
            AskedPlace::Part(part) => (part, None),
            AskedPlace::Section(section, page) => {
                let beyond = page.filter(|page| !parts[part_of[section]].pages.contains(page));
                (beyond.map_or(part_of[section], of_page), Some(section))
            }
            AskedPlace::Page(page) => (of_page(page), None),
            AskedPlace::Anywhere => (0, None),
        };
        let part = part.min(parts.len() - 1);
        // Without a query only the part that is shown is needed.
        let is_whole = has_query && bytes <= MAX_SEARCHED_BYTES;
        let searched =
            if is_whole { 0..parts[parts.len() - 1].blocks.end } else { parts[part].blocks.clone() };
        let blocks = text::blocks(document, &links, &searched);
        let (whole, places) = text::whole(&blocks);
        let text = Self {
            is_whole: is_whole || parts.len() == 1,
            parts,
            part_of,
            part,
            section,
            lacks_section: false,
            links,
            blocks,
            first: searched.start,
            places,
            marks: Vec::new(),
        };
        (text, whole)
    }

    pub(super) fn searched(&self) -> Range<usize> {
        self.first..self.first + self.blocks.len()
    }

    /// Returns those of the searched blocks that are on a page, counted from 0.
    pub(super) fn blocks_of(&self, page: usize) -> Range<usize> {
        let first = self.blocks.partition_point(|block| block.page < page);
        self.first + first..self.first + self.blocks.partition_point(|block| block.page <= page)
    }

    /// Returns the part with the first highlight in these blocks.
    fn first_marked_part(&self, blocks: &Range<usize>) -> Option<usize> {
        let is_marked = |part: &DocumentPart| {
            let part = &part.blocks;
            self.marks_in(&(part.start.max(blocks.start)..part.end.min(blocks.end))) > 0
        };
        self.parts.iter().position(is_marked)
    }

    /// Returns the number of highlights in blocks.
    pub(super) fn marks_in(&self, blocks: &Range<usize>) -> usize {
        let (first, last) = (blocks.start.max(self.first), blocks.end.min(self.searched().end));
        if first >= last {
            return 0;
        }
        let place = |block: usize| &self.places[block - self.first];
        let before = self.marks.partition_point(|mark| mark.end <= place(first).start);
        self.marks.partition_point(|mark| mark.start < place(last - 1).end) - before
    }

    /// Returns whether a page begins in the previous part.
    pub(super) fn continues(&self, page: usize, part: usize) -> bool {
        part.checked_sub(1).is_some_and(|before| *self.parts[before].pages.end() == page)
    }
}
