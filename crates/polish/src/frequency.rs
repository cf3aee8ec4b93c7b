//! How often a form occurs in running text, for choosing between forms that are all possible.
//!
//! Reads `dictionary/frequencies.tsv` in place, which is sorted by form. What the counts are taken from is in
//! `dictionary/README.md`.

/// A line for each form: form, occurrences in lower case, occurrences with a capital.
const COUNTS: &str = include_str!("../dictionary/frequencies.tsv");

/// Returns the number of occurrences of a normalized form in 3.5 million words of running text, mostly of
/// statutes; 0 if it occurs less than twice.
///
/// ```
/// use skorowidz_polish::frequency;
///
/// assert!(frequency("rada") > frequency("lada"));
/// assert_eq!(frequency("żżż"), 0);
/// ```
pub fn frequency(form: &str) -> u32 {
    let (mut start, mut end) = (0, COUNTS.len());
    while start < end {
        let line = line_at(start, start.midpoint(end));
        let Some((known, counts)) = COUNTS[line.clone()].split_once('\t') else { return 0 };
        match known.cmp(form) {
            std::cmp::Ordering::Equal => {
                return counts.split('\t').filter_map(|count| count.parse::<u32>().ok()).sum();
            }
            std::cmp::Ordering::Less => start = line.end + 1,
            std::cmp::Ordering::Greater => end = line.start,
        }
    }
    0
}

/// Returns the range of the line around a byte, not before `start`, which must begin a line.
fn line_at(start: usize, middle: usize) -> std::ops::Range<usize> {
    let bytes = COUNTS.as_bytes();
    let begin =
        bytes[start..middle].iter().rposition(|byte| *byte == b'\n').map_or(start, |at| start + at + 1);
    let end = bytes[middle..].iter().position(|byte| *byte == b'\n').map_or(COUNTS.len(), |at| middle + at);
    begin..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_table_is_found() {
        let mut before = "";
        for line in COUNTS.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            let count = |at: usize| columns[at].parse::<u32>().expect("a count");
            assert!(before < columns[0], "{line} is out of order");
            assert_eq!(frequency(columns[0]), count(1) + count(2), "{line}");
            before = columns[0];
        }
        assert_eq!((frequency(""), frequency("żółwiowaty"), frequency("\u{10ffff}")), (0, 0, 0));
    }
}
