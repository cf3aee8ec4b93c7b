//! Finds the heading that a bookmark names on its page, and restores spaces at line breaks that the bookmark
//! lost.
//!
//! Finding that page is left to `outline`. Invariant: an offset is a character boundary of the text.

use crate::document::Page;

/// Finds headings on a page, one after the other.
#[derive(Debug, Default)]
pub(super) struct HeadingFinder {
    page: u32,
    letters: Vec<(char, usize)>,
    from: usize,
}

impl HeadingFinder {
    /// Returns the byte offset of `label` in the page's text, regardless of case and spaces; 0 if it is not
    /// found.
    ///
    /// The search starts after the heading found last. Also returns the label with a space at each line break
    /// of the page: some programs drop the breaks of a heading in its bookmark.
    pub(super) fn find(&mut self, label: &str, page: &Page) -> (usize, String) {
        if self.page != page.number {
            *self = Self { page: page.number, letters: letters(&page.text), from: 0 };
        }
        if let Some(at) = self.search_both(label) {
            self.from = at + 1;
            return (self.letters[at].1, self.with_breaks(label, at, &page.text));
        }
        let found = with_sign(label).and_then(|sign| self.search_both(&sign));
        let start = found.map_or(0, |at| {
            self.from = at + 1;
            self.letters[at].1
        });
        (start, label.to_owned())
    }

    /// Returns the label with spaces where its letters, from `at` on, are on different lines.
    fn with_breaks(&self, label: &str, at: usize, text: &str) -> String {
        let mut spaced = String::with_capacity(label.len() + 1);
        let (mut places, mut before) = (self.letters[at..].iter().map(|(_, place)| *place), None);
        for c in label.chars() {
            if !c.is_whitespace() {
                let place = places.next();
                let between = before.zip(place).and_then(|(before, place)| text.get(before..place));
                if between.is_some_and(|between| between.contains('\n'))
                    && !spaced.ends_with(char::is_whitespace)
                {
                    spaced.push(' ');
                }
                before = place;
            }
            spaced.push(c);
        }
        spaced
    }

    fn search_both(&self, label: &str) -> Option<usize> {
        let wanted: Vec<char> = letters(label).into_iter().map(|(letter, _)| letter).collect();
        self.search(&wanted, self.from).or_else(|| self.search(&wanted, 0))
    }

    /// Returns the first position from `from` on with `wanted`, not within a longer word or number.
    fn search(&self, wanted: &[char], from: usize) -> Option<usize> {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| self.letters.get(at)).is_some_and(|(letter, _)| letter.is_alphanumeric())
        };
        let goes_on = |at: usize| {
            let end = at + wanted.len();
            let next_to =
                |a: usize| self.letters[a].1 - self.letters[a - 1].1 <= self.letters[a - 1].0.len_utf8();
            is_word(Some(end)) && is_word(end.checked_sub(1)) && next_to(end)
        };
        let windows = self.letters.get(from..)?.windows(wanted.len().max(1));
        let equal = |window: &[(char, usize)]| window.iter().map(|(letter, _)| letter).eq(wanted);
        windows.enumerate().find(|(at, window)| equal(window) && !goes_on(from + at)).map(|(at, _)| from + at)
    }
}

/// Returns `§ 3` for a bookmark that ends in `Paragraf 3`, as named by Legislator, the editor that councils
/// use.
fn with_sign(label: &str) -> Option<String> {
    let (_, number) = label.rsplit_once("Paragraf ")?;
    number.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| format!("§ {number}"))
}

/// Returns the characters of `text` other than spaces, in lower case, each with its byte offset.
fn letters(text: &str) -> Vec<(char, usize)> {
    let lower = |(at, character): (usize, char)| (character.to_lowercase().next().unwrap_or(character), at);
    text.char_indices().filter(|(_, character)| !character.is_whitespace()).map(lower).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(labels: &[&str], expected: &[usize]) {
        let text = "Spis\nRozdział 10\nROZDZIAŁ 1\nPrzepisy ogólne\nArt. 1\nArt. 1\n§ 2. Uchwała".to_owned();
        let page = Page::new(1, text);
        let mut finder = HeadingFinder::default();
        let found: Vec<usize> = labels.iter().map(|label| finder.find(label, &page).0).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_heading_is_found_regardless_of_case_and_spaces() {
        check(&["Rozdział 1 Przepisy  ogólne"], &[18]);
        check(&["rozdział 1"], &[18]);
        check(&["Nie ma"], &[0]);
    }

    #[test]
    fn a_line_break_in_the_heading_becomes_a_space_in_the_bookmark() {
        let page = Page::new(1, "Spis\nUchwała nr 1/19\nRady  Miasta\n\nz dnia 5 maja");
        let label = |label: &str| HeadingFinder::default().find(label, &page).1;
        assert_eq!(label("UCHWAŁA NR 1/19RADY MIASTA"), "UCHWAŁA NR 1/19 RADY MIASTA");
        assert_eq!(label("UCHWAŁA NR 1/19 RADY MIASTA"), "UCHWAŁA NR 1/19 RADY MIASTA");
        assert_eq!(label("RadyMiastaz dnia"), "RadyMiasta z dnia");
        assert_eq!(label("Nie matu"), "Nie matu");
    }

    #[test]
    fn a_paragraph_spelled_out_in_words_is_found_by_its_sign() {
        check(&["Załącznik 2 Paragraf 2", "Paragraf 3"], &[61, 0]);
    }

    #[test]
    fn a_repeated_heading_is_found_after_the_first() {
        check(&["Art. 1", "Art. 1"], &[47, 54]);
    }
}
