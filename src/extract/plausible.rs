//! Judges whether a text was written by people or garbled by a wrong character map.
//!
//! Three things give such a map away: Polish words in which another sign replaces each accented letter
//! (`wyŜszym`, `zarz¹dzenie`), words without vowels (`Wkh txlfn`), and signs in place of letters. What to do
//! about it is left to others. Invariants: text in which every word is spelled as its language requires is
//! not called broken, whatever the language; the work is bounded except for one pass over the text.

use unicode_normalization::UnicodeNormalization;

use crate::analysis::dictionary::Dictionary;

/// The maximum number of words of a text that are looked up.
const MAX_LOOKED_UP: usize = 48;
/// The maximum number of words weighed for plausibility: two dense pages have fewer.
const MAX_WEIGHED: usize = 1000;
/// The minimum length of a word, in letters: shorter ones are often abbreviations or match words by chance.
const MIN_LETTERS: usize = 4;
/// The maximum number of strange signs in a word; more leave too little of it to recognize.
const MAX_STRANGE: usize = 4;
/// The share of words with strange signs that must be Polish apart from those signs for the signs to be
/// wrong.
///
/// Czech comes closest of the languages tried, at a tenth.
const MISCODED_SHARE: f32 = 0.5;
/// The share of miscoded words from which the text is worth reading again: one wrong word in half a page.
const MISCODED_WORDS: f32 = 0.005;
/// The number of such words that rules out chance even if the sign is not one known from such maps.
///
/// `SOME_MISCODED` applies to a text that is otherwise Polish.
const MANY_MISCODED: usize = 3;
const SOME_MISCODED: usize = 2;
/// The share of words without a vowel from which a text is gibberish.
///
/// English and Polish have 1 %, Czech 3 %, Polish shifted by three letters 50 %.
const VOWELLESS_SHARE: f32 = 0.15;
/// The minimum number of words without a vowel; fewer prove nothing.
const MIN_VOWELLESS: usize = 5;
/// The share of Polish words from which a text is Polish, whatever abbreviations it has.
const POLISH_SHARE: f32 = 0.2;
/// The share of Polish words that no other language reaches; Czech and Slovak have a fifth.
const MOSTLY_POLISH: f32 = 0.6;
/// The share of signs such as `#`, `$` and `\` from which a text is gibberish; programs in C have a sixth.
const SIGNS_SHARE: f32 = 0.3;
/// The minimum number of such signs; fewer prove nothing.
const MIN_SIGNS: usize = 40;

/// The signs known to appear in place of accented letters.
///
/// They come from text in Windows-1250, ISO 8859-2 or a Macintosh encoding shown as Western, from fonts of
/// the nineties, and from glyph numbers shown as characters (`ĞwiadczeĔ`).
const KNOWN: [(char, &str); 9] = [
    ('ą', "¹±πˆä"),
    ('ć', "æê∆¢ü"),
    ('ę', "êí«ċ"),
    ('ł', "³≥£¸åá"),
    ('ń', "ñòäĕ"),
    ('ó', "ûñ"),
    ('ś', "œ¶úæğ"),
    ('ź', "ÿ¼üŝĩ"),
    ('ż', "¿ŝøýī"),
];

/// Returns whether the characters of a text differ from those its page shows.
pub(super) fn is_broken(text: &str) -> bool {
    let tally = TextProfile::new(text);
    tally.is_miscoded() || tally.is_gibberish()
}

/// Returns whether hardly any character of a text is what its page shows.
pub(super) fn is_gibberish(text: &str) -> bool {
    TextProfile::new(text).is_gibberish()
}

/// Returns how much a text looks like words, from 0 to 1.
///
/// Polish words count fully, words possible in some language half, and others nothing. Numbers are ignored.
pub(crate) fn plausibility(text: &str) -> f32 {
    let (mut weighted, mut letters) = (0.0, 0);
    for word in pieces(text).filter(|word| !word.chars().all(char::is_numeric)).take(MAX_WEIGHED) {
        let length = word.chars().count();
        weighted += length as f32 * weight(word);
        letters += length;
    }
    match letters {
        0 if text.trim().is_empty() => 0.0,
        0 => OTHER_WORD,
        _ => weighted / letters as f32,
    }
}

/// The weight of a word in none of the languages known here.
const OTHER_WORD: f32 = 0.5;

/// Returns the weight of a word in [`plausibility`].
fn weight(word: &str) -> f32 {
    let form: String = word.nfc().flat_map(char::to_lowercase).collect();
    match PieceKind::classify(&form) {
        PieceKind::Plain if Dictionary::polish().has(&form) => 1.0,
        PieceKind::Plain if has_vowel(&form) => OTHER_WORD,
        PieceKind::Foreign => OTHER_WORD,
        PieceKind::Strange
            if form.chars().all(char::is_alphabetic) && repair(&form) == RepairChance::None =>
        {
            OTHER_WORD
        }
        _ => 0.0,
    }
}

/// Counts of the kinds of words and signs in a text.
#[derive(Debug, Default)]
struct TextProfile<'a> {
    /// The number of words with at least [`MIN_LETTERS`] letters.
    words: usize,
    /// The number of these with strange signs; the next field has the first of them.
    strange: usize,
    strange_words: Vec<&'a str>,
    /// Plain words, split into others and those in all capitals; then those of each without a vowel.
    plain: [usize; 2],
    vowelless: [usize; 2],
    plain_words: Vec<&'a str>,
    /// Signs not found in words and numbers; then all characters other than spaces.
    signs: usize,
    characters: usize,
}

impl<'a> TextProfile<'a> {
    fn new(text: &'a str) -> Self {
        let mut tally = Self::default();
        tally.count_signs(text);
        pieces(text).for_each(|piece| tally.add(piece));
        tally
    }

    /// Counts signs; a run of the same sign counts once, as it is a drawn line.
    fn count_signs(&mut self, text: &str) {
        let mut last = ' ';
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            if c != last {
                self.characters += 1;
                self.signs += usize::from(c.is_ascii_punctuation() && !is_of_prose(c));
            }
            last = c;
        }
    }

    fn add(&mut self, piece: &'a str) {
        if piece.len() < MIN_LETTERS {
            return;
        }
        match PieceKind::classify(piece) {
            PieceKind::Plain if piece.chars().nth(MIN_LETTERS - 1).is_some() => {
                self.words += 1;
                let case = usize::from(!piece.chars().any(char::is_lowercase));
                self.plain[case] += 1;
                self.vowelless[case] += usize::from(!has_vowel(piece));
                if self.plain_words.len() < MAX_LOOKED_UP {
                    self.plain_words.push(piece);
                }
            }
            PieceKind::Strange if piece.chars().nth(MIN_LETTERS - 1).is_some() => {
                self.words += 1;
                self.strange += 1;
                if self.strange_words.len() < MAX_LOOKED_UP {
                    self.strange_words.push(piece);
                }
            }
            _ => {}
        }
    }

    /// Returns whether the words with strange signs are Polish apart from those signs.
    fn is_miscoded(&self) -> bool {
        if (self.strange as f32) < MISCODED_WORDS * self.words as f32 || self.strange == 0 {
            return false;
        }
        let repairs = self.strange_words.iter().map(|word| repair(&word.to_lowercase()));
        let (mut known, mut possible) = (0, 0);
        for repair in repairs {
            known += usize::from(repair == RepairChance::Known);
            possible += usize::from(repair != RepairChance::None);
        }
        let share = possible as f32 / self.strange_words.len() as f32;
        share >= MISCODED_SHARE
            && share * self.strange as f32 >= MISCODED_WORDS * self.words as f32
            && (known > 0
                || possible >= MANY_MISCODED
                || possible >= SOME_MISCODED && self.polish_share() >= MOSTLY_POLISH)
    }

    fn is_gibberish(&self) -> bool {
        self.is_vowelless() || self.is_all_signs()
    }

    /// Returns whether too many words have no vowel.
    ///
    /// Words in capitals count only if most words are in capitals, because some are abbreviations.
    fn is_vowelless(&self) -> bool {
        let [lower, capitals] = [0, 1].map(|case| (self.vowelless[case], self.plain[case]));
        let (without, all) =
            if capitals.1 > lower.1 { (lower.0 + capitals.0, lower.1 + capitals.1) } else { lower };
        without >= MIN_VOWELLESS
            && without as f32 >= VOWELLESS_SHARE * all as f32
            && self.polish_share() < POLISH_SHARE
    }

    /// Returns the share of Polish words among the plain ones.
    fn polish_share(&self) -> f32 {
        let polish = self.plain_words.iter().filter(|word| Dictionary::polish().has(&word.to_lowercase()));
        polish.count() as f32 / self.plain_words.len().max(1) as f32
    }

    /// Returns whether signs replace letters.
    fn is_all_signs(&self) -> bool {
        self.signs >= MIN_SIGNS && self.signs as f32 >= SIGNS_SHARE * self.characters as f32
    }
}

/// Splits text at white space, punctuation and typographic signs.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_gap = |c: char| {
        c.is_whitespace()
            || c.is_ascii_punctuation()
            || matches!(c, '\u{2010}'..='\u{2027}' | '§' | '°' | '·' | '»' | '©' | '®' | '™' | '×')
    };
    text.split(is_gap).filter(|piece| !piece.is_empty())
}

/// Returns whether the ASCII sign is found in prose and numbers.
const fn is_of_prose(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '-' | '_' | '(' | ')' | '/' | '\'' | '"' | '?' | '!' | '%')
}

const fn is_accented(c: char) -> bool {
    matches!(
        c,
        'ą' | 'ć'
            | 'ę'
            | 'ł'
            | 'ń'
            | 'ó'
            | 'ś'
            | 'ź'
            | 'ż'
            | 'Ą'
            | 'Ć'
            | 'Ę'
            | 'Ł'
            | 'Ń'
            | 'Ó'
            | 'Ś'
            | 'Ź'
            | 'Ż'
    )
}

fn has_vowel(word: &str) -> bool {
    word.contains(['a', 'e', 'i', 'o', 'u', 'y', 'ą', 'ę', 'ó', 'A', 'E', 'I', 'O', 'U', 'Y', 'Ą', 'Ę', 'Ó'])
}

/// The kind of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    /// Letters of the Polish alphabet, and `q`, `v` and `x`.
    Plain,
    /// Such letters mixed with others or signs.
    Strange,
    /// Letters of other alphabets.
    Foreign,
    /// Numbers, codes, signs.
    Other,
}

impl PieceKind {
    fn classify(piece: &str) -> Self {
        if piece.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Self::Plain;
        }
        let (mut plain, mut digits, mut strange) = (0, 0, 0);
        for c in piece.chars() {
            match c {
                'a'..='z' | 'A'..='Z' => plain += 1,
                '0'..='9' => digits += 1,
                '\u{300}'..='\u{36F}' => {}
                _ if is_accented(c) => plain += 1,
                _ => strange += 1,
            }
        }
        match (plain, digits, strange) {
            (0, 0, 1..) if piece.chars().any(char::is_alphabetic) => Self::Foreign,
            (1.., 0, 0) => Self::Plain,
            (_, 0, 1..=MAX_STRANGE) if plain >= strange => Self::Strange,
            (3.., 1, 0) if is_within(piece) => Self::Strange,
            _ => Self::Other,
        }
    }
}

/// Returns whether the only digit of a piece is between lower-case letters, which no code has.
fn is_within(piece: &str) -> bool {
    let at = piece.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
    let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    is_small(piece[..at].chars().next_back()) && is_small(piece[at + 1..].chars().next())
}

/// Whether a lower-case word is Polish apart from its strange signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RepairChance {
    None,
    /// With some accented letters in their place.
    Possible,
    /// With the letters they are known to replace.
    Known,
}

fn repair(form: &str) -> RepairChance {
    let is_strange = |c: char| !c.is_ascii_lowercase() && !is_accented(c);
    if form.chars().filter(|&c| is_strange(c)).count() > MAX_STRANGE {
        return RepairChance::None;
    }
    let dictionary = Dictionary::polish();
    let known = |c: char, letter: char| KNOWN.iter().any(|(to, from)| *to == letter && from.contains(c));
    if dictionary.has_like(form, |c, letter| if is_strange(c) { known(c, letter) } else { c == letter }) {
        return RepairChance::Known;
    }
    // A wrong map may turn one accented letter into another.
    let any = |c: char, letter: char| if c.is_ascii_lowercase() { c == letter } else { is_accented(letter) };
    if dictionary.has_like(form, any) { RepairChance::Possible } else { RepairChance::None }
}

#[cfg(test)]
mod tests;
