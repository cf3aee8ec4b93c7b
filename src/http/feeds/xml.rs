//! An XML writer for feeds, browser plug-ins and sitemaps.
//!
//! Escaping is left to the library. Invariants: the output is well-formed whatever a text contains, and the
//! text keeps its meaning: characters that XML forbids are left out, and so are bidirectional controls, which
//! plain text has no other way to end.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// The attributes of an element.
type Attributes<'a> = &'a [(&'a str, &'a str)];

/// An XML document being written.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// Writes a document: the root element, with the content that `write` adds.
    pub(crate) fn document(name: &str, attributes: Attributes<'_>, write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut xml = Self { writer: Writer::new(Vec::new()) };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.element(name, attributes, write);
        xml.writer.into_inner()
    }

    /// Writes an element with child elements.
    pub(crate) fn element(&mut self, name: &str, attributes: Attributes<'_>, write: impl FnOnce(&mut Self)) {
        self.put(Event::Start(start(name, attributes)));
        write(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// Writes an element with text content.
    pub(crate) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |xml| xml.put(Event::Text(BytesText::new(&plain(text)))));
    }

    /// Writes an empty element.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
    }

    fn put(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, plain(value).as_str()));
    }
    start
}

/// Removes the characters that XML 1.0 forbids or discourages (2.2) and bidirectional controls; replaces
/// other white space with a space.
fn plain(text: &str) -> String {
    let taken = |c: char| match c {
        '\t' | '\n' | '\r' => Some(' '),
        '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(taken).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_and_special_characters_remain_text() {
        let text = "a<b> & ]]> \"c\" 'd' \u{0}\u{b}\u{1b}\u{202e}\u{2067}\u{fffe}\n\u{85}e";
        let xml = Xml::document("x", &[("y", text)], |xml| xml.text("z", &[], text));
        let xml = String::from_utf8(xml).expect("UTF-8");
        let read = roxmltree::Document::parse(&xml).expect("well-formed");
        let expected = "a<b> & ]]> \"c\" 'd'  e";
        assert_eq!(read.root_element().attribute("y"), Some(expected));
        assert_eq!(read.root_element().first_element_child().and_then(|z| z.text()), Some(expected));
    }

    proptest! {
        #[test]
        fn any_text_yields_a_document_that_parses_back(text in any::<String>()) {
            let xml = Xml::document("x", &[("y", &text)], |xml| {
                xml.empty("w", &[]);
                xml.text("z", &[], &text);
            });
            let xml = String::from_utf8(xml).expect("UTF-8");
            let read = roxmltree::Document::parse(&xml).expect("well-formed");
            let z = read.root_element().last_element_child().expect("an element");
            let expected = plain(&text);
            prop_assert_eq!(z.text().unwrap_or_default(), &expected);
            prop_assert_eq!(read.root_element().attribute("y"), Some(expected.as_str()));
        }
    }
}
