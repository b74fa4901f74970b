//! The services of a world, as the notes on them have it and not as the machine hopes: each takes, holds, lists and
//! cancels bookings in its own way, and where it is not known how it behaves, in the more awkward one.

use freebusy_booking::{Abilities, Contention, Ending, Found, Holding, Listing, Scarcity, Verdict};
use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Booking, Consent, Duplicates, Hold, Mail, Rejection, Seats};

use crate::dice::Dice;
use crate::profile::Profile;

const MINUTE: i64 = 60_000;
const START: i64 = 1_790_000_000;

/// The time that a clock shows which is so many milliseconds into a world.
pub(crate) const fn stamp(ms: i64) -> Timestamp {
    Timestamp::from_unix(START + ms.div_euclid(1_000))
}

/// The mail addresses of a world: of two attendees of ours, and of everybody else.
const EMAILS: [&str; 3] = ["ada@example.com", "bob@example.com", "eve@example.org"];
/// Everybody else.
const NOBODY: u8 = 2;

/// Which service it is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Calendly: no holds, few bookings, lists that lag.
    Calendly,
    /// Cal.com: holds that are advice or honoured, a unique key on plain bookings only.
    Calcom,
    /// An invitation in a file of our own.
    File,
}

/// In whose name something was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    /// A saga of this world, by its number.
    Party(u8),
    /// A person, by hand.
    Stranger,
    /// Another program that marks its bookings too.
    Program,
}

/// Who books.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) maker: Maker,
    pub(crate) email: u8,
    pub(crate) span: Interval,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    id: u32,
    asked: Asked,
    created: i64,
    active: bool,
    undone_elsewhere: bool,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    id: u32,
    maker: Maker,
    made: i64,
    until: i64,
}

/// So many bookings until then.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u32,
    opens: i64,
    size: u32,
    every: i64,
}

impl Bucket {
    fn wait(&mut self, now: i64) -> i64 {
        if now >= self.opens {
            (self.left, self.opens) = (self.size, now + self.every);
        }
        if self.left == 0 { self.opens - now } else { 0 }
    }
}

/// One host at one service.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) kind: Kind,
    seats: usize,
    /// Whether bookings wait for the host's word; until then they keep nobody out.
    pending: bool,
    honours_holds: bool,
    echoes: bool,
    pub(crate) refuses_cancel: bool,
    longest_hold: i64,
    clock_behind: i64,
    lag: u32,
    stale: u32,
    rivals: u32,
    rival_at: i64,
    pub(crate) down_until: i64,
    entries: Vec<Entry>,
    holds: Vec<Held>,
    quota: Option<[Bucket; 3]>,
    last_id: u32,
}

fn whole_seconds(ms: i64) -> Seconds {
    Seconds::new((ms + 999).div_euclid(1_000)).unwrap_or(Seconds::ONE)
}

impl Provider {
    pub(crate) fn new(
        kind: Kind,
        profile: &Profile,
        dice: &mut Dice,
        slot: Interval,
        honours_holds: bool,
    ) -> Self {
        let odd = profile.oddities;
        let plain = !dice.hit(profile.seats) || kind == Kind::File;
        let pending = !plain && kind == Kind::Calcom && dice.hit(5_000);
        let mut provider = Self {
            kind,
            seats: if plain || pending { 1 } else { 5 },
            pending,
            honours_holds: honours_holds || dice.hit(5_000),
            echoes: kind == Kind::File || !dice.hit(odd),
            refuses_cancel: kind != Kind::File && dice.hit(odd / 4),
            longest_hold: if dice.hit(2_000) { 5 * MINUTE } else { 10 * MINUTE },
            clock_behind: if odd == 0 { 0 } else { dice.between(0, 4_000) },
            lag: if kind == Kind::File { 0 } else { profile.lag },
            stale: if profile.rivals == 0 { 0 } else { 500 },
            rivals: if kind == Kind::File { 0 } else { profile.rivals },
            rival_at: i64::MAX,
            down_until: 0,
            entries: Vec::with_capacity(4),
            holds: Vec::new(),
            quota: None,
            last_id: 0,
        };
        provider.settle_in(odd, dice, slot);
        provider
    }

    /// What was there before us.
    fn settle_in(&mut self, odd: u32, dice: &mut Dice, slot: Interval) {
        if let Some(minutes) = 10_000_u32.checked_div(self.rivals) {
            let burst = dice.hit(300);
            let mean = i64::from(minutes) * MINUTE;
            self.rival_at = if burst { dice.between(0, MINUTE) } else { dice.wait(mean) };
        }
        if self.kind == Kind::Calendly {
            let near = |dice: &mut Dice, size: u32| if dice.hit(odd) { dice.below(2) } else { size };
            let bucket = |dice: &mut Dice, size, every| {
                let left = near(dice, size);
                Bucket { left, opens: dice.between(0, every), size, every }
            };
            self.quota = Some([
                bucket(dice, 10, MINUTE),
                bucket(dice, 50, 60 * MINUTE),
                Bucket { left: 100, opens: 1_440 * MINUTE, size: 100, every: 1_440 * MINUTE },
            ]);
        }
        // The attendee has a seat already, by hand or through another program: it looks like ours and is not.
        if (self.seats > 1 || self.pending) && dice.hit(odd) {
            let maker = if self.echoes && dice.hit(5_000) { Maker::Program } else { Maker::Stranger };
            self.book(-60 * MINUTE, Asked { maker, email: 0, span: slot });
        }
    }

    pub(crate) fn abilities(&self) -> Abilities {
        let own = self.kind == Kind::File;
        Abilities {
            holding: if self.kind == Kind::Calcom { Holding::Possible } else { Holding::None },
            duplicates: if self.dedupes() { Duplicates::Refused } else { Duplicates::Accepted },
            seats: if self.seats > 1 { Seats::Several } else { Seats::One },
            mail: if own { Mail::Silent } else { Mail::Sent },
            scarce: if self.kind == Kind::Calendly { Scarcity::Scarce } else { Scarcity::Ample },
            contention: if own { Contention::Own } else { Contention::Open },
            settle: if own { Seconds::ONE } else { Seconds::from_minutes(1) },
        }
    }

    pub(crate) const fn echoes(&self) -> bool {
        self.echoes
    }

    const fn dedupes(&self) -> bool {
        self.seats == 1 && !self.pending
    }

    fn book(&mut self, now: i64, asked: Asked) -> u32 {
        self.last_id += 1;
        self.entries.push(Entry {
            id: self.last_id,
            asked,
            created: now,
            active: true,
            undone_elsewhere: false,
        });
        self.last_id
    }

    fn is_free(&self, span: Interval) -> bool {
        let mut same = 0;
        for entry in &self.entries {
            if !entry.active
                || !entry.asked.span.overlaps(span)
                || (self.pending && entry.asked.email != NOBODY)
            {
                continue;
            }
            if entry.asked.span != span {
                return false;
            }
            same += 1;
        }
        same < self.seats
    }

    /// Lets happen what others have done until now.
    pub(crate) fn touch(&mut self, now: i64, slot: Interval, dice: &mut Dice) {
        while self.rival_at <= now {
            let at = self.rival_at;
            self.rival_at = if self.seats > 1 { at + dice.wait(50 * MINUTE) } else { i64::MAX };
            self.rival(at, slot, dice);
        }
    }

    /// Somebody else books the slot, if it is to be had.
    pub(crate) fn rival(&mut self, at: i64, slot: Interval, dice: &mut Dice) {
        let ours = self.honours_holds && self.holds.iter().any(|held| held.until > at);
        if ours || !self.is_free(slot) || self.kind == Kind::File {
            return;
        }
        let alike = self.echoes && self.seats > 1 && dice.hit(1_000);
        let (maker, email) = if alike { (Maker::Program, 0) } else { (Maker::Stranger, NOBODY) };
        self.book(at, Asked { maker, email, span: slot });
    }

    fn quota_wait(&mut self, now: i64) -> i64 {
        self.quota.iter_mut().flatten().map(|bucket| bucket.wait(now)).max().unwrap_or(0)
    }

    pub(crate) fn verify(&mut self, now: i64, slot: Interval, dice: &mut Dice) -> Verdict {
        let wait = self.quota_wait(now);
        if wait > 0 {
            return Verdict::Throttled { wait: whole_seconds(wait) };
        }
        // Its own holds hide a slot as others' do: the question bears no name.
        let held = self.holds.iter().any(|held| held.until > now);
        let free = self.is_free(slot) && !held;
        if free || dice.hit(self.stale) {
            Verdict::Offered
        } else {
            Verdict::Gone { why: "not offered".into() }
        }
    }

    pub(crate) fn hold(&mut self, now: i64, asked: Asked, until: Timestamp, dice: &mut Dice) -> Ending<Hold> {
        let racing = dice.hit(self.rivals);
        if racing {
            // Somebody else looked at the same moment: both are let in, and theirs is the older one.
            let until = now + 5 * MINUTE;
            self.last_id += 1;
            self.holds.push(Held { id: self.last_id, maker: Maker::Stranger, made: now - 1, until });
        } else if !self.is_free(asked.span) || self.holds.iter().any(|held| held.until > now) {
            return Ending::Rejected { kind: Rejection::Taken, why: "reserved already".into() };
        }
        let wanted = (until.as_unix() - START) * 1_000;
        let until = wanted.min(now + self.longest_hold);
        self.last_id += 1;
        self.holds.push(Held { id: self.last_id, maker: asked.maker, made: now, until });
        Ending::Done(Hold { id: self.last_id.to_string().into(), until: stamp(until) })
    }

    pub(crate) fn release(&mut self, hold: &Hold) -> Ending<()> {
        self.holds.retain(|held| hold.id.parse() != Ok(held.id));
        Ending::Done(())
    }

    pub(crate) fn create(
        &mut self,
        now: i64,
        asked: Asked,
        hold: Option<&Hold>,
        dice: &mut Dice,
    ) -> Ending<Booking> {
        let wait = self.quota_wait(now);
        if wait > 0 {
            return Ending::Throttled { wait: whole_seconds(wait) };
        }
        for bucket in self.quota.iter_mut().flatten() {
            bucket.left = bucket.left.saturating_sub(1);
        }
        if let Some(kind) = self.held_against(now, asked.maker, hold) {
            return Ending::Rejected { kind, why: "reserved".into() };
        }
        // The same file is written again, under the same name.
        let file = self.entries.iter_mut().find(|entry| entry.asked.maker == asked.maker);
        if let (Kind::File, Some(file)) = (self.kind, file) {
            (file.active, file.created) = (true, now);
            let id = file.id;
            return Ending::Done(self.told(id, asked, now));
        }
        if !self.is_free(asked.span) {
            // One refusal for all: only a second look at what is offered tells the one from the other.
            let told = self.kind == Kind::Calcom || !dice.hit(self.stale);
            let kind = if told { Rejection::Taken } else { Rejection::Invalid };
            return Ending::Rejected { kind, why: "not to be had".into() };
        }
        if let Some(hold) = hold {
            self.release(hold);
        }
        let id = self.book(now, asked);
        Ending::Done(self.told(id, asked, now))
    }

    /// How a booking is refused for the sake of a hold, where the service looks at holds.
    fn held_against(&self, now: i64, maker: Maker, hold: Option<&Hold>) -> Option<Rejection> {
        if !self.honours_holds || self.kind != Kind::Calcom {
            return None;
        }
        let ours = hold.and_then(|hold| self.holds.iter().find(|held| hold.id.parse() == Ok(held.id)));
        let in_time = ours.filter(|held| held.until > now);
        if hold.is_some() && in_time.is_none() {
            return Some(Rejection::HoldLapsed);
        }
        let before = in_time.map_or(i64::MAX, |held| held.made);
        let id = in_time.map_or(0, |held| held.id);
        let others = self.holds.iter().filter(|held| held.id != id && held.until > now && held.made < before);
        // Without the name of our hold we are a stranger to it.
        others.filter(|held| hold.is_none() || held.maker != maker).count().gt(&0).then_some(Rejection::Taken)
    }

    fn told(&self, id: u32, asked: Asked, created: i64) -> Booking {
        let mut booking = Booking::new(id.to_string(), asked.span);
        booking.email = EMAILS.get(usize::from(asked.email)).map(|&email| email.into());
        booking.created = Some(stamp(created - self.clock_behind));
        booking.consent = if self.pending { Consent::Awaited } else { Consent::Given };
        booking
    }

    pub(crate) fn list(&mut self, now: i64, slot: Interval, marks: &[Box<str>], dice: &mut Dice) -> Listing {
        let mut rows = Vec::new();
        for entry in &self.entries {
            let young = now - entry.created < 30_000;
            if !entry.active || !entry.asked.span.overlaps(slot) || (young && dice.hit(self.lag)) {
                continue;
            }
            let mut found = Found::from(self.told(entry.id, entry.asked, entry.created));
            found.intent = self.mark(entry.asked.maker, marks);
            rows.push(found);
        }
        Listing::Complete(rows)
    }

    fn mark(&self, maker: Maker, marks: &[Box<str>]) -> Option<Box<str>> {
        if !self.echoes {
            return None;
        }
        match maker {
            Maker::Party(party) => marks.get(usize::from(party)).cloned(),
            Maker::Stranger => None,
            Maker::Program => Some("018f0000-0000-7000-8000-00000000beef".into()),
        }
    }

    pub(crate) fn cancel(&mut self, id: &str) -> Ending<()> {
        if self.refuses_cancel {
            return Ending::Rejected { kind: Rejection::Unauthorised, why: "not allowed to cancel".into() };
        }
        // Cancelled already, or never there: the service complains, and that counts as carried out.
        if let Some(entry) = self.entries.iter_mut().find(|entry| id.parse() == Ok(entry.id)) {
            entry.active = false;
        }
        Ending::Done(())
    }

    /// In whose name a booking was made.
    pub(crate) fn maker(&self, id: &str) -> Option<Maker> {
        self.entries.iter().find(|entry| id.parse() == Ok(entry.id)).map(|entry| entry.asked.maker)
    }

    /// The host cancels what was booked in this name.
    pub(crate) fn undo(&mut self, maker: Maker) {
        for entry in self.entries.iter_mut().filter(|entry| entry.active && entry.asked.maker == maker) {
            (entry.active, entry.undone_elsewhere) = (false, true);
        }
    }

    /// How many bookings in this name are active, and whether somebody else has undone one.
    pub(crate) fn truth(&self, maker: Maker) -> (usize, bool) {
        let made = || self.entries.iter().filter(|entry| entry.asked.maker == maker);
        (made().filter(|entry| entry.active).count(), made().any(|entry| entry.undone_elsewhere))
    }
}
