//! The ranks of sections, finer than their levels: a *tytuł* lies within a *księga*, though both are parts.
//!
//! Invariant: ranks are in the order in which sections contain each other.

use crate::document::SectionLevel;

/// What a section is called, from the largest to the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Rank {
    /// *Załącznik*
    Annex,
    /// *Część*
    Part,
    /// *Księga*
    Book,
    /// *Tytuł*
    Title,
    /// *Dział*
    Division,
    /// *Rozdział*
    Chapter,
    /// *Oddział*
    Subchapter,
    /// *Art.*
    Article,
    /// *§*
    Paragraph,
    /// *ust.*
    Subsection,
    /// *pkt*
    Point,
    /// *lit.*
    Letter,
    /// *tiret*
    Indent,
}

impl Rank {
    /// All ranks, in order.
    pub(super) const ALL: [Self; 13] = [
        Self::Annex,
        Self::Part,
        Self::Book,
        Self::Title,
        Self::Division,
        Self::Chapter,
        Self::Subchapter,
        Self::Article,
        Self::Paragraph,
        Self::Subsection,
        Self::Point,
        Self::Letter,
        Self::Indent,
    ];

    /// The ranks of headings with a word, a number and a title.
    pub(super) const CONTAINERS: [Self; 6] =
        [Self::Part, Self::Book, Self::Title, Self::Division, Self::Chapter, Self::Subchapter];

    /// The level of sections of this rank.
    pub(super) const fn level(self) -> SectionLevel {
        match self {
            Self::Annex => SectionLevel::Annex,
            Self::Part | Self::Book | Self::Title => SectionLevel::Part,
            Self::Division => SectionLevel::Division,
            Self::Chapter | Self::Subchapter => SectionLevel::Chapter,
            Self::Article => SectionLevel::Article,
            Self::Paragraph => SectionLevel::Paragraph,
            Self::Subsection => SectionLevel::Subsection,
            Self::Point => SectionLevel::Point,
            Self::Letter => SectionLevel::Letter,
            Self::Indent => SectionLevel::Indent,
        }
    }

    /// How labels begin.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Annex => "Załącznik",
            Self::Part => "Część",
            Self::Book => "Księga",
            Self::Title => "Tytuł",
            Self::Division => "Dział",
            Self::Chapter => "Rozdział",
            Self::Subchapter => "Oddział",
            Self::Article => "Art.",
            Self::Paragraph => "§",
            Self::Subsection => "ust.",
            Self::Point => "pkt",
            Self::Letter => "lit.",
            Self::Indent => "tiret",
        }
    }

    /// How the parts of anchors begin, in ASCII.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Annex => "zal",
            Self::Part => "czesc",
            Self::Book => "ksiega",
            Self::Title => "tytul",
            Self::Division => "dzial",
            Self::Chapter => "rozdzial",
            Self::Subchapter => "oddzial",
            Self::Article => "art",
            Self::Paragraph => "par",
            Self::Subsection => "ust",
            Self::Point => "pkt",
            Self::Letter => "lit",
            Self::Indent => "tiret",
        }
    }

    /// The rank of a section with this label.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        let word = label.split(' ').next()?;
        Self::ALL.into_iter().find(|rank| rank.word() == word)
    }

    /// Whether sections of this rank contain articles or paragraphs and are never within one.
    pub(super) fn is_container(self) -> bool {
        (Self::Part..=Self::Subchapter).contains(&self)
    }

    /// Whether this is the rank of an article or a paragraph.
    pub(super) fn is_unit(self) -> bool {
        matches!(self, Self::Article | Self::Paragraph)
    }
}
