//! Content lines: bytes to name, parameters and value, unfolded, each with its number in the file.
//!
//! The splitting is vparser's; here are the tolerance for what files do to the text (byte order marks, lone
//! carriage returns, bytes that are no UTF-8) and the bound on the length of a line. Values stay raw.

use std::borrow::Cow;

use vparser::{ContentLine, ParamIter, Parser};

/// One unfolded content line.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    /// Its first line in the file, counted from one.
    pub(crate) number: usize,
    /// The name as written, without space around it.
    pub(crate) name: Cow<'a, str>,
    params: Cow<'a, str>,
    /// The value as written, without space around it.
    pub(crate) value: Cow<'a, str>,
    /// Whether there is a colon at all; without one all of the line is name and parameters.
    pub(crate) has_colon: bool,
}

/// What a line says for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Param<'a> {
    /// Nothing.
    Absent,
    /// One value, without its quotes.
    One(&'a str),
    /// Several values that differ.
    Contradiction,
}

impl Line<'_> {
    /// The value of the parameter called `name` (any case).
    pub(crate) fn param(&self, name: &str) -> Param<'_> {
        let values = ParamIter::new(&self.params)
            .filter(|param| param.name().trim().eq_ignore_ascii_case(name))
            .map(|param| param.value().trim().trim_matches('"').trim());
        values.fold(Param::Absent, |known, value| match known {
            Param::Absent => Param::One(value),
            Param::One(other) if other.eq_ignore_ascii_case(value) => known,
            Param::One(_) | Param::Contradiction => Param::Contradiction,
        })
    }

    /// Whether the line is one: a name and a value.
    pub(crate) fn is_whole(&self) -> bool {
        self.has_colon && self.token().len() == self.name.len() && !self.name.is_empty()
    }

    /// What stands before the first character that no name can have: the name itself, unless it is garbled.
    pub(crate) fn token(&self) -> &str {
        let end = self.name.find(|char: char| !char.is_ascii_alphanumeric() && char != '-');
        end.and_then(|end| self.name.get(..end)).unwrap_or(&self.name)
    }
}

/// A line is longer than the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// The lines of a text, empty ones left out.
///
/// # Errors
/// [`TooLong`] in place of a line of more than `longest` bytes.
pub(crate) fn lines(text: &str, longest: usize) -> impl Iterator<Item = Result<Line<'_>, TooLong>> {
    let mut next_number = 1;
    let numbered = Parser::new(text).map(move |content| {
        let number = next_number;
        next_number += 1 + content.raw().bytes().filter(|byte| *byte == b'\n').count();
        (number, content)
    });
    numbered.filter(|(_, content)| !content.raw().is_empty()).map(move |(number, content)| {
        if content.raw().len() > longest && content.unfolded().len() > longest {
            return Err(TooLong);
        }
        Ok(line(number, &content))
    })
}

fn line<'a>(number: usize, content: &ContentLine<'a>) -> Line<'a> {
    let has_colon = !content.value().is_empty() || content.raw().ends_with(':');
    let (name, value) = (trimmed(content.name()), trimmed(content.value()));
    Line { number, name, params: content.params(), value, has_colon }
}

/// `text` without space and byte order marks around it.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_blank = |char: char| char.is_whitespace() || char == '\u{feff}';
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_blank)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_blank).to_owned()),
    }
}

/// The bytes of a file as text whose lines end in `\n` or `\r\n`.
///
/// Bytes that are no UTF-8 become U+FFFD: in a text they harm nobody, in a date they make it unreadable.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(bytes) {
        text if !has_lone_return(text.as_bytes()) => text,
        text => Cow::Owned(with_line_feeds(&text)),
    }
}

/// Whether a carriage return stands anywhere but in a single `\r\n`.
fn has_lone_return(bytes: &[u8]) -> bool {
    let mut after_return = false;
    bytes.iter().any(|byte| {
        let lone = after_return && *byte != b'\n';
        after_return = *byte == b'\r';
        lone
    }) || after_return
}

/// Each run of carriage returns, and the line feed that may end it, as one line feed.
fn with_line_feeds(text: &str) -> String {
    let mut fed = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek().is_some_and(|next| matches!(next, '\r' | '\n')) => {}
            '\r' => fed.push('\n'),
            char => fed.push(char),
        }
    }
    fed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(bytes: &[u8]) -> Vec<(usize, String, String)> {
        let text = text(bytes);
        lines(&text, 1_000)
            .map(|line| line.unwrap())
            .map(|l| (l.number, l.name.into(), l.value.into()))
            .collect()
    }

    fn expect(found: &[(usize, String, String)], expected: &[(usize, &str, &str)]) {
        let found: Vec<_> =
            found.iter().map(|(n, name, value)| (*n, name.as_str(), value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_keep_their_number_across_folds_and_blank_lines() {
        expect(&all(b"A:1\r\n\r\nB:2\r\n 3\r\n\t4\r\nC:5"), &[(1, "A", "1"), (3, "B", "234"), (6, "C", "5")]);
    }

    #[test]
    fn lines_may_end_in_any_of_the_three_ways() {
        let expected = [(1, "A", "12"), (3, "B", "3")];
        expect(&all(b"A:1\n 2\nB:3\n"), &expected);
        expect(&all(b"A:1\r\n 2\r\nB:3\r\n"), &expected);
        expect(&all(b"A:1\r 2\rB:3\r"), &expected);
        expect(&all(b"A:1\r\r\n 2\r\r\nB:3\r\r\n"), &expected);
    }

    #[test]
    fn a_byte_order_mark_belongs_to_no_name() {
        expect(&all("\u{feff}BEGIN:X\n\u{feff}BEGIN:Y".as_bytes()), &[(1, "BEGIN", "X"), (2, "BEGIN", "Y")]);
    }

    #[test]
    fn bytes_that_are_no_utf8_do_not_end_the_file() {
        expect(&all(b"A:\xff\nB:2"), &[(1, "A", "\u{fffd}"), (2, "B", "2")]);
    }

    #[test]
    fn quoted_parameters_may_hold_colons_and_semicolons() {
        let text = "DTSTART;X=\"a;b:c\";tzid=\"Europe/Berlin\":2026";
        let line = lines(text, 1_000).next().unwrap().unwrap();
        assert_eq!(line.param("TZID"), Param::One("Europe/Berlin"));
        assert_eq!(line.param("X"), Param::One("a;b:c"));
        assert_eq!(line.param("VALUE"), Param::Absent);
        assert_eq!(&*line.value, "2026");
    }

    #[test]
    fn two_values_of_one_parameter_contradict_each_other_unless_they_are_the_same() {
        let line = lines("A;T=1;T=1;U=1;U=2:x", 1_000).next().unwrap().unwrap();
        assert_eq!(line.param("T"), Param::One("1"));
        assert_eq!(line.param("U"), Param::Contradiction);
    }

    #[test]
    fn a_line_is_measured_unfolded() {
        let folded = format!("A:{}", "x\n ".repeat(500));
        assert!(lines(&folded, 502).next().unwrap().is_ok());
        assert_eq!(lines(&folded, 501).next().unwrap().unwrap_err(), TooLong);
    }

    #[test]
    fn a_garbled_name_shows_what_it_began_as() {
        let line = lines("RRULE FREQ=DAILY", 1_000).next().unwrap().unwrap();
        assert_eq!(line.token(), "RRULE");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(
            prop_oneof![any::<u8>(), proptest::sample::select(b"\r\n \t\":;=,A\xc3".to_vec())], 0..200)) {
            let text = text(&bytes);
            for line in lines(&text, 50).flatten() {
                let _ = (line.param("A"), line.token());
            }
        }
    }
}
