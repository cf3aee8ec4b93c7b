//! Markdown posts: optional YAML front matter, then `CommonMark` with tables.
//!
//! Leaves the keys of the front matter to `frontmatter` and raw HTML to `html`. Always holds: the
//! text has every word a reader sees, and no address or mark-up.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{
    Extracted, decode,
    flow::{Flow, Gap},
    frontmatter::{self, fold},
    html,
};
use crate::{
    acts::numbers::parse_date,
    document::{Kind, Metadata, OutlineEntry, Page},
};

/// How many lines below the opening heading may hold the date of a post: a lead or a place can
/// stand before it.
const DATE_LINES: usize = 3;

/// Reads a Markdown file as one page.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let (source, warning) = decode::decode(bytes)?;
    let mut warnings: Vec<String> = warning.into_iter().collect();
    let (declared, body) = split_front_matter(&source, &mut warnings);
    let (text, outline) = Writer::write(body);
    if text.is_empty() {
        return Err("is empty: fill it or remove it".to_owned());
    }
    let from_text = from_text(&text, &outline);
    let pages = vec![Page::new(1, text)];
    Ok(Extracted { declared, from_text, outline, pages, warnings, ..Extracted::default() })
}

/// The front matter and the rest. What stands between `---` lines and is no mapping is text.
fn split_front_matter<'a>(source: &'a str, warnings: &mut Vec<String>) -> (Metadata, &'a str) {
    let Some((yaml, body)) = front_matter(source) else {
        return (Metadata::default(), source);
    };
    match frontmatter::parse(yaml) {
        Ok((metadata, mut found)) => {
            warnings.append(&mut found);
            (metadata, body)
        }
        Err(_) if !looks_like_keys(yaml) => (Metadata::default(), source),
        Err(message) => {
            warnings.push(format!("front matter was ignored: {message}"));
            (Metadata::default(), body)
        }
    }
}

/// What stands between a first line `---` and the next one (or `...`), and what comes after.
fn front_matter(source: &str) -> Option<(&str, &str)> {
    let mut lines = source.split_inclusive('\n');
    let start = lines.next().filter(|line| line.trim_end() == "---")?.len();
    let mut end = start;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&source[start..end], &source[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

fn looks_like_keys(yaml: &str) -> bool {
    let first = yaml.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let key = first.and_then(|line| line.split_once(':')).map(|(key, _)| key);
    key.is_some_and(|key| key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '"')))
}

/// What the text itself seems to say: its first heading, and the date that stands alone below it.
fn from_text(text: &str, outline: &[OutlineEntry]) -> Metadata {
    let Some(heading) = outline.first() else {
        return Metadata::default();
    };
    let below = text[heading.start..].lines().skip(1).filter(|line| !line.trim().is_empty());
    let published = below.take(DATE_LINES).find_map(parse_date).filter(|_| heading.start == 0);
    Metadata {
        title: Some(heading.label.clone()),
        published,
        kind: published.map(|_| Kind::News),
        ..Metadata::default()
    }
}

/// Turns events into text.
#[derive(Default)]
struct Writer {
    flow: Flow,
    outline: Vec<OutlineEntry>,
    /// Where the heading that is being written begins.
    heading: Option<usize>,
    /// Raw HTML that has not been turned into text yet.
    raw: String,
    in_code: bool,
    /// How many lists are open; one inside another is not set off by a blank line.
    lists: usize,
}

impl Writer {
    fn write(source: &str) -> (String, Vec<OutlineEntry>) {
        let mut writer = Self::default();
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        for event in Parser::new_ext(source, options) {
            writer.event(event);
        }
        (writer.flow.finish(), writer.outline)
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.in_code => self.flow.push_verbatim(&text),
            Event::Text(text) | Event::Code(text) => self.flow.push(&text),
            Event::Html(html) => self.raw.push_str(&html),
            Event::InlineHtml(html) if is_break(&html) => self.flow.gap(Gap::Line),
            Event::SoftBreak => self.flow.gap(Gap::Space),
            Event::HardBreak => self.flow.gap(Gap::Line),
            Event::Rule => self.flow.gap(Gap::Paragraph),
            // Inline tags say nothing; the other extensions are not switched on.
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Item | Tag::TableRow | Tag::TableHead => self.flow.gap(Gap::Line),
            Tag::TableCell => self.flow.gap(Gap::Cell),
            Tag::Heading { .. } => {
                self.flow.gap(Gap::Paragraph);
                self.heading = Some(self.flow.start());
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flow.gap(Gap::Paragraph);
                self.in_code = true;
            }
            Tag::List(_) => {
                self.gap_around_list();
                self.lists += 1;
            }
            tag if is_block(tag) => self.flow.gap(Gap::Paragraph),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::HtmlBlock => self.close_html(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.flow.gap(Gap::Paragraph);
            }
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                self.gap_around_list();
            }
            TagEnd::Paragraph | TagEnd::Table | TagEnd::BlockQuote(_) => {
                self.flow.gap(Gap::Paragraph);
            }
            TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead => self.flow.gap(Gap::Line),
            _ => {}
        }
    }

    fn gap_around_list(&mut self) {
        self.flow.gap(if self.lists == 0 { Gap::Paragraph } else { Gap::Line });
    }

    fn close_heading(&mut self) {
        if let Some(start) = self.heading.take()
            && let Some(label) = fold(self.flow.since(start))
        {
            self.outline.push(OutlineEntry { label, page: 1, start });
        }
        self.flow.gap(Gap::Paragraph);
    }

    fn close_html(&mut self) {
        let text = html::text(&std::mem::take(&mut self.raw));
        self.flow.push_verbatim(&text);
        self.flow.gap(Gap::Paragraph);
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Table(_) | Tag::BlockQuote(_) | Tag::HtmlBlock)
}

fn is_break(html: &str) -> bool {
    html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let found = extract(source.as_bytes()).unwrap();
        assert_eq!(found.pages.len(), 1);
        assert_eq!(found.pages[0].text, expected, "from {source:?}");
    }

    #[test]
    fn markup_becomes_plain_text() {
        check("a\nb  \nc\\\nd", "a b\nc\nd");
        check("**a**b _c_ [d](http://e) ![f](g.png) `h  i` <http://j.pl>", "ab c d f h i http://j.pl");
        check("&bdquo;a&rdquo;&nbsp;&amp;&shy;b", "„a” &b");
        check("- a\n- b\n  - c\n\nd", "a\nb\nc\n\nd");
        check("- a\n\n- b", "a\n\nb");
        check("| a | b |\n|---|---|\n| c | d |\n\ne", "a\tb\nc\td\n\ne");
        check("```rust\nlet  x;\n\n  y\n```\nz", "let  x;\n\n  y\n\nz");
        check("> a\n> b\n\n***\n\n1. c", "a b\n\nc");
        check("<div class='a'><p>b</p><script>c</script></div>\n\nd <b>e</b><br>f<!-- g -->", "b\n\nd e\nf");
    }

    #[test]
    fn headings_are_the_outline_with_their_places() {
        let found = extract("# **A** *b*\n\ntekst\n\n## Część [2](x)\n\n#\n".as_bytes()).unwrap();
        assert_eq!(found.pages[0].text, "A b\n\ntekst\n\nCzęść 2");
        let outline: Vec<_> = found.outline.iter().map(|e| (e.label.as_str(), e.page, e.start)).collect();
        assert_eq!(outline, [("A b", 1, 0), ("Część 2", 1, 12)]);
    }

    #[test]
    fn a_heading_with_a_date_below_is_a_news_post() {
        let found = extract("\n\n## **Na konwencie**\n\n2022-09-27\n\n**26 września** odbyło się".as_bytes())
            .unwrap();
        assert_eq!(found.from_text.title.as_deref(), Some("Na konwencie"));
        assert_eq!(found.from_text.published, Some(Date::constant(2022, 9, 27)));
        assert_eq!(found.from_text.kind, Some(Kind::News));
        assert_eq!(found.declared, Metadata::default());
        let found = extract("# A\n\nTekst z dnia\n2022-09-27 tu".as_bytes()).unwrap();
        assert_eq!((found.from_text.published, found.from_text.kind), (None, None));
    }

    #[test]
    fn front_matter_is_declared_and_kept_apart_from_what_the_text_says() {
        let found =
            extract("---\r\ntitle: T\r\nkind: page\r\n---\r\n# A\n\n27 września 2022\n".as_bytes()).unwrap();
        assert_eq!(found.declared.title.as_deref(), Some("T"));
        assert_eq!((found.declared.kind, found.declared.published), (Some(Kind::Page), None));
        assert_eq!(found.from_text.title.as_deref(), Some("A"));
        assert_eq!(found.from_text.published, Some(Date::constant(2022, 9, 27)));
        assert_eq!(found.pages[0].text, "A\n\n27 września 2022");
    }

    #[test]
    fn broken_front_matter_is_a_warning_and_text_between_rules_is_text() {
        let found = extract(b"---\ntitle: [a\n---\nb").unwrap();
        assert_eq!(found.pages[0].text, "b");
        assert!(found.warnings[0].starts_with("front matter was ignored: "), "{:?}", found.warnings);
        check("---\ntylko tekst\n\n---\nb", "tylko tekst\n\nb");
        check("---\na: b", "a: b");
    }

    #[test]
    fn files_without_text_are_refused() {
        for source in ["", " \n", "---\ntitle: a\n---\n", "<!-- a -->", "[a]: http://b"] {
            assert!(extract(source.as_bytes()).unwrap_err().starts_with("is empty: "), "{source:?}");
        }
    }

    #[test]
    fn deep_nesting_is_read() {
        for mark in ["> ", "- ", "[", "*a ", "![", "<div>\n\n"] {
            let _ = extract(format!("{}x", mark.repeat(5_000)).as_bytes());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(source in "(---\n|# |\\* |\\| a |\\|-\\||\n|<b>|<p>|&nbsp;|```|> |\\PC){0,40}") {
            let _ = extract(source.as_bytes());
        }
    }
}
