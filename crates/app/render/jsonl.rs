//! Slots as JSON, one a line: `jq`, `head` and `wc -l` mean what they say. The diagnosis is for people, on stderr.

use std::io::{self, Write};

use freebusy_engine::Answer;

use super::Frame;
use super::json::slot_line;

/// Writes every slot on a line of its own.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    answer.slots.iter().try_for_each(|slot| slot_line(out, frame, slot))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_slot_stands_on_its_own_line_and_nothing_else_does() {
        let loaded = sample::loaded();
        let mut out = Vec::new();
        answer(&mut out, sample::frame(&loaded), &sample::found()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 11);
        assert!(text.lines().all(|line| line.starts_with(r#"{"start":"2026-12-0"#)), "{text}");
        let mut out = Vec::new();
        answer(&mut out, sample::frame(&loaded), &sample::nothing()).unwrap();
        assert!(out.is_empty());
    }
}
