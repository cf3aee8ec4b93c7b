//! Reads sitemaps and indexes of sitemaps, in XML or as plain text.
//!
//! Asking for them is left to `lister`. Invariant: no more addresses are taken than a sitemap may have.

use quick_xml::{Reader, escape::unescape, events::Event};

use super::fetch_fault::FetchFault;
use crate::document::quoted::brief;

/// The maximum number of addresses of one sitemap, by the protocol.
const MAX_ADDRESSES: usize = 50_000;

/// What one file names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SitemapFile {
    /// Pages, with the date of the last change as written.
    pub(super) pages: Vec<(String, Option<String>)>,
    /// Further sitemaps.
    pub(super) sitemaps: Vec<String>,
    /// Whether it names more than a sitemap may.
    pub(super) is_cut: bool,
}

/// Reads a sitemap.
///
/// # Errors
/// Returns an error if it is not one.
pub(super) fn read(body: &[u8]) -> Result<SitemapFile, FetchFault> {
    let fault = |reason: String| FetchFault::Listing { wanted: "a sitemap", reason };
    let text = std::str::from_utf8(body).map_err(|error| fault(error.to_string()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('<') {
        return plain(text).ok_or_else(|| fault("neither XML nor a list of addresses".to_owned()));
    }
    xml(text).map_err(fault)
}

fn plain(text: &str) -> Option<SitemapFile> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut pages: Vec<(String, Option<String>)> =
        lines.take(MAX_ADDRESSES + 1).map(|line| (line.to_owned(), None)).collect();
    let is_cut = pages.len() > MAX_ADDRESSES;
    pages.truncate(MAX_ADDRESSES);
    let is_list = pages.iter().all(|(line, _)| line.starts_with("http://") || line.starts_with("https://"));
    (is_list && !pages.is_empty()).then_some(SitemapFile { pages, sitemaps: Vec::new(), is_cut })
}

/// The element whose text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Changed,
}

fn xml(text: &str) -> Result<SitemapFile, String> {
    let mut reader = Reader::from_str(text);
    let (mut found, mut is_root_known, mut is_whole) = (SitemapFile::default(), false, false);
    let (mut field, mut address, mut changed) = (None, String::new(), String::new());
    loop {
        match reader.read_event().map_err(|error| brief(&error))? {
            Event::Start(tag) => {
                field = match tag.local_name().as_ref() {
                    "urlset" | "sitemapindex" => {
                        is_root_known = true;
                        None
                    }
                    "url" | "sitemap" => {
                        address.clear();
                        changed.clear();
                        None
                    }
                    // Not the `loc` of an image, which has a prefix.
                    "loc" if tag.name().as_ref() == "loc" => Some(Field::Address),
                    "lastmod" => Some(Field::Changed),
                    _ => None,
                };
                if !is_root_known {
                    return Err("has neither `urlset` nor `sitemapindex`".to_owned());
                }
            }
            Event::Text(text) => write(field, &mut address, &mut changed, &text),
            Event::CData(text) => write(field, &mut address, &mut changed, &text),
            Event::GeneralRef(name) => {
                let written = format!("&{};", &*name);
                if let Ok(character) = unescape(&written) {
                    write(field, &mut address, &mut changed, &character);
                }
            }
            Event::End(tag) => {
                let (url, is_full) =
                    (address.trim(), found.pages.len() + found.sitemaps.len() >= MAX_ADDRESSES);
                match tag.local_name().as_ref() {
                    "urlset" | "sitemapindex" => is_whole = true,
                    "url" | "sitemap" if !url.is_empty() && is_full => found.is_cut = true,
                    "url" if !url.is_empty() => {
                        let changed = Some(changed.trim().to_owned()).filter(|changed| !changed.is_empty());
                        found.pages.push((url.to_owned(), changed));
                    }
                    "sitemap" if !url.is_empty() => found.sitemaps.push(url.to_owned()),
                    _ => {}
                }
                field = None;
            }
            Event::Eof if is_whole => return Ok(found),
            Event::Eof if is_root_known => return Err("ends before its end".to_owned()),
            Event::Eof => return Err("has neither `urlset` nor `sitemapindex`".to_owned()),
            _ => {}
        }
    }
}

fn write(field: Option<Field>, address: &mut String, changed: &mut String, text: &str) {
    /// Longer ones are no addresses.
    const MAX_BYTES: usize = 4096;
    let target = match field {
        Some(Field::Address) => address,
        Some(Field::Changed) => changed,
        None => return,
    };
    if target.len() + text.len() <= MAX_BYTES {
        target.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_names_pages_and_an_index_names_sitemaps() {
        let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">
            <url><loc> https://a.pl/?a=1&amp;b=2 </loc><lastmod>2026-01-05</lastmod>
            <image:image><image:loc>https://a.pl/x.jpg</image:loc></image:image></url>
            <url><loc><![CDATA[https://a.pl/2]]></loc></url><url><lastmod>2026-01-05</lastmod></url></urlset>"#;
        let found = read(map.as_bytes()).expect("a sitemap");
        let changed = Some("2026-01-05".to_owned());
        assert_eq!(
            found.pages,
            [("https://a.pl/?a=1&b=2".to_owned(), changed), ("https://a.pl/2".to_owned(), None)]
        );
        let index = "<sitemapindex><sitemap><loc>https://a.pl/s1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(index.as_bytes()).expect("an index").sitemaps, ["https://a.pl/s1.xml"]);
        assert_eq!(read(b"https://a.pl/1\nhttps://a.pl/2\n").expect("a list").pages.len(), 2);
    }

    #[test]
    fn what_a_sitemap_names_beyond_its_limit_is_not_left_out_in_silence() {
        let lines = "https://a.pl/\n".repeat(MAX_ADDRESSES + 1);
        let elements = "<url><loc>https://a.pl/</loc></url>".repeat(MAX_ADDRESSES + 1);
        for long in [lines, format!("<urlset>{elements}</urlset>")] {
            let found = read(long.as_bytes()).expect("a sitemap");
            assert!(found.is_cut && found.pages.len() == MAX_ADDRESSES);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let cut_off = "<urlset><url><loc>https://a.pl/1</loc></url>";
        for other in ["", "<html><a>", "tekst", cut_off, "<rss><loc>x</loc></rss>", "<urlset></url>"] {
            let fault = read(other.as_bytes());
            assert!(
                fault.as_ref().is_err_and(|fault| fault.to_string().contains("is not a sitemap")),
                "{other}: {fault:?}"
            );
        }
        assert!(read(&[0xff]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_sitemap_panics(text in "(<urlset>|</urlset>|<url>|</url>|<loc>|</loc>|&amp;|&x;|<!\\[CDATA\\[|\\]\\]>|<|>|\\PC){0,40}") {
            let _ = read(text.as_bytes());
        }
    }
}
