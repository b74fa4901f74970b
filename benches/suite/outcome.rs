//! What a contest came to: each contender's figure, and which goals were reached.

use super::format::{number, time};

/// The name under which our own contender enters.
pub(crate) const OURS: &str = "freebusy";

/// One contender's time.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    /// The least of the rounds' medians, per call.
    pub(crate) nanoseconds: f64,
}

/// What our time was to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// A peer takes at least so many times our time.
    Ratio { peer: &'static str, least: f64 },
    /// Each of the units that one call yields takes at most so many nanoseconds.
    Each { unit: &'static str, units: f64, most: f64 },
}

/// What a contest came to.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) figures: Vec<Figure>,
    pub(crate) goals: Vec<Goal>,
}

impl Outcome {
    /// The time of a contender; `None` for one who did not take part.
    pub(crate) fn of(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.nanoseconds)
    }

    /// Our own time.
    pub(crate) fn ours(&self) -> f64 {
        self.of(OURS).expect("we take part in every contest")
    }

    /// How many times our time a contender takes.
    pub(crate) fn ratio(&self, name: &str) -> Option<f64> {
        self.of(name).map(|theirs| theirs / self.ours())
    }

    /// A contender's time with how many times ours it is, and in words where that is no advantage of ours.
    pub(crate) fn beside_ours(&self, name: &str) -> Option<String> {
        let (theirs, ratio) = (self.of(name)?, self.ratio(name)?);
        let remark = match ratio {
            ratio if ratio < 0.95 => ", less than ours",
            ratio if ratio < 1.05 => ", as good",
            _ => "",
        };
        Some(format!("{} ({}x{remark})", time(theirs), number(ratio)))
    }
}

impl Goal {
    /// The goal in words.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Ratio { peer, least } => format!("{peer} {}x", number(least)),
            Self::Each { unit, most, .. } => format!("at most {} a {unit}", time(most)),
        }
    }

    /// What was reached instead; `None` when the goal was reached.
    pub(crate) fn missed(self, outcome: &Outcome) -> Option<String> {
        match self {
            Self::Ratio { peer, least } => {
                let ratio = outcome.ratio(peer).expect("goals name contenders");
                (ratio < least).then(|| format!("{peer} {}x", number(ratio)))
            }
            Self::Each { unit, units, most } => {
                let each = outcome.ours() / units;
                (each > most).then(|| format!("{} a {unit}", time(each)))
            }
        }
    }
}
