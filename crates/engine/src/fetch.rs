//! The one step that touches the world: carries the plan out, concurrently and bounded.

use freebusy_core::{Interval, Seconds};
use freebusy_provider::{Error, Findings, Query, Titles};
use futures_util::stream::{self, StreamExt};

use crate::plan::{Fetch, Plan};
use crate::request::{Participant, Request};

/// How many sources are asked at once, whatever each of them allows.
const SOURCES_AT_ONCE: usize = 32;

/// What came back of one planned fetch: for each window what was found, or how it failed.
#[derive(Debug)]
pub(crate) struct Fetched<'a> {
    pub(crate) fetch: &'a Fetch,
    pub(crate) windows: Vec<(Interval, Result<Findings, Error>)>,
}

/// Asks everything that is planned; the results come in the order of the plan.
pub(crate) async fn fetch<'a>(request: &'a Request, plan: &'a Plan) -> Vec<Fetched<'a>> {
    let calls = plan.fetches.iter().filter_map(|fetch| {
        let participant = request.participants.get(fetch.participant.index())?;
        Some(ask(participant, fetch, request.meeting.duration(), request.titles))
    });
    stream::iter(calls).buffered(SOURCES_AT_ONCE).collect().await
}

async fn ask<'a>(
    participant: &'a Participant,
    fetch: &'a Fetch,
    length: Seconds,
    titles: Titles,
) -> Fetched<'a> {
    let Some(provider) = participant.source(fetch.source) else {
        return Fetched { fetch, windows: Vec::new() };
    };
    let calls = fetch.windows.iter().map(async |&window| {
        let query = Query { window, local: &participant.local, length, titles };
        let found = provider.availability().fetch(query).await;
        (window, found.map_err(|error| error.for_participant(participant.id.clone())))
    });
    let at_once = provider.limits().concurrency.clamp(1, SOURCES_AT_ONCE);
    Fetched { fetch, windows: stream::iter(calls).buffered(at_once).collect().await }
}
