//! What a PDF says of itself: title, day and language.
//!
//! Reads the XMP packet, the Info dictionary and the catalogue. Leaves to `strings` how text is encoded
//! and which titles are none, to `xmp` how a packet is read.

use jiff::civil::Date;
use lopdf::{Document, Object};

use super::{
    strings,
    structure::{get, string},
    xmp,
};
use crate::document::Metadata;

/// A packet past this many bytes is not read: the largest measured has 12 KB.
const MAX_PACKET_BYTES: usize = 1 << 20;
/// PDF came out in 1993; an earlier day of creation is a clock that was never set.
const FIRST_YEAR: i16 = 1993;

/// What the file says. XMP goes first for the title, as it is always Unicode and since PDF 2.0 the only
/// place for it; Info for the day, as every program writes it there.
pub(super) fn read(document: &Document) -> Metadata {
    let packet = packet(document).unwrap_or_default();
    let info = |key| string(document, get(document, &document.trailer, "Info")?.as_dict().ok()?, key);
    let title = |title: &String| strings::is_title(title);
    let language = |tag: String| tag.parse().ok();
    Metadata {
        title: xmp::title(&packet).filter(title).or_else(|| info("Title").map(strings::decode).filter(title)),
        published: info("CreationDate")
            .and_then(|text| day(&strings::decode(text)))
            .or_else(|| xmp::created(&packet).and_then(|text| day(&text))),
        language: catalogue_language(document)
            .and_then(language)
            .or_else(|| xmp::language(&packet).and_then(language)),
        ..Metadata::default()
    }
}

fn catalogue_language(document: &Document) -> Option<String> {
    string(document, document.catalog().ok()?, "Lang").map(strings::decode)
}

fn packet(document: &Document) -> Option<String> {
    let stream = get(document, document.catalog().ok()?, "Metadata").map(Object::as_stream)?.ok()?;
    let bytes = stream.get_plain_content_with_limit(MAX_PACKET_BYTES).ok()?;
    Some(strings::decode(&bytes))
}

/// The day of a date as PDF (`D:20140212083000+01'00'`) or XMP (`2014-02-12T08:30:00+01:00`) writes it,
/// on the clock of whoever wrote it.
fn day(text: &str) -> Option<Date> {
    let digits = text.trim_start_matches("D:").bytes().filter(|byte| *byte != b'-').take(8);
    let number: Vec<i16> =
        digits.map(|byte| byte.is_ascii_digit().then(|| i16::from(byte - b'0'))).collect::<Option<_>>()?;
    let [y1, y2, y3, y4, m1, m2, d1, d2] = number.try_into().ok()?;
    let (month, day) = (i8::try_from(m1 * 10 + m2).ok()?, i8::try_from(d1 * 10 + d2).ok()?);
    let date = Date::new(y1 * 1000 + y2 * 100 + y3 * 10 + y4, month, day).ok()?;
    (date.year() >= FIRST_YEAR).then_some(date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use lopdf::{Stream, dictionary};

    use super::*;

    #[track_caller]
    fn check_day(text: &str, expected: Option<Date>) {
        assert_eq!(day(text), expected, "{text}");
    }

    #[test]
    fn days_are_read_as_pdf_and_xmp_write_them() {
        check_day("D:20140212083000+01'00'", Some(date(2014, 2, 12)));
        check_day("20140212", Some(date(2014, 2, 12)));
        check_day("2014-02-12T08:30:00Z", Some(date(2014, 2, 12)));
        for text in ["", "D:", "D:2014", "2014-02", "D:20141301", "D:19700101000000Z", "12 lutego 2014"] {
            check_day(text, None);
        }
    }

    #[test]
    fn the_packet_gives_what_info_lacks() {
        let mut document = Document::with_version("1.7");
        let packet = "<rdf:Description xmp:CreateDate='2021-06-01'><dc:title><rdf:Alt>\
            <rdf:li xml:lang='x-default'>Uchwała budżetowa</rdf:li></rdf:Alt></dc:title></rdf:Description>";
        let packet = document.add_object(Stream::new(dictionary! {}, packet.into()));
        let catalogue = dictionary! { "Metadata" => packet, "Lang" => Object::string_literal("pl-PL") };
        let catalogue = document.add_object(catalogue);
        document.trailer.set("Root", catalogue);
        let info = document.add_object(dictionary! { "Title" => Object::string_literal("uchwala.doc") });
        document.trailer.set("Info", info);
        let read = read(&document);
        assert_eq!(read.title.as_deref(), Some("Uchwała budżetowa"));
        assert_eq!(read.published, Some(date(2021, 6, 1)));
        assert_eq!(read.language.map(|language| language.to_string()).as_deref(), Some("pl"));
    }

    #[test]
    fn a_file_without_a_catalogue_says_nothing() {
        assert_eq!(read(&Document::new()), Metadata::default());
    }
}
