//! Walks the XML of office documents.
//!
//! What the elements mean is left to the readers of the formats. Invariants: no document type and no entity
//! is ever expanded; nesting is bounded; nothing here recurses.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::{
    Reader,
    events::{BytesStart, Event, attributes::Attribute},
};

use crate::extract::error::OfficeFault;

/// The maximum depth of nesting; tables within tables within text boxes reach some eighty.
const MAX_DEPTH: usize = 1_000;
/// The maximum number of attributes of an element that are looked at.
const MAX_ATTRIBUTES: usize = 200;

/// A step of a walk.
pub(super) enum XmlStep<'a> {
    /// An element begins.
    Open(XmlTag<'a>),
    /// An element with this local name ends.
    Close(&'a str),
    /// Text within the innermost open element.
    Text(&'a str),
}

/// The start tag of an element.
pub(super) struct XmlTag<'a>(&'a BytesStart<'a>);

impl XmlTag<'_> {
    /// Returns the name without its prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the prefix of the name; programs always write the same ones.
    pub(super) fn prefix(&self) -> &str {
        self.0.name().prefix().map_or("", |prefix| prefix.into_inner())
    }

    /// Returns the value of an attribute, by its name without a prefix.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let found = self.attributes().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(
            found
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.to_string(), Cow::into_owned),
        )
    }

    /// Returns the value of an attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.value(name)?.trim().parse::<i32>().ok().map(i64::from)
    }

    /// Returns whether a switch is on, which it is unless its `val` says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value("val").as_deref().map(str::trim), Some("0" | "false" | "off" | "none"))
    }

    fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        let mut attributes = self.0.attributes();
        // The check for duplicates is quadratic.
        attributes.with_checks(false);
        attributes.take(MAX_ATTRIBUTES).filter_map(Result::ok)
    }
}

/// Walks a document as far as it makes sense: a damaged one gives what stands before the damage.
pub(super) fn walk_intact(source: &str, visit: &mut dyn FnMut(XmlStep<'_>)) {
    let _ = walk(source, &mut |step| {
        visit(step);
        Ok(())
    });
}

/// Walks a document and passes each step to `visit`, until it ends or `visit` fails.
///
/// # Errors
/// Returns what is wrong with the document where it stops making sense; what came before has been visited.
pub(super) fn walk(
    source: &str,
    visit: &mut dyn FnMut(XmlStep<'_>) -> Result<(), OfficeFault>,
) -> Result<(), OfficeFault> {
    let mut reader = Reader::from_str(source);
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| OfficeFault::Damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(OfficeFault::Deep { limit: MAX_DEPTH });
                }
                visit(XmlStep::Open(XmlTag(&start)))?;
            }
            Event::Empty(start) => {
                visit(XmlStep::Open(XmlTag(&start)))?;
                visit(XmlStep::Close(start.local_name().into_inner()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(XmlStep::Close(end.local_name().into_inner()))?;
            }
            Event::Text(text) => visit(XmlStep::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(XmlStep::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => visit(XmlStep::Text(&referenced(&reference)))?,
            Event::DocType(_) => return Err(OfficeFault::DocumentType),
            Event::Eof if depth > 0 => return Err(OfficeFault::Damaged),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// Returns the character that a reference stands for; nothing for entities that a document declares.
fn referenced(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    let known = quick_xml::escape::resolve_predefined_entity(reference.as_ref());
    known.unwrap_or_default().to_owned()
}

/// Decodes the bytes of an XML document, which is UTF-8 unless a byte order mark says otherwise.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let text = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(source: &str) -> (String, Result<(), OfficeFault>) {
        let mut written = String::new();
        let end = walk(source, &mut |step| {
            match step {
                XmlStep::Open(tag) => {
                    written.push_str(&format!("<{} {}>", tag.name(), tag.value("val").unwrap_or_default()));
                }
                XmlStep::Close(name) => written.push_str(&format!("</{name}>")),
                XmlStep::Text(text) => written.push_str(text),
            }
            Ok(())
        });
        (written, end)
    }

    #[test]
    fn elements_text_and_references_are_passed_in_order() {
        let (written, end) =
            walked("<?xml version='1.0'?><w:p w:val='a&amp;b'>1 &lt; 2&#x105;<w:tab/><![CDATA[<&]]></w:p>");
        assert_eq!((written.as_str(), end), ("<p a&b>1 < 2ą<tab ></tab><&</p>", Ok(())));
    }

    #[test]
    fn document_types_deep_nesting_and_broken_markup_are_errors() {
        let (_, end) = walked("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
        assert_eq!(end, Err(OfficeFault::DocumentType));
        assert_eq!(walked("<a>&b;</a>").0, "<a ></a>");
        assert_eq!(walked(&"<a>".repeat(2_000)).1, Err(OfficeFault::Deep { limit: MAX_DEPTH }));
        assert_eq!(walked("<a>b"), ("<a >b".to_owned(), Err(OfficeFault::Damaged)));
        assert_eq!(walked("<a>b</c>").1, Err(OfficeFault::Damaged));
    }

    #[test]
    fn a_byte_order_mark_decides_the_encoding() {
        let utf16: Vec<u8> = "\u{feff}<ł/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(utf16), "<ł/>");
        assert_eq!(decoded(b"\xef\xbb\xbf<a/>".to_vec()), "<a/>");
    }
}
