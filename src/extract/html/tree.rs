//! Builds the tree of a page within limits that no page can break.
//!
//! The syntax is left to the tokenizer and the tree builder of html5ever. This module sits between them and
//! changes the tokens that pass, so there is no second opinion on what a tag is. Invariants: memory and time
//! grow only with the length of the page; text is passed on whatever happens to the tags.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use html5ever::{
    LocalName, TokenizerResult,
    interface::Tracer,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

use crate::extract::error::ExtractError;

/// The maximum nesting depth, as in the most widely used browsers; real pages stay below 100.
///
/// The tree builder searches the open elements at every tag, so without a limit the time is quadratic.
pub(super) const DEPTH: usize = 512;

/// The maximum depth of an element in [`RAW`].
///
/// The tree builder adds up to three elements to one that it accepts, and in a drawing these elements are
/// like any other.
const RAW_DEPTH: usize = DEPTH + 8;

/// The maximum number of tags of a page.
///
/// Of 73,000 pages of manuals the one with the most has 364,000 (the whole of Node.js); a tag and its text
/// take some 300 bytes.
const TAGS: usize = 1_000_000;

/// The maximum time for a page, in case anything unknown in the parser is not linear.
///
/// It compares each attribute of a tag with all previous ones. A page with the maximum number of tags takes
/// two seconds.
const TIME: Duration = Duration::from_secs(10);

/// The size of the input parsed between two checks of the time, in bytes: the worst piece takes half a
/// second.
const PIECE_BYTES: usize = 16 * 1024;

/// Elements that the tree builder reopens in every later block until they are closed.
///
/// 500 of them and 12,000 paragraphs, 55 KB, make 6 million elements. They mean nothing here.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that the tree builder records permanently when a table cell closes them.
///
/// Only the first `MAX_RECORDED` of their tags are kept as they are; the rest become `div`. Real pages have a
/// few.
const RECORDED: [&str; 3] = ["applet", "marquee", "object"];
const MAX_RECORDED: usize = 1_000;

/// Elements that contain no others in HTML: they are accepted even if too deep, or a script would be text.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// The attributes that this extractor reads; the number of others is not limited.
const ATTRIBUTES: [&str; 18] = [
    "aria-hidden",
    "class",
    "content",
    "datetime",
    "hidden",
    "href",
    "id",
    "itemprop",
    "lang",
    "name",
    "property",
    "rel",
    "reversed",
    "role",
    "start",
    "style",
    "type",
    "value",
];

/// Identifies a node of the tree.
pub(super) type NodeId = <HtmlTreeSink as TreeSink>::Handle;

/// Parses a page; returns the tree and whether elements nested too deep were replaced by line breaks.
///
/// # Errors
/// Returns an error if the page exceeds the limits.
pub(super) fn parse(source: &str) -> Result<(Html, bool), ExtractError> {
    parse_within(source, TIME)
}

fn parse_within(mut source: &str, limit: Duration) -> Result<(Html, bool), ExtractError> {
    let started = Instant::now();
    let tokenizer = Tokenizer::new(TokenFilter::new(), TokenizerOpts::default());
    let input = BufferQueue::default();
    while !source.is_empty() {
        let (piece, rest) = source.split_at(source.floor_char_boundary(PIECE_BYTES));
        source = rest;
        input.push_back(piece.into());
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.tags.get() > TAGS {
            return Err(ExtractError::TooManyTags { limit: TAGS });
        }
        if started.elapsed() > limit {
            return Err(ExtractError::TimedOut { limit_seconds: limit.as_secs() });
        }
    }
    tokenizer.end();
    let flattened = tokenizer.sink.flattened.get();
    Ok((tokenizer.sink.builder.sink.finish(), flattened))
}

/// Passes tokens to the tree builder, except those that would make it slow or large.
struct TokenFilter {
    builder: TreeBuilder<NodeId, HtmlTreeSink>,
    tags: Cell<usize>,
    recorded: Cell<usize>,
    flattened: Cell<bool>,
}

impl TokenSink for TokenFilter {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match token {
            Token::TagToken(tag) => self.process_tag(tag, line),
            // Nothing reads these; each would become a node or an entry in a list of errors.
            Token::CommentToken(_) | Token::ParseError(_) | Token::NullCharacterToken => {
                TokenSinkResult::Continue
            }
            token => self.builder.process_token(token, line),
        }
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl TokenFilter {
    fn new() -> Self {
        let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default());
        Self { builder, tags: Cell::new(0), recorded: Cell::new(0), flattened: Cell::new(false) }
    }

    fn process_tag(&self, mut tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        self.tags.set(self.tags.get() + 1);
        tag.attrs.retain(|attribute| ATTRIBUTES.contains(&&*attribute.name.local));
        let is_link = *tag.name == *"a";
        if let Some(name) = self.plain_name(&tag.name) {
            tag.name = LocalName::from(name);
        }
        if tag.kind == TagKind::StartTag {
            if is_link {
                // A link within a link ends the outer one: many pages do not close their anchors.
                let end = Tag { kind: TagKind::EndTag, attrs: Vec::new(), ..tag.clone() };
                let _ = self.builder.process_token(Token::TagToken(end), line);
            }
            self.flatten(&mut tag);
        }
        self.builder.process_token(Token::TagToken(tag), line)
    }

    /// Returns the replacement name for an element that the tree builder keeps in a list.
    ///
    /// In a drawing, `span` ends it as formatting elements do, and `bdi` does not, as a link does not.
    fn plain_name(&self, name: &str) -> Option<&'static str> {
        self.recorded.set(self.recorded.get() + usize::from(RECORDED.contains(&name)));
        let is_drawing = || self.adjusted_current_node_present_but_not_in_html_namespace();
        match name {
            "a" => Some("bdi"),
            // Ordinary elements with the same meaning.
            "s" | "strike" if !is_drawing() => Some("del"),
            "u" if !is_drawing() => Some("ins"),
            name if FORMATTING.contains(&name) => Some("span"),
            name if RECORDED.contains(&name) && self.recorded.get() > MAX_RECORDED => Some("div"),
            _ => None,
        }
    }

    /// Turns an element that would be nested too deep into a line break, so that words stay separate.
    fn flatten(&self, tag: &mut Tag) {
        let deepest = if RAW.contains(&&*tag.name) { RAW_DEPTH } else { DEPTH };
        if self.depth() >= deepest {
            self.flattened.set(true);
            tag.name = LocalName::from("br");
            tag.attrs.clear();
        }
    }

    /// Returns the number of open elements, plus up to three other nodes that the tree builder holds.
    fn depth(&self) -> usize {
        let counter = NodeCounter(Cell::new(0));
        self.builder.trace_handles(&counter);
        counter.0.get()
    }
}

/// Counts the nodes that the tree builder holds.
struct NodeCounter(Cell<usize>);

impl Tracer for NodeCounter {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the maximum depth and the number of nodes of a page.
    fn size(html: &Html) -> (usize, usize) {
        let nodes = html.tree.root().descendants();
        let depths = nodes.filter(|node| !node.has_children()).map(|node| node.ancestors().count());
        (depths.max().unwrap_or(0), html.tree.root().descendants().count())
    }

    fn words(html: &Html) -> Vec<String> {
        let texts = html.tree.root().descendants().filter_map(|node| node.value().as_text());
        texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    #[track_caller]
    fn check_whole(source: &str) {
        assert!(!parse(source).unwrap().1, "flattened");
    }

    #[test]
    fn pages_of_normal_depth_are_not_flattened() {
        check_whole("");
        check_whole("a < b <3 </ <");
        check_whole(&"<div>".repeat(DEPTH - 8));
        check_whole(&"<div><p>a<br><b>c</b></div>".repeat(2_000));
        check_whole(&"<ul><li>a<li>b</ul><table><tr><td>c</table>".repeat(2_000));
        check_whole(&"<a title='<div><div>'>b</a><p class=x'y>".repeat(2_000));
        check_whole(&"<script>'<div>'</script><!-- <div> --><!-->".repeat(2_000));
        check_whole(&"<a name=x><h2>a</h2>".repeat(2_000));
    }

    #[test]
    fn no_prefix_hides_the_depth() {
        for prefix in
            ["", "<p =\">", "<!-- --!>", "<svg><title>", "<p '>", "<table>", "<template>", "<title>"]
        {
            for tag in ["<div>", "<ul><li>", "<table><td>", "<svg><desc>", "<font x>", "<marquee>", "<style>"]
            {
                let source = format!("{prefix}{}", tag.repeat(1_500));
                let (html, _) = parse(&source).unwrap();
                let (depth, nodes) = size(&html);
                assert!(
                    depth <= 2 * RAW_DEPTH && nodes <= 7_500,
                    "{prefix}{tag}: {depth} deep, {nodes} nodes"
                );
            }
        }
    }

    #[test]
    fn elements_beyond_the_depth_limit_become_line_breaks_and_keep_their_text() {
        let (html, is_flattened) = parse(&"<div>ą".repeat(2_000)).unwrap();
        assert!(is_flattened);
        assert_eq!(words(&html), vec!["ą"; 2_000]);
        let (html, _) = parse(&format!("{}<script>'<p>'</script><b>x", "<table><td>".repeat(600))).unwrap();
        assert!(
            html.tree.nodes().any(|node| node.value().as_element().is_some_and(|e| e.name() == "script"))
        );
        assert_eq!(words(&html), ["'<p>'", "x"]);
    }

    #[test]
    fn open_formatting_is_not_repeated_in_every_paragraph() {
        let fonts: String = (0..500).map(|size| format!("<font size={size}>")).collect();
        for opening in [format!("<p>{fonts}"), format!("<svg><desc>{}", fonts.replace('>', "></desc><desc>"))]
        {
            let (html, _) = parse(&format!("{opening}{}", "<p>x".repeat(2_000))).unwrap();
            assert_eq!(words(&html), vec!["x"; 2_000]);
            assert!(size(&html).1 < 7_000, "{} nodes", size(&html).1);
        }
    }

    #[test]
    fn objects_closed_by_a_cell_do_not_accumulate() {
        let (html, _) = parse(&format!("<table>{}", "<td><object>x</td>".repeat(2_000))).unwrap();
        let names = html.tree.nodes().filter_map(|node| Some(node.value().as_element()?.name()));
        assert_eq!(names.filter(|name| *name == "object").count(), MAX_RECORDED);
    }

    #[test]
    fn unused_attributes_are_not_kept() {
        let bodies: String = (0..2_000).map(|n| format!("<body x{n} lang=pl>")).collect();
        let (html, _) = parse(&bodies).unwrap();
        let kept = html.tree.nodes().filter_map(|node| node.value().as_element()).flat_map(|e| e.attrs());
        assert_eq!(kept.collect::<Vec<_>>(), [("lang", "pl")]);
    }

    #[test]
    fn parsing_in_pieces_does_not_change_the_result() {
        let source =
            "<p title='ż&amp;'>ą&oacute;&#322;\r\n<!-- ź --><script>'</p>'</script>ć</p\n>".repeat(2_000);
        let (html, _) = parse(&source).unwrap();
        assert!(html.tree == parse(&source.replace("<!-- ź -->", "")).unwrap().0.tree);
        assert_eq!(words(&html), ["ąół", "'</p>'", "ć"].repeat(2_000));
    }

    #[test]
    fn too_many_tags_or_a_timeout_are_errors_with_a_remedy() {
        // Time must not decide here, however busy the machine.
        let refusal =
            parse_within(&"</x>".repeat(TAGS + 1), Duration::from_hours(1)).unwrap_err().to_string();
        assert_eq!(refusal, "has more than 1000000 tags: split it or save it as text");
        let refusal = parse_within("<p>x", Duration::ZERO).unwrap_err().to_string();
        assert_eq!(refusal, "takes longer than 0 s to parse: save it as text");
    }
}
