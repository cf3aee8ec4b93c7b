//! The words that name a kind of act, in all of their forms.
//!
//! Leaves what follows the word to `mention`.

use super::cursor::folded;

/// A kind of act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActKind {
    /// *Ustawa*; also the codes, which are statutes with a name.
    Statute,
    /// *Uchwała*
    Resolution,
    /// *Zarządzenie*
    Ordinance,
    /// *Rozporządzenie*
    Regulation,
    /// *Obwieszczenie*
    Notice,
    /// *Dyrektywa*
    Directive,
    /// *Decyzja*, of the European Union or numbered within a year: those with the sign of a case are no acts.
    Decision,
    /// *Dekret*
    Decree,
    /// *Konstytucja*
    Constitution,
    /// *Konwencja*
    Convention,
    /// *Traktat*
    Treaty,
    /// *Umowa międzynarodowa*
    Agreement,
}

impl ActKind {
    /// The noun in the nominative.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Statute => "ustawa",
            Self::Resolution => "uchwała",
            Self::Ordinance => "zarządzenie",
            Self::Regulation => "rozporządzenie",
            Self::Notice => "obwieszczenie",
            Self::Directive => "dyrektywa",
            Self::Decision => "decyzja",
            Self::Decree => "dekret",
            Self::Constitution => "konstytucja",
            Self::Convention => "konwencja",
            Self::Treaty => "traktat",
            Self::Agreement => "umowa międzynarodowa",
        }
    }

    /// Whether acts of this kind are made by one parliament, or by states, and so named without a body.
    pub(super) const fn has_no_body(self) -> bool {
        matches!(self, Self::Statute | Self::Constitution) || self.is_treaty()
    }

    /// Whether states make acts of this kind with one another.
    pub(super) const fn is_treaty(self) -> bool {
        matches!(self, Self::Convention | Self::Treaty | Self::Agreement)
    }

    /// Whether the noun is feminine, so that adjectives of the treaty are, too.
    pub(super) const fn is_feminine_treaty(self) -> bool {
        matches!(self, Self::Convention | Self::Agreement)
    }

    /// Whether acts of this kind may have a name of their own, such as *Prawo upadłościowe*.
    pub(super) const fn is_named(self) -> bool {
        matches!(self, Self::Statute | Self::Regulation | Self::Decree)
    }

    /// Whether the European Union makes acts of this kind.
    pub(super) const fn is_of_union(self) -> bool {
        matches!(self, Self::Directive | Self::Decision | Self::Regulation)
    }
}

/// The stem of each kind without accents, and the endings of its forms.
const FORMS: [(ActKind, &str, &[&str]); 9] = [
    (ActKind::Statute, "ustaw", FEMININE),
    (ActKind::Resolution, "uchwal", FEMININE),
    (ActKind::Ordinance, "zarzadzen", NEUTER),
    (ActKind::Regulation, "rozporzadzen", NEUTER),
    (ActKind::Notice, "obwieszczen", NEUTER),
    (ActKind::Directive, "dyrektyw", FEMININE),
    (ActKind::Decision, "decyzj", &["a", "i", "e", "om", "ami", "ach"]),
    (ActKind::Decree, "dekre", &["t", "tu", "towi", "tem", "cie", "ty", "tow", "tom", "tami", "tach"]),
    (ActKind::Constitution, "konstytucj", &["a", "i", "e"]),
];

const FEMININE: &[&str] = &["a", "y", "ie", "e", "o", "", "om", "ami", "ach"];
const NEUTER: &[&str] = &["ie", "ia", "iu", "iem", "", "iom", "iami", "iach"];

/// The kind that a word names, in any form, with or without accents.
pub(super) fn kind_of(word: &str) -> Option<ActKind> {
    let plain = folded(word);
    FORMS.iter().find_map(|(kind, stem, endings)| {
        let ending = plain.strip_prefix(stem)?;
        endings.contains(&ending).then_some(*kind)
    })
}

/// The kind that an abbreviation before a full stop names: `zarz. nr 5`, `uchw. nr 5`.
pub(super) fn kind_abbreviated(word: &str) -> Option<ActKind> {
    match folded(word).as_str() {
        "uchw" => Some(ActKind::Resolution),
        "zarz" => Some(ActKind::Ordinance),
        _ => None,
    }
}

/// The kind that a word names with at most one typing error.
pub(crate) fn kind_typed(word: &str) -> Option<ActKind> {
    let typed: Vec<char> = folded(word).chars().collect();
    if let Some(kind) = kind_of(word) {
        return Some(kind);
    }
    let is_near = |stem: &str, ending: &&str| {
        let form: Vec<char> = stem.chars().chain(ending.chars()).collect();
        form.len() > 5 && is_one_edit(&typed, &form)
    };
    let near = FORMS.iter().find(|(_, stem, endings)| endings.iter().any(|ending| is_near(stem, ending)));
    near.map(|(kind, ..)| *kind)
}

/// Whether one letter added, left out, changed or swapped with its neighbor turns one word into the other.
fn is_one_edit(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) if short.len() == long.len() => rest == others,
        (_, [_, others @ ..]) => short == others,
        _ => true,
    }
}

/// Whether a word is the noun of a kind in the nominative singular.
pub(super) fn is_nominative(word: &str, kind: ActKind) -> bool {
    folded(word) == folded(kind.noun()) && !word.ends_with(['ą', 'Ą'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, noun: Option<&str>) {
        assert_eq!(kind_of(word).map(ActKind::noun), noun, "`{word}`");
    }

    #[test]
    fn a_kind_is_known_in_every_form() {
        check("ustawą", Some("ustawa"));
        check("USTAW", Some("ustawa"));
        check("uchwale", Some("uchwała"));
        check("uchwaly", Some("uchwała"));
        check("Zarządzeniami", Some("zarządzenie"));
        check("rozporządzeń", Some("rozporządzenie"));
        check("dekrecie", Some("dekret"));
        check("ustawowy", None);
        check("uchwalić", None);
        check("zarządca", None);
    }

    #[test]
    fn the_instrumental_is_no_nominative() {
        assert!(is_nominative("Uchwała", ActKind::Resolution));
        assert!(is_nominative("uchwala", ActKind::Resolution));
        assert!(!is_nominative("uchwałą", ActKind::Resolution));
    }
}
