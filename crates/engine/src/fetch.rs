//! The one step that touches the world: carries calls out, concurrently and bounded.

use freebusy_core::{Interval, ParticipantId, Seconds, SourceId};
use freebusy_provider::{Error, Findings, Query, Titles};
use futures_util::stream::{self, StreamExt};

use crate::request::{Participant, Request};

/// How many sources are asked at once, whatever each of them allows.
const SOURCES_AT_ONCE: usize = 32;

/// What one source is asked now.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) participant: ParticipantId,
    pub(crate) source: SourceId,
    pub(crate) windows: Vec<Interval>,
}

/// What came back of one call: for each window what was found, or how it failed.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) participant: ParticipantId,
    pub(crate) source: SourceId,
    pub(crate) windows: Vec<(Interval, Result<Findings, Error>)>,
}

/// Carries out `calls`; the results come in their order.
pub(crate) async fn fetch(request: &Request, calls: Vec<Call>) -> Vec<Fetched> {
    let calls = calls.into_iter().filter(|call| !call.windows.is_empty()).filter_map(|call| {
        let participant = request.participants.get(call.participant.index())?;
        Some(ask(participant, call, request.meeting.duration(), request.titles))
    });
    stream::iter(calls).buffered(SOURCES_AT_ONCE).collect().await
}

async fn ask(participant: &Participant, call: Call, length: Seconds, titles: Titles) -> Fetched {
    let Call { participant: id, source, windows } = call;
    let Some(provider) = participant.source(source) else {
        return Fetched { participant: id, source, windows: Vec::new() };
    };
    let queries = windows.into_iter().map(async |window| {
        let query = Query { window, local: &participant.local, length, titles };
        let found = provider.availability().fetch(query).await;
        (window, found.map_err(|error| error.for_participant(participant.id.clone())))
    });
    let at_once = provider.limits().concurrency.clamp(1, SOURCES_AT_ONCE);
    Fetched { participant: id, source, windows: stream::iter(queries).buffered(at_once).collect().await }
}
