//! What was typed, read into clauses: runs of words, "phrases" and -exclusions.
//!
//! Leaves to `plan` what a word stands for. Always holds: every text is a query, nothing fails,
//! and reading is linear; what cannot be meant (an open quotation mark, a lone minus) is read as
//! if it were not there.

/// A query in clauses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedQuery {
    /// The clauses, in the order typed.
    pub clauses: Vec<Clause>,
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The words, without quotation marks and minus: a phrase, a word that is excluded, or a run of
    /// words as typed, with what stands between them (`358 / 2017`).
    pub text: String,
    /// Whether these very forms must stand in this order.
    pub is_phrase: bool,
    /// Whether documents that match are left out.
    pub is_excluded: bool,
}

/// Reads a query.
pub fn parse(text: &str) -> ParsedQuery {
    let mut parsed = ParsedQuery::default();
    let (mut rest, mut run) = (text, 0..0);
    while let Some((clause, after)) = next_clause(rest) {
        let (start, end) = (text.len() - rest.len(), text.len() - after.len());
        rest = after;
        if clause.is_phrase || clause.is_excluded {
            parsed.push(words(&text[run]));
            parsed.push(clause);
            run = end..end;
        } else {
            run = if run.is_empty() { start..end } else { run.start..end };
        }
    }
    parsed.push(words(&text[run]));
    parsed
}

impl ParsedQuery {
    /// Adds a clause that has a word.
    fn push(&mut self, clause: Clause) {
        if clause.text.chars().any(char::is_alphanumeric) {
            self.clauses.push(clause);
        }
    }
}

/// A run of words.
fn words(text: &str) -> Clause {
    Clause { text: text.trim().to_owned(), is_phrase: false, is_excluded: false }
}

/// The clause at the head of `text` and what follows it.
fn next_clause(text: &str) -> Option<(Clause, &str)> {
    let text = text.trim_start_matches(is_space);
    let bare = text.strip_prefix(['-', '−', '–']);
    let is_excluded =
        bare.is_some_and(|bare| bare.starts_with(|c| c == '"' || is_quote(c) || c.is_alphanumeric()));
    let body = if is_excluded { bare? } else { text };
    let first = body.chars().next()?;
    let (words, is_phrase, after) = if is_quote(first) {
        let inside = &body[first.len_utf8()..];
        match inside.find(is_quote) {
            Some(end) => {
                let mark = inside[end..].chars().next().map_or(0, char::len_utf8);
                (&inside[..end], true, &inside[end + mark..])
            }
            None => return next_word(inside, is_excluded),
        }
    } else {
        return next_word(body, is_excluded);
    };
    Some((Clause { text: words.to_owned(), is_phrase, is_excluded }, after))
}

fn next_word(text: &str, is_excluded: bool) -> Option<(Clause, &str)> {
    let text = text.trim_start_matches(is_space);
    let first = text.chars().next()?;
    let end = text[first.len_utf8()..]
        .find(|c| is_space(c) || is_quote(c))
        .map_or(text.len(), |end| end + first.len_utf8());
    let clause = Clause { text: text[..end].to_owned(), is_phrase: false, is_excluded };
    Some((clause, &text[end..]))
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '„' | '”' | '“' | '«' | '»')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown = |clause: &Clause| {
            let minus = if clause.is_excluded { "-" } else { "" };
            let quote = if clause.is_phrase { "\"" } else { "" };
            format!("{minus}{quote}{}{quote}", clause.text)
        };
        assert_eq!(parse(text).clauses.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        check("zarzadzenie konwent", &["zarzadzenie konwent"]);
        check("nr 358 / 2017 \"rada\" a  b", &["nr 358 / 2017", "\"rada\"", "a  b"]);
        check("\"rada dzielnicy\" -parking", &["\"rada dzielnicy\"", "-parking"]);
        check("„Kraków 2030” -\"strefa parkowania\"", &["\"Kraków 2030\"", "-\"strefa parkowania\""]);
        check("Łagiewniki-Borek 358/2017", &["Łagiewniki-Borek 358/2017"]);
        check("budżet\"rada\"konwent", &["budżet", "\"rada\"", "konwent"]);
    }

    #[test]
    fn what_cannot_be_meant_is_read_as_if_it_were_not_there() {
        check("\"rada dzielnicy", &["\"rada dzielnicy"]);
        check("- konwent -", &["- konwent -"]);
        check("\"\" ?! -- \"", &[]);
        check("konwent\0rada", &["konwent\0rada"]);
        check("--konwent", &["--konwent"]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "[\\PC\"„”\\- \0]{0,200}") {
            for clause in parse(&text).clauses {
                prop_assert!(clause.text.chars().any(char::is_alphanumeric));
            }
        }
    }
}
