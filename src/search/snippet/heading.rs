//! The short title of an act and its subject, highlighted like its title.
//!
//! The short title itself is left to `acts`. Invariant: a subject that the title repeats is
//! highlighted as there.

use std::ops::Range;

use super::html::HighlightedText;
use crate::{
    acts::short_title::short_title,
    document::{Act, beginning},
    search::response::HitHeading,
};

/// The maximum length of a subject in a list of hits, in characters: about two lines beside the filters.
const MAX_SUBJECT_CHARS: usize = 180;

/// Returns the short title and the subject of an act whose title has these highlights; `mark` finds those of
/// another text.
pub(super) fn of_act(
    act: &Act,
    title: &str,
    marks: &[Range<usize>],
    mut mark: impl FnMut(&str) -> Vec<Range<usize>>,
) -> Option<HitHeading> {
    let short = short_title(act)?;
    let short_marks = mark(&short);
    let subject = act.subject.as_deref().map(|subject| {
        let cut = beginning(subject, MAX_SUBJECT_CHARS);
        let shown = cut.as_deref().unwrap_or(subject);
        let kept = shown.trim_end_matches('…').len();
        let marks = match title.find(subject) {
            Some(at) => within(marks, at..at + kept),
            None => mark(shown),
        };
        HighlightedText::new(shown, &marks, &[]).html
    });
    let title_html = HighlightedText::new(&short, &short_marks, &[]).html;
    Some(HitHeading { title: short, title_html, subject_html: subject })
}

/// Returns the highlights in a range of a text, as ranges of that part.
fn within(marks: &[Range<usize>], part: Range<usize>) -> Vec<Range<usize>> {
    let here = marks.iter().filter(|mark| mark.start < part.end && part.start < mark.end);
    let own =
        |mark: &Range<usize>| mark.start.saturating_sub(part.start)..mark.end.min(part.end) - part.start;
    here.map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(subject: &str) -> Act {
        Act {
            kind: Some("zarządzenie".to_owned()),
            number: Some("358/2017".to_owned()),
            subject: Some(subject.to_owned()),
            ..Act::default()
        }
    }

    #[track_caller]
    fn check(title: &str, marked: &str, subject: &str, expected: (&str, &str)) {
        let mark = |text: &str| -> Vec<Range<usize>> {
            text.match_indices(marked).map(|(at, _)| at..at + marked.len()).collect()
        };
        let heading = of_act(&act(subject), title, &mark(title), mark).expect("a heading");
        assert_eq!((&*heading.title_html, &*heading.subject_html.expect("a subject")), expected);
    }

    #[test]
    fn the_short_title_and_the_subject_are_highlighted_like_the_title() {
        let title = "Zarządzenie Nr 358/2017 Prezydenta Miasta Krakowa w sprawie <konwentu>";
        let expected = ("Zarządzenie nr 358/2017", "w sprawie &lt;<mark>konwentu</mark>&gt;");
        check(title, "konwentu", "w sprawie <konwentu>", expected);
        check("Konwent", "konwentu", "w sprawie <konwentu>", expected);
        let expected = ("Zarządzenie nr <mark>358/2017</mark>", "w sprawie parków");
        check("358/2017 w sprawie parków", "358/2017", "w sprawie parków", expected);
        // A phrase that begins before the subject.
        let expected = ("Zarządzenie nr 358/2017", "<mark>w sprawie</mark> parków");
        check("Krakowa w sprawie parków", "Krakowa w sprawie", "w sprawie parków", expected);
    }
}
