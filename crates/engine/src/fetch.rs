//! The one step that touches the world: carries calls out, concurrently and bounded.

use freebusy_core::{Interval, ParticipantId, SourceId};
use freebusy_provider::{Error, ErrorKind, Findings, Query};
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

/// What came back of one call: for each window that was asked about what was found, or how it failed.
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
        Some(ask(request, participant, call))
    });
    stream::iter(calls).buffered(SOURCES_AT_ONCE).collect().await
}

async fn ask(request: &Request, participant: &Participant, call: Call) -> Fetched {
    let Request { meeting, now, titles, .. } = *request;
    let length = meeting.duration();
    let Call { participant: id, source, windows } = call;
    let Some(provider) = participant.source(source) else {
        return Fetched { participant: id, source, windows: Vec::new() };
    };
    let ask = async |window| {
        let query = Query { window, local: &participant.local, now, length, titles };
        let found = provider.availability().fetch(query).await;
        (window, found.map_err(|error| error.for_participant(participant.id.clone())))
    };
    let mut windows = windows.into_iter();
    let mut told = Vec::with_capacity(windows.len());
    // The first window goes ahead: what ails the source as a whole is met once, not by every window in turn.
    if let Some(first) = windows.next() {
        told.push(ask(first).await);
    }
    if !told.iter().any(|(_, found)| found.as_ref().err().is_some_and(ails_the_source)) {
        let at_once = provider.limits().concurrency.clamp(1, SOURCES_AT_ONCE);
        let others: Vec<_> = stream::iter(windows.map(ask)).buffered(at_once).collect().await;
        told.extend(others);
    }
    Fetched { participant: id, source, windows: told }
}

/// Whether a failure speaks of more than the window that met it: asking about the others would meet it again.
pub(crate) fn ails_the_source(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Unauthorised
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Throttled
            | ErrorKind::Unreachable
            | ErrorKind::Failed
    )
}
