//! What goes wrong, and when: by chance, or as a script has it.

use freebusy_booking::Op;
use freebusy_provider::Rejection;

use crate::dice::Dice;
use crate::fault::{Applied, Fault, Write};
use crate::profile::{Nth, Profile};
use crate::script::{Script, Variant, of_call, of_start, of_write};

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

    /// Which saga a script is about.
    pub(crate) fn variant(&self) -> Option<Variant> {
        self.script.map(|script| script.variant)
    }

    /// What the script has at this point, which may be any of `outcomes`.
    fn scripted<T: Copy>(&mut self, script: Script, outcomes: &[T]) -> Option<T> {
        let point = u32::try_from(self.points.len()).unwrap_or(u32::MAX);
        self.points.push(u32::try_from(outcomes.len()).unwrap_or(u32::MAX));
        script.at(point).and_then(|outcome| outcomes.get(outcome).copied())
    }

    pub(crate) fn call(&mut self, op: &Op) -> Fault {
        let fault = match self.script {
            Some(script) => self.scripted(script, of_call(op)).unwrap_or(Fault::None),
            None => self.thrown(op),
        };
        self.faults += u64::from(fault != Fault::None);
        fault
    }

    /// How much later than it could a saga without a driver is taken over.
    pub(crate) fn start(&mut self, longest: i64) -> i64 {
        match self.script {
            Some(script) => self.scripted(script, of_start()).unwrap_or(1_000),
            None => self.dice.between(1_000, longest),
        }
    }

    fn thrown(&mut self, op: &Op) -> Fault {
        if self.dice.hit(self.profile.crashes) {
            return if self.dice.hit(5_000) { Fault::CrashBefore } else { self.dies_after(op) };
        }
        if self.dice.hit(self.profile.stalls) {
            let long = self.dice.hit(2_000);
            return Fault::Stall(if long {
                self.dice.between(60_000, 900_000)
            } else {
                self.dice.between(1_000, 90_000)
            });
        }
        if matches!(op, Op::Create { .. }) && self.dice.hit(self.profile.doubles) {
            return Fault::Twice;
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

    /// A call that was sent by a driver that is no more may be on its way for some time.
    fn dies_after(&mut self, op: &Op) -> Fault {
        let late = op.changes() && self.dice.hit(2_000);
        Fault::CrashAfter(if late { Applied::After(self.dice.between(1_000, 45_000)) } else { Applied::Now })
    }

    /// How much the clock of a new driver is ahead: a few seconds, and sometimes it has jumped.
    ///
    /// Not where a booking bears no mark: there only its time tells it from others, and a clock that is wrong by
    /// more than the policy's slack takes that away.
    pub(crate) fn skew(&mut self, marked: bool) -> i64 {
        let most = self.profile.skew;
        let most = if marked && self.dice.hit(self.profile.oddities / 10) { 12 * most } else { most };
        if most == 0 { 0 } else { self.dice.between(-most, most) }
    }

    fn throttled(&mut self) -> Fault {
        Fault::Throttled(self.dice.between(1_000, 60_000))
    }

    pub(crate) fn write(&mut self) -> Write {
        let write = match self.script {
            Some(script) => self.scripted(script, of_write()).unwrap_or(Write::Fine),
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
