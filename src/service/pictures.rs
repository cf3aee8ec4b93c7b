//! Pictures of the pages of a document, with the words of a query marked where they are printed.
//!
//! Drawing and keeping pictures is left to the `picture_drawer`. Invariants: the words marked are those that
//! a search for the query highlights in the text of the page; a picture shows the content that was indexed,
//! or there is none; at most one page per core is drawn at a time.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

use super::{
    OpenDocument, Service,
    picture_cache::{Drawn, PageKey, PagePicture},
    picture_drawer::PictureDrawer,
};
use crate::{
    document::{Format, Language},
    error::Result,
    ingest::{IngestConfig, PageArea, PagePainter, PaintFailure, PlacedText},
    search::{self, MAX_QUERY_BYTES},
};

/// How long a request waits for its turn to draw.
const PATIENCE: Duration = Duration::from_secs(5);

/// The answer to a request for the picture of a page.
#[derive(Debug)]
pub enum PictureLookup {
    /// The picture.
    Picture(PagePicture),
    /// The document was not made from a PDF.
    NotPdf,
    /// The file of the document is not available.
    NoFile,
    /// The file has changed since it was indexed.
    Changed,
    /// The file has no page with this number.
    NoPage,
    /// The page exceeds the limits on pixels, memory or time.
    TooLarge,
    /// The page is damaged, for this reason.
    Damaged(String),
    /// Too many pages are being drawn.
    Busy,
}

impl Service {
    /// Allows pictures of pages to be drawn from now on.
    pub fn allow_pictures(&self, ingest_config: &IngestConfig) {
        let painter = PagePainter::new(&self.inner.path, ingest_config, !self.is_read_only());
        let _ = self.inner.pictures.set(PictureDrawer::new(painter));
    }

    /// Returns whether pictures of pages are drawn.
    pub fn draws_pictures(&self) -> bool {
        self.inner.pictures.get().is_some()
    }

    /// Forgets all pictures, so that nothing of a purged document stays in memory.
    pub(super) fn forget_pictures(&self) {
        if let Some(drawer) = self.inner.pictures.get() {
            drawer.cache.clear();
        }
    }
}

impl OpenDocument {
    /// Returns a picture of the page with this number, from 1, with the words of `query` marked.
    ///
    /// # Errors
    /// Returns an error if the index cannot be read.
    pub async fn picture(self, page: u32, query: String) -> Result<PictureLookup> {
        let service = self.service.clone();
        let Some(drawer) = service.inner.pictures.get() else { return Ok(PictureLookup::NoFile) };
        let turns = Arc::clone(&drawer.turns);
        let request = match service.blocking(move |_| PictureRequest::new(self, page, query)?.kept()).await? {
            KeptPicture::Answer(answer) => return Ok(answer),
            KeptPicture::Missing(request) => request,
        };
        let Ok(Ok(turn)) = timeout(PATIENCE, turns.acquire_owned()).await else {
            return Ok(PictureLookup::Busy);
        };
        service
            .blocking(move |_| {
                let _turn = turn;
                request.draw()
            })
            .await
    }
}

/// What can be answered without drawing, or the request to be drawn.
enum KeptPicture {
    Answer(PictureLookup),
    Missing(Box<PictureRequest>),
}

/// A request for the picture of a page.
struct PictureRequest {
    document: OpenDocument,
    /// `None` if there is no PDF, or none that is known by its content.
    key: Option<PageKey>,
    query: String,
    language: Language,
}

impl PictureRequest {
    fn new(document: OpenDocument, page: u32, query: String) -> Result<Self> {
        let (is_recognized, language) = (document.handle.is_recognized(page)?, document.handle.language()?);
        let known = document.origin.fingerprint.as_ref();
        let key = known.map(|known| PageKey { content: known.content.clone(), page, is_recognized });
        Ok(Self { document, key, query, language })
    }

    /// Returns the answer if it takes no drawing.
    fn kept(self) -> Result<KeptPicture> {
        let answer = match self.document.file_format()? {
            Some(Format::Pdf) => self.kept_picture()?.map(PictureLookup::from),
            Some(_) => Some(PictureLookup::NotPdf),
            None => Some(PictureLookup::NoFile),
        };
        Ok(answer.map_or_else(|| KeptPicture::Missing(Box::new(self)), KeptPicture::Answer))
    }

    fn kept_picture(&self) -> Result<Option<Drawn>> {
        let (Some(key), Some(drawer)) = (&self.key, self.drawer()) else { return Ok(None) };
        let marks = match (self.is_marked(), drawer.cache.words(key)) {
            (false, _) => Vec::new(),
            (true, Some(Ok(words))) => self.marks(&words)?,
            (true, Some(Err(failure))) => return Ok(Some(Err(failure))),
            (true, None) => return Ok(None),
        };
        Ok(drawer.cache.picture(key, &marks))
    }

    /// Draws the picture, unless another request just did.
    fn draw(&self) -> Result<PictureLookup> {
        if let Some(drawn) = self.kept_picture()? {
            return Ok(drawn.into());
        }
        let (Some(key), Some(drawer)) = (&self.key, self.drawer()) else { return Ok(PictureLookup::NoFile) };
        let epoch = drawer.cache.epoch();
        let Some(file) = self.document.drawable_file()? else { return Ok(PictureLookup::Changed) };
        let marks = if self.is_marked() {
            match drawer.words(epoch, &file, key) {
                Ok(words) => self.marks(&words)?,
                Err(failure) => return Ok(Err(failure).into()),
            }
        } else {
            Vec::new()
        };
        Ok(drawer.picture(epoch, &file, key, marks).into())
    }

    fn drawer(&self) -> Option<&PictureDrawer> {
        self.document.service.inner.pictures.get()
    }

    fn is_marked(&self) -> bool {
        !self.query.trim().is_empty() && self.query.len() <= MAX_QUERY_BYTES
    }

    /// Returns the places of the words that the query highlights in the text of the page.
    fn marks(&self, words: &PlacedText) -> Result<Vec<PageArea>> {
        let text = (words.text.as_str(), self.language);
        let ranges = self
            .document
            .service
            .with_analyzer(|snapshot, analyzer| search::marks(snapshot, analyzer, &self.query, text))?;
        Ok(words.areas(&ranges, PagePainter::MAX_MARKS))
    }
}

impl From<Drawn> for PictureLookup {
    fn from(drawn: Drawn) -> Self {
        match drawn {
            Ok(picture) => Self::Picture(picture),
            Err(PaintFailure::NoPage) => Self::NoPage,
            Err(PaintFailure::TooLarge) => Self::TooLarge,
            Err(PaintFailure::Damaged(reason)) => Self::Damaged(reason),
            Err(PaintFailure::Unavailable(reason)) => {
                tracing::warn!("a page could not be drawn: {reason}");
                Self::Busy
            }
        }
    }
}
