//! The pages of the part of a document that is shown, with links, struck-out text and highlights.

use super::text::DocumentText;
use crate::{
    document::Document,
    http::pages::{
        document_text::{
            anchors::{address, topics},
            block::{Block, BlockAnchor},
            inline::{self, InlineMark, InlinePiece, LinkedRun},
        },
        printed::{PagePictureView, SheetLinks},
        site::Site,
    },
};

/// Maximum number of pages shown of a document without text.
const MAX_EMPTY_PAGES: usize = 30;

/// The portion of a page of the document that belongs to this part.
pub(crate) struct RenderedPage {
    pub(crate) number: u32,
    /// `None` for a document without pages.
    pub(crate) label: Option<String>,
    /// The link to this page in the original file.
    pub(crate) original: Option<String>,
    pub(crate) recognized: Option<String>,
    /// How the page looks on paper.
    pub(crate) picture: Option<PagePictureView>,
    /// The first match on this page, among those of the part.
    pub(crate) first_mark: Option<usize>,
    pub(crate) blocks: Vec<BlockView>,
}

pub(crate) struct BlockView {
    pub(crate) runs: Vec<LinkedRun>,
    pub(crate) is_heading: bool,
    /// The sections and topics that begin here.
    anchors: Vec<AnchorView>,
}

impl BlockView {
    /// Returns the places where a piece begins.
    pub(crate) fn anchors<'a>(&'a self, piece: &'a InlinePiece) -> impl Iterator<Item = &'a AnchorView> {
        self.anchors.iter().filter(|anchor| piece.anchors.contains(&anchor.number))
    }

    fn first_mark(&self) -> Option<usize> {
        let pieces = self.runs.iter().flat_map(|run| &run.runs).flat_map(|run| &run.pieces);
        let begun = pieces.filter_map(|piece| piece.mark.filter(|mark| mark.is_begun));
        begun.map(|InlineMark { number, .. }| number).next()
    }
}

/// The place of a section or a topic.
pub(crate) struct AnchorView {
    /// Its number among the places of the document.
    number: usize,
    pub(crate) id: String,
    /// Whether it was asked for, so that browsers go there.
    pub(crate) is_asked: bool,
}

impl RenderedPage {
    /// Returns whether this is the first highlight of the page.
    pub(crate) fn begins_with(&self, mark: &InlineMark) -> bool {
        mark.is_begun && self.first_mark == Some(mark.number)
    }

    fn new(site: &Site, document: &Document, at: usize, is_continued: bool, sheets: &SheetLinks<'_>) -> Self {
        let page = &document.pages[at];
        let locale = site.locale;
        let message = if is_continued { "page-continued" } else { "page-number" };
        let recognized = page.ocr.then(|| match page.confidence {
            Some(confidence) => locale.message_with("recognised-surely", "confidence", confidence),
            None => locale.message("recognised"),
        });
        Self {
            number: page.number,
            label: document.paginated.then(|| locale.message_with(message, "number", page.number)),
            original: sheets.original(page.number),
            recognized,
            picture: sheets.picture(site, document, page.number),
            first_mark: None,
            blocks: Vec::new(),
        }
    }
}

impl DocumentText {
    /// Returns the pages of the part, with the words of the query highlighted.
    pub(super) fn pages(
        &self,
        site: &Site,
        document: &Document,
        sheets: &SheetLinks<'_>,
    ) -> Vec<RenderedPage> {
        let mut pages: Vec<RenderedPage> = Vec::new();
        let mut numbers = 0;
        let shown = self.parts[self.part].blocks.clone();
        let mut last = None;
        for (block, place) in
            self.blocks.iter().zip(&self.places).skip(shown.start - self.first).take(shown.len())
        {
            if last != Some(block.page) {
                let is_continued = last.is_none() && self.continues(block.page, self.part);
                pages.push(RenderedPage::new(site, document, block.page, is_continued, sheets));
                last = Some(block.page);
            }
            let runs = inline::runs(block, place, &self.marks, &mut numbers);
            let view =
                BlockView { runs, is_heading: block.is_heading, anchors: self.anchors(document, block) };
            if let Some(page) = pages.last_mut() {
                page.first_mark = page.first_mark.or(view.first_mark());
                page.blocks.push(view);
            }
        }
        if pages.is_empty() {
            let all = (0..document.pages.len()).take(MAX_EMPTY_PAGES);
            pages.extend(all.map(|at| RenderedPage::new(site, document, at, false, sheets)));
            pages.retain(|page| page.picture.is_some());
        }
        pages
    }

    fn anchors(&self, document: &Document, block: &Block) -> Vec<AnchorView> {
        let topics = if block.anchors.is_empty() { Vec::new() } else { topics(document) };
        let view = |place: &BlockAnchor| AnchorView {
            number: place.number,
            id: address(document, &topics, place.number),
            is_asked: self.section == Some(place.number),
        };
        block.anchors.iter().map(view).collect()
    }
}
