//! Determines the order in which the glyphs of a page are read: as painted, unless that is clearly wrong.
//!
//! `tables`, `columns` and `blocks` each handle one way in which it can be wrong. What the glyphs say is left
//! to `lines`. Invariants: glyphs are moved in pieces of a line; none is added or lost; a page in which
//! nothing is wrong is not copied.

use std::borrow::Cow;

use hayro_interpret::kurbo::Vec2;

use super::{blocks, columns, rules::PageRules, tables, text_run::TextRun};
use crate::extract::pdf::{glyph::Glyph, glyphs::ruled_lines::RuledLine};

/// The maximum number of pieces of a page that is reordered; the densest table measured has 1,200.
const MAX_PIECES: usize = 6_000;
/// The width from which a gap separates pieces of a line, in em.
///
/// Gutters of columns are at least 1.5 em wide, spaces in justified lines seldom 1.
const GAP_EM: f64 = 1.0;
/// The size of a step across the baseline or back along it that begins a piece, in em, as in `lines`.
const STEP_EM: f64 = 0.6;
/// The minimum width of a gap that is searched for a rule, in em.
const RULE_GAP_EM: f64 = 0.1;
/// The maximum share of a page's glyphs that run another way than the rest, for pieces to be moved.
const OTHER_WAYS: f64 = 0.05;

/// Returns the glyphs in reading order; `rules` are the lines drawn on the page.
pub(super) fn reading<'a>(glyphs: &'a [Glyph], rules: &[RuledLine]) -> Cow<'a, [Glyph]> {
    let Some(direction) = main_direction(glyphs) else { return Cow::Borrowed(glyphs) };
    let ruling = if is_upright(direction) { PageRules::new(rules) } else { PageRules::default() };
    let Some(pieces) = pieces(glyphs, direction, &ruling) else { return Cow::Borrowed(glyphs) };
    let order = order(&pieces, &ruling);
    if order.is_sorted() {
        return Cow::Borrowed(glyphs);
    }
    Cow::Owned(order.into_iter().flat_map(|piece| &glyphs[pieces[piece].glyphs.clone()]).copied().collect())
}

/// Returns the order of `pieces`, as their indices.
fn order(pieces: &[TextRun], ruling: &PageRules) -> Vec<usize> {
    let painted: Vec<usize> = (0..pieces.len()).collect();
    let (order, in_tables) = tables::by_rows(pieces, painted, ruling);
    let free: Vec<usize> = order.iter().copied().filter(|piece| !in_tables[*piece]).collect();
    if free.len() == order.len() && blocks::is_scrambled(pieces) {
        return blocks::ordered(pieces);
    }
    columns::apart(pieces, order, &free)
}

fn is_upright(direction: Vec2) -> bool {
    direction.x > 1.0 - OTHER_WAYS
}

/// Returns the direction of the text, if nearly all of it runs one way.
fn main_direction(glyphs: &[Glyph]) -> Option<Vec2> {
    let direction = glyphs.get(glyphs.len() / 2)?.direction;
    let others = glyphs.iter().filter(|glyph| glyph.direction.dot(direction) < 1.0 - OTHER_WAYS).count();
    (others as f64 <= OTHER_WAYS * glyphs.len() as f64).then_some(direction)
}

/// Groups the glyphs into pieces; `None` if there are too many.
fn pieces(glyphs: &[Glyph], direction: Vec2, ruling: &PageRules) -> Option<Vec<TextRun>> {
    let mut pieces: Vec<TextRun> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        let left = direction.dot(glyph.origin.to_vec2());
        let down = direction.cross(glyph.origin.to_vec2());
        let right = left + glyph.advance;
        let is_turned = glyph.direction.dot(direction) < 1.0 - OTHER_WAYS;
        match pieces.last_mut() {
            Some(piece) if glyph.character == ' ' || (is_turned && piece.is_turned) => {
                piece.glyphs.end = at + 1;
            }
            Some(piece) if !is_turned && !piece.is_turned && goes_on(piece, left, down, glyph.em, ruling) => {
                piece.glyphs.end = at + 1;
                piece.right = piece.right.max(right);
                piece.em = piece.em.max(glyph.em);
            }
            _ => pieces.push(TextRun { glyphs: at..at + 1, left, right, down, em: glyph.em, is_turned }),
        }
        if pieces.len() > MAX_PIECES {
            return None;
        }
    }
    Some(pieces)
}

/// Returns whether a glyph that begins at `left` and `down` belongs to the piece before it.
fn goes_on(piece: &TextRun, left: f64, down: f64, em: f64, ruling: &PageRules) -> bool {
    let em = piece.em.max(em);
    let gap = left - piece.right;
    let is_near = (down - piece.down).abs() <= STEP_EM * em && (-STEP_EM * em..=GAP_EM * em).contains(&gap);
    is_near && !(gap > RULE_GAP_EM * em && ruling.parts(piece.right, left, down))
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Point;

    use super::*;
    use crate::extract::pdf::layout::{lines, paragraphs};

    /// Sets text in glyphs 5 points wide and 10 high, each from its position on, and returns it as it is
    /// read.
    fn read(parts: &[(&str, f64, f64)], rules: &[RuledLine]) -> String {
        let direction = Vec2::new(1.0, 0.0);
        let glyph = |x: f64, y: f64| {
            move |(index, character)| {
                let origin = Point::new(x + 5.0 * index as f64, y);
                Glyph { character, origin, direction, advance: 5.0, em: 10.0 }
            }
        };
        let glyphs: Vec<Glyph> =
            parts.iter().flat_map(|&(text, x, y)| text.chars().enumerate().map(glyph(x, y))).collect();
        paragraphs::text(&lines::lines(&reading(&glyphs, rules))).0
    }

    /// Checks that `words` appear in the text one after the other.
    #[track_caller]
    fn check(parts: &[(&str, f64, f64)], rules: &[RuledLine], words: &[&str]) {
        let text = read(parts, rules);
        let mut from = 0;
        for word in words {
            let at = text[from..].find(word);
            assert!(at.is_some(), "`{word}` does not follow in {text:?}");
            from += at.unwrap_or(0) + word.len();
        }
    }

    const LEFT: [&str; 8] = [
        "Rada Miasta Krakowa uchwala, co nastepuje, na",
        "podstawie ustawy o samorzadzie gminnym i po",
        "zasiegnieciu opinii komisji, ktora w tej sprawie",
        "obradowala trzykrotnie w obecnosci radnych z",
        "kazdego klubu. Uchwala wchodzi w zycie.",
        "Paragraf drugi mowi o tym, kto wykona uchwale i",
        "w jakim czasie, a takze komu z tego zda sprawe",
        "przed koncem kazdego roku kalendarzowego.",
    ];
    const RIGHT: [&str; 8] = [
        "Prezydent Miasta ogłasza sprawozdanie w ten",
        "sposob, aby kazdy mieszkaniec mogl je poznac i",
        "zglosic uwagi, na ktore otrzyma odpowiedz przed",
        "uplywem miesiaca. Odpowiedz jest jawna i moze",
        "byc ogloszona. Koszty ponosi budzet miasta w",
        "granicach planu wydatkow na dany rok, a gdyby",
        "nie wystarczyly, z rezerwy ogolnej, o ktorej",
        "mowa w uchwale budzetowej na ten sam rok.",
    ];

    #[test]
    fn columns_painted_row_by_row_are_read_one_after_the_other() {
        for gutter in [20.0, 100.0] {
            let mut parts =
                vec![("Tytul nad obiema szpaltami, ktory siega daleko poza lewa z nich", 40.0, 50.0)];
            for row in 0..8 {
                let down = 80.0 + 12.0 * f64::from(row);
                parts.push((LEFT[row as usize], 40.0, down));
                parts.push((RIGHT[row as usize], 40.0 + 245.0 + gutter, down));
            }
            parts.push(("Stopka pod szpaltami, rownie szeroka jak tytul, ktory stoi nad nimi", 40.0, 200.0));
            let words = ["Tytul", "Rada Miasta", "kalendarzowego.", "Prezydent", "sam rok.", "Stopka"];
            check(&parts, &[], &words);
        }
    }

    #[test]
    fn a_table_without_rules_keeps_its_rows() {
        let rows = [("Dochody", "120 000", "12"), ("Wydatki", "90 000", "9"), ("Razem", "30 000", "3")];
        let mut parts = Vec::new();
        for (row, (name, sum, share)) in rows.into_iter().cycle().take(12).enumerate() {
            let down = 80.0 + 12.0 * row as f64;
            parts.extend([(name, 40.0, down), (sum, 200.0, down), (share, 400.0, down)]);
        }
        assert!(read(&parts, &[]).starts_with("Dochody\t120 000\t12\nWydatki\t90 000\t9\nRazem"));
    }

    /// Creates the rules of a table.
    fn grid(across: &[f64], down: &[f64]) -> Vec<RuledLine> {
        let (left, right) = (across[0], across[across.len() - 1]);
        let (top, bottom) = (down[0], down[down.len() - 1]);
        let rows = down.iter().map(|&y| RuledLine { from: (left, y), to: (right, y) });
        rows.chain(across.iter().map(|&x| RuledLine { from: (x, top), to: (x, bottom) })).collect()
    }

    #[test]
    fn a_ruled_table_painted_by_columns_is_read_by_rows() {
        let rules = grid(&[40.0, 150.0, 300.0], &[70.0, 90.0, 120.0, 140.0]);
        let parts = [
            ("Przed tabela", 40.0, 50.0),
            ("Nazwa", 50.0, 85.0),
            ("Remont", 50.0, 102.0),
            ("mostu", 50.0, 114.0),
            ("Razem", 50.0, 135.0),
            ("Kwota", 160.0, 85.0),
            ("1200", 160.0, 108.0),
            ("1300", 160.0, 135.0),
            ("Za tabela", 40.0, 170.0),
        ];
        let words = ["Przed", "Nazwa\tKwota", "Remont\nmostu", "1200", "Razem\t1300", "Za tabela"];
        check(&parts, &rules, &words);
        check(&parts, &[], &["Nazwa", "Razem", "Kwota", "1300", "Za tabela"]);
    }

    #[test]
    fn cells_separated_only_by_a_rule_are_two() {
        let rules = grid(&[40.0, 92.0, 150.0], &[70.0, 90.0, 110.0]);
        let parts =
            [("Wydatki 12", 40.0, 85.0), ("Dochody 10", 40.0, 105.0), ("b", 94.0, 85.0), ("a", 94.0, 105.0)];
        check(&parts, &rules, &["Wydatki 12", "b", "Dochody 10", "a"]);
    }

    #[test]
    fn a_page_painted_in_scrambled_order_is_read_from_its_top() {
        let rows = [7, 2, 5, 0, 6, 1, 4, 3, 9, 8];
        let names =
            ["zero", "jeden", "dwa", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "dziewiec"];
        let part = |row: usize| (names[row], 40.0, 80.0 + 12.0 * row as f64);
        check(&rows.map(part), &[], &names);
    }

    #[test]
    fn columns_painted_in_scrambled_order_are_read_one_after_the_other() {
        let mut parts = Vec::new();
        for row in [7, 5, 6, 3, 4, 1, 2, 0] {
            let down = 80.0 + 12.0 * row as f64;
            parts.extend([(LEFT[row], 40.0, down), (RIGHT[row], 320.0, down)]);
        }
        let words: Vec<&str> = LEFT.into_iter().chain(RIGHT).map(|line| &line[..10]).collect();
        check(&parts, &[], &words);
    }

    #[test]
    fn pages_painted_in_order_are_not_copied() {
        let direction = Vec2::new(1.0, 0.0);
        let glyph = |row: usize| {
            let origin = Point::new(40.0, 12.0 * row as f64);
            Glyph { character: 'a', origin, direction, advance: 5.0, em: 10.0 }
        };
        let glyphs: Vec<Glyph> = (0..40).map(glyph).collect();
        assert!(matches!(reading(&glyphs, &[]), Cow::Borrowed(_)));
    }
}
