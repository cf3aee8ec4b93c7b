//! Builds a text from the pieces of a marked-up document.
//!
//! It knows about white space, gaps between blocks, and raised, struck-out and inserted text, but nothing
//! about markup. Invariants: lines end in `\n` and paragraphs in `\n\n`; neither the text nor a folded line
//! begins or ends with a space; a struck-out word never runs into the word that replaces it.

use super::raised::{self, RaisedPiece, ScriptMeaning};
use crate::document::{
    Edit, Page, Span,
    reading::{edited, sound},
};

/// The text so far and the gap before the next piece.
#[derive(Debug, Default)]
pub(super) struct TextFlow {
    text: String,
    gap: Gap,
    /// Whether the next piece must be placed exactly where the text ends now.
    fixed: bool,
    edits: Vec<Edit>,
    struck: Vec<Span>,
    /// What ended at the current end of the text.
    ended: TextEnding,
    /// The number of open strike-out marks; the next field is where the struck-out text begins, once it has
    /// begun.
    striking: usize,
    struck_from: Option<(usize, StrikeStart)>,
    /// The open raised or lowered piece.
    sign: Option<OpenScript>,
}

/// The gap required before the next piece of text, in order of width.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// No gap: the pieces form one word.
    #[default]
    None,
    /// A space.
    Space,
    /// A tab between the cells of a row.
    Cell,
    /// The end of a line.
    Line,
    /// The end of a paragraph.
    Paragraph,
}

/// The kind of text just ended, which a following word may not run into.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum TextEnding {
    /// Ordinary text.
    #[default]
    Plain,
    /// Inserted text: struck-out text after it begins a word of its own.
    Inserted,
    /// A struck-out word, or a sign that is not part of a word.
    Word,
}

/// Where a struck-out piece begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StrikeStart {
    /// At the start of a word.
    Head,
    /// Within a word, from which it removes letters.
    Within,
}

/// An open raised or lowered piece.
#[derive(Debug, Clone, Copy)]
struct OpenScript {
    /// The length of the text before it.
    at: usize,
    is_lowered: bool,
    is_link: bool,
    /// The nesting depth: a piece within another is part of it.
    depth: usize,
}

/// A finished text, its edits for reading, and its struck-out spans.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FlowText {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
    pub(super) struck: Vec<Span>,
}

impl FlowText {
    /// Converts the text to the only page of a document.
    pub(super) fn into_page(self) -> Page {
        let Self { text, edits, struck } = self;
        Page { edits, struck, ..Page::new(1, text) }
    }

    /// Returns the words of a title, without struck-out text and footnote marks.
    pub(super) fn title(&self) -> String {
        let is_kept =
            |edit: &&Edit| !self.struck.iter().any(|span| span.start <= edit.start && edit.end <= span.end);
        let struck =
            self.struck.iter().map(|span| Edit { start: span.start, end: span.end, text: String::new() });
        let edits = self.edits.iter().filter(is_kept).cloned().chain(struck).collect();
        edited(&self.text, &sound(&self.text, edits))
    }
}

impl TextFlow {
    /// Requests a gap before the next piece; the widest one requested counts.
    pub(super) fn gap(&mut self, gap: Gap) {
        if !self.fixed {
            self.gap = self.gap.max(gap);
        }
    }

    /// Adds text, folding white space (including no-break spaces) and dropping soft hyphens.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars().filter(|c| *c != '\u{ad}') {
            if c.is_whitespace() {
                self.gap(Gap::Space);
            } else {
                self.part_from(c);
                self.settle();
                self.text.push(c);
            }
        }
    }

    /// Adds text with its lines and spaces unchanged: code and preformatted text.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace(['\u{ad}', '\r'], "").replace('\u{a0}', " ");
        if let Some(first) = text.chars().next() {
            self.part_from(first);
            self.settle();
            self.text.push_str(&text);
        }
    }

    /// Adds the number of a list item, on the same line as the next piece.
    pub(super) fn push_number(&mut self, number: &str) {
        self.push(number);
        self.gap(Gap::Space);
        self.fixed = true;
    }

    /// Ends a list item, whether or not it is empty.
    pub(super) fn end_item(&mut self) {
        self.fixed = false;
        self.gap(Gap::Line);
    }

    /// Closes marks that the author left open at the end of a block.
    pub(super) fn end_marks(&mut self) {
        self.sign = None;
        if self.striking > 0 {
            self.striking = 1;
            self.unstrike();
        }
    }

    /// Adds a finished text with its edits and struck-out spans.
    pub(super) fn push_written(&mut self, written: &FlowText) {
        let Some(first) = written.text.chars().next() else { return };
        self.part_from(first);
        self.settle();
        let start = self.text.len();
        self.text.push_str(&written.text);
        let edit = |edit: &Edit| Edit { start: start + edit.start, end: start + edit.end, ..edit.clone() };
        self.edits.extend(written.edits.iter().map(edit));
        let span = |span: &Span| Span { start: start + span.start, end: start + span.end };
        self.struck.extend(written.struck.iter().map(span));
    }

    /// Begins struck-out text.
    pub(super) fn strike(&mut self) {
        self.striking += 1;
    }

    /// Ends struck-out text.
    ///
    /// For reading, it is put in brackets; letters struck out within a word are omitted.
    pub(super) fn unstrike(&mut self) {
        self.striking = self.striking.saturating_sub(1);
        let Some((start, place)) = self.struck_from.take_if(|_| self.striking == 0) else { return };
        let end = self.text.len();
        if self.text.get(start..end).is_none_or(|struck| struck.trim().is_empty()) {
            return;
        }
        self.struck.push(Span { start, end });
        let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
        match place {
            StrikeStart::Within => self.edits.push(edit(start, end, "")),
            StrikeStart::Head => {
                self.edits.extend([edit(start, start, "["), edit(end, end, "]")]);
                self.ended = TextEnding::Word;
            }
        }
    }

    /// Ends inserted text.
    pub(super) fn end_inserted(&mut self) {
        if self.gap == Gap::None && self.ended == TextEnding::Plain {
            self.ended = TextEnding::Inserted;
        }
    }

    /// Ends a word, whatever follows.
    pub(super) fn end_word(&mut self) {
        if self.gap == Gap::None {
            self.ended = TextEnding::Word;
        }
    }

    /// Begins a raised or lowered piece.
    pub(super) fn begin_sign(&mut self, is_lowered: bool) {
        match &mut self.sign {
            Some(sign) => sign.depth += 1,
            None => {
                self.sign = Some(OpenScript { at: self.text.len(), is_lowered, is_link: false, depth: 1 });
            }
        }
    }

    /// Marks the open raised or lowered piece, if any, as a link.
    pub(super) fn note_link(&mut self) {
        if let Some(sign) = &mut self.sign {
            sign.is_link = true;
        }
    }

    /// Ends a raised or lowered piece and decides how it is shown and read.
    pub(super) fn end_sign(&mut self) {
        let Some(sign) = &mut self.sign else { return };
        sign.depth -= 1;
        if let Some(sign) = self.sign.take_if(|sign| sign.depth == 0) {
            self.place_sign(sign);
        }
    }

    fn place_sign(&mut self, sign: OpenScript) {
        let Some(written) = self.text.get(sign.at..).map(str::to_owned) else { return };
        let content = written.trim();
        let is_edited = self.edits.last().is_some_and(|edit| edit.end > sign.at);
        if content.is_empty() || is_edited || written.contains(['\n', '\t']) {
            // At the start of a line or cell: the number of a note, which precedes its text.
            self.ended = TextEnding::Word;
            return;
        }
        let before = &self.text[..sign.at];
        let base = before[before.rfind('\n').map_or(0, |at| at + 1)..].trim_end();
        let is_apart = written.len() > content.len() || base.len() < before.len() && before.ends_with(' ');
        let OpenScript { is_lowered, is_link, .. } = sign;
        let meaning = raised::meaning(RaisedPiece { base, content, is_apart, is_lowered, is_link });
        let is_number = base.ends_with(|c: char| c.is_ascii_digit());
        let joins = base.ends_with(char::is_alphanumeric) && content.starts_with(char::is_alphanumeric);
        let shown = match meaning {
            ScriptMeaning::Degree => "°".to_owned(),
            ScriptMeaning::Apart if is_apart || joins => format!(" {content}"),
            ScriptMeaning::Joined | ScriptMeaning::Apart => content.to_owned(),
            ScriptMeaning::Mark if is_number && raised::raised(content) == content => format!(" {content}"),
            _ => raised::raised(content),
        };
        let shown = if base.is_empty() { content } else { &shown };
        let start = sign.at;
        self.text.truncate(start);
        self.text.push_str(shown);
        if let Some(text) = meaning.reading(content).filter(|_| meaning != ScriptMeaning::Degree) {
            self.edits.push(Edit { start, end: self.text.len(), text });
        }
        if matches!(meaning, ScriptMeaning::Mark | ScriptMeaning::Apart | ScriptMeaning::Minutes) {
            self.ended = TextEnding::Word;
        }
    }

    /// Separates a piece beginning with `c` from a word that may not be extended.
    fn part_from(&mut self, c: char) {
        let is_begun = self.striking > 0 && self.struck_from.is_none();
        let parts = match self.ended {
            TextEnding::Plain => false,
            TextEnding::Inserted => is_begun,
            TextEnding::Word => true,
        };
        if parts && c.is_alphanumeric() {
            self.gap(Gap::Space);
        }
    }

    /// Settles the gap and returns the position of the next piece.
    pub(super) fn start(&mut self) -> usize {
        self.settle();
        self.fixed = true;
        self.text.len()
    }

    /// Returns the text from `start` on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Returns the finished text.
    pub(super) fn finish(mut self) -> FlowText {
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        self.edits.sort_by_key(|edit| (edit.start, edit.end));
        read_on(&self.text, &mut self.edits);
        let Self { text, edits, mut struck, .. } = self;
        struck.retain_mut(|span| {
            span.end = span.end.min(length);
            span.start < span.end
        });
        FlowText { edits: sound(&text, edits), struck, text }
    }

    fn settle(&mut self) {
        self.fixed = false;
        let gap = std::mem::take(&mut self.gap);
        self.ended = TextEnding::Plain;
        let begins_struck = self.striking > 0 && self.struck_from.is_none();
        let is_within = begins_struck && gap == Gap::None && self.text.ends_with(char::is_alphanumeric);
        if !self.text.is_empty() {
            if gap >= Gap::Line {
                self.text.truncate(self.text.trim_end_matches([' ', '\t', '\n']).len());
            }
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space if self.text.ends_with('\n') => "",
                Gap::Space => " ",
                Gap::Cell => "\t",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        if begins_struck {
            self.struck_from =
                Some((self.text.len(), if is_within { StrikeStart::Within } else { StrikeStart::Head }));
        }
    }
}

/// Adjusts indexes to what follows them directly: `18³a` reads `18(3a)`, and `20⁰C` has no index.
fn read_on(text: &str, edits: &mut [Edit]) {
    for edit in edits.iter_mut().filter(|edit| edit.text.ends_with(')') && edit.text.starts_with('(')) {
        let next = text.get(edit.end..).unwrap_or_default();
        let letters: &str = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
        match letters {
            "C" if edit.text == "(0)" => "°".clone_into(&mut edit.text),
            letter if letter.len() == 1 && letter.as_bytes()[0].is_ascii_lowercase() => {
                edit.text.insert_str(edit.text.len() - 1, letter);
                edit.end += letter.len();
            }
            "" => {}
            _ => edit.text.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(flow: TextFlow) -> (String, String) {
        let written = flow.finish();
        let reading = edited(&written.text, &written.edits);
        (written.text, reading)
    }

    fn with(parts: &[(&str, &str)]) -> (String, String) {
        let mut flow = TextFlow::default();
        for (mark, text) in parts {
            match *mark {
                "del" => flow.strike(),
                "sup" => flow.begin_sign(false),
                "sub" => flow.begin_sign(true),
                _ => {}
            }
            flow.push(text);
            match *mark {
                "del" => flow.unstrike(),
                "ins" => flow.end_inserted(),
                "sup" | "sub" => flow.end_sign(),
                _ => {}
            }
        }
        reading(flow)
    }

    #[track_caller]
    fn check(parts: &[(&str, &str)], text: &str, reading: &str) {
        assert_eq!(with(parts), (text.to_owned(), reading.to_owned()), "{parts:?}");
    }

    #[test]
    fn the_widest_gap_wins_and_edges_are_trimmed() {
        let mut flow = TextFlow::default();
        flow.gap(Gap::Paragraph);
        flow.push(" a\u{a0} \n b");
        flow.gap(Gap::Line);
        flow.gap(Gap::Cell);
        flow.push(" cy\u{ad}rk ");
        flow.gap(Gap::Paragraph);
        assert_eq!(flow.start(), "a b\ncyrk\n\n".len());
        flow.push_verbatim("x  y\r\n  z\n");
        assert_eq!(flow.since(10), "x  y\n  z\n");
        assert_eq!(flow.finish().text, "a b\ncyrk\n\nx  y\n  z");
    }

    #[test]
    fn struck_out_text_is_separated_from_its_replacement() {
        check(
            &[("", "Kwota "), ("del", "100"), ("ins", "250"), ("", " zł")],
            "Kwota 100 250 zł",
            "Kwota [100] 250 zł",
        );
        check(&[("", "Opłata "), ("del", "100"), ("", "250 zł")], "Opłata 100 250 zł", "Opłata [100] 250 zł");
        check(&[("ins", "250"), ("del", "100"), ("", " zł")], "250 100 zł", "250 [100] zł");
        check(&[("del", " a b "), ("", ".")], "a b .", "[a b] .");
        check(&[("del", " "), ("", "a")], "a", "a");
    }

    #[test]
    fn letters_struck_out_within_a_word_are_not_read() {
        check(&[("", "zarządz"), ("del", "e"), ("ins", "a"), ("", "nie")], "zarządzeanie", "zarządzanie");
        check(&[("", "kierownik"), ("del", "a"), ("", " filii")], "kierownika filii", "kierownik filii");
    }

    #[test]
    fn raised_numbers_are_shown_raised_and_read_separately() {
        check(&[("", "Art. 21"), ("sup", "1"), ("", ". Grupa")], "Art. 21¹. Grupa", "Art. 21(1). Grupa");
        check(&[("", "art. 18"), ("sup", "3"), ("", "a i 5")], "art. 18³a i 5", "art. 18(3a) i 5");
        check(&[("", "art. 21 "), ("sup", "1"), ("", " i")], "art. 21¹ i", "art. 21(1) i");
        check(&[("", "Seniorów"), ("sup", "1"), ("", "opiniuje")], "Seniorów¹ opiniuje", "Seniorów opiniuje");
        check(&[("", "budżet"), ("sup", "2)"), ("", ".")], "budżet²⁾.", "budżet.");
        check(
            &[("", "87 m"), ("sup", "2"), ("", ", NO"), ("sub", "2"), ("", ".")],
            "87 m2, NO2.",
            "87 m2, NO2.",
        );
        check(&[("", "17"), ("sup", "00"), ("", "-18")], "17⁰⁰-18", "17:00-18");
        check(
            &[("", "20"), ("sup", "o"), ("", "C i 20"), ("sup", "0"), ("", "C")],
            "20°C i 20⁰C",
            "20°C i 20°C",
        );
        check(&[("sup", "1"), ("", "Dz. U.")], "1 Dz. U.", "1 Dz. U.");
    }

    #[test]
    fn titles_have_no_footnote_marks_and_no_struck_out_text() {
        let mut flow = TextFlow::default();
        flow.push("Zmiana art. 21");
        flow.begin_sign(false);
        flow.push("1");
        flow.end_sign();
        flow.push(" ");
        flow.strike();
        flow.push("dawna");
        flow.unstrike();
        flow.push(" regulaminu");
        flow.begin_sign(false);
        flow.push("2)");
        flow.end_sign();
        assert_eq!(flow.finish().title(), "Zmiana art. 21(1)  regulaminu");
    }
}
