//! Why a document is refused, in one line.
//!
//! What a stranger wrote reaches a terminal or a log only through here: shortened, and without a character that
//! could end the line or turn its direction.

use std::fmt;

/// The longest path shown, in characters.
const LONGEST_PATH: usize = 440;
/// The longest message shown, in characters.
const LONGEST_MESSAGE: usize = 540;
/// The most characters shown of a value out of the document.
const LONGEST_VALUE: usize = 60;

/// Why a document is refused: the path of the field, what is wrong, how to mend it; always a single line of
/// less than 1,000 characters without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SchemaError {
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) fault: Fault,
}

/// Whose fault it is that a document cannot be read: its own, or that of what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fault {
    /// The document's or the configuration's.
    #[default]
    Request,
    /// A credential is missing or was refused.
    Credential,
    /// A service cannot be asked.
    Service,
}

impl SchemaError {
    /// That at `path` something is wrong, and how to mend it.
    pub(crate) fn new(path: &dyn fmt::Display, message: impl fmt::Display) -> Self {
        Self {
            path: one_line(&path.to_string(), LONGEST_PATH),
            message: one_line(&message.to_string(), LONGEST_MESSAGE),
            fault: Fault::Request,
        }
    }

    /// The same error as somebody else's fault.
    pub(crate) const fn by(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }
}

impl fmt::Display for SchemaError {
    /// Holds the promise of a single short line also for an error that was put together by hand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, message) = (one_line(&self.path, LONGEST_PATH), one_line(&self.message, LONGEST_MESSAGE));
        write!(f, "{path}: {message}")
    }
}

impl std::error::Error for SchemaError {}

/// A value out of the document, in backticks.
pub(crate) fn shown(value: &str) -> String {
    format!("`{}`", one_line(value, LONGEST_VALUE))
}

/// The text with invisible characters escaped, cut to `longest` characters with `…` for what is cut.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut left = longest;
    for c in text.chars() {
        let width = if is_plain(c) { 1 } else { c.escape_debug().len() };
        if width >= left {
            line.push('…');
            break;
        }
        left -= width;
        if is_plain(c) {
            line.push(c);
        } else {
            line.extend(c.escape_debug());
        }
    }
    line
}

/// Whether the character is shown as it is; `escape_debug` knows which ones are invisible.
fn is_plain(c: char) -> bool {
    matches!(c, '\'' | '"' | '\\') || c.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_gets_into_a_line() {
        let hostile = "a\r\n\t\0\u{1b}[31m\u{85}\u{2028}\u{2029}\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}";
        let line = one_line(hostile, 500);
        assert_eq!(line, r"a\r\n\t\0\u{1b}[31m\u{85}\u{2028}\u{2029}\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}");
        assert_eq!(one_line(&line, 500), line);
        assert_eq!(one_line("Zoë's \"\\\" 会議", 500), "Zoë's \"\\\" 会議");
    }

    #[test]
    fn a_long_text_is_cut_within_its_length() {
        assert_eq!(one_line("abcdef", 4), "abc…");
        assert_eq!(one_line("abc", 4), "abc");
        assert_eq!(one_line("ab\u{2028}c", 6), "ab…");
    }

    #[test]
    fn an_error_put_together_by_hand_is_still_one_short_line() {
        let error = SchemaError {
            path: "\n".repeat(5_000),
            message: "\u{202e}é".repeat(5_000),
            fault: Fault::Request,
        };
        let text = error.to_string();
        assert!(text.chars().count() < 1_000 && !text.chars().any(char::is_control), "{text}");
    }
}
