//! What holds for the sections of any text.

use proptest::prelude::*;

use super::check_invariants;
use crate::acts::sections::{SectionPath, find, path_of, sections};

/// Pieces of acts, and of what makes reading them hard; an empty one stands for the separator itself.
const PIECES: &str = "§ |§|Art. |Art. 1. |art. 2 |1|2|12a|l|(1)|. |.|\n|\n\n|\u{c}|1) |a) |b) |– |1. |2. \
                      |Rozdział |Dział II|Załącznik nr 1|UCHWAŁA|Uzasadnienie|„|”|\"|brzmienie:|w \
                      brzmieniu:|Ustawa wchodzi w życie|:|;|,| ust. 3| ł|\u{a0}|I|pierwszy|99999|Art. \
                      65535. |4294967296||";

proptest! {
    #[test]
    fn sections_ascend_and_have_unique_anchors(pieces in prop::collection::vec(0..45_usize, 0..80)) {
        let all: Vec<&str> = PIECES.split('|').collect();
        let text: String = pieces.iter().map(|piece| all[piece % all.len()]).collect();
        let sections = sections(&text);
        check_invariants(&text, &sections);
        for (at, section) in sections.iter().enumerate() {
            let path = path_of(&sections, section.start);
            prop_assert_eq!(path.last(), Some(&at));
            prop_assert!(path.windows(2).all(|pair| sections[pair[0]].level <= sections[pair[1]].level));
        }
    }

    #[test]
    fn any_text_is_read(text in "[§Aart. 1-9a-c)\"„”\nłżRozdział–:()¹大Ч]{0,200}") {
        check_invariants(&text, &sections(&text));
        if let Some((path, read)) = SectionPath::parse(&text) {
            prop_assert!(text.is_char_boundary(read) && read > 0);
            find(&sections(&text), &path);
        }
    }

    #[test]
    fn every_paragraph_of_a_plain_act_is_found(paragraphs in 1..40_usize, subsections in 0..5_usize) {
        let mut text = "UCHWAŁA NR 1/2020\n".to_owned();
        for paragraph in 1..=paragraphs {
            text.push_str(&format!("§ {paragraph}. "));
            (1..=subsections).for_each(|number| text.push_str(&format!("{number}. Treść ustępu.\n")));
            text.push_str("Treść.\n");
        }
        prop_assert_eq!(sections(&text).len(), paragraphs * (1 + subsections));
    }
}
