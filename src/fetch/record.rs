//! What is remembered of an address from run to run.
//!
//! Keeping it on disk is left to `journal`. Invariant: a record of a document has a file, unless somebody
//! removed the file.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{address_key::AddressKey, fetched::Known, listing::FeedFacts};
use crate::document::ContentHash;

/// The longest time after which a document is asked for again, however long it has not changed.
const MAX_PAUSE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A shorter time is not worth waiting for.
const MIN_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// A document unchanged for some time is asked for again after this part of that time: the rule by which
/// caches guess how long a page is fresh.
const PAUSE_PART: i32 = 10;
/// Why a document is taken for vanished that the lists of its source do not name.
pub(crate) const NOT_LISTED: &str = "is not listed any more";

/// What an address is known to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Record {
    /// A document of its own.
    Document(Box<FetchedDocument>),
    /// Another address of a document.
    Alias(AliasRecord),
    /// Something that could not be fetched.
    Failure(FailureRecord),
    /// Not a document: a page where a file was expected, an archive file that has been read.
    Other(OtherRecord),
}

/// A document that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FetchedDocument {
    /// The address to ask.
    pub(crate) url: String,
    /// The address that sent the content, if a temporary redirect leads there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    /// When an archive took the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) captured: Option<Timestamp>,
    /// The path of its file below the folder of the source, without the extension.
    pub(crate) name: String,
    pub(crate) extension: String,
    /// The post that it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<AddressKey>,
    /// The files that it links to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attachments: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// What the list of the source says of its last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    #[serde(default, skip_serializing_if = "FeedFacts::is_empty")]
    pub(crate) said: FeedFacts,
    /// The hash of the file.
    pub(crate) content: ContentHash,
    /// The hash of what readers see; of a page, without its menus.
    pub(crate) text: ContentHash,
    /// The lines of its sidecar.
    pub(crate) sidecar: String,
    pub(crate) first_seen: Timestamp,
    /// When its text was last seen to differ.
    pub(crate) changed: Timestamp,
    /// When it was last asked for.
    pub(crate) checked: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) vanished: Option<Vanished>,
}

/// Another address of a document, which is asked for like one: it may get content of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AliasRecord {
    /// The key of the document.
    pub(crate) of: AddressKey,
    /// The address to ask.
    pub(crate) url: String,
    /// The address that sent the content.
    pub(crate) location: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    pub(crate) since: Timestamp,
    pub(crate) checked: Timestamp,
}

/// Since when a document is not at the source any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Vanished {
    pub(crate) since: Timestamp,
    pub(crate) reason: String,
}

/// An address that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailureRecord {
    pub(crate) url: String,
    pub(crate) reason: String,
    /// What the list of the source said of it, for the time when it can be fetched.
    #[serde(default, skip_serializing_if = "FeedFacts::is_empty")]
    pub(crate) said: FeedFacts,
    pub(crate) since: Timestamp,
    pub(crate) checked: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<AddressKey>,
}

/// Something that is not a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OtherRecord {
    /// The `ETag` of a feed, or the size and time of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    pub(crate) since: Timestamp,
    pub(crate) checked: Timestamp,
}

/// A run over a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunRecord {
    pub(crate) started: Timestamp,
    /// `None` while it goes on, and after it was killed.
    pub(crate) finished: Option<Timestamp>,
    /// When the host of the source asks to come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_before: Option<Timestamp>,
    /// When other hosts ask to come back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) left_hosts: BTreeMap<String, Timestamp>,
    /// Why nothing could be fetched, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

impl FetchedDocument {
    /// Returns whether it is marked only because the lists did not name it.
    pub(crate) fn is_unlisted(&self) -> bool {
        self.vanished.as_ref().is_some_and(|vanished| vanished.reason == NOT_LISTED)
    }

    /// Returns the name of its file below the folder of the source.
    pub(crate) fn file(&self) -> String {
        format!("{}.{}", self.name, self.extension)
    }
}

impl Record {
    /// Returns the validators for a conditional request.
    pub(crate) fn known(&self) -> Known<'_> {
        let (location, etag, last_modified) = match self {
            Self::Document(document) => {
                let location = document.location.as_deref().unwrap_or(&document.url);
                (location, &document.etag, &document.last_modified)
            }
            Self::Alias(alias) => (alias.location.as_str(), &alias.etag, &alias.last_modified),
            Self::Failure(_) | Self::Other(_) => return Known::NOTHING,
        };
        Known { location, etag: etag.as_deref(), last_modified: last_modified.as_deref() }
    }

    /// Returns when an address was last asked for.
    pub(crate) fn checked(&self) -> Timestamp {
        match self {
            Self::Document(document) => document.checked,
            Self::Alias(alias) => alias.checked,
            Self::Failure(failure) => failure.checked,
            Self::Other(other) => other.checked,
        }
    }

    /// Returns whether it is to be asked for in a run that began at `since`; `hint` is what the list now says of
    /// the last change.
    pub(crate) fn is_due(&self, hint: Option<&str>, since: Timestamp, now: Timestamp) -> bool {
        let (unchanged_since, known_hint) = match self {
            Self::Document(document) => (document.changed, Some(document.hint.as_deref())),
            Self::Alias(alias) => (alias.since, Some(alias.hint.as_deref())),
            Self::Failure(failure) => (failure.since, None),
            Self::Other(other) => (other.since, None),
        };
        let is_hinted = hint.is_some() && known_hint.is_some_and(|known| known != hint);
        self.checked() < since && (is_hinted || is_due(unchanged_since, self.checked(), now))
    }
}

/// Returns whether something unchanged from `changed` to `checked` is to be asked for again.
fn is_due(changed: Timestamp, checked: Timestamp, now: Timestamp) -> bool {
    let pause = (checked.duration_since(changed) / PAUSE_PART).min(MAX_PAUSE);
    pause < MIN_PAUSE || now.duration_since(checked) >= pause
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unchanged_hours: i64, passed_hours: i64, expected: bool) {
        let changed = Timestamp::UNIX_EPOCH;
        let checked = changed + SignedDuration::from_hours(unchanged_hours);
        let now = checked + SignedDuration::from_hours(passed_hours);
        assert_eq!(is_due(changed, checked, now), expected, "{unchanged_hours} {passed_hours}");
    }

    #[test]
    fn what_has_not_changed_for_long_is_asked_for_less_often() {
        check(0, 0, true);
        check(10, 1, true);
        check(20, 1, false);
        check(24 * 30, 24 * 2, false);
        check(24 * 30, 24 * 3, true);
        check(24 * 3650, 24 * 7, true);
    }
}
