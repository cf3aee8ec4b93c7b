//! What is known of a legal act: the data in its heading, its sections, and the acts that a text cites.

use std::str::FromStr;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DocumentId, parse_error::ParseError, quoted::quoted};

/// Data from the heading and the closing provisions of a legal act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Act {
    /// The kind of act, a Polish noun in the nominative and lower case: `zarządzenie`, `uchwała`, `ustawa`,
    /// `załącznik`.
    #[serde(default)]
    #[schema(required)]
    pub kind: Option<String>,
    /// The number as printed, without `Nr` and spaces: `358/2017`, `XCIX/1495/14`.
    #[schema(required)]
    pub number: Option<String>,
    /// The session of the council in the number, a Roman numeral: `XCIX`.
    #[serde(default)]
    #[schema(required)]
    pub session: Option<String>,
    /// The year of the act.
    #[schema(required)]
    pub year: Option<i16>,
    /// The issuing body, in the nominative: `Prezydent Miasta Krakowa`.
    #[schema(required)]
    pub organ: Option<String>,
    /// The date of issue.
    #[schema(required)]
    pub date: Option<Date>,
    /// The subject, beginning with `w sprawie`.
    #[schema(required)]
    pub subject: Option<String>,
    /// The provisions the act rests on, as printed after `Na podstawie`: `art. 30 ust. 1 ustawy z dnia …`.
    #[serde(default)]
    #[schema(required)]
    pub legal_basis: Option<String>,
    /// The day from which the act is in force, if its text states it.
    #[serde(default)]
    #[schema(required)]
    pub in_force_from: Option<Date>,
    /// The number of the act that this one is an annex to.
    #[serde(default)]
    #[schema(required)]
    pub parent: Option<String>,
    /// The number of an annex among those of its act, as printed: `1`, `2a`.
    #[serde(default)]
    #[schema(required)]
    pub annex: Option<String>,
    /// Whether the act holds, as far as the indexed documents tell; only in responses.
    #[schema(required)]
    pub status: Option<ActStatus>,
}

/// The kinds of acts that hold from some day on, as far as nothing changes them. Notices and minutes do not.
const NORMATIVE_KINDS: [&str; 8] =
    ["ustawa", "rozporządzenie", "dekret", "zarządzenie", "uchwała", "konstytucja", "statut", "regulamin"];

impl Act {
    /// Returns the day from which the act surely holds if nothing changes it: the one that its text states,
    /// else a year after its date. Periods before an act comes into force are counted from its publication,
    /// which it cannot state, and are shorter.
    pub(crate) fn holds_from(&self) -> Option<Date> {
        let is_normative = self.kind.as_deref().is_some_and(|kind| NORMATIVE_KINDS.contains(&kind));
        let later = || self.date?.checked_add(1.year()).ok();
        self.in_force_from.or_else(later).filter(|_| is_normative)
    }
}

/// Whether an act holds, derived from what the indexed documents do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActStatus {
    /// It has come into force, and nothing changes it.
    InForce,
    /// It holds with changes, or without a repealed part.
    Amended,
    /// It no longer holds.
    Repealed,
}

impl ActStatus {
    /// All values, from the weakest to the strongest: the strongest change decides.
    pub const ALL: [Self; 3] = [Self::InForce, Self::Amended, Self::Repealed];

    /// The name used in parameters and responses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Amended => "amended",
            Self::Repealed => "repealed",
        }
    }
}

impl FromStr for ActStatus {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        let known = Self::ALL.into_iter().find(|status| status.as_str() == name);
        known.ok_or_else(|| ParseError::Status {
            name: quoted(name).to_string(),
            known: Self::ALL.map(Self::as_str).join("`, `"),
        })
    }
}

/// A mention of a legal act in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Citation {
    /// The act that is cited.
    pub act: CitedAct,
    /// What the citing document does to it.
    pub role: CitationRole,
    /// Whether only a part of the act is repealed.
    pub partial: bool,
    /// The day from which the change holds, if its own sentence states one; otherwise, that of the act.
    #[serde(default)]
    #[schema(required)]
    pub effective_from: Option<Date>,
    /// The number of the page with the mention, from 1.
    pub page: u32,
    /// The mention as printed.
    pub text: String,
    /// The start of the mention, in Unicode scalar values of the page's text.
    pub start: usize,
    /// The end of the mention, in Unicode scalar values of the page's text.
    pub end: usize,
}

/// A cited act, as far as the mention names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CitedAct {
    /// The kind of act, a Polish noun in the nominative and lower case: `ustawa`.
    #[schema(required)]
    pub kind: Option<String>,
    /// The number as printed, without `Nr` and spaces.
    #[schema(required)]
    pub number: Option<String>,
    /// The date of issue.
    #[schema(required)]
    pub date: Option<Date>,
    /// The issuing body, in the nominative.
    #[schema(required)]
    pub organ: Option<String>,
    /// The title or subject as printed: `o samorządzie gminnym`, `w sprawie …`, `Kodeks cywilny`.
    #[schema(required)]
    pub title: Option<String>,
    /// Where the act was published, in the order of the mention.
    pub journals: Vec<Journal>,
}

/// A place in an official journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Journal {
    /// The journal: `Dz.U.`, `M.P.`, `Dz.Urz. Woj. Małopolskiego`.
    pub name: String,
    /// The year of the volume.
    #[schema(required)]
    pub year: Option<i16>,
    /// The number of the issue (`Nr`); journals have none since 2012.
    #[schema(required)]
    pub number: Option<u32>,
    /// The position (`poz.`).
    #[schema(required)]
    pub position: Option<u32>,
}

/// What a document does to an act it cites.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum CitationRole {
    /// Changes its wording.
    Amends,
    /// Ends its force, in whole or in part.
    Repeals,
    /// Rests on it, or transposes it.
    Implements,
    /// Publishes its consolidated text.
    Consolidates,
    /// Only names it.
    #[default]
    Mentions,
}

impl CitationRole {
    /// All roles, from the strongest to the weakest.
    pub const ALL: [Self; 5] =
        [Self::Repeals, Self::Amends, Self::Consolidates, Self::Implements, Self::Mentions];

    /// Whether it changes the act: its wording or its force.
    pub(crate) const fn is_change(self) -> bool {
        matches!(self, Self::Repeals | Self::Amends)
    }

    /// The name used in responses and in the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Amends => "amends",
            Self::Repeals => "repeals",
            Self::Implements => "implements",
            Self::Consolidates => "consolidates",
            Self::Mentions => "mentions",
        }
    }
}

/// An act that changes another, as evidence of its status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatusEvidence {
    /// The id of the act that makes the change.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// `amends` or `repeals`.
    pub role: CitationRole,
    /// Whether it repeals only a part.
    pub partial: bool,
    /// The day from which the change holds, if known.
    #[schema(required)]
    pub from: Option<Date>,
}

/// The level of a section of an act, from the largest to the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SectionLevel {
    /// *Załącznik*, an annex. Numbering restarts below it.
    Annex,
    /// *Część*, *księga*, *tytuł*.
    Part,
    /// *Dział*.
    Division,
    /// *Rozdział*, *oddział*.
    Chapter,
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
