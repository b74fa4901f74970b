//! What was seen, in figures.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::victim::Remains;

/// What was seen, in figures.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Who died, by what they were at.
    died: BTreeMap<String, usize>,
    /// Who lived to the end, by exit code.
    survived: BTreeMap<i32, usize>,
    /// How bookings ended, by status.
    pub(crate) ends: BTreeMap<String, usize>,
    /// Calls that book, as far as services received them, and bookings that came of them.
    pub(crate) creates: usize,
    pub(crate) made: usize,
    /// Lines and documents of children that were held against the journal.
    pub(crate) acknowledged: usize,
    pub(crate) resumes: usize,
    pub(crate) resumers_killed: usize,
    pub(crate) checks: usize,
    pub(crate) sent_again: usize,
    pub(crate) settling: Duration,
}

impl Figures {
    pub(crate) fn died(&mut self, place: String) {
        *self.died.entry(place).or_default() += 1;
    }

    /// Notes a child that was not killed. It may have been refused, but never for how it was asked.
    pub(crate) fn survived(&mut self, remains: &Remains) {
        let code = remains.code.unwrap_or_else(|| panic!("another signal: {remains:?}"));
        assert!([0, 3, 4, 5].contains(&code), "{remains:?}");
        *self.survived.entry(code).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        let Self { died, survived, ends, creates, made, acknowledged, .. } = other;
        died.into_iter().for_each(|(place, count)| *self.died.entry(place).or_default() += count);
        survived.into_iter().for_each(|(code, count)| *self.survived.entry(code).or_default() += count);
        ends.into_iter().for_each(|(status, count)| *self.ends.entry(status).or_default() += count);
        self.creates += creates;
        self.made += made;
        self.acknowledged += acknowledged;
        self.resumes += other.resumes;
        self.resumers_killed += other.resumers_killed;
        self.checks += other.checks;
        self.sent_again += other.sent_again;
        self.settling += other.settling;
    }

    pub(crate) fn killed(&self) -> usize {
        self.died.values().sum()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kills {} {:?}; survivors by exit code {:?}; ", self.killed(), self.died, self.survived)?;
        write!(f, "bookings {} {:?}; ", self.ends.values().sum::<usize>(), self.ends)?;
        write!(f, "creates {}, made {}; acknowledged {}; ", self.creates, self.made, self.acknowledged)?;
        write!(f, "resumes {}, {} killed; ", self.resumes, self.resumers_killed)?;
        write!(
            f,
            "checks {}; sent again {}; settling {} s",
            self.checks,
            self.sent_again,
            self.settling.as_secs()
        )
    }
}
