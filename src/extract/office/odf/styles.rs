//! Reads the styles of an `OpenDocument` file, as far as they decide what its text says.
//!
//! Applying them is left to `body`, and numbering to `lists`. Invariant: following a chain of styles ends.

use std::collections::HashMap;

use super::lists::ListLevels;
use crate::extract::office::{
    heading_name::is_heading_name,
    writer::ScriptPosition,
    xml::{self, XmlStep, XmlTag},
};

/// The maximum number of styles, and the maximum length of a chain of them.
const MAX_STYLES: usize = 50_000;
const MAX_CHAIN: usize = 12;

/// What a style says of text; `None` where it leaves it to another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OdfProperties {
    pub(super) is_hidden: Option<bool>,
    pub(super) is_struck: Option<bool>,
    pub(super) script: Option<ScriptPosition>,
}

impl OdfProperties {
    /// Fills in what is missing from `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            is_hidden: self.is_hidden.or(other.is_hidden),
            is_struck: self.is_struck.or(other.is_struck),
            script: self.script.or(other.script),
        }
    }

    fn read(&mut self, tag: &XmlTag<'_>) {
        if let Some(display) = tag.value("display") {
            self.is_hidden = Some(display == "none");
        }
        let line = tag.value("text-line-through-style").or_else(|| tag.value("text-line-through-type"));
        if let Some(line) = line {
            self.is_struck = Some(line != "none");
        }
        if let Some(position) = tag.value("text-position") {
            let raise = position.split_whitespace().next().unwrap_or_default();
            let percent = raise.trim_end_matches('%').parse::<f32>().unwrap_or_default();
            self.script = Some(match raise {
                "super" => ScriptPosition::Raised,
                "sub" => ScriptPosition::Lowered,
                _ if percent > 0.0 => ScriptPosition::Raised,
                _ if percent < 0.0 => ScriptPosition::Lowered,
                _ => ScriptPosition::Level,
            });
        }
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct OdfStyles {
    /// The styles by family and name.
    styles: HashMap<String, OdfStyle>,
    /// The formats of lists by name.
    pub(super) lists: HashMap<String, ListLevels>,
    /// The numbering of headings.
    pub(super) headings: ListLevels,
    /// The language of the template.
    pub(super) language: Option<String>,
}

#[derive(Debug, Default)]
struct OdfStyle {
    name: String,
    parent: Option<String>,
    list: Option<String>,
    is_sheet_hidden: bool,
    properties: OdfProperties,
}

impl OdfStyles {
    /// Adds the styles of a part; a damaged one gives those before the damage.
    pub(super) fn read(&mut self, source: &str) {
        let mut reader = StylesReader { styles: self, style: None, list: None };
        xml::walk_intact(source, &mut |step| match step {
            XmlStep::Open(tag) => reader.open(&tag),
            XmlStep::Close(name) => reader.close(name),
            XmlStep::Text(_) => {}
        });
    }

    /// Returns what a style and those above it say.
    pub(super) fn properties(&self, family: &str, name: &str) -> OdfProperties {
        self.chain(family, name).fold(OdfProperties::default(), |found, style| found.or(style.properties))
    }

    /// Returns the list to which a paragraph style belongs.
    pub(super) fn list_of(&self, name: &str) -> Option<&str> {
        self.chain("paragraph", name).find_map(|style| style.list.as_deref())
    }

    /// Returns whether a paragraph style is that of a heading.
    pub(super) fn is_heading(&self, name: &str) -> bool {
        self.chain("paragraph", name).any(|style| is_heading_name(&style.name))
    }

    /// Returns whether a style hides a sheet.
    pub(super) fn hides_sheet(&self, name: &str) -> bool {
        self.chain("table", name).any(|style| style.is_sheet_hidden)
    }

    fn chain<'a>(&'a self, family: &'a str, name: &str) -> impl Iterator<Item = &'a OdfStyle> {
        let first = self.styles.get(&key(family, name));
        let next = move |style: &&'a OdfStyle| self.styles.get(&key(family, style.parent.as_deref()?));
        std::iter::successors(first, next).take(MAX_CHAIN)
    }
}

fn key(family: &str, name: &str) -> String {
    format!("{family}/{name}")
}

/// Reads styles, one after the other.
struct StylesReader<'a> {
    styles: &'a mut OdfStyles,
    style: Option<(String, OdfStyle)>,
    /// The list being read: its name, or `None` for headings.
    list: Option<(Option<String>, ListLevels)>,
}

impl StylesReader<'_> {
    fn open(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "style" if tag.prefix() == "style" => {
                let name = tag.value("name").unwrap_or_default();
                let family = tag.value("family").unwrap_or_default();
                let shown = tag.value("display-name").unwrap_or_else(|| name.replace("_20_", " "));
                let (parent, list) = (tag.value("parent-style-name"), tag.value("list-style-name"));
                let style = OdfStyle { name: shown, parent, list, ..OdfStyle::default() };
                self.style = Some((key(&family, &name), style));
            }
            "list-style" => self.list = Some((tag.value("name"), ListLevels::default())),
            "outline-style" => self.list = Some((None, ListLevels::default())),
            "text-properties" => match &mut self.style {
                Some((_, style)) => style.properties.read(tag),
                None if self.list.is_none() && self.styles.language.is_none() => {
                    self.styles.language = tag.value("language").filter(|language| language != "none");
                }
                None => {}
            },
            "table-properties" => {
                if let Some((_, style)) = &mut self.style {
                    style.is_sheet_hidden = tag.value("display").as_deref() == Some("false");
                }
            }
            _ => {
                if let Some((_, levels)) = &mut self.list {
                    levels.read(tag);
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "style" => {
                let room = self.styles.styles.len() < MAX_STYLES;
                self.styles.styles.extend(self.style.take().filter(|_| room));
            }
            "list-style" | "outline-style" => match self.list.take() {
                Some((Some(name), levels)) if self.styles.lists.len() < MAX_STYLES => {
                    self.styles.lists.insert(name, levels);
                }
                Some((None, levels)) => self.styles.headings = levels,
                _ => {}
            },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_inherit_from_their_parents() {
        let mut styles = OdfStyles::default();
        styles.read(
            "<office:styles><style:style style:name='T1' style:family='text' style:parent-style-name='T2'>\
             <style:text-properties style:text-position='super 58%'/></style:style>\
             <style:style style:name='T2' style:family='text' style:parent-style-name='T1'>\
             <style:text-properties text:display='none' style:text-line-through-style='solid'/></style:style>\
             <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Heading_20_1'/>\
             <style:style style:name='Heading_20_1' style:family='paragraph' style:list-style-name='L'/></office:styles>",
        );
        let expected = OdfProperties {
            is_hidden: Some(true),
            is_struck: Some(true),
            script: Some(ScriptPosition::Raised),
        };
        assert_eq!(styles.properties("text", "T1"), expected);
        assert_eq!(styles.properties("paragraph", "T1"), OdfProperties::default());
        assert_eq!((styles.is_heading("P1"), styles.list_of("P1")), (true, Some("L")));
    }
}
