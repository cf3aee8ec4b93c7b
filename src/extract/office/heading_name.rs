//! Recognizes the names that programs give to the styles of headings.
//!
//! Which style a paragraph has is left to the readers. Invariant: the style of body text is never one.

/// Returns whether this is how programs name the styles of headings.
pub(super) fn is_heading_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let is_numbered = stem.len() < name.len() && matches!(stem, "heading" | "nagłówek" | "заголовок");
    is_numbered || matches!(name.as_str(), "title" | "tytuł" | "назва")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_name_in_the_languages_of_the_city() {
        for (name, expected) in [
            ("heading 2", true),
            ("Nagłówek 1", true),
            ("Title", true),
            ("heading", false),
            ("Normal", false),
        ] {
            assert_eq!(is_heading_name(name), expected, "{name}");
        }
    }
}
