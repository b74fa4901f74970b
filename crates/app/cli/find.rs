//! `freebusy find`: the times when the group can meet.

use std::io::Write as _;
use std::sync::Arc;

use freebusy_engine::{Answer, Explain};
use freebusy_zones::Zones;

use super::{dry_run, layout, print, print_styled, tell_all, while_reading};
use crate::args::{FindArgs, Format};
use crate::clock;
use crate::connections::Connections;
use crate::intake::{self, Asked};
use crate::outcome::{Failure, Outcome};
use crate::render::{Frame, csv, ics, json, jsonl, prose, table};
use crate::schema::Reasons;

pub(super) fn run(
    args: &FindArgs,
    zones: &Arc<Zones>,
    connections: &Connections,
) -> Result<Outcome, Failure> {
    let reasons = if args.explain { Reasons::Wanted } else { Reasons::Unwanted };
    let (limit, order) = (args.limit.as_deref(), args.order);
    let asked = Asked { request: &args.request, at: None, limit, order, reasons };
    let mut intake = intake::read(asked, zones, connections)?;
    if args.explain {
        intake.loaded.request.explain = Explain::Always;
    }
    tell_all(&intake.echo);
    if args.dry_run {
        return dry_run::run(args, &intake.loaded, zones.version());
    }
    let request = &intake.loaded.request;
    let answer = while_reading(request, || connections.run(freebusy_engine::find(request)));
    let file = args.request.file.as_ref().and_then(|file| file.to_str()).filter(|file| *file != "-");
    let frame = Frame::new(&intake.loaded, zones.version(), clock::now(), file);
    let outcome = outcome(&answer);
    tell_all(&prose::problems(frame, &answer.sources));
    let format = if args.json { Format::Json } else { args.format };
    let written = write(frame, &answer, format, outcome);
    if matches!(format, Format::Jsonl | Format::Csv | Format::Ics) {
        tell_diagnosis(frame, &answer);
    }
    written.map(|()| outcome)
}

fn outcome(answer: &Answer) -> Outcome {
    let found = match answer.slots.is_empty() {
        false => Outcome::Found,
        true if answer.withheld => Outcome::Incomplete,
        true => Outcome::NothingFound,
    };
    found.after(answer.failures())
}

fn write(frame: Frame<'_>, answer: &Answer, format: Format, after: Outcome) -> Result<(), Failure> {
    match format {
        Format::Table => print_styled(after, |out| table::answer(out, frame, answer)),
        Format::Json => print(after, |out| json::answer(out, frame, answer, layout())),
        Format::Jsonl => print(after, |out| jsonl::answer(out, frame, answer)),
        Format::Csv => print(after, |out| csv::answer(out, frame, answer)),
        Format::Ics => print(after, |out| ics::answer(out, frame, answer)),
    }
}

/// The diagnosis for people beside formats that hold only slots.
fn tell_diagnosis(frame: Frame<'_>, answer: &Answer) {
    if let Some(diagnosis) = &answer.diagnosis {
        let mut err = std::io::BufWriter::new(anstream::stderr().lock());
        // A closed stderr is no reason to fail: the data is out.
        let _ = prose::diagnosis(&mut err, frame, diagnosis).and_then(|()| err.flush());
    }
}
