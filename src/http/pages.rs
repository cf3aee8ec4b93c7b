//! Pages for people.
//!
//! `search` over `site`, `filters` and `results` with `respelled`; `document_page` over `document_text` and
//! `related`; `picture`, a page of the document as printed, with `printed`, the links to it; `variants` (for
//! both); `meetings`, their list and the history of a topic; `errors`; `statements` and `reference`;
//! `widget`, the search box for other sites. Texts are messages of `locale`.

pub(crate) mod document_page;
pub(crate) mod document_text;
pub(crate) mod errors;
pub(crate) mod filters;
pub(crate) mod meetings;
pub(crate) mod picture;
pub(crate) mod printed;
pub(crate) mod reference;
pub(crate) mod related;
pub(crate) mod respelled;
pub(crate) mod results;
pub(crate) mod search;
pub(crate) mod site;
pub(crate) mod statements;
pub(crate) mod variants;
pub(crate) mod widget;
