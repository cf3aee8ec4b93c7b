//! Resolves where bookmarks lead: direct destinations, named ones and jumps (`/A` with `/GoTo`).
//!
//! Which bookmarks exist is left to `outline`. Invariants: a name is looked up once, so names that lead to
//! each other terminate; a tree of names is read once and up to a limit.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::extract::pdf::objects::{dictionary, get};

/// The maximum number of names, and of nodes, read from the tree of named destinations: ten per bookmark
/// kept.
const MAX_NAMES: usize = 50_000;

/// The destinations of one file.
pub(super) struct Destinations<'a> {
    document: &'a Document,
    places: HashMap<ObjectId, usize>,
    old_names: Option<&'a Dictionary>,
    names: HashMap<&'a [u8], &'a Object>,
}

impl<'a> Destinations<'a> {
    /// Reads the names that `catalogue` knows; `places` gives the index of each page object.
    pub(super) fn new(
        document: &'a Document,
        catalogue: &'a Dictionary,
        places: HashMap<ObjectId, usize>,
    ) -> Self {
        let tree =
            dictionary(document, catalogue, "Names").and_then(|names| dictionary(document, names, "Dests"));
        Self {
            document,
            places,
            old_names: dictionary(document, catalogue, "Dests"),
            names: tree.map(|root| names(document, root)).unwrap_or_default(),
        }
    }

    /// Returns the index of the page that a bookmark leads to.
    pub(super) fn place_of(&self, item: &'a Dictionary) -> Option<usize> {
        let jump = || dictionary(self.document, item, "A").filter(|action| is_jump(self.document, action));
        let target = get(self.document, item, "Dest").or_else(|| get(self.document, jump()?, "D"))?;
        self.resolve(target, true)
    }

    fn resolve(&self, target: &'a Object, may_be_name: bool) -> Option<usize> {
        match target {
            Object::Array(array) => self.place_in(array),
            Object::Dictionary(dictionary) => {
                self.place_in(get(self.document, dictionary, "D")?.as_array().ok()?)
            }
            Object::Name(name) | Object::String(name, _) if may_be_name => {
                self.resolve(self.named(name)?, false)
            }
            _ => None,
        }
    }

    /// Looks up a named destination; strings belong in the tree and names in the old dictionary, but programs
    /// mix them up.
    fn named(&self, name: &[u8]) -> Option<&'a Object> {
        let old = || self.old_names?.get_deref(name, self.document).ok();
        self.names.get(name).copied().or_else(old)
    }

    /// Returns the page of a direct destination: a page object, or (invalid but common) its index.
    fn place_in(&self, destination: &[Object]) -> Option<usize> {
        match destination.first()? {
            Object::Reference(id) => self.places.get(id).copied(),
            Object::Integer(index) => usize::try_from(*index).ok(),
            _ => None,
        }
    }
}

fn is_jump(document: &Document, action: &Dictionary) -> bool {
    get(document, action, "S").is_some_and(|kind| kind.as_name().is_ok_and(|name| name == b"GoTo"))
}

/// Returns the names and values of a name tree.
fn names<'a>(document: &'a Document, root: &'a Dictionary) -> HashMap<&'a [u8], &'a Object> {
    let mut names = HashMap::new();
    let mut waiting = vec![root];
    for _ in 0..MAX_NAMES {
        let Some(node) = waiting.pop() else { break };
        let array = |key| get(document, node, key).and_then(|object| object.as_array().ok());
        for pair in array("Names").into_iter().flat_map(|pairs| pairs.chunks_exact(2)) {
            if let (Ok((_, Object::String(name, _))), Ok((_, value))) =
                (document.dereference(&pair[0]), document.dereference(&pair[1]))
                && names.len() < MAX_NAMES
            {
                names.insert(name.as_slice(), value);
            }
        }
        let kids = array("Kids").into_iter().flatten();
        let kids = kids.filter_map(|kid| document.dereference(kid).ok()?.1.as_dict().ok());
        waiting.extend(kids.take(MAX_NAMES.saturating_sub(waiting.len())));
    }
    names
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn page() -> Object {
        vec![Object::Reference((7, 0)), "Fit".into()].into()
    }

    #[track_caller]
    fn check(item: &Dictionary, expected: Option<usize>) {
        let mut document = Document::with_version("1.7");
        let loop_id = document.new_object_id();
        let kid = dictionary! { "Names" => vec![
            Object::string_literal("a"), page(),
            Object::string_literal("b"), dictionary! { "D" => page() }.into(),
            Object::string_literal("loop"), Object::string_literal("loop"),
        ], "Kids" => vec![Object::Reference(loop_id)] };
        document.objects.insert(loop_id, kid.into());
        let tree = dictionary! { "Kids" => vec![Object::Reference(loop_id)] };
        let old = dictionary! { "old" => page() };
        let catalogue = dictionary! { "Names" => dictionary! { "Dests" => tree }, "Dests" => old };
        let places = HashMap::from([((7, 0), 3)]);
        let item = item.clone();
        assert_eq!(Destinations::new(&document, &catalogue, places).place_of(&item), expected, "{item:?}");
    }

    #[test]
    fn each_kind_of_destination_is_followed() {
        check(&dictionary! { "Dest" => page() }, Some(3));
        check(&dictionary! { "Dest" => vec![Object::Integer(2)] }, Some(2));
        check(&dictionary! { "Dest" => Object::string_literal("a") }, Some(3));
        check(&dictionary! { "Dest" => Object::string_literal("b") }, Some(3));
        check(&dictionary! { "Dest" => "old" }, Some(3));
        check(&dictionary! { "A" => dictionary! { "S" => "GoTo", "D" => page() } }, Some(3));
    }

    #[test]
    fn broken_and_external_links_are_not_destinations() {
        check(&dictionary! {}, None);
        check(&dictionary! { "Dest" => Object::string_literal("loop") }, None);
        check(&dictionary! { "Dest" => Object::string_literal("nowhere") }, None);
        check(&dictionary! { "Dest" => vec![Object::Integer(-1)] }, None);
        check(&dictionary! { "A" => dictionary! { "S" => "GoToR", "D" => page() } }, None);
    }
}
