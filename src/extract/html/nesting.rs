//! Keeps the depth of a page within bounds, as browsers do.
//!
//! Building the tree takes time in proportion to elements times depth: a hundred thousand nested
//! elements take minutes. Leaves correct parsing to the parser: this only counts tags. Always
//! holds: text is never dropped, and a page of normal depth is not touched.

use std::borrow::Cow;

/// The deepest nesting, as in the browsers that most people use; real pages stay below 100.
pub(super) const LIMIT: usize = 512;

/// Elements that have no end tag or that the parser ends by itself.
const SELF_ENDING: [&str; 39] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot",
    "colgroup", "caption", "a", "html", "head", "body", "rp", "rt", "image", "basefont", "bgsound", "frame",
    "keygen",
];

/// Elements whose content is not markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The source without the tags of elements that are nested too deep, and whether there were any.
pub(super) fn limit(source: &str) -> (Cow<'_, str>, bool) {
    let mut kept = String::new();
    let mut copied = 0;
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(tag) = Tag::find(source, at) {
        at = tag.end;
        if tag.closes {
            let opened = open.iter().rposition(|name| name.eq_ignore_ascii_case(tag.name));
            open.truncate(opened.unwrap_or(open.len()));
        } else if open.len() >= LIMIT && tag.nests() {
            kept.push_str(&source[copied..tag.start]);
            copied = tag.end;
        } else if tag.nests() {
            open.push(tag.name);
        }
    }
    if copied == 0 {
        return (Cow::Borrowed(source), false);
    }
    kept.push_str(&source[copied..]);
    (Cow::Owned(kept), true)
}

/// A start or end tag; for an element whose content is not markup, `end` lies behind the content.
struct Tag<'a> {
    name: &'a str,
    start: usize,
    end: usize,
    closes: bool,
    raw: bool,
}

impl<'a> Tag<'a> {
    /// The next tag from `at` on, comments skipped.
    fn find(source: &'a str, mut at: usize) -> Option<Self> {
        loop {
            let start = at + source[at..].find('<')?;
            let rest = &source[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                // `<!-->` is a whole comment, so the end may overlap the beginning.
                at = source.len() - comment.len() - 2;
                at += source[at..].find("-->")? + 3;
                continue;
            }
            let closes = rest.starts_with('/');
            let name = tag_name(rest.strip_prefix('/').unwrap_or(rest));
            if name.is_empty() {
                at = start + 1;
                continue;
            }
            let end = tag_end(source, start)?;
            let raw = !closes && is_one_of(&RAW, name);
            let end = if raw { raw_end(source, end, name)? } else { end };
            return Some(Self { name, start, end, closes, raw });
        }
    }

    fn nests(&self) -> bool {
        !self.raw && !is_one_of(&SELF_ENDING, self.name)
    }
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

fn tag_name(rest: &str) -> &str {
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    &rest[..end.unwrap_or(rest.len())]
}

/// The place behind the `>` of the tag that begins at `start`; one in a quoted value is not it.
fn tag_end(source: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, byte) in source.bytes().enumerate().skip(start) {
        match quote {
            Some(open) if open == byte => quote = None,
            None if byte == b'>' => return Some(at + 1),
            None if after_equals && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    None
}

/// The place of the end tag of an element whose content is not markup.
fn raw_end(source: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += source[at..].find("</")? + 2;
        let found = source.as_bytes().get(at..at + name.len())?;
        if found.eq_ignore_ascii_case(name.as_bytes()) {
            return Some(at - 2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_untouched(source: &str) {
        assert_eq!(limit(source), (Cow::Borrowed(source), false));
    }

    #[test]
    fn pages_of_normal_depth_are_not_touched() {
        check_untouched("");
        check_untouched("a < b <3 </ <");
        check_untouched(&"<div>".repeat(LIMIT));
        check_untouched(&"<div><p>a<br><b>c</b></div>".repeat(2_000));
        check_untouched(&"<ul><li>a<li>b</ul><table><tr><td>c</table>".repeat(2_000));
        check_untouched(&"<a title='<div><div>'>b</a><p class=x'y>".repeat(2_000));
        check_untouched(&"<script>'<div>'</script><!-- <div> --><!-->".repeat(2_000));
    }

    #[test]
    fn deeper_elements_lose_their_tags_and_keep_their_text() {
        let source = "<div>ą".repeat(LIMIT + 3);
        let (limited, flattened) = limit(&source);
        assert!(flattened);
        assert_eq!(limited, format!("{}ąąą", "<div>ą".repeat(LIMIT)));
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_hide_depth() {
        assert!(limit(&"<div></x><!--</div>--><p title='</div>'>".repeat(1_000)).1);
    }
}
