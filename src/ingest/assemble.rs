//! What a file, its sidecar and its text say, put together to a document.
//!
//! The order of trust, for each property by itself:
//! 1. the sidecar;
//! 2. what the author declares in the file: front matter, `<meta>`, `<time>`, `<title>`, JSON;
//! 3. the heading of an act (kind, title, date);
//! 4. for the language, the text itself;
//! 5. what programs write into files unasked: PDF Info, the `lang` of a template;
//! 6. the first line of the text, and at last the id (title), `page` (kind), Polish (language).

use super::districts::districts;
use crate::{
    acts::heading::{self, Recognised},
    analysis::language,
    document::{Act, Document, DocumentId, Kind, Language, Metadata, OutlineEntry, PAGE_BREAK, Page},
    extract::{Extracted, frontmatter},
};

/// A first line longer than this is no title. Characters.
const MAX_TITLE_CHARS: usize = 200;
/// How much text the language is told from, in bytes; `language` looks at no more.
const SAMPLE_BYTES: usize = 2048;
/// How much text the heading of an act is looked for in, in bytes.
const HEAD_BYTES: usize = 8192;

/// The document, and what was doubtful about it.
pub(super) fn assemble(
    id: DocumentId,
    extracted: Extracted,
    sidecar: Option<&[u8]>,
) -> (Document, Vec<String>) {
    let Extracted { declared, fallback, outline, paginated, pages, mut warnings } = extracted;
    let sidecar = sidecar.map_or_else(Metadata::default, |bytes| read_sidecar(bytes, &mut warnings));
    let pages = clean(pages);
    let stated = sidecar.or(declared);
    let act = recognise(&stated, &pages);
    let from_act = act.as_ref().map_or_else(Metadata::default, |act| Metadata {
        title: Some(act.title.clone()),
        kind: Some(act.kind),
        published: act.act.date,
        ..Metadata::default()
    });
    let told = language::detect(&sample(stated.title.as_deref(), &pages));
    let from_text = Metadata { language: told, ..Metadata::default() };
    let known = stated.or(from_act).or(from_text).or(fallback);
    let (title, is_titled) = match known.title {
        Some(title) => (title, true),
        None => first_line(&pages).unwrap_or_else(|| (id.to_string(), true)),
    };
    let document = Document {
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        is_titled,
        kind: known.kind.unwrap_or(Kind::Page),
        language: known.language.unwrap_or(Language::POLISH),
        url: known.url,
        published: known.published,
        lead: known.lead,
        parent: known.parent,
        act: act.map(|recognised| recognised.act),
        districts: districts(pages.iter().map(|page| page.text.as_str())),
        outline: in_order(outline),
        paginated,
        pages,
        id,
    };
    (document, warnings)
}

fn read_sidecar(bytes: &[u8], warnings: &mut Vec<String>) -> Metadata {
    let yaml = std::str::from_utf8(bytes).map_err(|_| "not UTF-8: save it as UTF-8".to_owned());
    match yaml.and_then(frontmatter::parse) {
        Ok((metadata, doubts)) => {
            warnings.extend(doubts.into_iter().map(|doubt| format!("sidecar: {doubt}")));
            metadata
        }
        Err(error) => {
            warnings.push(format!("sidecar left out: {error}"));
            Metadata::default()
        }
    }
}

/// The act that the document is; a post that is declared as one is none, whatever it quotes.
fn recognise(stated: &Metadata, pages: &[Page]) -> Option<Recognised> {
    if matches!(stated.kind, Some(Kind::News | Kind::Page)) {
        return None;
    }
    let head = pages.iter().find(|page| !page.text.trim().is_empty()).map_or("", |page| &page.text);
    let head = &head[..head.floor_char_boundary(HEAD_BYTES)];
    let recognised = heading::recognise(head).or_else(|| heading::recognise(stated.title.as_deref()?))?;
    let is_plain = recognised.act != Act::default();
    is_plain.then_some(recognised)
}

/// Pages without control characters: none is text, and some mean something to the index.
fn clean(mut pages: Vec<Page>) -> Vec<Page> {
    if pages.is_empty() {
        pages.push(Page { number: 1, ..Page::default() });
    }
    for page in &mut pages {
        let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t' || c == PAGE_BREAK;
        if page.text.contains(is_odd) {
            page.text =
                page.text.replace("\r\n", "\n").replace(['\r', PAGE_BREAK], "\n").replace(is_odd, " ");
        }
    }
    pages
}

/// The beginning of the document for telling the language.
fn sample(title: Option<&str>, pages: &[Page]) -> String {
    let mut sample = title.unwrap_or_default().to_owned();
    for page in pages {
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
        sample.push('\n');
        sample.push_str(&page.text[..page.text.floor_char_boundary(SAMPLE_BYTES)]);
    }
    sample
}

/// The first line, and whether it is a title: short, no sentence, with a text below it. A line that
/// is too long is cut.
fn first_line(pages: &[Page]) -> Option<(String, bool)> {
    let mut lines = pages.iter().flat_map(|page| page.text.lines()).map(str::trim);
    let line = lines.find(|line| !line.is_empty())?;
    let is_title = !line.ends_with(['.', ',', ';']) && lines.any(|line| !line.is_empty());
    let Some((end, _)) = line.char_indices().nth(MAX_TITLE_CHARS) else {
        return Some((line.to_owned(), is_title));
    };
    let words = line[..end].rfind(' ').map_or(&line[..end], |space| &line[..space]);
    Some((format!("{words}…"), false))
}

fn in_order(mut outline: Vec<OutlineEntry>) -> Vec<OutlineEntry> {
    outline.sort_by_key(|entry| (entry.page, entry.start));
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extracted(text: &str) -> Extracted {
        let pages = vec![Page { number: 1, text: text.to_owned(), ocr: false }];
        Extracted { pages, ..Extracted::default() }
    }

    fn assembled(extracted: Extracted, sidecar: Option<&str>) -> Document {
        assemble("ordinances/1".parse().expect("valid"), extracted, sidecar.map(str::as_bytes)).0
    }

    const ACT: &str = "ZARZĄDZENIE Nr 358/2017\nPREZYDENTA MIASTA KRAKOWA\nz dnia 13 lutego 2017 r.\n\
        w sprawie powołania Zespołu Konsultacyjnego.\n\nNa podstawie art. 30 zarządza się, co następuje:";

    #[test]
    fn the_heading_of_an_act_says_what_it_is() {
        let document = assembled(extracted(ACT), None);
        assert_eq!(document.kind, Kind::Ordinance);
        assert_eq!(document.published, Some(jiff::civil::date(2017, 2, 13)));
        let act = document.act.expect("an act");
        assert_eq!(act.number.as_deref(), Some("358/2017"));
        assert_eq!(act.organ.as_deref(), Some("Prezydent Miasta Krakowa"));
        assert!(document.title.starts_with("Zarządzenie nr 358/2017 Prezydenta"), "{}", document.title);
    }

    #[test]
    fn a_sidecar_is_believed_before_the_file_and_the_file_before_its_text() {
        let declared = Metadata { title: Some("Tytuł z pliku".to_owned()), ..Metadata::default() };
        let file = Extracted { declared, ..extracted(ACT) };
        let document = assembled(file, Some("published: 2017-03-01\nurl: https://example.org/358\n"));
        assert_eq!(document.title, "Tytuł z pliku");
        assert_eq!(document.published, Some(jiff::civil::date(2017, 3, 1)));
        assert_eq!(document.url.as_deref(), Some("https://example.org/358"));
        assert_eq!(document.kind, Kind::Ordinance);
    }

    #[test]
    fn what_programs_write_unasked_is_believed_last() {
        let fallback = Metadata {
            title: Some("Skan".to_owned()),
            published: Some(jiff::civil::date(2026, 1, 1)),
            language: Some(Language::ENGLISH),
            ..Metadata::default()
        };
        let document = assembled(Extracted { fallback, ..extracted(ACT) }, None);
        assert_eq!(document.published, Some(jiff::civil::date(2017, 2, 13)));
        assert_eq!(document.language, Language::POLISH);
        assert!(document.title.starts_with("Zarządzenie"));
    }

    #[test]
    fn a_post_that_is_declared_as_one_is_no_act() {
        let declared = Metadata { kind: Some(Kind::News), ..Metadata::default() };
        let document = assembled(Extracted { declared, ..extracted(ACT) }, None);
        assert_eq!((document.kind, document.act), (Kind::News, None));
    }

    #[test]
    fn a_document_without_anything_is_named_by_its_id() {
        let document = assembled(extracted(" \n "), None);
        assert_eq!((document.title.as_str(), document.kind), ("ordinances/1", Kind::Page));
        assert_eq!(assembled(extracted("Pierwszy wiersz\nDrugi"), None).title, "Pierwszy wiersz");
    }

    #[test]
    fn a_beginning_that_stands_in_for_a_title_is_not_searched_as_one() {
        let document = assembled(extracted(&"słowo ".repeat(100)), None);
        assert!(document.title.ends_with("słowo…") && !document.is_titled, "{}", document.title);
        assert!(!assembled(extracted("Całe zdanie.\nI drugie."), None).is_titled);
        assert!(!assembled(extracted("Tylko jeden wiersz"), None).is_titled);
        assert!(assembled(extracted("Krótki wiersz\nI tekst."), None).is_titled);
    }

    #[test]
    fn control_characters_do_not_reach_the_index() {
        let document = assembled(extracted("a\0b\u{c}c\r\nd\te"), None);
        assert_eq!(document.pages[0].text, "a b\nc\nd\te");
    }
}
