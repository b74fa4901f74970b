//! The findings of one calendar while they are gathered: blocks that touch the window, problems, what is left
//! of the bound on occurrences.

use freebusy_core::{BlockKind, Interval, Timestamp};
use freebusy_provider::{Finding, Findings, Query, Titles};

use crate::config::Bounds;
use crate::problem::Problems;

/// The recurring events have more occurrences in the window than the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Findings in the making.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) window: Interval,
    pub(crate) problems: Problems,
    /// How many more occurrences of recurring events may lie in the window.
    pub(crate) occurrences_left: usize,
    /// How many more days rules may be counted through.
    pub(crate) days_left: i64,
    titles: Titles,
    blocks: Vec<Finding>,
    /// From here on everything is unknown.
    unknown_from: Option<Timestamp>,
}

impl Found {
    /// Nothing found yet; `problems` were found on reading.
    pub(crate) fn new(query: Query<'_>, problems: Problems, bounds: &Bounds) -> Self {
        Self {
            window: query.window,
            problems,
            occurrences_left: bounds.occurrences,
            days_left: bounds.counted_days,
            titles: query.titles,
            blocks: Vec::new(),
            unknown_from: None,
        }
    }

    /// Takes note of a block; one that is empty or does not touch the window is nothing.
    pub(crate) fn block(&mut self, start: Timestamp, end: Timestamp, kind: BlockKind, title: Option<&str>) {
        let Some(interval) = Interval::new(start, end).filter(|block| block.overlaps(self.window)) else {
            return;
        };
        let title = match self.titles {
            Titles::Shown => title.map(Into::into),
            Titles::Withheld => None,
        };
        self.blocks.push(Finding { interval, kind, title });
    }

    /// Nothing in the window is known.
    pub(crate) fn unknown(&mut self) {
        self.unknown_from(self.window.start());
    }

    /// Nothing from `start` on is known.
    pub(crate) fn unknown_from(&mut self, start: Timestamp) {
        self.unknown_from = Some(self.unknown_from.map_or(start, |known| known.min(start)));
    }

    /// The findings, told of the calendar called `label`.
    pub(crate) fn finish(mut self, label: &str) -> Findings {
        if let Some(start) = self.unknown_from {
            self.block(start.max(self.window.start()), self.window.end(), BlockKind::Unknown, None);
        }
        Findings { blocks: self.blocks, problems: self.problems.told_of(label), ..Findings::default() }
    }
}
