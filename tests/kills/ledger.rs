//! What the children were asked for, and what they acknowledged before they died.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::victim::Remains;

/// One thing that is wanted under one key: the same words again are the same thing again.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) key: String,
    pub(crate) args: Vec<String>,
    /// Which slot it is of, counted over all pairs of hosts.
    pub(crate) number: usize,
}

/// That a child said what became of a booking.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub(crate) id: String,
    pub(crate) status: String,
}

/// Everything that was asked and acknowledged.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) wishes: Vec<Wish>,
    /// What was told to be under way for a key: each line stands for a call that is written down.
    pub(crate) calls: BTreeMap<String, BTreeSet<String>>,
    pub(crate) ends: Vec<End>,
    /// Bookings that somebody wanted undone, or moved, whether or not the child lived long enough to say so.
    pub(crate) unwanted: BTreeSet<String>,
    /// Bookings of which a child told that they are being cancelled because it was asked to.
    pub(crate) cancelling: BTreeSet<String>,
}

impl Ledger {
    /// Notes what a child of a wish acknowledged.
    pub(crate) fn note_wish(&mut self, key: &str, remains: &Remains) {
        let calls = remains.told.iter().filter(|line| is_call(line));
        self.calls.entry(key.to_owned()).or_default().extend(calls.cloned());
        self.note_ends(remains);
    }

    /// Notes how bookings stand by what a child wrote.
    pub(crate) fn note_ends(&mut self, remains: &Remains) {
        let Some(document) = remains.document() else { return };
        let one = || std::slice::from_ref(&document);
        let all = document["bookings"].as_array().map_or_else(one, Vec::as_slice);
        self.ends.extend(all.iter().filter_map(end));
    }

    /// The bookings that stand as far as anybody said, and that nobody wants undone.
    pub(crate) fn standing(&self) -> Vec<&str> {
        let is_wanted = |end: &&End| end.status == "confirmed" && !self.unwanted.contains(&end.id);
        self.ends.iter().filter(is_wanted).map(|end| end.id.as_str()).collect()
    }
}

fn end(document: &Value) -> Option<End> {
    let text = |field: &str| Some(document[field].as_str()?.to_owned());
    Some(End { id: text("id")?, status: text("status")? })
}

/// Whether a line tells of a call of a leg.
pub(crate) fn is_call(line: &str) -> bool {
    line.ends_with('…') && line.contains(" with ")
}
