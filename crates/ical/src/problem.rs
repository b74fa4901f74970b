//! What could not be understood, in words: bounded in number and length, and safe to print.

use std::fmt::Display;

use freebusy_provider::Problem;

/// The most problems that are told in words; the rest is counted.
const MOST: usize = 20;
/// The longest text of one problem, in characters.
const LONGEST: usize = 600;
/// The longest piece of a calendar quoted in one, in characters.
const QUOTED: usize = 80;

/// A growing list of problems with one calendar.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    told: Vec<Box<str>>,
    untold: usize,
}

/// Where in a calendar something stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Line of the file, counted from one; zero where there is none to name.
    pub(crate) line: usize,
    /// The kind of component: `VEVENT`.
    pub(crate) component: &'static str,
    /// What the component is called.
    pub(crate) uid: Option<&'a str>,
}

impl Problems {
    /// Takes note of a problem; `what` is put in words only while there is room.
    pub(crate) fn add(&mut self, place: Place<'_>, what: impl Display) {
        if self.told.len() == MOST {
            self.untold = self.untold.saturating_add(1);
            return;
        }
        let Place { line, component, uid } = place;
        let uid = uid.map(|uid| format!(" `{}`", shown(uid))).unwrap_or_default();
        let line = if line == 0 { String::new() } else { format!("line {line}, ") };
        self.told.push(format!("{line}{component}{uid}: {what}").into());
    }

    /// The problems of both, in order.
    pub(crate) fn join(&mut self, other: Self) {
        let room = MOST.saturating_sub(self.told.len());
        let over = other.told.len().saturating_sub(room);
        self.untold = self.untold.saturating_add(over).saturating_add(other.untold);
        self.told.extend(other.told.into_iter().take(room));
    }

    /// The problems for the port, each naming the calendar by its label.
    pub(crate) fn told_of(self, label: &str) -> Vec<Problem> {
        let label = shown(label);
        let more = match self.untold {
            0 => None,
            count => Some(format!("`{label}`: {count} more problems")),
        };
        let told = self.told.into_iter().map(|text| format!("`{label}` {text}"));
        told.chain(more).map(|text| Problem(safe(&text, LONGEST).into())).collect()
    }
}

/// A piece of a calendar as a message quotes it: cut short, control characters escaped.
pub(crate) fn shown(text: &str) -> String {
    safe(text, QUOTED)
}

/// `text` up to `longest` characters, with what is not printable escaped.
fn safe(text: &str, longest: usize) -> String {
    let mut safe = String::new();
    for (count, char) in text.chars().enumerate() {
        if count == longest {
            safe.push('…');
            break;
        }
        if is_printable(char) { safe.push(char) } else { safe.extend(char.escape_default()) }
    }
    safe
}

/// Whether a character shows as itself and leaves its neighbours where they are.
pub(crate) fn is_printable(char: char) -> bool {
    let turns_the_text = matches!(char,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    !char.is_control() && !turns_the_text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place<'static> {
        Place { line: 7, component: "VEVENT", uid: Some("a\u{1b}[31m") }
    }

    #[test]
    fn a_problem_names_file_line_component_and_uid_with_control_characters_escaped() {
        let mut problems = Problems::default();
        problems.add(place(), "RRULE cannot be read");
        let told = problems.told_of("ana\n.ics");
        assert_eq!(told.len(), 1);
        assert_eq!(&*told[0].0, r"`ana\n.ics` line 7, VEVENT `a\u{1b}[31m`: RRULE cannot be read");
    }

    #[test]
    fn after_twenty_problems_the_rest_is_counted() {
        let mut problems = Problems::default();
        (0..23).for_each(|number| problems.add(place(), number));
        let mut all = Problems::default();
        all.add(place(), "first");
        all.join(problems);
        let told = all.told_of("x");
        assert_eq!(told.len(), 21);
        assert_eq!(&*told[20].0, "`x`: 4 more problems");
    }

    #[test]
    fn a_problem_is_never_longer_than_a_screen() {
        let mut problems = Problems::default();
        problems.add(place(), "x".repeat(100_000));
        assert!(problems.told_of("x")[0].0.chars().count() <= LONGEST + 1);
    }

    #[test]
    fn marks_that_turn_the_text_around_are_escaped() {
        assert_eq!(shown("a\u{202e}b"), r"a\u{202e}b");
    }
}
