//! `freebusy find --dry-run`: what would be asked of whom, and for how many requests; nobody is asked.

use std::io::{self, Write};

use freebusy_engine::{Fetch, Plan, Purpose};
use serde::Serialize;

use super::{layout, print, print_styled};
use crate::args::{FindArgs, Format};
use crate::message::escape;
use crate::outcome::{Failure, Outcome};
use crate::render::json::{self, SCHEMA_VERSION};
use crate::schema::Loaded;

pub(super) fn run(args: &FindArgs, loaded: &Loaded, tzdb: &str) -> Result<Outcome, Failure> {
    let plan = freebusy_engine::plan(&loaded.request);
    let plan = PlanOut::new(loaded, plan.as_ref(), tzdb);
    match if args.json { Format::Json } else { args.format } {
        Format::Table => print_styled(Outcome::Found, |out| table(out, &plan)),
        Format::Json => print(Outcome::Found, |out| json::write(out, &plan, layout())),
        Format::Jsonl | Format::Csv | Format::Ics => {
            return Err(Failure::refused("--dry-run is written as table or json; choose one by --format"));
        }
    }?;
    Ok(Outcome::Found)
}

/// A plan as it is shown.
#[derive(Serialize)]
struct PlanOut<'a> {
    schema_version: u32,
    tzdb: &'a str,
    /// Whether everything is asked at once, or only as far as the first starts need.
    asked: &'static str,
    requests: u64,
    max_requests: Option<u32>,
    sources: Vec<FetchOut<'a>>,
}

/// What is asked of one source.
#[derive(Serialize)]
struct FetchOut<'a> {
    participant: &'a str,
    source: &'a str,
    purpose: &'static str,
    windows: usize,
    requests: u64,
    /// Windows that the budget does not pay for.
    denied: usize,
}

impl<'a> PlanOut<'a> {
    fn new(loaded: &'a Loaded, plan: Option<&Plan>, tzdb: &'a str) -> Self {
        let request = &loaded.request;
        Self {
            schema_version: SCHEMA_VERSION,
            tzdb,
            asked: if request.goal().is_some() { "lazily" } else { "eagerly" },
            requests: plan.map_or(0, Plan::requests),
            max_requests: request.budget.map(Into::into),
            sources: plan.map_or_else(Vec::new, |plan| {
                plan.fetches.iter().filter_map(|fetch| FetchOut::new(loaded, fetch)).collect()
            }),
        }
    }
}

impl<'a> FetchOut<'a> {
    fn new(loaded: &'a Loaded, fetch: &Fetch) -> Option<Self> {
        let participant = loaded.request.participants.get(fetch.participant.index())?;
        let source = participant.sources.get(usize::try_from(fetch.source.0).ok()?)?;
        Some(Self {
            participant: &participant.id,
            source: source.provider.id(),
            purpose: match source.purpose {
                Purpose::Decides => "decides",
                Purpose::Explains => "explains",
            },
            windows: fetch.windows.len(),
            requests: fetch.requests(),
            denied: fetch.denied.len(),
        })
    }
}

fn table(out: &mut impl Write, plan: &PlanOut<'_>) -> io::Result<()> {
    let unit = |count: u64| if count == 1 { "request" } else { "requests" };
    let at_most = match plan.asked {
        "lazily" => "At most ",
        _ => "",
    };
    writeln!(
        out,
        "{at_most}{} {}, asked {}; nothing was sent.",
        plan.requests,
        unit(plan.requests),
        plan.asked
    )?;
    for source in &plan.sources {
        let (who, name) = (escape(source.participant), escape(source.source));
        let windows = if source.windows == 1 { "window" } else { "windows" };
        write!(out, "  {who}  {name}  {} {windows}", source.windows)?;
        write!(out, ", {} {}", source.requests, unit(source.requests))?;
        if source.denied > 0 {
            write!(out, ", {} beyond --max-requests", source.denied)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
