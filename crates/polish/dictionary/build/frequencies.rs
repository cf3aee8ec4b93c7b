//! Counts how often word forms occur in running text.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use skorowidz_polish::Analyzer;

/// The minimum number of occurrences: rarer forms give no evidence about their readings.
const MIN_COUNT: u32 = 2;

/// The number of occurrences of a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// In lower case, as names never are.
    pub(crate) small: u32,
    /// Capitalized: names, beginnings of sentences, headings.
    pub(crate) capital: u32,
}

/// The number of lower-case occurrences per capitalized one that makes a form a common word.
const SMALL_LETTERS: u32 = 20;

impl Count {
    /// Whether the form is hardly ever a name.
    pub(crate) fn is_of_common_word(self) -> bool {
        self.small >= SMALL_LETTERS * (self.capital + 1)
    }
}

/// Lower-case forms with their counts.
#[derive(Default)]
pub(crate) struct Counts {
    counts: BTreeMap<String, Count>,
    analyzer: Analyzer,
}

#[derive(Deserialize)]
struct Line {
    text: String,
}

impl Counts {
    /// Counts the words of a file: the `text` of every line of a `.jsonl` file, or the whole of any other
    /// file.
    pub(crate) fn add_file(&mut self, path: &str, content: &str) -> Result<(), String> {
        if Path::new(path).extension().is_none_or(|extension| extension != "jsonl") {
            self.add(content);
            return Ok(());
        }
        for (number, line) in (1..).zip(content.lines()) {
            let line: Line =
                serde_json::from_str(line).map_err(|error| format!("`{path}`, line {number}: {error}"))?;
            self.add(&line.text);
        }
        Ok(())
    }

    fn add(&mut self, text: &str) {
        for token in self.analyzer.tokens(text) {
            if !token.is_compound && token.text.chars().all(char::is_alphabetic) {
                let count = self.counts.entry(token.text).or_default();
                let is_capital = text[token.range].starts_with(char::is_uppercase);
                *(if is_capital { &mut count.capital } else { &mut count.small }) += 1;
            }
        }
    }

    /// Returns one line per form, sorted: form, lower-case count, capitalized count.
    pub(crate) fn to_tsv(&self) -> String {
        let frequent = self.counts.iter().filter(|(_, count)| count.small + count.capital >= MIN_COUNT);
        frequent.map(|(form, Count { small, capital })| format!("{form}\t{small}\t{capital}\n")).collect()
    }

    /// Parses the output of [`Self::to_tsv`]; lines that begin with `#` are comments.
    pub(crate) fn from_tsv(text: &str) -> Result<Self, String> {
        let mut read = Self::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let count = |at: usize| columns.get(at).and_then(|count| count.parse().ok());
            let (Some(small), Some(capital), 3) = (count(1), count(2), columns.len()) else {
                return Err(format!("frequencies, line {number}: `{line}` is not a form and two counts"));
            };
            read.counts.insert(columns[0].to_owned(), Count { small, capital });
        }
        Ok(read)
    }

    /// Returns the counts of a form.
    pub(crate) fn of(&self, form: &str) -> Count {
        self.counts.get(form).copied().unwrap_or_default()
    }
}
