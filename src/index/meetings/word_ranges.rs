//! Where topics stand among the words of a text.

use crate::{
    analysis::words,
    document::{ByteCounter, MeetingTopic, PAGE_BREAK, Page},
};

/// Returns for each topic the positions of its first word and of the word after its last one. `text` is the
/// readings of the pages, joined by page breaks.
pub(super) fn of_topics<'a>(
    pages: &[Page],
    text: &str,
    topics: impl Iterator<Item = &'a MeetingTopic>,
) -> Vec<[u32; 2]> {
    let breaks = text.match_indices(PAGE_BREAK).map(|(at, mark)| at + mark.len());
    let offsets: Vec<usize> = std::iter::once(0).chain(breaks).collect();
    let starts: Vec<usize> = words(text).map(|word| word.start).collect();
    let mut counter = ByteCounter::default();
    let range = |topic: &MeetingTopic| {
        let page = pages.binary_search_by_key(&topic.page, |page| page.number).ok().map(|at| &pages[at]);
        let offset = offsets.get((topic.page as usize).saturating_sub(1));
        let (Some(page), Some(&offset)) = (page, offset) else { return [0, 0] };
        [topic.start, topic.end].map(|scalar| {
            let at = offset + page.place_in_reading(counter.byte(page, scalar));
            starts.partition_point(|start| *start < at) as u32
        })
    };
    topics.map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &[&str], (page, start, end): (u32, usize, usize), expected: &str) {
        let pages: Vec<Page> = (1..).zip(pages).map(|(number, text)| Page::new(number, *text)).collect();
        let text = pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\u{c}");
        let topic = MeetingTopic { page, start, end, ..MeetingTopic::default() };
        let [first, after] = of_topics(&pages, &text, std::iter::once(&topic))[0];
        let all: Vec<&str> = words(&text).map(|word| &text[word]).collect();
        assert_eq!(all[first as usize..after as usize].join(" "), expected);
    }

    #[test]
    fn the_words_of_a_topic_are_found_by_its_place_on_the_page() {
        check(&["Rozmawiano o: żłobkach, łąkach i parku."], (1, 14, 22), "żłobkach");
        check(&["Rozmawiano o: żłobkach, łąkach i parku."], (1, 24, 38), "łąkach i parku");
        check(&["Żółw.", "", "o budżecie miasta"], (3, 2, 17), "budżecie miasta");
        check(&["Żółw."], (7, 0, 3), "");
    }
}
