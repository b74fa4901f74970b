//! Text in columns of a terminal: how wide it is, cut to fit, filled up, wrapped.

use unicode_width::UnicodeWidthStr as _;

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
    // Characters join into wider or narrower signs, so that only a whole beginning can be measured. A sign takes
    // at most a few characters; a heap of them without any width is cut too.
    let beginnings = text.char_indices().map(|(end, _)| text.get(..end).unwrap_or_default());
    let shown = beginnings.take(4 * most).take_while(|beginning| width(beginning) < most).last();
    format!("{}…", shown.unwrap_or_default())
}

/// `text` followed by blanks up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` after blanks up to `columns`.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Stands for a blank at which no line is broken; no text that went through [`escape`] holds it.
const GLUE: char = '\u{1f}';

/// `text` that [`Flow`] keeps on one line even where it breaks what is around it.
pub(super) fn glued(text: &str) -> String {
    text.replace(' ', &GLUE.to_string())
}

/// Parts behind each other on lines of at most [`LINE`] columns: the one way in which lines are broken.
///
/// A part goes to the next line where it does not fit; one that is wider than a line is broken at its blanks.
/// A word that is wider still is not cut: text of strangers comes [`fit`], and a command is there to be copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow<'a> {
    /// What stands between two parts.
    pub(super) between: &'a str,
    /// Blanks at the beginning of every line but the first.
    pub(super) indent: usize,
}

impl Flow<'_> {
    /// The parts from the first line's beginning on.
    pub(super) fn parts(self, parts: &[String]) -> String {
        self.behind(0, 0, parts)
    }

    /// The parts behind something of `used` columns, from the column `begin` on.
    pub(super) fn behind(self, used: usize, begin: usize, parts: &[String]) -> String {
        let lead = " ".repeat(begin.saturating_sub(used));
        // A comma stays with what it follows; a mark in the middle would dangle at the end of a line.
        let (mark, between) = self.between.split_at(self.between.find(' ').unwrap_or_default());
        let mut lines = Lines { text: String::new(), column: used, indent: self.indent };
        for (index, part) in parts.iter().enumerate() {
            let between = if index == 0 { &lead } else { between };
            let part = format!("{part}{}", if index + 1 < parts.len() { mark } else { "" });
            if lines.has_room(between, &part) || self.indent + width(&part) <= LINE {
                lines.put(between, &part);
                continue;
            }
            for (index, word) in part.split(' ').enumerate() {
                lines.put(if index == 0 { between } else { " " }, word);
            }
        }
        lines.text.replace(GLUE, " ")
    }
}

/// Lines in the making.
#[derive(Debug)]
struct Lines {
    text: String,
    /// Columns taken of the last line.
    column: usize,
    indent: usize,
}

impl Lines {
    fn has_room(&self, between: &str, piece: &str) -> bool {
        self.column + width(between) + width(piece) <= LINE
    }

    /// Adds a piece, on a new line where this one has no room.
    fn put(&mut self, between: &str, piece: &str) {
        if self.has_room(between, piece) || self.column == 0 {
            self.text.push_str(between);
            self.column += width(between);
        } else {
            self.text.push('\n');
            self.text.push_str(&" ".repeat(self.indent));
            self.column = self.indent;
        }
        self.text.push_str(piece);
        self.column += width(piece);
    }
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
    fn signs_that_are_wider_than_their_characters_are_measured_whole() {
        for text in
            ["\u{2764}\u{fe0f}".repeat(40), "\u{1f469}\u{200d}\u{1f4bb}".repeat(40), "e\u{301}".repeat(400)]
        {
            assert!(width(&fit(&text, 24)) <= 24, "{text}");
            assert!(fit(&text, 24).chars().count() <= 4 * 24, "{text}");
        }
    }

    fn widths(text: &str) -> Vec<usize> {
        text.lines().map(width).collect()
    }

    #[test]
    fn parts_that_do_not_fit_go_to_the_next_line() {
        let parts: Vec<String> = (0..4).map(|_| "x".repeat(30)).collect();
        let flow = Flow { between: ", ", indent: 2 };
        assert_eq!(widths(&flow.behind(10, 10, &parts)), [63, 64]);
        assert_eq!(widths(&flow.behind(60, 62, &parts)), [0, 65, 64]);
        let full = ["x".repeat(40), "y".repeat(38), "z".to_owned()];
        assert_eq!(widths(&flow.parts(&full)), [41, 43], "the comma has its column too");
    }

    #[test]
    fn a_part_wider_than_a_line_is_broken_at_its_blanks_but_not_where_it_is_glued() {
        let flow = Flow { between: " · ", indent: 4 };
        let wide = vec!["9 starts".to_owned(), format!("without {}", ["ana (busy)"; 9].join(", "))];
        let broken = "9 starts · without ana (busy), ana (busy), ana (busy), ana (busy), ana (busy),\n    ana (busy), \
                      ana (busy), ana (busy), ana (busy)";
        assert_eq!(flow.parts(&wide), broken);
        let glued = vec![glued(&"ana (busy) ".repeat(9))];
        assert_eq!(flow.parts(&glued), "ana (busy) ".repeat(9));
    }

    #[test]
    fn no_line_ends_in_blanks() {
        let flow = Flow { between: "  ", indent: 20 };
        let text = flow.behind(5, 12, &["x".repeat(70), "y".repeat(70)]);
        assert!(text.starts_with('\n') && text.lines().all(|line| line == line.trim_end()), "{text}");
    }
}
