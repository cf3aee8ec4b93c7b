//! Reads feeds: RSS, Atom and JSON Feed.
//!
//! Asking for them is left to `lister`. Invariant: what is taken from a feed is plain text without markup.

use std::borrow::Cow;

use feed_rs::model::{Entry, Text};
use jiff::{Timestamp, civil::Date};
use url::Url;

use super::{
    fetch_fault::FetchFault,
    listing::{FeedFacts, Listed},
};
use crate::{
    document::{quoted::brief, shortened, warsaw},
    extract::{frontmatter::fold, plain_text},
};

/// The longest title and lead that are taken from a feed, in characters.
const TITLE_CHARACTERS: usize = 300;
const LEAD_CHARACTERS: usize = 600;

/// The largest feed, in bytes, and the maximum number of its entries: the parser holds all of them.
pub(super) const MAX_FEED_BYTES: u64 = 8 << 20;
const MAX_ENTRIES: usize = 20_000;

/// Returns the documents that a feed names.
///
/// # Errors
/// Returns an error if it is not a feed.
pub(super) fn read(body: &[u8], base: &Url) -> Result<Vec<Listed>, FetchFault> {
    if entries(body) > MAX_ENTRIES {
        let reason = format!("it has more than {MAX_ENTRIES} entries");
        return Err(FetchFault::Listing { wanted: "a feed", reason });
    }
    let parser = feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).build();
    let feed = parser
        .parse(body)
        .map_err(|error| FetchFault::Listing { wanted: "a feed", reason: brief(&error) })?;
    Ok(feed.entries.iter().filter_map(|entry| listed(entry, base)).collect())
}

/// Returns how many entries there may be in a feed.
fn entries(body: &[u8]) -> usize {
    let is_json = body.trim_ascii_start().starts_with(b"{");
    let begins = |at: usize| {
        let rest = &body[at + 1..];
        match body[at] {
            b'{' => is_json,
            b'<' | b':' => rest.starts_with(b"item") || rest.starts_with(b"entry"),
            _ => false,
        }
    };
    (0..body.len()).filter(|at| begins(*at)).count()
}

fn listed(entry: &Entry, base: &Url) -> Option<Listed> {
    let is_page = |rel: Option<&str>| matches!(rel, None | Some("alternate"));
    let link = entry.links.iter().find(|link| is_page(link.rel.as_deref()))?;
    let url = base.join(link.href.trim()).ok()?;
    let changed = entry.updated.or(entry.published);
    Some(Listed {
        url,
        hint: changed.map(|changed| changed.to_rfc3339()),
        said: FeedFacts {
            title: entry.title.as_ref().and_then(|title| plain(title, TITLE_CHARACTERS)),
            published: entry.published.and_then(|at| day(at.timestamp())),
            lead: entry.summary.as_ref().and_then(|summary| plain(summary, LEAD_CHARACTERS)),
        },
    })
}

fn day(second: i64) -> Option<Date> {
    Some(Timestamp::from_second(second).ok()?.to_zoned(warsaw()).date())
}

/// Returns a text without markup; `None` if nothing is left.
fn plain(text: &Text, most: usize) -> Option<String> {
    let is_marked = text.content.contains(['<', '&']);
    let plain = if is_marked { Cow::Owned(plain_text(&text.content)) } else { Cow::Borrowed(&text.content) };
    fold(&plain).map(|text| shortened(&text, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Vec<Listed> {
        super::read(body.as_bytes(), &Url::parse("https://krakow.pl/feed").expect("an address"))
            .expect("a feed")
    }

    #[test]
    fn rss_atom_and_json_feeds_name_documents() {
        let rss = r#"<rss version="2.0"><channel><title>K</title><link>https://krakow.pl</link><item>
            <title>Nowy &lt;b&gt;park&lt;/b&gt; &amp;amp; staw</title><link>/a/1</link><guid>1</guid>
            <pubDate>Mon, 05 Jan 2026 23:30:00 GMT</pubDate><description><![CDATA[<p>Lead&nbsp;wpisu</p>]]></description>
            </item><item><title>Bez adresu</title></item></channel></rss>"#;
        let found = read(rss);
        assert_eq!(found[0].url.as_str(), "https://krakow.pl/a/1");
        assert_eq!(found[0].said.title.as_deref(), Some("Nowy park & staw"));
        assert_eq!(found[0].said.published, Some(jiff::civil::date(2026, 1, 6)));
        assert_eq!(found[0].said.lead.as_deref(), Some("Lead wpisu"));
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title><id>k</id><updated>2026-01-05T10:00:00Z</updated>
            <entry><title>A</title><id>a</id><updated>2026-01-06T10:00:00Z</updated><link rel="enclosure" href="/a.mp3"/>
            <link href="a/2"/></entry></feed>"#;
        let found = read(atom);
        assert_eq!(found[0].url.as_str(), "https://krakow.pl/a/2");
        assert_eq!((found[0].said.published, found[0].hint.is_some()), (None, true));
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"K","items":[
            {"id":"3","url":"https://krakow.pl/a/3","title":"C","content_text":"c","date_published":"2026-01-05T10:00:00+01:00"}]}"#;
        assert_eq!(read(json)[0].url.as_str(), "https://krakow.pl/a/3");
    }

    #[test]
    fn a_feed_with_too_many_entries_is_refused_before_it_is_read() {
        let url = Url::parse("https://krakow.pl/feed").expect("an address");
        let many = MAX_ENTRIES + 1;
        for long in [
            format!("<rss><channel>{}</channel></rss>", "<item></item>".repeat(many)),
            format!("<x:feed>{}</x:feed>", "<x:entry/>".repeat(many)),
            format!("{{\"items\":[{}]}}", "{},".repeat(many)),
        ] {
            let refused = super::read(long.as_bytes(), &url).expect_err("refused").to_string();
            assert!(refused.contains("more than 20000 entries"), "{refused}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let url = Url::parse("https://krakow.pl/feed").expect("an address");
        for other in ["", "<html><p>404</html>", "{}", "tekst", "<rss"] {
            assert!(
                super::read(other.as_bytes(), &url).is_ok_and(|found| found.is_empty())
                    || super::read(other.as_bytes(), &url)
                        .is_err_and(|fault| fault.to_string().contains("is not a feed"))
            );
        }
    }
}
