//! Text that others wrote, made safe for a terminal and a line of the log.
//!
//! Leaves to `quote` how long a value in a message may be.

/// Text of several lines in which nothing can command a terminal; line breaks and tabs stay.
pub(crate) fn escaped(text: &str) -> String {
    escape(text, |c| is_unsafe(c) && !matches!(c, '\n' | '\t'))
}

/// Text on one line in which nothing can command a terminal: `\n`, `\u{1b}`, `\u{202e}`.
pub(crate) fn escaped_line(text: &str) -> String {
    escape(text, is_unsafe)
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) { safe.extend(c.escape_default()) } else { safe.push(c) }
    }
    safe
}

/// JSON in which what a terminal would obey is written as `\\u202e`; its meaning stays.
pub(crate) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        // Line breaks within strings are escaped already; others divide values.
        if is_unsafe(c) && !matches!(c, '\n' | '\t') {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Whether a character moves the cursor, breaks the line, or changes the direction of what follows.
pub(crate) fn is_unsafe(c: char) -> bool {
    let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || is_direction || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_commands_a_terminal() {
        let text = "a\r\n\u{1b}[31mb\u{9b}\tc\u{202e}d\u{2066}\u{2028}ż";
        assert_eq!(escaped(text), "a\\r\n\\u{1b}[31mb\\u{9b}\tc\\u{202e}d\\u{2066}\\u{2028}ż");
        assert_eq!(escaped_line("a\n\tb"), "a\\n\\tb");
    }

    #[test]
    fn json_keeps_its_meaning_and_shows_no_control_character() {
        let name = "a\u{202e}b\u{9b}c\u{7f}\n";
        let json = serde_json::json!({ "file": name }).to_string();
        let safe = escaped_json(&json);
        assert!(!safe.chars().any(is_unsafe), "{safe:?}");
        let read: serde_json::Value = serde_json::from_str(&safe).expect("JSON");
        assert_eq!(read["file"], name);
    }
}
