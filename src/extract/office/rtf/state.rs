//! What holds within a group of an RTF file, and which groups are left out.
//!
//! Invariant: the end of a group restores what held before it.

use crate::extract::office::writer::TextLook;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document.
    #[default]
    Text,
    /// Nowhere.
    Nowhere,
    Fonts,
    Styles,
    Info,
    Title,
    /// The marker in front of an item, as its program showed it.
    Marker,
    /// The first group holds what old readers show, the other one the same in Unicode.
    Twice,
}

/// What holds within a group.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupState {
    pub(super) destination: Destination,
    pub(super) font: Option<i32>,
    /// How many characters stand after a Unicode one for readers that do not know it.
    pub(super) fallbacks: Option<usize>,
    pub(super) look: TextLook,
    pub(super) is_hidden: bool,
    pub(super) is_deleted: bool,
    pub(super) paragraph: ParagraphState,
    /// What ends with the group.
    pub(super) ends: Option<GroupEnd>,
}

/// What is said of paragraphs until something else is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParagraphState {
    pub(super) is_heading: bool,
    pub(super) is_in_table: bool,
}

/// What ends with a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GroupEnd {
    /// A note with this mark.
    Note(String),
    TextBox,
}

impl GroupState {
    /// Returns whether text of the group is shown.
    pub(super) fn is_shown(&self) -> bool {
        self.destination == Destination::Text && !self.is_hidden && !self.is_deleted
    }

    /// Returns the state with which a group within this one begins.
    pub(super) fn within(&self) -> Self {
        Self { ends: None, ..self.clone() }
    }
}

/// Destinations that are left out although no `\*` says so.
const LEFT_OUT: [&str; 46] = [
    "annotation",
    "atnauthor",
    "atnicn",
    "atnid",
    "author",
    "bkmkend",
    "bkmkstart",
    "buptim",
    "category",
    "colortbl",
    "comment",
    "company",
    "creatim",
    "doccomm",
    "fldinst",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "ftncn",
    "ftnsep",
    "ftnsepc",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "hlinkbase",
    "keywords",
    "manager",
    "nonesttables",
    "objclass",
    "objdata",
    "operator",
    "pict",
    "printim",
    "private",
    "revtim",
    "rxe",
    "shprslt",
    "sp",
    "subject",
    "tc",
    "tcn",
    "template",
    "txe",
    "xe",
];
/// Destinations that are read although a `\*` lets old readers leave them out.
const READ: [&str; 6] = ["do", "dptxbxtext", "footnote", "shpinst", "shptxt", "ud"];

/// Returns the destination that a control word at the beginning of a group names, if it is one.
pub(super) fn destination(word: &str, is_starred: bool) -> Option<Destination> {
    match word {
        "fonttbl" => Some(Destination::Fonts),
        "stylesheet" => Some(Destination::Styles),
        "info" => Some(Destination::Info),
        "listtext" | "pntext" => Some(Destination::Marker),
        "upr" => Some(Destination::Twice),
        word if LEFT_OUT.contains(&word) => Some(Destination::Nowhere),
        word if is_starred && !READ.contains(&word) => Some(Destination::Nowhere),
        "ud" => Some(Destination::Text),
        _ => None,
    }
}
