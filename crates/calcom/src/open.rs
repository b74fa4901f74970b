//! An account's own time: what its connected calendars and bookings have taken, and its hours.
//!
//! Days out of office are not seen here: no call but that for slots knows of them.

use freebusy_core::{BlockKind, Interval};
use freebusy_provider::{
    AvailabilitySource, BoxFuture, Cost, Error, Finding, Findings, Limits, Problem, Provider, Query, Titles,
    WindowStart,
};
use futures_util::future::try_join3;

use crate::account::Account;
use crate::config::{CONCURRENCY, DAY, Dialect, LARGEST_BUFFER, OPEN_WINDOW, PAGE};
use crate::convert::blocks::{self, OwnBooking, Taken};
use crate::convert::schedule::{self, Doubt, Plan};
use crate::endpoints::{self, CalendarToLoad, current, old};
use crate::error::{error, status, version_of};
use crate::own::{OwnBookings, reaching};
use crate::window::within;
use crate::wire::{BusyTime, Calendars, ConnectedCalendar, Entry};

/// The most calendars of one call: their names make its URL long.
const CALENDARS_AT_ONCE: usize = 20;

/// The open calendar of an account.
#[derive(Debug, Clone)]
pub struct Open {
    id: Box<str>,
    account: Account,
}

/// What was gathered, and the window it is about, widened by the largest buffer.
struct Gathered {
    findings: Findings,
    reach: Interval,
}

impl Gathered {
    fn new(query: Query<'_>) -> Self {
        let reach = query.window.dilate(LARGEST_BUFFER, LARGEST_BUFFER);
        Self { findings: Findings::default(), reach }
    }

    fn add(&mut self, taken: Taken, what: &str) {
        match taken {
            Taken::Block(finding) => self.block(finding),
            Taken::Doubtful(finding) => {
                self.problem(format!("{what} is not understood; its time is unknown"));
                self.block(finding);
            }
            Taken::Nothing => {}
            Taken::Odd => self.unknown(format!("{what} is not understood; the whole window is unknown")),
        }
    }

    fn block(&mut self, finding: Finding) {
        if finding.interval.overlaps(self.reach) {
            self.findings.blocks.push(finding);
        }
    }

    /// Nothing in the window is certain.
    fn unknown(&mut self, problem: String) {
        let whole = Finding { interval: self.reach, kind: BlockKind::Unknown, title: None };
        if !self.findings.blocks.contains(&whole) {
            self.findings.blocks.push(whole);
        }
        self.problem(problem);
    }

    fn problem(&mut self, problem: String) {
        let problem = Problem(problem.into());
        if !self.findings.problems.contains(&problem) {
            self.findings.problems.push(problem);
        }
    }
}

impl Open {
    pub(crate) fn new(id: Box<str>, account: Account) -> Self {
        Self { id, account }
    }

    /// What connected calendars have taken. They are listed afresh each time: one that was connected meanwhile
    /// must not be missed.
    async fn calendars(&self, query: Query<'_>) -> Result<Findings, Error> {
        let mut gathered = Gathered::new(query);
        let connected = self.account.send(&self.id, &endpoints::calendars(self.account.dialect())).await?;
        let load = to_load(&connected, &mut gathered);
        // A day more on each side: what is asked for are dates, of UTC, and whether the last one counts is not said.
        let (from, to) = (gathered.reach.start() - DAY, gathered.reach.end() + DAY);
        let date = |at: freebusy_core::Timestamp| at.wall(0).date().to_string();
        for load in load.chunks(CALENDARS_AT_ONCE) {
            let call = endpoints::busy_times(self.account.dialect(), &date(from), &date(to), load);
            match self.account.channel().send(&call).await {
                Ok(times) => add_busy(&times, &mut gathered),
                // The call is refused for what it names, which are calendars.
                Err(failure) if matches!(status(&failure), Some(400 | 404 | 409 | 410 | 422)) => {
                    gathered.unknown("a connected calendar cannot be read; reconnect it at Cal.com".into());
                }
                Err(failure) => return Err(error(&self.id, &failure, version_of(&call))),
            }
        }
        Ok(gathered.findings)
    }

    /// What own bookings have taken.
    async fn bookings(&self, query: Query<'_>) -> Result<Findings, Error> {
        let mut gathered = Gathered::new(query);
        let own = OwnBookings { id: &self.id, account: &self.account, event_type: None };
        let span = reaching(gathered.reach);
        match self.account.dialect() {
            Dialect::Current => {
                for booking in own.current(span).await? {
                    let taken = match &booking {
                        Entry::Read(it) => {
                            taken(&it.start, &it.end, &it.status, it.title.as_ref(), query.titles)
                        }
                        Entry::Odd => Taken::Odd,
                    };
                    gathered.add(taken, "a booking");
                }
            }
            Dialect::Of2024_04_15 => {
                for booking in own.old(span).await? {
                    let taken = match &booking {
                        Entry::Read(it) => {
                            taken(&it.start_time, &it.end_time, &it.status, it.title.as_ref(), query.titles)
                        }
                        Entry::Odd => Taken::Odd,
                    };
                    gathered.add(taken, "a booking");
                }
            }
        }
        Ok(gathered.findings)
    }

    /// The hours of the default schedule.
    async fn hours(&self, query: Query<'_>) -> Result<Findings, Error> {
        let mut gathered = Gathered::new(query);
        let Some((plan, zone)) = self.plan().await? else {
            gathered
                .unknown("the account has no default schedule that can be read; set one at Cal.com".into());
            return Ok(gathered.findings);
        };
        let Ok(zone) = self.account.zones().zone(&zone) else {
            gathered.unknown("the zone of the default schedule is unknown; choose another at Cal.com".into());
            return Ok(gathered.findings);
        };
        gathered.findings.hours = Some(plan.hours(zone.name(), zone.rules(), query.window));
        plan.problems.iter().for_each(|problem| gathered.problem(format!("default schedule: {problem}")));
        if plan.doubt == Doubt::Everywhere {
            gathered.unknown("default schedule: its hours are in doubt".into());
        }
        Ok(gathered.findings)
    }

    async fn plan(&self) -> Result<Option<(Plan, Box<str>)>, Error> {
        match self.account.dialect() {
            Dialect::Current => {
                let wire = self.account.send(&self.id, &current::default_schedule()).await?;
                Ok(wire.map(|wire| (schedule::current(&wire), wire.time_zone)))
            }
            Dialect::Of2024_04_15 => {
                let call = old::default_schedule();
                match self.account.channel().send(&call).await {
                    Ok(Some(wire)) => {
                        let zone = match wire.time_zone.clone() {
                            Some(zone) => zone,
                            None => self.account.me(&self.id).await?.time_zone.clone(),
                        };
                        Ok(Some((schedule::old(&wire), zone)))
                    }
                    Ok(None) => Ok(None),
                    // This dialect says so of accounts without a schedule, and of those that may not see it.
                    Err(failure) if status(&failure) == Some(500) => Ok(None),
                    Err(failure) => Err(error(&self.id, &failure, version_of(&call))),
                }
            }
        }
    }
}

/// How many requests a window costs: the calendars, what they hold, the schedule, and the lists of bookings.
const fn requests(dialect: Dialect) -> u32 {
    let lists = match dialect {
        Dialect::Current => 1,
        // It lists one state of a booking at a time.
        Dialect::Of2024_04_15 => 4,
    };
    3 + lists
}

fn taken(
    start: &str,
    end: &str,
    status: &crate::wire::BookingStatus,
    title: Option<&crate::wire::Hidden>,
    titles: Titles,
) -> Taken {
    blocks::booked(OwnBooking { start, end, status, title }, titles)
}

fn add_busy(times: &[Entry<BusyTime>], gathered: &mut Gathered) {
    for time in times {
        let taken = match time {
            Entry::Read(time) => blocks::busy(time),
            Entry::Odd => Taken::Odd,
        };
        gathered.add(taken, "a busy time of a connected calendar");
    }
}

/// The calendars whose events keep time from being booked.
fn to_load(connected: &Calendars, gathered: &mut Gathered) -> Vec<CalendarToLoad> {
    let mut load = Vec::new();
    for connection in &connected.connected_calendars {
        let calendars = match connection {
            Entry::Read(ConnectedCalendar { calendars: Some(calendars), error: None, .. }) => calendars,
            Entry::Read(_) | Entry::Odd => {
                gathered
                    .unknown("a connected calendar service cannot be read; reconnect it at Cal.com".into());
                continue;
            }
        };
        let credential = connection.read().and_then(|it| it.credential_id);
        for calendar in calendars {
            match calendar {
                Entry::Read(calendar) if calendar.is_selected == Some(false) => {}
                Entry::Read(calendar) => match calendar.credential_id.or(credential) {
                    Some(credential) => {
                        load.push(CalendarToLoad { credential, external: calendar.external_id.clone() });
                    }
                    None => gathered.unknown("a connected calendar has no connection; reconnect it".into()),
                },
                Entry::Odd => gathered.unknown("a connected calendar is not understood".into()),
            }
        }
    }
    load
}

impl Provider for Open {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        Limits {
            longest_window: Some(OPEN_WINDOW),
            horizon: None,
            page_size: Some(PAGE),
            concurrency: CONCURRENCY,
            starts: WindowStart::Anywhere,
            cost: Cost { once: 0, per_window: requests(self.account.dialect()) },
        }
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for Open {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move {
            within(&self.id, query, OPEN_WINDOW)?;
            let parts = try_join3(self.calendars(query), self.bookings(query), self.hours(query)).await?;
            Ok([parts.0, parts.1, parts.2].into_iter().fold(Findings::default(), joined))
        })
    }
}

fn joined(mut all: Findings, more: Findings) -> Findings {
    all.blocks.extend(more.blocks);
    all.problems.extend(more.problems);
    all.hours = all.hours.or(more.hours);
    all
}
