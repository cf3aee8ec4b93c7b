//! XML for programs: feeds, plug-ins, maps of the site.
//!
//! Leaves escaping to the library. Always holds: whatever stands in a text, what is written is well-formed, and
//! the text means itself: characters that XML forbids are left out, and so are those that turn the direction of
//! writing, which a plain text has no other way to end.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// The attributes of an element.
type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document being written.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A whole document: its outermost element, and what `write` puts within.
    pub(super) fn document(name: &str, attributes: Attributes<'_>, write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut xml = Self { writer: Writer::new(Vec::new()) };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.element(name, attributes, write);
        xml.writer.into_inner()
    }

    /// An element with others within.
    pub(super) fn element(&mut self, name: &str, attributes: Attributes<'_>, write: impl FnOnce(&mut Self)) {
        self.put(Event::Start(start(name, attributes)));
        write(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text within.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |xml| xml.put(Event::Text(BytesText::new(&plain(text)))));
    }

    /// An element with nothing within.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
    }

    fn put(&mut self, event: Event<'_>) {
        // Memory takes everything: there is no error to tell.
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

/// The text without what XML 1.0 forbids or discourages (2.2) and without controls of direction; other white
/// space becomes a space.
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
    fn markup_and_odd_characters_are_written_as_text() {
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
