//! Slots as CSV: a header, then `start,end,free,not_free`, lists joined by `;`.
//!
//! A `;` or `\` inside an id is written `\;` and `\\`. A cell that a spreadsheet would take for a formula (it
//! begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe before it, as OWASP advises.

use std::io::{self, Write};

use freebusy_engine::{Answer, Slot};

use super::{Frame, moment};

/// Writes the header and one row a slot.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["start", "end", "free", "not_free"]).map_err(plain)?;
    answer.slots.iter().try_for_each(|slot| rows.write_record(row(frame, slot)).map_err(plain))?;
    rows.flush()
}

/// The stream's own error, so that a closed pipe is still known for one.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn row(frame: Frame<'_>, slot: &Slot) -> [String; 4] {
    let free = slot.free.iter().map(|id| escape(frame.name(*id)));
    let not_free =
        slot.not_free.iter().map(|(id, state)| format!("{}:{}", escape(frame.name(*id)), state.as_str()));
    [
        moment::local(slot.span.start(), frame.rules()).to_string(),
        moment::local(slot.span.end(), frame.rules()).to_string(),
        harmless(free.collect::<Vec<_>>().join(";")),
        harmless(not_free.collect::<Vec<_>>().join(";")),
    ]
}

fn escape(id: &str) -> String {
    if id.contains(['\\', ';']) { id.replace('\\', "\\\\").replace(';', "\\;") } else { id.to_owned() }
}

fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use freebusy_core::State;

    use super::super::sample;
    use super::*;

    fn text(ids: &[&str]) -> String {
        let loaded = sample::named(ids);
        let mut out = Vec::new();
        let found = sample::answer(vec![sample::slot(0, State::Tentative)]);
        answer(&mut out, sample::frame(&loaded), &found).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_names_who_is_free_and_the_state_of_the_others() {
        let expected = "start,end,free,not_free\n\
                        2026-12-01T15:00:00+01:00,2026-12-01T15:30:00+01:00,ana;bo,cy:tentative\n";
        assert_eq!(text(&["ana", "bo", "cy"]), expected);
    }

    #[test]
    fn ids_can_neither_break_a_row_nor_become_a_formula() {
        let text = text(&["=1+1", "a;b\\", "say \"hi\",\nbye"]);
        let row = text.split_once('\n').unwrap().1;
        let cells = r#"'=1+1;a\;b\\,"say ""hi"","#;
        assert!(row.contains(cells), "{row}");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[3], "say \"hi\",\nbye:tentative");
    }
}
