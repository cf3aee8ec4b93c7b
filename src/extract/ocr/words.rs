//! Parses the table that tesseract prints (`tsv`) into words with their positions.
//!
//! Which of them are words is left to `junk`, and the text to `lines`. Invariant: rows that do not parse are
//! dropped, and every word returned has text.

/// The number of columns of a row.
const COLUMNS: usize = 12;
/// The level of a row that is a word; lower ones are pages, blocks, paragraphs and lines.
const WORD: &str = "5";

/// A word and its position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OcrWord {
    /// The block, the paragraph in it and the line in that.
    pub(super) line: [u32; 3],
    /// The left edge, in pixels.
    pub(super) left: usize,
    /// The upper edge, in pixels.
    pub(super) top: usize,
    /// The width, in pixels.
    pub(super) width: usize,
    /// The height, in pixels.
    pub(super) height: usize,
    /// The recognizer's confidence, from 0 to 100.
    pub(super) confidence: f32,
    /// The recognized text.
    pub(super) text: String,
}

/// Returns the words of the table, in its order, which is reading order.
pub(super) fn words(tsv: &str) -> Vec<OcrWord> {
    tsv.lines().filter_map(word).collect()
}

fn word(row: &str) -> Option<OcrWord> {
    let cells: Vec<&str> = row.splitn(COLUMNS, '\t').collect();
    let [WORD, _page, block, paragraph, line, _word, left, top, width, height, confidence, text] = cells[..]
    else {
        return None;
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let confidence: f32 = confidence.parse().ok().filter(|sure| (0.0..=100.0).contains(sure))?;
    (!text.trim().is_empty()).then_some(OcrWord {
        line: [block.parse().ok()?, paragraph.parse().ok()?, line.parse().ok()?],
        left: left.parse().ok()?,
        top: top.parse().ok()?,
        width: width.parse().ok()?,
        height: height.parse().ok()?,
        confidence,
        text: text.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_rows_are_parsed_and_other_rows_are_ignored() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t2\t1\t3\t0\t10\t20\t300\t15\t-1\t\n\
            5\t1\t2\t1\t3\t1\t10\t20\t30\t15\t96.5\tRada\n\
            5\t1\t2\t1\t3\t2\t50\t20\t30\t15\t95\t \n\
            5\t1\t2\t1\t3\t3\t-50\t20\t30\t15\t95\tx\n\
            5\t1\t2\t1\t3\t3\t50\t20\t30\t15\tNaN\tx\n\
            5\t1\t2\n";
        let found = words(table);
        let expected = OcrWord {
            line: [2, 1, 3],
            left: 10,
            top: 20,
            width: 30,
            height: 15,
            confidence: 96.5,
            text: "Rada".to_owned(),
        };
        assert_eq!(found, [expected]);
    }
}
