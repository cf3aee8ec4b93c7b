//! Extracts Markdown posts: optional front matter in YAML or TOML, then `CommonMark` with tables.
//!
//! The keys of the front matter are left to `frontmatter`, and raw HTML to `html`. Invariant: the text has
//! every word a reader sees, and no URLs or markup.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{
    decode,
    error::ExtractError,
    extracted::Extracted,
    flow::{FlowText, Gap, TextFlow},
    frontmatter::{self, fold},
    html,
    page_kind::PagePlace,
    posted, saved_page, titles,
};
use crate::{
    acts::numbers::parse_date,
    document::{Kind, Metadata, OutlineEntry},
};

/// The number of lines below the opening heading that may hold the date of a post: a lead or a place name may
/// precede it.
const DATE_LINES: usize = 3;
/// The widths at which editors wrap lines, in characters.
const MIN_WRAPPED_CHARS: usize = 60;
const MAX_WRAPPED_CHARS: usize = 120;
/// The maximum length of a line taken for a title, in characters.
const TITLE_CHARS: usize = 200;

/// Extracts a Markdown file as one page.
pub(crate) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let (source, warning) = decode::decode(bytes)?;
    let mut warnings: Vec<String> = warning.into_iter().collect();
    let (declared, body) = split_front_matter(&source, &mut warnings);
    let MarkdownTextBuilder { flow, mut outline, opening_image, .. } = MarkdownTextBuilder::write(body);
    let written = flow.finish();
    if written.text.is_empty() {
        return Err(ExtractError::Empty);
    }
    let from_text = from_text(&written, &outline, opening_image);
    let mut page = written.into_page();
    let from_text = saved_page::read(&mut page, &mut outline).unwrap_or(from_text);
    let pages = vec![page];
    Ok(Extracted { declared, from_text, outline, pages, warnings, ..Extracted::default() })
}

/// Splits off the front matter; what lies between its delimiters but is not a mapping counts as text.
fn split_front_matter<'a>(source: &'a str, warnings: &mut Vec<String>) -> (Metadata, &'a str) {
    let yaml = front_matter(source, "---", &["---", "..."]);
    let yaml = yaml.map(|(yaml, body)| (frontmatter::parse(yaml), looks_like_keys(yaml, ':'), body));
    let toml = || front_matter(source, "+++", &["+++"]);
    let toml =
        || toml().map(|(toml, body)| (frontmatter::parse_toml(toml), looks_like_keys(toml, '='), body));
    match yaml.or_else(toml) {
        None | Some((Err(_), false, _)) => (Metadata::default(), source),
        Some((Ok((metadata, mut found)), _, body)) => {
            warnings.append(&mut found);
            (metadata, body)
        }
        Some((Err(message), true, body)) => {
            warnings.push(format!("front matter ignored: {message}"));
            (Metadata::default(), body)
        }
    }
}

/// Returns the text between an opening first line and the next closing line, and the text after that.
fn front_matter<'a>(source: &'a str, opening: &str, closing: &[&str]) -> Option<(&'a str, &'a str)> {
    let mut lines = source.split_inclusive('\n');
    let start = lines.next().filter(|line| line.trim_end() == opening)?.len();
    let mut end = start;
    for line in lines {
        if closing.contains(&line.trim_end()) {
            return Some((&source[start..end], &source[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

fn looks_like_keys(matter: &str, sign: char) -> bool {
    let first = matter.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let key = first.and_then(|line| line.split_once(sign)).map(|(key, _)| key.trim_end());
    key.is_some_and(|key| key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '"')))
}

/// Guesses metadata from the text: the first heading that is a title, and the date alone on a line below it.
fn from_text(written: &FlowText, outline: &[OutlineEntry], opening_image: usize) -> Metadata {
    let is_title = |label: &str| titles::letter_day(label).is_none() && !titles::is_placeholder(label);
    let Some(heading) = outline.iter().find(|entry| is_title(&entry.label)) else {
        let title = line_below(&written.text, opening_image);
        return described(Metadata { title, ..Metadata::default() }, &written.text);
    };
    let is_first = written.text[..heading.start].trim_end().len() <= opening_image;
    let below = written.text[heading.start..].lines().skip(1).filter(|line| !line.trim().is_empty());
    let published = below.take(DATE_LINES).find_map(parse_date).filter(|_| is_first);
    let kind = published.map(|_| Kind::News);
    let found = Metadata { title: Some(heading.label.clone()), published, kind, ..Metadata::default() };
    described(found, &written.text)
}

/// Adds what labels and the first sentences of a post say.
fn described(found: Metadata, text: &str) -> Metadata {
    let place = PagePlace { title: found.title.as_deref().unwrap_or_default(), ..PagePlace::default() };
    let kind = found.kind.or_else(|| place.kind(text));
    let published = found.published.or_else(|| posted::labeled(text));
    Metadata { published, kind, ..found }
}

/// Returns the first line after the image that begins the text, as the image description is not a title.
fn line_below(text: &str, opening_image: usize) -> Option<String> {
    let mut lines = text.get(opening_image..).filter(|_| opening_image > 0)?.lines().filter_map(fold);
    let title =
        lines.next().filter(|line| line.chars().count() <= TITLE_CHARS && !line.ends_with(['.', ',', ';']));
    title.filter(|_| lines.next().is_some())
}

/// Returns the width at which the lines of a text are wrapped, in characters; none if they are not wrapped.
fn line_width(source: &str) -> Option<usize> {
    let longest = source.lines().map(|line| line.trim().chars().count()).max().unwrap_or_default();
    (longest <= MAX_WRAPPED_CHARS).then_some(longest.max(MIN_WRAPPED_CHARS))
}

/// Returns whether the author broke the line that ends at `at` on purpose, as in a list of labels: the first
/// word of the next line had room on it.
fn is_deliberate(source: &str, at: usize, width: Option<usize>) -> bool {
    let (above, below) = source.split_at(source.floor_char_boundary(at));
    let line = above.rsplit('\n').next().unwrap_or_default().trim();
    let word = below.split_whitespace().next().unwrap_or_default();
    width.is_none_or(|width| line.chars().count() + 1 + word.chars().count() <= width)
}

/// Turns parser events into text.
#[derive(Default)]
struct MarkdownTextBuilder {
    flow: TextFlow,
    outline: Vec<OutlineEntry>,
    /// Where the current heading begins; the next field says whether it has words besides images.
    heading: Option<usize>,
    has_words: bool,
    /// Raw HTML not yet turned into text.
    raw: String,
    in_code: bool,
    /// The open lists, with the number of the next item; a nested list is not set off by a blank line.
    lists: Vec<Option<u64>>,
    /// The number of open images.
    images: usize,
    /// Where the descriptions of the images at the start of the text end.
    opening_image: usize,
}

impl MarkdownTextBuilder {
    fn write(source: &str) -> Self {
        let mut writer = Self::default();
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let width = line_width(source);
        for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
            match event {
                Event::SoftBreak if is_deliberate(source, range.start, width) => writer.flow.gap(Gap::Line),
                event => writer.event(event),
            }
        }
        writer
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.in_code => self.flow.push_verbatim(&text),
            Event::Text(text) | Event::Code(text) => {
                self.has_words |= self.images == 0;
                self.flow.push(&text);
            }
            Event::Html(html) => self.raw.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::SoftBreak => self.flow.gap(Gap::Space),
            Event::HardBreak => self.flow.gap(Gap::Line),
            Event::Rule => self.flow.gap(Gap::Paragraph),
            // The other extensions are not enabled.
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Item => {
                self.flow.gap(Gap::Line);
                if let Some(Some(number)) = self.lists.last_mut() {
                    self.flow.push_number(&format!("{number}."));
                    *number += 1;
                }
            }
            Tag::TableRow | Tag::TableHead => self.flow.gap(Gap::Line),
            Tag::TableCell => self.flow.gap(Gap::Cell),
            Tag::Heading { .. } => {
                self.flow.gap(Gap::Paragraph);
                self.heading = Some(self.flow.start());
                self.has_words = false;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flow.gap(Gap::Paragraph);
                self.in_code = true;
            }
            Tag::List(first) => {
                self.gap_around_list();
                self.lists.push(*first);
            }
            Tag::Strikethrough => self.flow.strike(),
            Tag::Image { .. } => self.images += 1,
            Tag::Link { .. } => self.flow.note_link(),
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
                self.lists.pop();
                self.gap_around_list();
            }
            TagEnd::Paragraph | TagEnd::Table | TagEnd::BlockQuote(_) => {
                self.flow.end_marks();
                self.flow.gap(Gap::Paragraph);
            }
            TagEnd::Item => self.flow.end_item(),
            TagEnd::TableRow | TagEnd::TableHead => self.flow.gap(Gap::Line),
            TagEnd::TableCell => self.flow.end_marks(),
            TagEnd::Strikethrough => self.flow.unstrike(),
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                if !self.has_words && self.outline.is_empty() {
                    self.opening_image = self.flow.since(0).len();
                }
            }
            _ => {}
        }
    }

    /// Handles HTML tags within a paragraph: line breaks and raised, lowered or struck-out text.
    fn inline_html(&mut self, html: &str) {
        let is_end = html.starts_with("</");
        let name = html.trim_start_matches(['<', '/']);
        let name =
            name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())].to_lowercase();
        match (name.as_str(), is_end) {
            ("br", _) => self.flow.gap(Gap::Line),
            ("sup", false) => self.flow.begin_sign(false),
            ("sub", false) => self.flow.begin_sign(true),
            ("sup" | "sub", true) => self.flow.end_sign(),
            ("del" | "s" | "strike", false) => self.flow.strike(),
            ("del" | "s" | "strike", true) => self.flow.unstrike(),
            ("ins" | "u", true) => self.flow.end_inserted(),
            ("a", false) => self.flow.note_link(),
            _ => {}
        }
    }

    fn gap_around_list(&mut self) {
        self.flow.gap(if self.lists.is_empty() { Gap::Paragraph } else { Gap::Line });
    }

    /// Ends a heading; an image alone is not one, because its description is for those who cannot see it.
    fn close_heading(&mut self) {
        self.flow.end_marks();
        if let Some(start) = self.heading.take().filter(|_| self.has_words)
            && let Some(label) = fold(self.flow.since(start))
        {
            self.outline.push(OutlineEntry { label, page: 1, start, ..OutlineEntry::default() });
        }
        self.flow.gap(Gap::Paragraph);
    }

    fn close_html(&mut self) {
        self.has_words = true;
        self.flow.push_written(&html::text(&std::mem::take(&mut self.raw)));
        self.flow.gap(Gap::Paragraph);
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Table(_) | Tag::BlockQuote(_) | Tag::HtmlBlock)
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
        check("a\nb  \nc\\\nd", "a\nb\nc\nd");
        check("**a**b _c_ [d](http://e) ![f](g.png) `h  i` <http://j.pl>", "ab c d f h i http://j.pl");
        check("&bdquo;a&rdquo;&nbsp;&amp;&shy;b", "„a” &b");
        check("- a\n- b\n  - c\n\nd", "a\nb\nc\n\nd");
        check("- a\n\n- b", "a\n\nb");
        check("| a | b |\n|---|---|\n| c | d |\n\ne", "a\tb\nc\td\n\ne");
        check("```rust\nlet  x;\n\n  y\n```\nz", "let  x;\n\n  y\n\nz");
        check("> a\n> b\n\n***\n\n1. c\n2. d\n   1. e", "a\nb\n\n1. c\n2. d\n1. e");
        check("<div class='a'><p>b</p><script>c</script></div>\n\nd <b>e</b><br>f<!-- g -->", "b\n\nd e\nf");
    }

    #[test]
    fn lines_that_were_wrapped_are_joined_and_others_are_kept() {
        let wrapped = "Radni omówili plan remontów chodników oraz zasady podziału środków między\ndzielnice, a potem pytali o oświetlenie parku i terminy budowy placu zabaw.";
        check(wrapped, &wrapped.replace('\n', " "));
        let labels = "Termin: 5 marca 2031 r.\nMiejsce: sala obrad, ul. Krótka 5\nGodzina: 17.00";
        check(labels, labels);
        let long = "Porządek obrad obejmuje sprawozdanie zarządu z działalności w ubiegłym roku, plan finansowy na rok przyszły oraz zmiany w statucie dzielnicy.";
        check(&format!("{long}\nZmiana statutu"), &format!("{long}\nZmiana statutu"));
    }

    #[track_caller]
    fn check_reading(source: &str, text: &str, reading: &str) {
        let page = &extract(source.as_bytes()).unwrap().pages[0];
        assert_eq!((page.text.as_str(), &*page.reading()), (text, reading), "from {source:?}");
    }

    #[test]
    fn raised_and_struck_out_text_is_shown_and_read_correctly() {
        check_reading("Art. 21<sup>1</sup>. Metryka", "Art. 21¹. Metryka", "Art. 21(1). Metryka");
        check_reading(
            "Kombatantów<sup>1</sup> i skwer<sup>[2]</sup>.",
            "Kombatantów¹ i skwer[2].",
            "Kombatantów i skwer.",
        );
        check_reading("Opłata ~~100~~250 zł", "Opłata 100 250 zł", "Opłata [100] 250 zł");
        check_reading("NO<sub>2</sub> i m<sup>2</sup>", "NO2 i m2", "NO2 i m2");
        check_reading("zarządz~~e~~anie", "zarządzeanie", "zarządzanie");
        check_reading("<del>100</del><ins>250</ins> zł", "100 250 zł", "[100] 250 zł");
        check_reading("a<sup>1\n\nArt. 5<sup>1</sup>", "a1\n\nArt. 5¹", "a1\n\nArt. 5(1)");
        check_reading("<p>art. 2<sup>1</sup></p>\n\nb", "art. 2¹\n\nb", "art. 2(1)\n\nb");
    }

    #[test]
    fn the_description_of_an_image_is_not_a_title() {
        let title = |source: &str| extract(source.as_bytes()).unwrap().from_text.title;
        assert_eq!(title("# ![Logo](a.png)\n\n## Zebranie\n\nTekst.").as_deref(), Some("Zebranie"));
        assert_eq!(title("![Zdjęcie](a.png)\n\nZebranie rady\n\nTekst.").as_deref(), Some("Zebranie rady"));
        assert_eq!(
            title("# Kraków, dnia 3 maja 2031 r.\n\n## Zebranie\n\nTekst.").as_deref(),
            Some("Zebranie")
        );
        let found = extract("![Zdjęcie](a.png)\n\n# Zebranie\n\n2031-05-03\n".as_bytes()).unwrap();
        assert_eq!(found.from_text.published, Some(Date::constant(2031, 5, 3)));
    }

    #[test]
    fn front_matter_may_be_toml() {
        let found = extract("+++\ntitle = 'T'\npublished = 2031-05-03\n+++\n# A\n".as_bytes()).unwrap();
        assert_eq!(found.declared.title.as_deref(), Some("T"));
        assert_eq!(found.declared.published, Some(Date::constant(2031, 5, 3)));
        assert_eq!(found.pages[0].text, "A");
        let found = extract(b"+++\ntitle = [\n+++\nb").unwrap();
        assert!(found.warnings[0].starts_with("front matter ignored: "), "{:?}", found.warnings);
        check("+++\ntylko tekst\n+++\nb", "+++\ntylko tekst\n+++\nb");
    }

    #[test]
    fn headings_form_the_outline_with_their_positions() {
        let found = extract("# **A** *b*\n\ntekst\n\n## Część [2](x)\n\n#\n".as_bytes()).unwrap();
        assert_eq!(found.pages[0].text, "A b\n\ntekst\n\nCzęść 2");
        let outline: Vec<_> = found.outline.iter().map(|e| (e.label.as_str(), e.page, e.start)).collect();
        assert_eq!(outline, [("A b", 1, 0), ("Część 2", 1, 12)]);
    }

    #[test]
    fn a_heading_with_a_date_below_makes_a_news_post() {
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
    fn front_matter_is_kept_separate_from_metadata_of_the_text() {
        let found =
            extract("---\r\ntitle: T\r\nkind: page\r\n---\r\n# A\n\n27 września 2022\n".as_bytes()).unwrap();
        assert_eq!(found.declared.title.as_deref(), Some("T"));
        assert_eq!((found.declared.kind, found.declared.published), (Some(Kind::Page), None));
        assert_eq!(found.from_text.title.as_deref(), Some("A"));
        assert_eq!(found.from_text.published, Some(Date::constant(2022, 9, 27)));
        assert_eq!(found.pages[0].text, "A\n\n27 września 2022");
    }

    #[test]
    fn broken_front_matter_raises_a_warning_and_text_between_rules_is_text() {
        let found = extract(b"---\ntitle: [a\n---\nb").unwrap();
        assert_eq!(found.pages[0].text, "b");
        assert!(found.warnings[0].starts_with("front matter ignored: "), "{:?}", found.warnings);
        check("---\ntylko tekst\n\n---\nb", "tylko tekst\n\nb");
        check("---\na: b", "a: b");
    }

    #[test]
    fn files_without_text_are_rejected() {
        for source in ["", " \n", "---\ntitle: a\n---\n", "<!-- a -->", "[a]: http://b"] {
            assert_eq!(extract(source.as_bytes()), Err(ExtractError::Empty), "{source:?}");
        }
    }

    #[test]
    fn deeply_nested_markdown_is_read() {
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
