//! Tells which acts named in the title of a cited act are part of it, and what else is not.
//!
//! Leaves the words of the sentence around a citation to `stops`.

use super::{
    cursor::{Cursor, folded, is_folded},
    kinds::kind_of,
    lines::last_word,
};

/// Whether a word without accents is a present participle: `ustanawiającej`, `określającego`.
pub(super) fn is_participle(word: &str) -> bool {
    ["acy", "aca", "ace", "acego", "acej", "acym", "acych", "acymi"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

/// Whether a present participle has a masculine ending: `ustanawiającego`.
pub(super) fn is_masculine(word: &str) -> bool {
    ["acy", "acego", "acemu", "acym"].iter().any(|ending| word.ends_with(ending))
}

/// Whether a bracket holds a note on the act, and no part of its title.
pub(super) fn is_note(mut at: Cursor<'_>) -> bool {
    at.at += 1;
    at.skip_spaces();
    let word = folded(at.word());
    let other = kind_of(&word).is_some() && is_folded(at.after_word().word(), "nr");
    let notes =
        ["data", "dalej", "druk", "uchylona", "uchylone", "zmieniona", "zmienione", "zm", "zmiana", "zmiany"];
    other || notes.contains(&word.as_str()) || word.starts_with("zwan")
}

/// Whether a word without accents says that the act after it is changed by this one.
pub(super) fn is_of_change(word: &str) -> bool {
    matches!(word, "zmianie" | "zmiany" | "zmian" | "zmiane" | "nowelizacji" | "sprostowania")
        || ["zmieniajac", "uchylajac", "uchyleni", "uchylani", "wprowadzajac"]
            .iter()
            .any(|stem| word.starts_with(stem))
}

/// Whether an act after this word is part of the title that the word belongs to.
pub(super) fn is_before_inner(word: &str) -> bool {
    matches!(
        word,
        "do" | "przez"
            | "wykonania"
            | "wykonaniu"
            | "wykonanie"
            | "tekstu"
            | "jednolitego"
            | "stosowania"
            | "wdrazania"
            | "wdrozenia"
            | "przepisow"
            | "niektorych"
            | "niektore"
            | "innych"
            | "inne"
            | "przepisy"
            | "wprowadzeniu"
            | "wprowadzenia"
            | "projektu"
            | "projektow"
    ) || word.starts_with("dziennik")
}

/// Whether an act after this word is named beside one of the Union, whose own title names many.
pub(super) fn is_before_other(word: &str) -> bool {
    matches!(word, "z" | "ze" | "w" | "we" | "mowa" | "przez")
        || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a number, a date, a title or a body may begin at the position.
pub(super) fn may_identify(at: Cursor<'_>) -> bool {
    let word = at.word();
    let opens = word.is_empty() && at.peek().is_some_and(|c| matches!(c, '-' | '–' | '(' | '"' | ':'));
    let plain = folded(word);
    let subject = plain == "w" && is_folded(at.after_word().word(), "sprawie");
    let identifies = matches!(plain.as_str(), "z" | "nr" | "o" | "wykonawczego" | "wykonawcze");
    opens || subject || identifies || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Trims marks and conjunctions that are not part of a title.
pub(super) fn trim_title(title: &str) -> &str {
    let mut title = title;
    loop {
        let marks = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '(');
        let trimmed = title.trim_end_matches(marks);
        let word = last_word(trimmed);
        let linking = matches!(word, "oraz" | "i" | "lub" | "albo" | "a" | "także" | "w" | "jak" | "również");
        let is_last = trimmed.ends_with(word);
        let shorter = if linking && is_last { &trimmed[..trimmed.len() - word.len()] } else { trimmed };
        if shorter.len() == title.len() {
            return title;
        }
        title = shorter;
    }
}
