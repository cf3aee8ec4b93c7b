//! Text being put together from the pieces of a marked-up document.
//!
//! Knows white space and gaps between blocks, what is raised, struck out and inserted; nothing of markup. Always
//! holds: lines end in `\n`, paragraphs in `\n\n`, neither the text nor a line that was folded begins or ends with a
//! space; a word that was struck out is never grown into one that replaces it.

use super::raised::{self, Meaning, Piece};
use crate::document::{
    Edit, Page, Span,
    reading::{edited, sound},
};

/// The text so far and the gap before what comes next.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    gap: Gap,
    /// Whether the next piece must stand exactly where the text ends now.
    fixed: bool,
    edits: Vec<Edit>,
    struck: Vec<Span>,
    /// What ended right where the text ends.
    ended: Ended,
    /// How many marks of what is struck out are open, and where it begins once it has begun.
    striking: usize,
    struck_from: Option<(usize, Place)>,
    /// The raised or lowered piece that is open.
    sign: Option<Sign>,
}

/// What must stand before the next piece of text, the wider the greater.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: the pieces are one word.
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

/// What the text ends in that a word may not grow on to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing of the kind.
    #[default]
    Plain,
    /// Text that was inserted: what is struck out begins a word of its own.
    Inserted,
    /// A word that was struck out, or a sign that is no part of a word.
    Word,
}

/// Where something that is struck out begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the head of a word.
    Head,
    /// Within a word, of which it takes letters away.
    Within,
}

/// A raised or lowered piece that is open.
#[derive(Debug, Clone, Copy)]
struct Sign {
    /// Where the text ended before it.
    at: usize,
    is_lowered: bool,
    is_link: bool,
    /// How many are open: one within another is part of it.
    depth: usize,
}

/// A finished text, what is read of it otherwise, and what of it is struck out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) edits: Vec<Edit>,
    pub(super) struck: Vec<Span>,
}

impl Written {
    /// The only page of a document.
    pub(super) fn into_page(self) -> Page {
        let Self { text, edits, struck } = self;
        Page { edits, struck, ..Page::new(1, text) }
    }

    /// The words of a title: without what is struck out and without marks of footnotes.
    pub(super) fn title(&self) -> String {
        let is_kept =
            |edit: &&Edit| !self.struck.iter().any(|span| span.start <= edit.start && edit.end <= span.end);
        let struck =
            self.struck.iter().map(|span| Edit { start: span.start, end: span.end, text: String::new() });
        let edits = self.edits.iter().filter(is_kept).cloned().chain(struck).collect();
        edited(&self.text, &sound(&self.text, edits))
    }
}

impl Flow {
    /// Asks for a gap before the next piece; the widest one asked for counts.
    pub(super) fn gap(&mut self, gap: Gap) {
        if !self.fixed {
            self.gap = self.gap.max(gap);
        }
    }

    /// Adds text, folding white space (no-break spaces too) and dropping soft hyphens.
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

    /// Adds text with its lines and spaces as they are: code and preformatted text.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace(['\u{ad}', '\r'], "").replace('\u{a0}', " ");
        if let Some(first) = text.chars().next() {
            self.part_from(first);
            self.settle();
            self.text.push_str(&text);
        }
    }

    /// Adds what counts an item of a list, on the line of what comes next.
    pub(super) fn push_number(&mut self, number: &str) {
        self.push(number);
        self.gap(Gap::Space);
        self.fixed = true;
    }

    /// Ends an item of a list, whether it holds something or not.
    pub(super) fn end_item(&mut self) {
        self.fixed = false;
        self.gap(Gap::Line);
    }

    /// Forgets what of a block is still open, as its author did.
    pub(super) fn end_marks(&mut self) {
        self.sign = None;
        if self.striking > 0 {
            self.striking = 1;
            self.unstrike();
        }
    }

    /// Adds a finished text with its edits and what of it is struck out.
    pub(super) fn push_written(&mut self, written: &Written) {
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

    /// Begins what is struck out.
    pub(super) fn strike(&mut self) {
        self.striking += 1;
    }

    /// Ends what is struck out. The reading has it in brackets; letters of a word it leaves out.
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
            Place::Within => self.edits.push(edit(start, end, "")),
            Place::Head => {
                self.edits.extend([edit(start, start, "["), edit(end, end, "]")]);
                self.ended = Ended::Word;
            }
        }
    }

    /// Ends what was inserted.
    pub(super) fn end_inserted(&mut self) {
        if self.gap == Gap::None && self.ended == Ended::Plain {
            self.ended = Ended::Inserted;
        }
    }

    /// Ends a word, whatever follows.
    pub(super) fn end_word(&mut self) {
        if self.gap == Gap::None {
            self.ended = Ended::Word;
        }
    }

    /// Begins a raised or lowered piece.
    pub(super) fn begin_sign(&mut self, is_lowered: bool) {
        match &mut self.sign {
            Some(sign) => sign.depth += 1,
            None => self.sign = Some(Sign { at: self.text.len(), is_lowered, is_link: false, depth: 1 }),
        }
    }

    /// Notes that the open piece is a link, if there is one.
    pub(super) fn note_link(&mut self) {
        if let Some(sign) = &mut self.sign {
            sign.is_link = true;
        }
    }

    /// Ends a raised or lowered piece, and shows and reads it as what it means.
    pub(super) fn end_sign(&mut self) {
        let Some(sign) = &mut self.sign else { return };
        sign.depth -= 1;
        if let Some(sign) = self.sign.take_if(|sign| sign.depth == 0) {
            self.place_sign(sign);
        }
    }

    fn place_sign(&mut self, sign: Sign) {
        let Some(written) = self.text.get(sign.at..).map(str::to_owned) else { return };
        let content = written.trim();
        let is_edited = self.edits.last().is_some_and(|edit| edit.end > sign.at);
        if content.is_empty() || is_edited || written.contains(['\n', '\t']) {
            // At the head of a line or cell: the number of a note, which stands before its text.
            self.ended = Ended::Word;
            return;
        }
        let before = &self.text[..sign.at];
        let base = before[before.rfind('\n').map_or(0, |at| at + 1)..].trim_end();
        let is_apart = written.len() > content.len() || base.len() < before.len() && before.ends_with(' ');
        let Sign { is_lowered, is_link, .. } = sign;
        let meaning = raised::meaning(Piece { base, content, is_apart, is_lowered, is_link });
        let is_number = base.ends_with(|c: char| c.is_ascii_digit());
        let joins = base.ends_with(char::is_alphanumeric) && content.starts_with(char::is_alphanumeric);
        let shown = match meaning {
            Meaning::Degree => "°".to_owned(),
            Meaning::Apart if is_apart || joins => format!(" {content}"),
            Meaning::Joined | Meaning::Apart => content.to_owned(),
            Meaning::Mark if is_number && raised::raised(content) == content => format!(" {content}"),
            _ => raised::raised(content),
        };
        let shown = if base.is_empty() { content } else { &shown };
        let start = sign.at;
        self.text.truncate(start);
        self.text.push_str(shown);
        if let Some(text) = meaning.reading(content).filter(|_| meaning != Meaning::Degree) {
            self.edits.push(Edit { start, end: self.text.len(), text });
        }
        if matches!(meaning, Meaning::Mark | Meaning::Apart | Meaning::Minutes) {
            self.ended = Ended::Word;
        }
    }

    /// Parts what begins with `c` from a word that may not grow.
    fn part_from(&mut self, c: char) {
        let is_begun = self.striking > 0 && self.struck_from.is_none();
        let parts = match self.ended {
            Ended::Plain => false,
            Ended::Inserted => is_begun,
            Ended::Word => true,
        };
        if parts && c.is_alphanumeric() {
            self.gap(Gap::Space);
        }
    }

    /// Settles the gap and gives the place where the next piece will stand.
    pub(super) fn start(&mut self) -> usize {
        self.settle();
        self.fixed = true;
        self.text.len()
    }

    /// The text from `start` on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// The finished text.
    pub(super) fn finish(mut self) -> Written {
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        self.edits.sort_by_key(|edit| (edit.start, edit.end));
        read_on(&self.text, &mut self.edits);
        let Self { text, edits, mut struck, .. } = self;
        struck.retain_mut(|span| {
            span.end = span.end.min(length);
            span.start < span.end
        });
        Written { edits: sound(&text, edits), struck, text }
    }

    fn settle(&mut self) {
        self.fixed = false;
        let gap = std::mem::take(&mut self.gap);
        self.ended = Ended::Plain;
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
            self.struck_from = Some((self.text.len(), if is_within { Place::Within } else { Place::Head }));
        }
    }
}

/// What follows right behind an index belongs to it or is parted from it: `18³a` reads `18(3a)`, `20⁰C` is no index.
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

    fn reading(flow: Flow) -> (String, String) {
        let written = flow.finish();
        let reading = edited(&written.text, &written.edits);
        (written.text, reading)
    }

    fn with(parts: &[(&str, &str)]) -> (String, String) {
        let mut flow = Flow::default();
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
    fn the_widest_gap_wins_and_edges_have_none() {
        let mut flow = Flow::default();
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
    fn letters_struck_out_within_a_word_are_not_part_of_the_reading_text() {
        check(&[("", "zarządz"), ("del", "e"), ("ins", "a"), ("", "nie")], "zarządzeanie", "zarządzanie");
        check(&[("", "kierownik"), ("del", "a"), ("", " filii")], "kierownika filii", "kierownik filii");
    }

    #[test]
    fn superscript_numbers_are_shown_as_such_and_read_separately() {
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
    fn titles_contain_no_marks_and_no_struck_out_text() {
        let mut flow = Flow::default();
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
