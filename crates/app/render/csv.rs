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
