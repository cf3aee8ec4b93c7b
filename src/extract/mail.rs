//! Extracts e-mails: the subject as title, the day it was sent, the text, and the attachments.
//!
//! Taking the message apart is left to mail-parser, and reading attachments, within limits, to `attached`.
//! Invariants: neither addresses nor names of senders and receivers become text, since residents write to a
//! city, too; a message within a message counts as an attachment.

use std::sync::Arc;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{
    attached::{AttachedFile, AttachedFiles, AttachmentBudget, AttachmentReader, shown_name},
    error::{ExtractError, OfficeFault},
    extracted::Extracted,
    frontmatter::fold,
    html,
};
use crate::document::{Metadata, Page, composed, warsaw};

/// The maximum number of attachments looked at.
const MAX_PARTS: usize = 1_000;

/// Extracts an e-mail; `read` reads its attachments.
pub(super) fn extract(
    bytes: &Arc<Vec<u8>>,
    budget: &mut AttachmentBudget,
    read: AttachmentReader,
) -> Result<Extracted, ExtractError> {
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let message = MessageParser::default().parse(bytes.as_slice()).ok_or(OfficeFault::Unknown)?;
    if message.subject().is_none() && message.date().is_none() && message.from().is_none() {
        return Err(OfficeFault::Unknown.into());
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

/// Returns the text of the message, from its plain text or else from its web page.
fn page(message: &Message<'_>) -> Page {
    let mut text = String::new();
    for part in message.text_body.iter().filter_map(|part| message.part(*part)) {
        match &part.body {
            PartType::Text(body) => add_paragraph(&mut text, body),
            PartType::Html(body) => add_paragraph(&mut text, &html::text(body).text),
            _ => {}
        }
    }
    Page::new(1, composed(text))
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
        let bytes = part.contents();
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
            format!("{}.eml", shown_name(inner.subject().unwrap_or_default()))
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

    #[test]
    fn what_is_no_message_is_an_error() {
        for bytes in [&b"zwykly tekst"[..], b"\0\x01\x02", b"\n\n"] {
            let found = crate::extract::extract(Format::Eml, bytes.to_vec());
            assert_eq!(found, Err(OfficeFault::Unknown.into()), "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in "(From: |Subject: |Content-Type: multipart/mixed; boundary=b|--b|\r\n|=C5|\\PC){0,40}") {
            let _ = crate::extract::extract(Format::Eml, bytes.into_bytes());
        }
    }
}
