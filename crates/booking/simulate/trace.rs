//! What happened, in words, for those who look for a mistake.

use crate::provider::stamp;

/// The lines of a world that is looked at closely; nothing is kept of others.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    on: bool,
    pub(crate) lines: Vec<String>,
}

impl Trace {
    pub(crate) const fn on() -> Self {
        Self { on: true, lines: Vec::new() }
    }

    /// Keeps a line; it is not even written where nobody looks.
    pub(crate) fn note(&mut self, now: i64, line: impl FnOnce() -> String) {
        if self.on {
            let seconds = stamp(now).as_unix() - stamp(0).as_unix();
            self.lines.push(format!("{seconds:>6}.{:03}  {}", now.rem_euclid(1_000), line()));
        }
    }
}
