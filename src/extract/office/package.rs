//! Opens the ZIP package of an office document and unpacks its parts.
//!
//! What the parts mean is left to the readers of the formats. Invariants: what is unpacked of a package is
//! bounded, whatever its parts claim to hold; a part's name is only compared, never used as a path.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use zip::ZipArchive;

use super::xml::{self, XmlStep};
use crate::extract::error::OfficeFault;

/// The maximum size of all parts that are read of one package, in bytes, unpacked.
const MAX_BYTES: u64 = 192 << 20;
/// The maximum size of one part, in bytes, unpacked: a book of a thousand pages has some 10 MB.
const MAX_PART_BYTES: u64 = 96 << 20;
/// The maximum number of parts.
const MAX_PARTS: usize = 20_000;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The index of each part by its name in lower case: Word does not tell them apart by case.
    names: HashMap<String, usize>,
    left: u64,
    /// Whether a part could be unpacked only in part.
    pub(super) is_damaged: bool,
}

/// A reference from one part of a package to another.
#[derive(Debug, PartialEq, Eq)]
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl<'a> Package<'a> {
    /// Opens a package.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, OfficeFault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| OfficeFault::Incomplete)?;
        if archive.len() > MAX_PARTS {
            return Err(OfficeFault::TooManyParts { limit: MAX_PARTS });
        }
        let name = |raw: &[u8]| String::from_utf8_lossy(raw).replace('\\', "/").to_lowercase();
        let names = archive.file_names_raw().map(name).zip(0..).collect();
        Ok(Self { archive, names, left: MAX_BYTES, is_damaged: false })
    }

    /// Returns the part with the properties of the document; empty if there is none.
    pub(super) fn core_properties(&mut self) -> Result<String, OfficeFault> {
        let name = self.related("")?.remove("core-properties");
        let part = name.map(|name| self.part(&name)).transpose()?.flatten();
        Ok(part.unwrap_or_default())
    }

    /// Returns whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    /// Checks that the parts together are no larger, unpacked, than a number of bytes.
    pub(super) fn check_size(&mut self, most: u64) -> Result<(), OfficeFault> {
        let parts = self.archive.len();
        let size = |index| self.archive.by_index_raw(index).map_or(0, |part| part.size());
        let total = (0..parts).map(size).fold(0_u64, u64::saturating_add);
        if total > most { Err(OfficeFault::Large { limit_mb: most >> 20 }) } else { Ok(()) }
    }

    /// Unpacks a part as text; `None` if there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, OfficeFault> {
        let Some(&index) = self.names.get(&name.to_lowercase()) else { return Ok(None) };
        let limit = MAX_PART_BYTES.min(self.left);
        let is_locked = self.archive.by_index_raw(index).is_ok_and(|part| part.encrypted());
        if is_locked {
            return Err(OfficeFault::Locked);
        }
        let part = self.archive.by_index(index).map_err(|_| OfficeFault::Damaged)?;
        let mut bytes = Vec::new();
        let read = part.take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(OfficeFault::Large { limit_mb: MAX_PART_BYTES >> 20 });
        }
        if read.is_err() {
            self.is_damaged = true;
        }
        self.left -= bytes.len() as u64;
        Ok(Some(xml::decoded(bytes)))
    }

    /// Returns the name of the main part, which the package itself names.
    pub(super) fn main_part(&mut self) -> Result<Option<String>, OfficeFault> {
        Ok(self.related("")?.remove("officeDocument"))
    }

    /// Returns the parts to which a part refers, by the last word of their kind.
    pub(super) fn related(&mut self, part: &str) -> Result<HashMap<String, String>, OfficeFault> {
        let found = self.relations(part)?.into_iter().rev();
        Ok(found.map(|relation| (relation.kind, relation.target)).collect())
    }

    /// Returns the parts to which a part refers, by the ids that it gives them.
    pub(super) fn targets(&mut self, part: &str) -> Result<HashMap<String, String>, OfficeFault> {
        Ok(self.relations(part)?.into_iter().map(|relation| (relation.id, relation.target)).collect())
    }

    fn relations(&mut self, part: &str) -> Result<Vec<Relation>, OfficeFault> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let source = self.part(&format!("{folder}{separator}_rels/{name}.rels"))?.unwrap_or_default();
        Ok(relations(&source, folder))
    }
}

fn relations(source: &str, folder: &str) -> Vec<Relation> {
    let mut found = Vec::new();
    xml::walk_intact(source, &mut |step| {
        if let XmlStep::Open(tag) = step
            && tag.name() == "Relationship"
            && tag.value("TargetMode").as_deref() != Some("External")
            && let (Some(kind), Some(target)) = (tag.value("Type"), tag.value("Target"))
            && found.len() < MAX_PARTS
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let (id, target) = (tag.value("Id").unwrap_or_default(), resolved(folder, &target));
            found.push(Relation { id, kind, target });
        }
    });
    found
}

/// Returns the name of a part that is named relative to a folder of the package.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_are_resolved_within_the_package() {
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "/word/numbering.xml"), "word/numbering.xml");
        assert_eq!(resolved("a/b", "../../../c/d.xml"), "c/d.xml");
    }

    #[test]
    fn external_targets_are_no_parts() {
        let source = "<Relationships><Relationship Id='r1' Type='http://x/styles' Target='s.xml'/>\
            <Relationship Type='http://x/hyperlink' Target='http://y' TargetMode='External'/></Relationships>";
        let expected =
            Relation { id: "r1".to_owned(), kind: "styles".to_owned(), target: "word/s.xml".to_owned() };
        assert_eq!(relations(source, "word"), [expected]);
    }

    #[test]
    fn what_is_no_package_is_an_error() {
        assert_eq!(Package::open(b"PK\x03\x04 cut").err(), Some(OfficeFault::Incomplete));
        assert_eq!(Package::open(b"").err(), Some(OfficeFault::Incomplete));
    }
}
