//! Extracts e-mails: the subject as title, the day it was sent, the text, and the attachments.
//!
//! Taking the message apart is left to mail-parser, and reading attachments, within limits, to `attached`.
//! Invariants: neither addresses nor names of senders and receivers become text, since residents write to a
//! city, too; a message within a message counts as an attachment.

use std::{borrow::Cow, sync::Arc};

use jiff::Timestamp;
use mail_parser::{
    Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{
        base64::base64_decode, charsets::map::charset_decoder, quoted_printable::quoted_printable_decode,
    },
};

use super::{
    attached::{AttachedFile, AttachedFiles, AttachmentBudget, AttachmentReader, shown_name},
    decode,
    error::{ExtractError, OfficeFault},
    extracted::Extracted,
    frontmatter::fold,
    html,
};
use crate::document::{Metadata, Page, composed, warsaw};

/// The maximum number of attachments looked at.
const MAX_PARTS: usize = 1_000;
/// The maximum size of a plain text that may only say that there is a web page, in bytes, and how many times
/// longer the page then is.
const MAX_NOTE_BYTES: usize = 300;
const FULLER: usize = 5;

/// Extracts an e-mail; `read` reads its attachments.
pub(super) fn extract(
    bytes: &Arc<Vec<u8>>,
    budget: &mut AttachmentBudget,
    read: AttachmentReader,
) -> Result<Extracted, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let message = MessageParser::default().parse(bytes.as_slice()).ok_or(OfficeFault::NotMail)?;
    if message.subject().is_none() && message.date().is_none() && message.from().is_none() {
        return Err(OfficeFault::NotMail.into());
    }
    budget.is_new(bytes);
    let page = page(&message);
    let declared =
        Metadata { title: message.subject().and_then(fold), published: day(&message), ..Metadata::default() };
    let mut extracted = Extracted { declared, pages: vec![page], ..Extracted::default() };
    add_attachments(&message, &mut extracted, budget, read);
    extracted.paginated = extracted.pages.len() > 1;
    let is_empty = extracted.pages.iter().all(|page| page.text.trim().is_empty());
    if is_empty && extracted.declared.title.is_none() { Err(ExtractError::Empty) } else { Ok(extracted) }
}

/// Returns the text of the message: its plain text, or its web page if the plain text is empty or only says
/// that there is a page.
fn page(message: &Message<'_>) -> Page {
    let plain = text_of(message, &message.text_body);
    let text = if plain.len() > MAX_NOTE_BYTES {
        plain
    } else {
        let page = text_of(message, &message.html_body);
        if page.trim().len() > plain.trim().len() * FULLER { page } else { plain }
    };
    Page::new(1, composed(text))
}

fn text_of(message: &Message<'_>, parts: &[u32]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter_map(|part| message.part(*part)) {
        match &part.body {
            PartType::Text(body) => add_paragraph(&mut text, &written(message, part, body)),
            PartType::Html(body) => {
                let page = undecoded(message, part).and_then(|bytes| html::mail_text(&bytes).ok());
                add_paragraph(&mut text, &page.unwrap_or_else(|| html::text(body).text));
            }
            _ => {}
        }
    }
    text
}

/// Returns the text of a part as it was written, given what mail-parser made of it.
fn written(message: &Message<'_>, part: &MessagePart<'_>, parsed: &str) -> String {
    let guessed = undecoded(message, part).and_then(|bytes| decode::decode(&bytes).ok());
    guessed.map_or_else(|| parsed.to_owned(), |(text, _)| text)
}

/// Returns the bytes of a part of text that names no character set, which mail-parser takes for UTF-8; `None`
/// for others.
fn undecoded(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let named = part.content_type().and_then(|kind| kind.attribute("charset"));
    if named.is_some_and(|name| charset_decoder(name.as_bytes()).is_some()) {
        return None;
    }
    let body = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message.get(body)?;
    match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    }
}

fn add_paragraph(text: &mut String, paragraph: &str) {
    let lines = paragraph.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(lines.trim_matches('\n'));
}

/// Returns the day on which the message was sent, in Warsaw.
fn day(message: &Message<'_>) -> Option<jiff::civil::Date> {
    let sent = Timestamp::from_second(message.date()?.to_timestamp()).ok()?;
    let day = sent.to_zoned(warsaw()).date();
    (day.year() > 1980).then_some(day)
}

fn add_attachments(
    message: &Message<'_>,
    extracted: &mut Extracted,
    budget: &mut AttachmentBudget,
    read: AttachmentReader,
) {
    let parts = message.attachments.iter().filter_map(|part| message.part(*part));
    let parts: Vec<&MessagePart<'_>> = parts.filter(|part| !is_picture(part)).take(MAX_PARTS).collect();
    if parts.is_empty() {
        return;
    }
    let mut files = AttachedFiles::new(extracted, budget, read);
    for part in parts {
        let (name, media_type) = named(part);
        let bytes = match part.body {
            PartType::Text(_) | PartType::Html(_) => undecoded(message, part).map(Cow::Owned),
            _ => None,
        };
        let bytes = bytes.unwrap_or(Cow::Borrowed(part.contents()));
        let file = AttachedFile { name: &name, media_type: &media_type, packed_bytes: bytes.len() };
        files.add(&file, |most| (bytes.len() <= most).then(|| bytes.to_vec()));
    }
    files.finish();
}

/// Returns whether a part is a picture, as in a signature.
fn is_picture(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"))
}

/// Returns the name of an attachment and its media type.
fn named(part: &MessagePart<'_>) -> (String, String) {
    let kind = part
        .content_type()
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase());
    let kind = kind.unwrap_or_default();
    let name = match (part.attachment_name(), &part.body) {
        (Some(name), PartType::Message(_)) if !name.to_lowercase().ends_with(".eml") => {
            format!("{}.eml", shown_name(name))
        }
        (Some(name), _) => shown_name(name),
        (None, PartType::Message(inner)) => {
            // A subject is no path.
            let subject = inner.subject().unwrap_or_default().replace(['/', '\\'], "-");
            format!("{}.eml", shown_name(&subject))
        }
        (None, _) => "attachment".to_owned(),
    };
    (name, kind)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::document::Format;

    const MAIL: &str = "From: Anna Wrona <anna@example.org>\r\nTo: rada@example.org\r\n\
        Subject: =?utf-8?Q?Remont_ulicy_D=C5=82ugiej?=\r\nDate: Sat, 3 May 2031 23:30:00 +0000\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/html; charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>Prosz=EA o <b>wyja=B6nienie</b>.</p>\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"uwagi.txt\"\r\n\r\n\
        Uwagi do projektu\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename=\"logo.png\"\r\n\r\nx\r\n--b--\r\n";

    #[test]
    fn a_message_is_text_with_attachments_and_without_addresses() {
        let found = crate::extract::extract(Format::Eml, MAIL.as_bytes().to_vec()).unwrap();
        assert_eq!(found.declared.title.as_deref(), Some("Remont ulicy Długiej"));
        assert_eq!(found.declared.published, Some(Date::constant(2031, 5, 4)));
        let texts: Vec<&str> = found.pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(texts, ["Proszę o wyjaśnienie.", "uwagi.txt\n\nUwagi do projektu"]);
        assert_eq!(found.warnings, [""; 0]);
    }

    #[track_caller]
    fn check(parts: &str, expected: &[&str]) {
        let mail = format!("Subject: a\r\nMIME-Version: 1.0\r\n{parts}");
        let bytes = encoding_rs::WINDOWS_1250.encode(&mail).0.into_owned();
        let found = crate::extract::extract(Format::Eml, bytes).unwrap();
        let texts: Vec<&str> = found.pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(texts, expected, "{:?}", found.warnings);
    }

    #[test]
    fn parts_that_name_no_encoding_are_decoded() {
        check(
            "\r\nProszę o wyjaśnienie, dlaczego źle świeci.\r\n",
            &["Proszę o wyjaśnienie, dlaczego źle świeci."],
        );
        check(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             <meta charset=3Diso-8859-2><p>Prosz=EA o wyja=B6nienie</p>\r\n",
            &["Proszę o wyjaśnienie"],
        );
        check(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntekst\r\n\
             --b\r\nContent-Type: text/plain; name=\"a.txt\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\n\
             Zażółć gęślą jaźń\r\n\
             --b\r\nContent-Type: text/html; charset=windows-1250\r\nContent-Disposition: attachment; filename=\"b.html\"\r\n\r\n\
             <meta charset=windows-1250><p>Wyjaśnienie</p>\r\n--b--\r\n",
            &["tekst", "a.txt\n\nZażółć gęślą jaźń", "b.html\n\nWyjaśnienie"],
        );
    }

    #[test]
    fn a_web_page_is_read_if_the_plain_text_is_empty() {
        for plain in ["", "Wlacz HTML"] {
            check(
                &format!(
                    "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n\
                     --b\r\nContent-Type: text/html\r\n\r\n<p>Zaproszenie na spotkanie w sprawie parku przy ulicy Polnej.</p>\r\n--b--\r\n"
                ),
                &["Zaproszenie na spotkanie w sprawie parku przy ulicy Polnej."],
            );
        }
    }

    #[test]
    fn a_message_within_a_message_is_named_by_its_whole_subject() {
        check(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntekst\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Odp.: Uchwala nr XXI/418/2031\r\n\r\nw srodku\r\n--b--\r\n",
            &["tekst", "Odp.: Uchwala nr XXI-418-2031.eml\n\nw srodku"],
        );
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        for bytes in [&b"zwykly tekst"[..], b"\0\x01\x02", b"\n\n"] {
            let found = crate::extract::extract(Format::Eml, bytes.to_vec());
            assert_eq!(found, Err(OfficeFault::NotMail.into()), "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in "(From: |Subject: |Content-Type: multipart/mixed; boundary=b|--b|\r\n|=C5|\\PC){0,40}") {
            let _ = crate::extract::extract(Format::Eml, bytes.into_bytes());
        }
    }
}
