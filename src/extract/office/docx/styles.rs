//! Reads the styles of a Word document, as far as they decide what its text says.
//!
//! Applying them is left to `body`. Invariant: following a chain of styles ends.

use std::collections::HashMap;

use crate::extract::office::{
    heading_name::is_heading_name,
    writer::ScriptPosition,
    xml::{self, XmlStep, XmlTag},
};

/// The maximum number of styles, and the maximum length of a chain of them.
const MAX_STYLES: usize = 20_000;
const MAX_CHAIN: usize = 12;
/// The level of text that is in no outline.
const BODY_LEVEL: i64 = 9;

/// What paragraph and character properties say; `None` where they leave it to a style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StyleProperties {
    /// The id of the paragraph or character style they refer to.
    pub(super) style: Option<String>,
    pub(super) outline_level: Option<i64>,
    /// The list, and the level in it.
    pub(super) list: Option<i64>,
    pub(super) list_level: Option<i64>,
    pub(super) is_hidden: Option<bool>,
    pub(super) is_struck: Option<bool>,
    pub(super) script: Option<ScriptPosition>,
}

impl StyleProperties {
    /// Takes note of an element of `pPr` or `rPr`.
    pub(super) fn read(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "pStyle" | "rStyle" => self.style = tag.value("val"),
            "outlineLvl" => self.outline_level = tag.number("val"),
            "numId" => self.list = tag.number("val"),
            "ilvl" => self.list_level = tag.number("val"),
            "vanish" => self.is_hidden = Some(tag.is_on()),
            "strike" | "dstrike" => self.is_struck = Some(tag.is_on()),
            "vertAlign" => {
                self.script = Some(match tag.value("val").as_deref() {
                    Some("superscript") => ScriptPosition::Raised,
                    Some("subscript") => ScriptPosition::Lowered,
                    _ => ScriptPosition::Level,
                });
            }
            _ => {}
        }
    }

    /// Fills in what is missing from `other`.
    fn or(self, other: &Self) -> Self {
        Self {
            style: self.style,
            outline_level: self.outline_level.or(other.outline_level),
            list: self.list.or(other.list),
            list_level: self.list_level.or(other.list_level),
            is_hidden: self.is_hidden.or(other.is_hidden),
            is_struck: self.is_struck.or(other.is_struck),
            script: self.script.or(other.script),
        }
    }
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct WordStyles {
    styles: HashMap<String, WordStyle>,
    /// The id of the style of paragraphs that name none.
    usual: Option<String>,
    /// The language of the template.
    pub(super) language: Option<String>,
}

#[derive(Debug, Default)]
struct WordStyle {
    name: String,
    based_on: Option<String>,
    properties: StyleProperties,
}

impl WordStyles {
    /// Reads the part that holds the styles; a damaged one gives those before the damage.
    pub(super) fn read(source: &str) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, WordStyle)> = None;
        xml::walk_intact(source, &mut |step| match step {
            XmlStep::Open(tag) if tag.name() == "style" => {
                let id = tag.value("styleId").unwrap_or_default();
                let is_usual = tag.value("default").is_some_and(|value| value == "1" || value == "true");
                if is_usual && tag.value("type").as_deref() == Some("paragraph") {
                    styles.usual = Some(id.clone());
                }
                open = Some((id, WordStyle::default()));
            }
            XmlStep::Open(tag) => match &mut open {
                Some((_, style)) => style.read(&tag),
                None if tag.name() == "lang" && styles.language.is_none() => {
                    styles.language = tag.value("val");
                }
                None => {}
            },
            XmlStep::Close("style") => {
                styles.styles.extend(open.take().filter(|_| styles.styles.len() < MAX_STYLES));
            }
            XmlStep::Close(_) | XmlStep::Text(_) => {}
        });
        styles
    }

    /// Returns the properties of a paragraph or piece of text with all that its style adds.
    pub(super) fn complete(&self, own: StyleProperties) -> StyleProperties {
        let style = own.style.clone();
        self.chain(style.as_deref()).fold(own, |found, style| found.or(&style.properties))
    }

    /// Returns the properties of a paragraph, which has the usual style if it names none.
    pub(super) fn complete_paragraph(&self, own: &StyleProperties) -> StyleProperties {
        let style = own.style.clone().or_else(|| self.usual.clone());
        self.complete(StyleProperties { style, ..own.clone() })
    }

    /// Returns the list to which a style belongs.
    pub(super) fn list_of(&self, style: &str) -> Option<i64> {
        self.chain(Some(style)).find_map(|style| style.properties.list)
    }

    /// Returns whether a paragraph with these completed properties is a heading.
    pub(super) fn is_heading(&self, properties: &StyleProperties) -> bool {
        match properties.outline_level {
            Some(level) => (0..BODY_LEVEL).contains(&level),
            None => self.chain(properties.style.as_deref()).any(|style| is_heading_name(&style.name)),
        }
    }

    fn chain<'a>(&'a self, style: Option<&'a str>) -> impl Iterator<Item = &'a WordStyle> {
        let first = style.and_then(|id| self.styles.get(id));
        let next = |style: &&'a WordStyle| self.styles.get(style.based_on.as_deref()?);
        std::iter::successors(first, next).take(MAX_CHAIN)
    }
}

impl WordStyle {
    fn read(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "name" => self.name = tag.value("val").unwrap_or_default(),
            "basedOn" => self.based_on = tag.value("val"),
            _ => self.properties.read(tag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_inherit_and_a_circle_of_them_ends() {
        let styles = WordStyles::read(
            "<styles><docDefaults><rPr><lang val='pl-PL'/></rPr></docDefaults>\
             <style type='paragraph' styleId='N1'><name val='heading 1'/><basedOn val='P'/><rPr><vanish/></rPr></style>\
             <style type='paragraph' styleId='P'><name val='Par'/><basedOn val='N1'/><pPr><numPr><numId val='7'/></numPr></pPr></style>\
             </styles>",
        );
        let own = StyleProperties { style: Some("N1".to_owned()), ..StyleProperties::default() };
        let found = styles.complete_paragraph(&own);
        assert_eq!((found.list, found.is_hidden), (Some(7), Some(true)));
        assert!(styles.is_heading(&found));
        assert_eq!((styles.language.as_deref(), styles.list_of("N1")), (Some("pl-PL"), Some(7)));
    }
}
