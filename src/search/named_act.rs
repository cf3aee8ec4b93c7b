//! The act that a query names: `358/2017`, `zarządzenie z 13 lutego 2017 § 3`.
//!
//! Reading the reference is left to `acts`, and putting the act on top of the hits to `placement`. Invariant:
//! a query with any other word names no act.

use tantivy::DocAddress;

use super::{
    request::{SearchRequest, Sort, Variants},
    response::{Hit, Snippet},
    snippet,
};
use crate::{
    acts::{
        act_key::ActKey,
        query_reference::{self, ActReference},
        sections::{self, Section, SectionPath},
    },
    document::{DocumentId, OutlineEntry, SectionLevel},
    error::Result,
    index::Snapshot,
};

/// The maximum number of acts that a query may name. A number or a day that more acts have names none.
const MAX_ACTS: usize = 5;

/// The maximum number of documents considered; copies of one act are fewer.
const MAX_CONSIDERED: usize = 50;

/// The acts that a query names.
#[derive(Debug, Default)]
pub(super) struct NamedActs {
    /// The documents, newest first, of copies of one act only one; before them an annex that the query names
    /// and that is a document of its own.
    pub(super) ids: Vec<DocumentId>,
    /// The section that the query names, too.
    section: Option<SectionPath>,
}

impl NamedActs {
    /// Finds the acts that the query of a request names. The order by date is without them.
    pub(super) fn of(snapshot: &Snapshot, request: &SearchRequest) -> Result<Self> {
        if request.sort != Sort::Relevance {
            return Ok(Self::default());
        }
        let Some(reference) = query_reference::parse(&request.text) else { return Ok(Self::default()) };
        let section = reference.section.as_ref().and_then(|range| request.text.get(range.clone()));
        let section = section.and_then(SectionPath::parse).map(|(path, _)| path);
        let Some(key) = key(&reference) else { return Ok(Self::default()) };
        let mut acts = snapshot.acts_meant(&key)?;
        acts.sort_by_key(|(address, own)| (std::cmp::Reverse(own.date), *address));
        acts.truncate(MAX_CONSIDERED);
        if request.variants == Variants::Folded {
            let groups = snapshot.variants()?;
            let mut seen = Vec::new();
            acts.retain(|(address, _)| {
                let group = groups.group_of(*address);
                let is_new = group.is_none_or(|group| !seen.contains(&group));
                seen.extend(group);
                is_new
            });
        }
        if acts.len() > MAX_ACTS {
            return Ok(Self::default());
        }
        let annex = section.as_ref().and_then(SectionPath::annex);
        let mut annexes = annex.map_or(Ok(Vec::new()), |number| snapshot.annexes_meant(&key, &number))?;
        annexes.truncate(MAX_ACTS);
        let named = annexes.into_iter().chain(acts.iter().map(|(address, _)| *address));
        let id = |address: DocAddress| Ok(snapshot.id(address)?.parse().ok());
        let ids = named.map(id).collect::<Result<Vec<Option<DocumentId>>>>()?;
        Ok(Self { ids: ids.into_iter().flatten().collect(), section })
    }

    /// Leads a hit that is a named act to the section that the query names.
    pub(super) fn land(&self, snapshot: &Snapshot, address: DocAddress, hit: &mut Hit) -> Result<()> {
        if self.section.is_none() {
            return Ok(());
        }
        let outline = snapshot.stored(address)?.open()?.0.outline;
        let Some(found) = self.section_in(&outline) else { return Ok(()) };
        let stored = snapshot.stored(address)?;
        // Passages begin at sections down to `ust.`, and smaller ones are within them.
        let up_to = outline.iter().take_while(|entry| *entry != found).chain([found]);
        let shown = up_to.filter(|entry| is_within(&found.anchor, &entry.anchor)).collect::<Vec<_>>();
        for entry in shown.into_iter().rev() {
            if let Some(snippet) = snippet::of_section(&stored, &entry.anchor)? {
                hit.snippets.retain(|other| other.text != snippet.text);
                let section = Some(label_of(&outline, found));
                hit.snippets.insert(0, Snippet { section, anchor: Some(found.anchor.clone()), ..snippet });
                break;
            }
        }
        Ok(())
    }

    /// Returns the section of an act that the query names, or the nearest section above it that is there.
    fn section_in<'a>(&self, outline: &'a [OutlineEntry]) -> Option<&'a OutlineEntry> {
        let (mut entries, mut sections) = (Vec::new(), Vec::new());
        for entry in outline {
            let Some(level) = entry.level else { continue };
            let (label, anchor) = (entry.label.clone(), entry.anchor.clone());
            sections.push(Section { level, label, start: 0, anchor });
            entries.push(entry);
        }
        sections::find(&sections, self.section.as_ref()?).map(|found| entries[found])
    }
}

/// Returns the label of a section with those of the sections it is within: `§ 3 ust. 1 pkt 2`.
fn label_of(outline: &[OutlineEntry], found: &OutlineEntry) -> String {
    let is_step = |entry: &&OutlineEntry| {
        let has_number = entry.level.is_some_and(|level| level >= SectionLevel::Article);
        (has_number || entry.anchor == found.anchor) && is_within(&found.anchor, &entry.anchor)
    };
    outline.iter().filter(is_step).map(|entry| entry.label.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether an address is that of a section or of one within it.
fn is_within(anchor: &str, section: &str) -> bool {
    anchor.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn key(reference: &ActReference) -> Option<ActKey> {
    let ActReference { kind, number, date, title, .. } = reference;
    ActKey::of_parts(kind.as_deref(), number.as_ref(), *date, title.as_deref())
}
