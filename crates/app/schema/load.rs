//! From a document to a valid request: what is required, what is left out, and the bounds of everything.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;

use freebusy_core::{Anchor, Increment, Interval, Meeting, Minutes, Order, ZoneRules};
use freebusy_engine::{Explain, OnUnknown, Request};
use freebusy_provider::Titles;
use freebusy_zones::Zone;

use super::choice::choice_or_default;
use super::context::Context;
use super::document::{BufferDoc, Document, StartsDoc, WindowDoc};
use super::error::{SchemaError, shown};
use super::hours::Schedules;
use super::moment::{self, Bound};
use super::number::{grouped, within};
use super::participants::{Household, Ids};
use super::path::Path;
use super::who::{optional, who};
use super::zone_tables::{Table, ZoneTables};

const LONGEST_MEETING: u32 = 10_080;
const LONGEST_BUFFER: u32 = 1_440;
const LONGEST_NOTICE: u32 = 525_600;
const LONGEST_INCREMENT: u32 = 1_440;
const LONGEST_WINDOW_DAYS: u32 = 1_830;

const ANCHORS: [(&str, Anchor); 2] = [("clock", Anchor::Clock), ("free", Anchor::Free)];
const ORDERS: [(&str, Order); 2] = [("earliest", Order::Earliest), ("best", Order::Best)];
const ON_UNKNOWN: [(&str, OnUnknown); 3] =
    [("exclude", OnUnknown::Exclude), ("include", OnUnknown::Include), ("fail", OnUnknown::Fail)];

/// A valid request, with the names that the answer needs.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) request: Request,
    /// The request's zone.
    pub(crate) zone: Zone,
    /// Each participant's own zone: that of the schedule in force for them, where there is one.
    pub(crate) zones_of_participants: Vec<Option<Zone>>,
}

/// Turns a document into a valid request.
///
/// # Errors
/// The first field that is missing, out of bounds or at odds with another.
pub(crate) fn load(document: &Document, context: Context<'_>) -> Result<Loaded, SchemaError> {
    let root = Path::Root;
    let mut tables = ZoneTables::new(context.zones);
    let name = document.time_zone.as_deref().unwrap_or("UTC");
    let table = tables.table(name, root.field("time_zone"))?;
    let zone = Arc::clone(&table.rules);

    let meeting = meeting(document)?;
    let window = window(document.window.as_ref(), &zone, root.field("window"))?;
    let (anchor, increment) = starts(document.starts.as_ref(), root.field("starts"))?;
    let notice = document.notice_minutes.unwrap_or(0);
    let notice = within(notice, 0..=LONGEST_NOTICE, "minutes", root.field("notice_minutes"))?;
    let now = match &document.now {
        Some(now) => moment::instant(now, root.field("now"))?.ceil(),
        None => context.clock,
    };

    let people = root.field("participants");
    let documents = people.required(document.participants.as_ref(), "list at least one participant")?;
    let ids = Ids::read(documents, people)?;
    let mut schedules = Schedules::new(tables, table.clone());
    let common = document.schedule.as_ref();
    let common = common.map(|common| schedules.in_force(common, root.field("schedule"))).transpose()?;
    let zone_name = table.zone.name().to_owned();
    let mut household = Household { schedules, common, zone: Arc::clone(&zone), zone_name, context };
    let mut participants = Vec::with_capacity(documents.len());
    let mut zones_of_participants = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let (participant, own_zone) = household.participant(document, people.element(index))?;
        participants.push(participant);
        zones_of_participants.push(own_zone);
    }

    let optional = optional(document.optional.as_deref().unwrap_or_default(), &ids, root.field("optional"))?;
    let who = who(document.who.as_ref(), &optional, &ids, root.field("who"))?;
    let request = Request {
        meeting,
        window,
        zone,
        anchor,
        increment,
        notice: Minutes::new(notice),
        now,
        participants,
        who,
        optional,
        on_unknown: choice_or_default(document.on_unknown.as_deref(), &ON_UNKNOWN, root.field("on_unknown"))?,
        order: choice_or_default(document.order.as_deref(), &ORDERS, root.field("order"))?,
        limit: document.limit.map(|limit| at_least_one(limit, root.field("limit"))).transpose()?,
        budget: document.max_requests.map(requests).transpose()?,
        explain: Explain::WhenEmpty,
        titles: if document.titles == Some(true) { Titles::Shown } else { Titles::Withheld },
    };
    let Table { zone, .. } = table;
    Ok(Loaded { request, zone, zones_of_participants })
}

fn meeting(document: &Document) -> Result<Meeting, SchemaError> {
    let root = Path::Root;
    let path = root.field("duration_minutes");
    let duration = path.required(document.duration_minutes, "say how long the meeting is, such as `30`")?;
    let duration = within(duration, 1..=LONGEST_MEETING, "minutes", path)?;
    let buffers = root.field("buffer_minutes");
    let buffer = |given: Option<i64>, name| {
        within(given.unwrap_or(0), 0..=LONGEST_BUFFER, "minutes", buffers.field(name)).map(Minutes::new)
    };
    let given = document.buffer_minutes.as_ref();
    let before = buffer(given.and_then(|given: &BufferDoc| given.before), "before")?;
    let after = buffer(given.and_then(|given: &BufferDoc| given.after), "after")?;
    Ok(Meeting::new(Minutes::new(duration), before, after).expect("a duration is at least a minute"))
}

fn starts(document: Option<&StartsDoc>, path: Path<'_>) -> Result<(Anchor, Increment), SchemaError> {
    let Some(StartsDoc { every_minutes, anchor }) = document else {
        return Ok((Anchor::default(), Increment::QUARTER));
    };
    let anchor = choice_or_default(anchor.as_deref(), &ANCHORS, path.field("anchor"))?;
    let Some(every) = every_minutes else {
        return Ok((anchor, Increment::QUARTER));
    };
    let minutes = within(*every, 1..=LONGEST_INCREMENT, "minutes", path.field("every_minutes"))?;
    let increment = Increment::new(Minutes::new(minutes)).expect("the bounds are those of the type");
    Ok((anchor, increment))
}

/// The window, rounded inward.
fn window(document: Option<&WindowDoc>, zone: &ZoneRules, path: Path<'_>) -> Result<Interval, SchemaError> {
    let document =
        path.required(document, "give its `start` and `end`, such as `2026-12-01` and `2026-12-11`")?;
    let (start_path, end_path) = (path.field("start"), path.field("end"));
    let start_text =
        start_path.required(document.start.as_deref(), "write a date such as `2026-12-01`, or an instant")?;
    let end_text =
        end_path.required(document.end.as_deref(), "write a date such as `2026-12-11`, or an instant")?;
    let start = moment::bound(start_text, Bound::Start, zone, start_path)?.ceil();
    let end = moment::bound(end_text, Bound::End, zone, end_path)?.floor();
    let window = Interval::new(start, end).ok_or_else(|| {
        let (start, end) = (shown(start_text), shown(end_text));
        end_path.error(format_args!("{end} is not after `start`, which is {start}; write a later end"))
    })?;
    if days(window, zone) > i64::from(LONGEST_WINDOW_DAYS) {
        let most = grouped(u64::from(LONGEST_WINDOW_DAYS));
        return Err(path.error(format_args!("is longer than {most} days; write an earlier end, or split it")));
    }
    Ok(window)
}

/// Days that have begun, elapsed or on the calendar, whichever are fewer: the hour that a clock is put back
/// makes no day.
fn days(window: Interval, zone: &ZoneRules) -> i64 {
    let elapsed = window.end().as_unix() - window.start().as_unix();
    let read = zone.wall(window.end()).as_seconds() - zone.wall(window.start()).as_seconds();
    let seconds = elapsed.min(read);
    seconds / 86_400 + i64::from(seconds % 86_400 > 0)
}

fn at_least_one(limit: i64, path: Path<'_>) -> Result<NonZeroUsize, SchemaError> {
    let limit = usize::try_from(limit).ok().and_then(NonZeroUsize::new).ok_or(limit);
    limit.map_err(|limit| {
        path.error(format_args!("`{limit}` lies out of bounds; write at least 1, or leave it out"))
    })
}

fn requests(most: i64) -> Result<NonZeroU32, SchemaError> {
    let most = u32::try_from(most).ok().and_then(NonZeroU32::new).ok_or(most);
    most.map_err(|most| {
        let path = Path::Root.field("max_requests");
        path.error(format_args!("`{most}` lies out of bounds; write at least 1, or leave it out"))
    })
}
