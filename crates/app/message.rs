//! Text of strangers on its way to a terminal: one line, no control characters, bounded.
//!
//! Ids, titles, paths and messages of providers are data. None of them may move the cursor, change a colour,
//! turn the direction of writing or begin a line of its own.

use std::fmt::Write as _;

/// The most characters of a line on stderr.
const LONGEST: usize = 999;

/// Whether anybody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// On stderr.
    Aloud,
    /// Nobody is: what matters is shown otherwise.
    Mute,
}

impl Voice {
    /// Tells one line.
    pub(crate) fn tell(self, text: &str) {
        match self {
            Self::Aloud => tell(text),
            Self::Mute => {}
        }
    }
}

/// Writes one line for people to stderr; a closed stderr is no reason to stop.
pub(crate) fn tell(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr().lock(), "{}", one_line(text));
}

/// `text` on a single line of less than 1,000 characters, control characters escaped.
pub(crate) fn one_line(text: &str) -> String {
    let escaped = escape(text);
    match escaped.char_indices().nth(LONGEST) {
        None => escaped,
        Some(_) => escaped.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// `text` with every character that a terminal would obey instead of show written as an escape.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            character if is_obeyed(character) => {
                // Writing into a string cannot fail.
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
            }
            character => escaped.push(character),
        }
    }
    escaped
}

/// Control characters, line separators, and the marks that turn the direction of writing.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(escape("a\u{1b}[31mb\nc\td\u{7}"), "a\\u{1b}[31mb\\nc\\td\\u{7}");
        assert_eq!(escape("\u{9b}2J\u{202e}x\u{2028}"), "\\u{9b}2J\\u{202e}x\\u{2028}");
        assert_eq!(escape("žluťoučký 老虎"), "žluťoučký 老虎");
    }

    #[test]
    fn a_long_message_is_cut_below_a_thousand_characters() {
        let line = one_line(&"\n".repeat(5_000));
        assert_eq!(line.chars().count(), 999);
        assert!(line.ends_with('…'));
        assert_eq!(one_line(&"é".repeat(999)).chars().count(), 999);
        assert!(!one_line(&"é".repeat(999)).ends_with('…'));
    }
}
