//! The Polish keyboard: which letters share a key, and which keys are neighbors.
//!
//! On the programmer's layout, which nearly everybody uses, an accented letter is the key of the plain one
//! with Alt, so leaving out the accent is the commonest slip of all.

/// The letters of Polish and of its keyboard.
pub(super) const LETTERS: [char; 35] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u',
    'v', 'w', 'x', 'y', 'z', 'ą', 'ć', 'ę', 'ł', 'ń', 'ó', 'ś', 'ź', 'ż',
];

/// Returns the place of a letter among [`LETTERS`].
pub(super) const fn number(letter: char) -> Option<usize> {
    Some(match letter {
        'a'..='z' => letter as usize - 'a' as usize,
        'ą' => 26,
        'ć' => 27,
        'ę' => 28,
        'ł' => 29,
        'ń' => 30,
        'ó' => 31,
        'ś' => 32,
        'ź' => 33,
        'ż' => 34,
        _ => return None,
    })
}

/// The rows of letters; each key touches the one beside it and those above it at the same place and the next.
const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Returns the letter on the key of a Polish letter; any other letter is its own.
pub(super) const fn plain(letter: char) -> char {
    match letter {
        'ą' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        _ => letter,
    }
}

/// Whether the keys of two letters touch each other.
pub(super) fn are_neighbors(one: char, other: char) -> bool {
    let (Some((row, at)), Some((other_row, other_at))) = (place(one), place(other)) else { return false };
    match row.abs_diff(other_row) {
        0 => at.abs_diff(other_at) == 1,
        // A lower row is shifted to the right by about half a key.
        1 => {
            let (upper, lower) = if row < other_row { (at, other_at) } else { (other_at, at) };
            upper == lower || upper == lower + 1
        }
        _ => false,
    }
}

/// Returns the row and the place of a letter's key.
fn place(letter: char) -> Option<(usize, usize)> {
    let key = u8::try_from(plain(letter)).ok()?;
    let places = ROWS.iter().map(|row| row.iter().position(|other| *other == key));
    places.enumerate().find_map(|(row, at)| Some((row, at?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_has_its_number() {
        for (at, letter) in LETTERS.iter().enumerate() {
            assert_eq!(number(*letter), Some(at), "{letter}");
        }
        assert_eq!((number('ü'), number('я')), (None, None));
    }

    #[test]
    fn keys_that_touch_are_neighbors() {
        for (one, other) in
            [('a', 's'), ('ą', 's'), ('s', 'w'), ('s', 'e'), ('z', 's'), ('m', 'k'), ('ó', 'p')]
        {
            assert!(are_neighbors(one, other) && are_neighbors(other, one), "{one}{other}");
        }
        for (one, other) in
            [('a', 'd'), ('q', 'p'), ('a', 'p'), ('q', 'z'), ('a', 'ą'), ('a', 'я'), ('m', 'l')]
        {
            assert!(!are_neighbors(one, other), "{one}{other}");
        }
    }
}
