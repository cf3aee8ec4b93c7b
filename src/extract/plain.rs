//! Extracts plain text files.
//!
//! Encodings are left to `decode`. Invariant: lines end in `\n`, and a form feed begins a page.

use super::{
    decode, error::ExtractError, extracted::Extracted, frontmatter::fold, page_kind::PagePlace, posted,
    saved_page,
};
use crate::{
    acts::numbers::parse_date,
    document::{Kind, Metadata, Page},
};

/// The maximum length of a first line taken for a title, in characters; a longer one is a paragraph.
const TITLE_CHARS: usize = 200;

/// Extracts a text file.
///
/// A short first meaningful line is taken for the title, and a line below it that is only a date makes it a
/// news post.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    extract_sent(bytes, None)
}

/// Extracts a text file that was sent with a character set.
pub(super) fn extract_sent(bytes: &[u8], charset: Option<&str>) -> Result<Extracted, ExtractError> {
    let (text, warning) = decode::decode_declared(bytes, charset)?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(ExtractError::Empty);
    }
    let mut pages = pages(&text);
    let of_page =
        if let [page] = pages.as_mut_slice() { saved_page::read(page, &mut Vec::new()) } else { None };
    Ok(Extracted {
        from_text: of_page.unwrap_or_else(|| from_text(&text)),
        paginated: pages.len() > 1,
        pages,
        warnings: warning.into_iter().collect(),
        ..Extracted::default()
    })
}

/// Splits the text into pages at form feeds; one at the very end closes the last page and opens no other.
fn pages(text: &str) -> Vec<Page> {
    let text = text.strip_suffix('\u{c}').unwrap_or(text);
    let page = |(number, text): (u32, &str)| Page::new(number, text.trim_matches('\n'));
    (1..).zip(text.split('\u{c}')).map(page).collect()
}

/// Guesses metadata from the first lines of a text.
pub(super) fn from_text(text: &str) -> Metadata {
    let mut lines = text.lines().skip_while(|line| saved_page::says_nothing(line)).filter_map(fold);
    let title = lines.next().filter(|line| line.chars().count() <= TITLE_CHARS);
    let below = lines.next().filter(|_| title.is_some()).and_then(|line| parse_date(&line));
    let published = below.or_else(|| posted::labeled(text));
    let place = PagePlace { title: title.as_deref().unwrap_or_default(), ..PagePlace::default() };
    let kind = below.map(|_| Kind::News).or_else(|| place.kind(text));
    Metadata { title, published, kind, ..Metadata::default() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[test]
    fn a_short_first_line_is_the_title_and_a_date_below_makes_it_news() {
        let found = extract("\n  Na   konwencie\r\n\r\n27.09.2022\rTreść".as_bytes()).unwrap();
        assert_eq!(found.from_text.title.as_deref(), Some("Na konwencie"));
        assert_eq!(found.from_text.published, Some(Date::constant(2022, 9, 27)));
        assert_eq!(found.from_text.kind, Some(Kind::News));
        assert_eq!(found.declared, Metadata::default());
        assert_eq!(found.pages[0].text, "  Na   konwencie\n\n27.09.2022\nTreść");
        assert!(!found.paginated);
    }

    #[test]
    fn a_long_first_line_is_not_a_title() {
        let found = extract(format!("{}\n2022-09-27", "słowo ".repeat(50)).as_bytes()).unwrap();
        assert_eq!(found.from_text, Metadata::default());
    }

    #[test]
    fn form_feeds_separate_pages_and_keep_empty_ones() {
        let found = extract("jeden\n\u{c}\n\u{c}trzy\n\u{c}".as_bytes()).unwrap();
        let pages: Vec<_> = found.pages.iter().map(|page| (page.number, page.text.as_str())).collect();
        assert_eq!(pages, [(1, "jeden"), (2, ""), (3, "trzy")]);
        assert!(found.paginated);
    }

    #[test]
    fn files_without_text_are_rejected() {
        for text in ["", " \n\t\r\n", "\u{feff}", "\u{c}"] {
            assert_eq!(extract(text.as_bytes()), Err(ExtractError::Empty), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = extract(&bytes);
        }
    }
}
