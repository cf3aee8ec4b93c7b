//! Finds base forms of the same word family: `zamówić`, `zamówienie`, `zamawiający`.
//!
//! Compares letters only, ignoring accents: two words are related if they share a beginning, or a root once
//! derivational endings are stripped and consonant alternations before them are undone.

use crate::normalize::folded;

/// The minimum length of a shared beginning, in letters.
const MIN_SHARED: usize = 4;
/// The minimum length of a root, in letters.
const MIN_ROOT: usize = 4;
/// The closeness of words with the same root.
const SAME_ROOT: f32 = 0.8;
/// The closeness of a word and its negation.
const NEGATION: f32 = 0.5;

/// Derivational endings, without accents; the longest that fits is stripped.
const ENDINGS: &[&str] = &[
    "izowanie",
    "ycielstwo",
    "icielstwo",
    "owywanie",
    "izacyjny",
    "ownictwo",
    "anstwo",
    "enstwo",
    "izacja",
    "izowac",
    "yzacja",
    "ywanie",
    "iwanie",
    "owanie",
    "owosc",
    "iwosc",
    "alnosc",
    "elnosc",
    "nosc",
    "ienie",
    "nictwo",
    "niczy",
    "niczka",
    "iciel",
    "yciel",
    "acyjny",
    "encja",
    "ywac",
    "iwac",
    "owac",
    "acja",
    "ator",
    "owiec",
    "owski",
    "ewski",
    "inski",
    "ynski",
    "anski",
    "enski",
    "alny",
    "elny",
    "iczny",
    "yczny",
    "anie",
    "enie",
    "iecie",
    "stwo",
    "ctwo",
    "nica",
    "nik",
    "ista",
    "ysta",
    "izm",
    "yzm",
    "owy",
    "owa",
    "iowy",
    "osc",
    "iony",
    "ony",
    "any",
    "iasty",
    "asty",
    "iaty",
    "aty",
    "liwy",
    "iwy",
    "ski",
    "cki",
    "czy",
    "iac",
    "iec",
    "nac",
    "ac",
    "ec",
    "ic",
    "yc",
    "uc",
    "arz",
    "acz",
    "aczka",
    "arka",
    "ny",
    "ka",
    "ek",
    "ko",
    "ik",
    "yk",
    "ca",
    "ia",
    "ie",
    "ja",
    "a",
    "e",
    "o",
    "y",
    "i",
];

/// Returns the prefixes that relatives of a base form begin with, without accents; empty if it can have no
/// relatives.
pub fn prefixes(term: &str) -> Vec<String> {
    let plain = folded(term);
    let is_word = plain.len() > MIN_SHARED && plain.bytes().all(|b| b.is_ascii_lowercase());
    if !is_word {
        return Vec::new();
    }
    let mut prefixes = vec![plain[..MIN_SHARED].to_owned()];
    let (head, last) = plain[..MIN_SHARED].split_at(MIN_SHARED - 1);
    match last {
        "o" => prefixes.push(format!("{head}a")),
        "a" => prefixes.push(format!("{head}o")),
        _ => {}
    }
    if let Some(bare) = plain.strip_prefix("nie").filter(|bare| bare.len() > MIN_SHARED) {
        prefixes.push(bare[..MIN_SHARED].to_owned());
    } else {
        prefixes.push(format!("nie{}", &plain[..MIN_SHARED]));
    }
    prefixes
}

/// A base form to compare others with.
///
/// ```
/// use skorowidz_polish::word_family::WordFamily;
///
/// let family = WordFamily::new("zamówienie");
/// assert!(family.similarity("zamawiać").is_some());
/// assert!(family.similarity("zamek").is_none());
/// ```
#[derive(Debug, Clone)]
pub struct WordFamily {
    plain: String,
    root: String,
}

impl WordFamily {
    /// Creates it from a base form, with its accents or without.
    pub fn new(term: &str) -> Self {
        let plain = folded(term);
        Self { root: root(&plain), plain }
    }

    /// Returns the closeness of another base form, up to 1; `None` if it is not a relative.
    pub fn similarity(&self, other: &str) -> Option<f32> {
        let (plain, other) = (self.plain.as_str(), folded(other));
        if !other.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        if plain.strip_prefix("nie") == Some(&other) || other.strip_prefix("nie") == Some(plain) {
            return Some(NEGATION);
        }
        let shared = plain.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        let longer = plain.len().max(other.len());
        let by_beginning =
            if shared >= MIN_SHARED && shared * 2 >= longer { shared as f32 / longer as f32 } else { 0.0 };
        let is_of_root = self.root.len() >= MIN_ROOT && self.root == root(&other);
        let similarity = if is_of_root { by_beginning.max(SAME_ROOT) } else { by_beginning };
        (similarity > 0.0).then_some(similarity)
    }
}

/// Returns the root of a word given without accents.
fn root(plain: &str) -> String {
    let ending = ENDINGS
        .iter()
        .filter(|ending| plain.len() >= ending.len() + MIN_ROOT && plain.ends_with(*ending))
        .max_by_key(|ending| ending.len());
    let stem = ending.map_or(plain, |ending| &plain[..plain.len() - ending.len()]);
    let stem = stem.strip_suffix('i').unwrap_or(stem);
    let mut root = stem.to_owned();
    for (changed, plain) in
        [("rz", "r"), ("cz", "k"), ("dz", "d"), ("sz", "s"), ("c", "k"), ("z", "g"), ("ch", "s"), ("t", "k")]
    {
        if let Some(rest) = stem.strip_suffix(changed) {
            root = format!("{rest}{plain}");
            break;
        }
    }
    if let Some(at) =
        root.rfind(['a', 'e', 'i', 'o', 'u', 'y']).filter(|at| *at > 0 && root[*at..].starts_with('o'))
    {
        root.replace_range(at..=at, "a");
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(term: &str, other: &str, expected: Option<f32>) {
        let found = WordFamily::new(term).similarity(other);
        let is_met = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-6,
            (found, expected) => found == expected,
        };
        assert!(is_met, "{term} {other}: {found:?} is not {expected:?}");
    }

    #[test]
    fn words_with_a_common_root_or_prefix_are_relatives() {
        check("zamówienie", "zamówić", Some(SAME_ROOT));
        check("zamówić", "zamawiać", Some(SAME_ROOT));
        check("parkować", "parkowanie", Some(SAME_ROOT));
        check("rowerowy", "rowerzysta", Some(SAME_ROOT));
        check("mieszkaniec", "mieszkalny", Some(7.0 / 11.0));
        check("zgodny", "niezgodny", Some(NEGATION));
        check("niezgodny", "zgodny", Some(NEGATION));
    }

    #[test]
    fn unrelated_words_are_not_relatives() {
        for (term, other) in
            [("konwent", "konkurs"), ("rada", "radny"), ("park", "2030"), ("droga", "en:road")]
        {
            check(term, other, None);
        }
    }

    #[test]
    fn relatives_begin_with_one_of_the_prefixes() {
        for (term, other) in [("zamówienie", "zamawiać"), ("zgodny", "niezgodny"), ("niezgodny", "zgodny")]
        {
            let prefixes = prefixes(term);
            assert!(prefixes.iter().any(|prefix| folded(other).starts_with(prefix)), "{term} {prefixes:?}");
        }
        assert!(prefixes("park").is_empty() && prefixes("358/2017").is_empty());
    }
}
