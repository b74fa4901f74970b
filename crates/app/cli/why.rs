//! `freebusy why`: why one start does or does not work.

use std::sync::Arc;

use freebusy_engine::{Explanation, Outside, SourceReport};
use freebusy_zones::Zones;

use super::{layout, print, print_styled, tell_all, while_reading};
use crate::args::{WhyArgs, WhyFormat};
use crate::clock;
use crate::connections::Connections;
use crate::intake::{self, Asked};
use crate::outcome::{Failure, Outcome};
use crate::render::{Frame, json, prose, table};
use crate::schema::Reasons;

pub(super) fn run(args: &WhyArgs, zones: &Arc<Zones>, connections: &Connections) -> Result<Outcome, Failure> {
    let (at, reasons) = (Some(args.at.as_str()), Reasons::Wanted);
    let asked = Asked { request: &args.request, at, limit: None, order: None, reasons };
    let intake = intake::read(asked, zones, connections)?;
    let at = intake.at.expect("a start that was asked about has been read");
    tell_all(&intake.echo);
    let request = &intake.loaded.request;
    let explanation = while_reading(request, || connections.run(freebusy_engine::why(request, at)));
    let frame = Frame::new(&intake.loaded, zones.version(), clock::now(), None);
    let outcome = outcome(&explanation);
    tell_all(&prose::problems(frame, &explanation.sources));
    let format = if args.json { WhyFormat::Json } else { args.format };
    match format {
        WhyFormat::Table => print_styled(outcome, |out| table::explanation(out, frame, &explanation)),
        WhyFormat::Json => print(outcome, |out| json::explanation(out, frame, &explanation, layout())),
    }?;
    Ok(outcome)
}

fn outcome(explanation: &Explanation) -> Outcome {
    let failures = explanation.sources.iter().filter_map(SourceReport::failure);
    let met = match explanation.met {
        true => Outcome::Found,
        false if explanation.outside.contains(&Outside::Withheld) => Outcome::Incomplete,
        false => Outcome::NothingFound,
    };
    met.after(failures)
}
