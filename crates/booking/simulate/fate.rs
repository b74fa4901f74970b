//! What goes wrong, and when: by chance, or as a script has it.

use freebusy_booking::Op;
use freebusy_provider::Rejection;

use crate::dice::Dice;
use crate::profile::{Nth, Profile};

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It goes as it should.
    None,
    /// It never leaves.
    NotSent,
    /// It is put off.
    Throttled(i64),
    /// It is refused, whatever the provider would have said.
    Refused(Rejection),
    /// Somebody else is faster.
    Rival,
    /// Its answer is lost, or says nothing.
    Lost(Applied),
    /// The driver dies before it sends it.
    CrashBefore,
    /// The driver dies after it was sent.
    CrashAfter,
    /// The driver stands still before it sends it.
    Stall(i64),
}

/// Whether, and when, a call whose answer is lost is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Never,
    Now,
    After(i64),
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Fine,
    /// The driver dies and nothing was written.
    CrashBefore,
    /// It was written and the driver dies before it knows.
    CrashAfter,
    /// It was written, the driver goes on, and then all power is lost.
    PowerAfter,
}

/// Faults at points of a run: calls and writes are counted together from nought.
pub(crate) type Script = [(u32, u32); 2];

/// A point that no run reaches.
pub(crate) const NEVER: (u32, u32) = (u32::MAX, 0);

/// How many outcomes a script knows for a call that changes something.
pub(crate) const CHANGES: u32 = 13;
/// How many for a call that reads.
pub(crate) const READS: u32 = 5;
/// How many for a write.
pub(crate) const WRITES: u32 = 3;

/// What decides.
#[derive(Debug)]
pub(crate) struct Fate {
    pub(crate) dice: Dice,
    pub(crate) profile: Profile,
    script: Option<Script>,
    /// What was met at each point so far: how many outcomes a script may name there.
    pub(crate) points: Vec<u32>,
    nth: u32,
    writes: u32,
    pub(crate) faults: u64,
}

impl Fate {
    pub(crate) fn new(seed: u64, profile: Profile, script: Option<Script>) -> Self {
        let mut salt = seed;
        for letter in profile.name.bytes() {
            salt = salt.wrapping_mul(31).wrapping_add(u64::from(letter) << 40);
        }
        let mut dice = Dice::new(salt);
        let nth = match profile.nth {
            Nth::Never => u32::MAX,
            Nth::BySeed => dice.below(40),
        };
        Self { dice, profile, script, points: Vec::new(), nth, writes: 0, faults: 0 }
    }

    /// Whether all goes by a script.
    pub(crate) const fn is_scripted(&self) -> bool {
        self.script.is_some()
    }

    fn scripted(&mut self, script: Script, outcomes: u32) -> Option<u32> {
        let point = u32::try_from(self.points.len()).unwrap_or(u32::MAX);
        self.points.push(outcomes);
        script.iter().find(|(at, _)| *at == point).map(|(_, outcome)| *outcome)
    }

    pub(crate) fn call(&mut self, op: &Op) -> Fault {
        let fault = match self.script {
            Some(script) => {
                let outcomes = if op.changes() { CHANGES } else { READS };
                self.scripted(script, outcomes).map_or(Fault::None, |outcome| Self::listed(op, outcome))
            }
            None => self.thrown(op),
        };
        self.faults += u64::from(fault != Fault::None);
        fault
    }

    fn listed(op: &Op, outcome: u32) -> Fault {
        if !op.changes() {
            return match outcome {
                0 => Fault::Lost(Applied::Never),
                1 => Fault::Throttled(20_000),
                2 => Fault::Rival,
                3 => Fault::CrashBefore,
                _ => Fault::CrashAfter,
            };
        }
        match outcome {
            0 => Fault::NotSent,
            1 => Fault::Throttled(20_000),
            2 => Fault::Rival,
            3 => Fault::Refused(Rejection::Invalid),
            4 => Fault::Refused(Rejection::Unauthorised),
            5 => Fault::Refused(Rejection::Plan),
            6 => Fault::Lost(Applied::Never),
            7 => Fault::Lost(Applied::Now),
            8 => Fault::Lost(Applied::After(20_000)),
            9 => Fault::Lost(Applied::After(600_000)),
            10 => Fault::CrashBefore,
            11 => Fault::CrashAfter,
            _ => Fault::Stall(50_000),
        }
    }

    fn thrown(&mut self, op: &Op) -> Fault {
        if self.dice.hit(self.profile.crashes) {
            return if self.dice.hit(5_000) { Fault::CrashBefore } else { Fault::CrashAfter };
        }
        if self.dice.hit(self.profile.stalls) {
            let long = self.dice.hit(2_000);
            return Fault::Stall(if long {
                self.dice.between(60_000, 900_000)
            } else {
                self.dice.between(1_000, 90_000)
            });
        }
        if !self.dice.hit(self.profile.faults) {
            return Fault::None;
        }
        if !op.changes() {
            return if self.dice.hit(2_500) { self.throttled() } else { Fault::Lost(Applied::Never) };
        }
        match self.dice.below(100) {
            0..14 => Fault::NotSent,
            14..28 => self.throttled(),
            28..30 => Fault::Refused(Rejection::Invalid),
            30..31 => Fault::Refused(Rejection::Unauthorised),
            31..32 => Fault::Refused(Rejection::Plan),
            32..52 => Fault::Lost(Applied::Never),
            52..78 => Fault::Lost(Applied::Now),
            78..92 => Fault::Lost(Applied::After(self.dice.between(1_000, 45_000))),
            _ => Fault::Lost(Applied::After(self.dice.between(45_000, 900_000))),
        }
    }

    fn throttled(&mut self) -> Fault {
        Fault::Throttled(self.dice.between(1_000, 60_000))
    }

    pub(crate) fn write(&mut self) -> Write {
        let write = match self.script {
            Some(script) => match self.scripted(script, WRITES) {
                None => Write::Fine,
                Some(0) => Write::CrashBefore,
                Some(1) => Write::CrashAfter,
                Some(_) => Write::PowerAfter,
            },
            None => self.thrown_write(),
        };
        self.faults += u64::from(write != Write::Fine);
        write
    }

    fn thrown_write(&mut self) -> Write {
        let nth = self.writes == self.nth;
        self.writes += 1;
        if !nth && !self.dice.hit(self.profile.crashes) {
            return Write::Fine;
        }
        match self.dice.below(3) {
            0 => Write::CrashBefore,
            1 => Write::CrashAfter,
            _ => Write::PowerAfter,
        }
    }
}
