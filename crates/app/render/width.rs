//! Text in columns of a terminal: how wide it is, cut to fit, filled up, wrapped.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::message::escape;

/// The columns that a table may take.
pub(super) const LINE: usize = 80;

/// The columns that `text` takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` of strangers, harmless and at most `most` columns wide; what is cut off is marked by `…`.
pub(super) fn fit(text: &str, most: usize) -> String {
    let text = escape(text);
    if width(&text) <= most {
        return text;
    }
    let mut taken = 0;
    let is_within = |character: &char| {
        taken += character.width().unwrap_or(0);
        taken < most
    };
    text.chars().take_while(is_within).chain(['…']).collect()
}

/// `text` followed by blanks up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` after blanks up to `columns`.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Parts put behind each other with `between`, on as few lines of at most [`LINE`] columns as it takes; every
/// line but the first begins with `indent` blanks, and the first has `used` columns taken already.
pub(super) fn wrap(parts: &[String], between: &str, used: usize, indent: usize) -> String {
    let mut text = String::new();
    let (mut column, mut is_first) = (used, true);
    // A comma stays with what it follows; a mark in the middle would dangle.
    let end_of_line = if between.starts_with(' ') { "" } else { between.trim_end() };
    for part in parts {
        if is_first {
            is_first = false;
        } else if column + width(between) + width(part) > LINE {
            text.push_str(end_of_line);
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            text.push_str(between);
            column += width(between);
        }
        text.push_str(part);
        column += width(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_by_columns_not_by_bytes() {
        assert_eq!(fit("ana", 3), "ana");
        assert_eq!(fit("anastasia", 4), "ana…");
        assert_eq!(fit("老虎老虎", 5), "老虎…");
        assert_eq!(fit("老虎老虎", 4), "老…");
        assert_eq!(fit("a\u{1b}b", 20), "a\\u{1b}b");
    }

    #[test]
    fn wide_characters_count_twice_when_columns_are_filled() {
        assert_eq!(pad("老", 4), "老  ");
        assert_eq!(pad_left("老", 4), "  老");
    }

    #[test]
    fn parts_that_do_not_fit_go_to_the_next_line() {
        let parts: Vec<String> = (0..4).map(|_| "x".repeat(30)).collect();
        let wrapped = wrap(&parts, ", ", 10, 2);
        let widths: Vec<usize> = wrapped.lines().map(width).collect();
        assert_eq!(widths, [63, 64]);
    }
}
