//! Text being put together from the pieces of a marked-up document.
//!
//! Knows white space and gaps between blocks, nothing of markup. Always holds: lines end in `\n`,
//! paragraphs in `\n\n`, neither the text nor a line that was folded begins or ends with a space.

/// The text so far and the gap before what comes next.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    gap: Gap,
    /// Whether the next piece must stand exactly where the text ends now.
    fixed: bool,
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
                self.settle();
                self.text.push(c);
            }
        }
    }

    /// Adds text with its lines and spaces as they are: code and preformatted text.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace(['\u{ad}', '\r'], "").replace('\u{a0}', " ");
        if !text.is_empty() {
            self.settle();
            self.text.push_str(&text);
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
    pub(super) fn finish(self) -> String {
        let length = self.text.trim_end().len();
        let mut text = self.text;
        text.truncate(length);
        text
    }

    fn settle(&mut self) {
        self.fixed = false;
        let gap = std::mem::take(&mut self.gap);
        if self.text.is_empty() {
            return;
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_gap_counts_and_edges_have_none() {
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
        assert_eq!(flow.finish(), "a b\ncyrk\n\nx  y\n  z");
    }
}
