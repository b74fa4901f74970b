//! Which occurrences of a series its overrides stand for.
//!
//! An occurrence goes only where there is no doubt which one is meant: what stays twice is taken twice, what
//! goes by mistake looks free.

use std::collections::{HashMap, HashSet};

use freebusy_core::{Occurrence, Timestamp, WallTime};

use crate::component::{Event, Instance, Once, Range};
use crate::effect::Effect;
use crate::span::{Frame, FrameKind};
use crate::tzid::{Clocks, Placed};
use crate::wire::{Moment, ZoneId};

/// What an override replaces, in a form that two writings of one instance share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Replacement {
    name: Name,
    range: Range,
}

/// How an instance is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    At(Timestamp),
    Day(i64),
    Floating(WallTime),
    Reading(ZoneId, WallTime),
}

impl Replacement {
    /// What `event` replaces; `None` when it is no override.
    pub(crate) fn of(event: &Event, clocks: &Clocks<'_>) -> Option<Self> {
        let Once::Read(Instance { moment, range }) = event.instance else { return None };
        let name = match (moment, clocks.place(moment)) {
            (Moment::Date(date), _) => Name::Day(WallTime::new(date, 0).day()),
            (Moment::Local(reading, None), _) => Name::Floating(reading),
            (_, Placed::At(instant)) => Name::At(instant),
            (_, Placed::Somewhere(zone, reading)) => Name::Reading(zone, reading),
        };
        Some(Self { name, range })
    }
}

/// Readings without a zone that name occurrences of an event that has one.
///
/// They may be meant on the event's clock or on the calendar's; where these name two different occurrences,
/// nobody knows which.
#[derive(Debug, Default)]
pub(crate) struct Loose(pub(crate) HashSet<WallTime>);

impl Loose {
    /// Whether `occurrence` is named; `starts` are those of all occurrences around it.
    pub(crate) fn names(
        &self,
        occurrence: &Occurrence,
        frame: &Frame<'_>,
        clocks: &Clocks<'_>,
        starts: &HashSet<Timestamp>,
    ) -> bool {
        if self.0.is_empty() || matches!(frame.kind, FrameKind::Nowhere(_)) {
            return false;
        }
        let floating = clocks.floating();
        let readings =
            [occurrence.reading, frame.rules.wall(occurrence.start), floating.wall(occurrence.start)];
        readings.iter().filter(|reading| self.0.contains(reading)).any(|reading| {
            let meant = [frame.rules.instant(*reading), floating.instant(*reading)];
            let is_here = |instant: &Timestamp| *instant == occurrence.start;
            meant.iter().any(is_here)
                && meant.iter().all(|instant| is_here(instant) || !starts.contains(instant))
        })
    }
}

/// The occurrences of a series that its overrides stand for.
#[derive(Debug, Default)]
pub(crate) struct Replaced {
    instants: HashSet<Timestamp>,
    days: HashSet<i64>,
    readings: HashSet<(ZoneId, WallTime)>,
    floating: Loose,
    /// From there on there are no occurrences: overrides with RANGE=THISANDFUTURE freed them.
    ends: Vec<Name>,
}

impl Replaced {
    /// What `overrides` stand for.
    pub(crate) fn by(overrides: &[&Event], clocks: &Clocks<'_>) -> Self {
        let mut replaced = Self::default();
        for event in overrides {
            if let Some(replacement) = Replacement::of(event, clocks) {
                replaced.take(replacement, event.effect());
            }
        }
        replaced.ends.sort_unstable_by_key(|end| end.order());
        replaced.ends.dedup_by_key(|end| end.order().0);
        replaced
    }

    fn take(&mut self, replacement: Replacement, effect: Effect) {
        match replacement.name {
            Name::At(instant) => drop(self.instants.insert(instant)),
            Name::Day(day) => drop(self.days.insert(day)),
            Name::Floating(reading) => drop(self.floating.0.insert(reading)),
            Name::Reading(zone, reading) => drop(self.readings.insert((zone, reading))),
        }
        if (replacement.range, effect) == (Range::Future, Effect::Frees) {
            self.ends.push(replacement.name);
        }
    }

    /// The same without the days: where several events share them, a date names none of their occurrences.
    pub(crate) fn without_days(mut self) -> Self {
        self.days.clear();
        self
    }

    fn is_empty(&self) -> bool {
        self.instants.is_empty()
            && self.days.is_empty()
            && self.readings.is_empty()
            && self.floating.0.is_empty()
    }

    /// Whether an occurrence is known to be meant only in the sight of its neighbours.
    pub(crate) fn needs_neighbours(&self) -> bool {
        !self.days.is_empty() || !self.floating.0.is_empty()
    }

    /// Takes the occurrences away that an override stands for.
    ///
    /// A date stands for the one occurrence of its day; where there are several, nobody knows for which.
    pub(crate) fn remove_from(
        &self,
        occurrences: &mut Vec<Occurrence>,
        frame: &Frame<'_>,
        clocks: &Clocks<'_>,
    ) {
        if self.is_empty() {
            return;
        }
        let on_day = self.count_by_day(occurrences);
        let starts = match self.floating.0.is_empty() {
            true => HashSet::new(),
            false => occurrences.iter().map(|occurrence| occurrence.start).collect(),
        };
        let ends: Vec<Name> = self.ends.iter().copied().filter(|end| end.can_end(frame)).collect();
        occurrences.retain(|occurrence| {
            let is_gone = self.has(occurrence, frame)
                || on_day.get(&occurrence.reading.day()) == Some(&1)
                || ends.iter().any(|end| end.is_before(occurrence, frame, clocks))
                || self.floating.names(occurrence, frame, clocks, &starts);
            !is_gone
        });
    }

    /// Whether an override names exactly this occurrence.
    pub(crate) fn has(&self, occurrence: &Occurrence, frame: &Frame<'_>) -> bool {
        match frame.kind {
            FrameKind::Nowhere(zone) => self.readings.contains(&(zone, occurrence.reading)),
            FrameKind::Days | FrameKind::Times => self.instants.contains(&occurrence.start),
        }
    }

    /// How many occurrences there are on each of the days that an override names.
    fn count_by_day(&self, occurrences: &[Occurrence]) -> HashMap<i64, usize> {
        let mut on_day = HashMap::new();
        for day in occurrences.iter().map(|occurrence| occurrence.reading.day()) {
            if self.days.contains(&day) {
                *on_day.entry(day).or_default() += 1;
            }
        }
        on_day
    }
}

impl Name {
    /// Kind and position: of several ends of one kind only the first matters.
    fn order(self) -> ((u8, Option<ZoneId>), i64) {
        match self {
            Self::At(instant) => ((0, None), instant.as_unix()),
            Self::Day(day) => ((1, None), day),
            Self::Floating(reading) => ((2, None), reading.as_seconds()),
            Self::Reading(zone, reading) => ((3, Some(zone)), reading.as_seconds()),
        }
    }

    /// Whether it can name an occurrence on that clock at all; of the others there may be one for every zone.
    fn can_end(self, frame: &Frame<'_>) -> bool {
        match (self, frame.kind) {
            (Self::Reading(zone, _), FrameKind::Nowhere(own)) => zone == own,
            (Self::Reading(..), FrameKind::Days | FrameKind::Times) => false,
            (Self::At(_) | Self::Day(_) | Self::Floating(_), _) => true,
        }
    }

    /// Whether a series that ends here, at the latest that this can mean, ends before `occurrence`.
    fn is_before(self, occurrence: &Occurrence, frame: &Frame<'_>, clocks: &Clocks<'_>) -> bool {
        match (self, frame.kind) {
            (Self::Day(day), _) => day <= occurrence.reading.day(),
            (Self::Reading(zone, reading), FrameKind::Nowhere(own)) => {
                zone == own && reading <= occurrence.reading
            }
            (Self::At(end), FrameKind::Days | FrameKind::Times) => end <= occurrence.start,
            (Self::Floating(reading), FrameKind::Days | FrameKind::Times) => {
                let end = frame.rules.instant(reading).max(clocks.floating().instant(reading));
                end <= occurrence.start
            }
            (Self::At(_) | Self::Floating(_), FrameKind::Nowhere(_))
            | (Self::Reading(..), FrameKind::Days | FrameKind::Times) => false,
        }
    }
}
