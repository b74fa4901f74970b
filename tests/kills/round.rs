//! One round: children are killed until enough have died, then everything is brought to its end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use freebusy_booking::Status;

use super::arena::Arena;
use super::figures::Figures;
use super::judge;
use super::ledger::{Ledger, Wish};
use super::victim::{self, Moment, Remains};
use super::world::{HOSTS, slot};

/// How many children live at once.
const AT_ONCE: usize = 6;
/// After so many kills the journal is checked.
const CHECK_EVERY: usize = 10;
/// How many slots further a booking is moved: to days on which nothing else is.
const FURTHER: usize = 24 * 15;
/// By when everything has come to an end; what is not known takes two minutes, a lease, and the queue before it.
const PATIENCE: Duration = Duration::from_secs(900);
/// How many wishes are sent again in the end.
const SENT_AGAIN: usize = 50;

/// A round under way.
pub(crate) struct Round {
    arena: Arena,
    ledger: Mutex<Ledger>,
    figures: Mutex<Figures>,
    target: usize,
    killed: AtomicUsize,
}

/// What a child is started for.
enum Deed {
    /// A wish, by its place in the ledger.
    Wish(usize),
    Cancel(String),
    Resume(Option<String>),
}

impl Round {
    /// Kills so many children, judges what they left behind, and tells what it saw.
    pub(crate) fn run(target: usize, seed: u64) -> Figures {
        let round = Self {
            arena: Arena::new(),
            ledger: Mutex::default(),
            figures: Mutex::default(),
            target,
            killed: AtomicUsize::new(0),
        };
        thread::scope(|scope| {
            for n in 0..AT_ONCE {
                let dice =
                    fastrand::Rng::with_seed(seed.wrapping_mul(1_000).wrapping_add(n.try_into().unwrap()));
                scope.spawn(|| round.kill(dice));
            }
        });
        round.arena.mend();
        let in_the_middle = Instant::now();
        round.settle();
        round.figures().settling += in_the_middle.elapsed();
        let ends = judge::judge(&round.arena, &round.ledger(), &mut round.figures());
        round.send_again(&ends);
        round.figures.into_inner().unwrap()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn figures(&self) -> MutexGuard<'_, Figures> {
        self.figures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts children and kills them until enough have died.
    fn kill(&self, mut dice: fastrand::Rng) {
        while self.killed.load(Ordering::Relaxed) < self.target {
            if dice.u8(0..3) == 0 {
                self.arena.spoil(&mut dice);
            }
            let deed = self.next(&mut dice);
            let remains = self.start(&deed, Some(Moment::any(&mut dice)));
            let place = match deed {
                Deed::Wish(_) => remains.place().to_owned(),
                Deed::Cancel(_) => format!("cancel: {}", remains.place()),
                Deed::Resume(_) => format!("resume: {}", remains.place()),
            };
            if remains.killed {
                self.figures().died(place);
                if (self.killed.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(CHECK_EVERY) {
                    self.arena.check();
                    self.figures().checks += 1;
                }
            } else {
                self.figures().survived(&remains);
            }
        }
    }

    /// What the next child is to do.
    fn next(&self, dice: &mut fastrand::Rng) -> Deed {
        let mut ledger = self.ledger();
        match dice.u8(0..100) {
            0..8 => Deed::Resume(None),
            8..12 => match ledger.ends.last() {
                Some(end) => Deed::Resume(Some(end.id.clone())),
                None => Deed::Resume(None),
            },
            12..22 => match pick(&ledger.standing(), dice) {
                Some(id) => {
                    ledger.unwanted.insert(id.clone());
                    Deed::Cancel(id)
                }
                None => Deed::Wish(book(&mut ledger, None)),
            },
            22..30 => match pick(&ledger.standing(), dice) {
                Some(id) => Deed::Wish(reschedule(&mut ledger, &id)),
                None => Deed::Wish(book(&mut ledger, None)),
            },
            30..42 if !ledger.wishes.is_empty() => {
                let again = dice.usize(0..ledger.wishes.len());
                Deed::Wish(again)
            }
            42..46 if !ledger.wishes.is_empty() => {
                let rival = dice.usize(0..ledger.wishes.len());
                let number = ledger.wishes[rival].number;
                Deed::Wish(book(&mut ledger, Some(number)))
            }
            _ => Deed::Wish(book(&mut ledger, None)),
        }
    }

    /// Runs a child and notes what it acknowledged.
    fn start(&self, deed: &Deed, moment: Option<Moment>) -> Remains {
        let (key, args) = match deed {
            Deed::Wish(index) => {
                let wish = self.ledger().wishes[*index].clone();
                (Some(wish.key), wish.args)
            }
            Deed::Cancel(id) => (None, words(&["bookings", "cancel", id, "--reason", "somebody is ill"])),
            Deed::Resume(None) => (None, words(&["bookings", "resume"])),
            Deed::Resume(Some(id)) => (None, words(&["bookings", "resume", id])),
        };
        let remains = victim::run(&mut self.arena.program(&args), moment);
        let mut ledger = self.ledger();
        match key {
            Some(key) => ledger.note_wish(&key, &remains),
            None => ledger.note_ends(&remains),
        }
        if let Deed::Cancel(id) = deed
            && remains.told.iter().any(|line| line.starts_with("cancelling"))
        {
            ledger.cancelling.insert(id.clone());
        }
        remains
    }

    /// Goes on with everything until nothing is unknown any more.
    fn settle(&self) {
        let begun = Instant::now();
        thread::scope(|scope| {
            for n in 0..AT_ONCE {
                let dice = fastrand::Rng::with_seed(n.try_into().unwrap());
                scope.spawn(move || self.go_on(begun, dice));
            }
        });
    }

    /// Goes on with what is due, again and again; who does so is killed once, too.
    fn go_on(&self, begun: Instant, mut dice: fastrand::Rng) {
        let mut moment = Some(Moment::any(&mut dice));
        loop {
            let remains = self.start(&Deed::Resume(None), moment);
            self.figures().resumes += 1;
            // Where nothing was due nothing was interrupted.
            if remains.killed && !remains.told.is_empty() {
                self.figures().resumers_killed += 1;
                moment = None;
            }
            let open = self.open();
            if open.is_empty() {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "these came to no end: {open:?}");
            // The lease of somebody who was killed lapses by time alone.
            thread::sleep(Duration::from_secs(1));
        }
    }

    /// The bookings of which it is not known yet what becomes of them.
    fn open(&self) -> Vec<String> {
        let soon = Utc::now() + TimeDelta::seconds(2);
        let is_open = |status: Status, next: Option<i64>| match status {
            Status::Pending => true,
            // A booking whose place was taken is still to be undone.
            Status::Confirmed => next.is_some_and(|next| next <= soon.timestamp()),
            Status::AbortedNoTrace | Status::AbortedNotified | Status::Attention => false,
        };
        let summaries = self.arena.summaries().into_iter();
        let open = summaries.filter(|it| is_open(it.status, it.next.map(freebusy_core::Timestamp::as_unix)));
        open.map(|it| it.intent.to_string()).collect()
    }

    /// The same words again find the same booking, in the state that is known of it, and send nothing.
    fn send_again(&self, ends: &judge::Ends) {
        let creates = || judge::creates(&self.arena.exchanges()).values().sum::<usize>();
        let before = creates();
        let wishes = self.ledger().wishes.clone();
        let known: Vec<(&Wish, &judge::Ended)> =
            wishes.iter().filter_map(|wish| Some((wish, ends.get(&wish.key)?))).collect();
        let step = known.len().div_ceil(SENT_AGAIN).max(1);
        for (wish, end) in known.into_iter().step_by(step) {
            let remains = victim::run(&mut self.arena.program(&wish.args), None);
            let document = remains.document().unwrap_or_else(|| panic!("{}: {remains:?}", wish.key));
            assert_eq!(document["id"], end.id.as_str(), "{}: {remains:?}", wish.key);
            assert_eq!(document["status"], end.status.as_str(), "{}: {remains:?}", wish.key);
            self.figures().sent_again += 1;
        }
        assert_eq!(creates(), before, "what was sent again was booked again");
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn pick(of: &[&str], dice: &mut fastrand::Rng) -> Option<String> {
    dice.choice(of).map(|id| (*id).to_owned())
}

/// A new wish: of a slot that nobody wants yet, or of the one that a rival wants.
fn book(ledger: &mut Ledger, rival: Option<usize>) -> usize {
    let index = ledger.wishes.len();
    let number = rival.unwrap_or(index);
    // Of each slot every host is in one pair, and in another one than in the slot before.
    let (turn, a) = (number / HOSTS % FURTHER, number % HOSTS);
    let b = (a + turn * 7) % HOSTS;
    let start = slot(turn);
    let (date, start) = (start.date_naive().to_string(), start.to_rfc3339());
    let key = format!("wish-{index}");
    let args = words(&[
        "book",
        "--with",
        &format!("a=calendly:c{a}/half-hour"),
        "--with",
        &format!("b=calcom:d{b}/intro"),
        "--duration",
        "30m",
        "--tz",
        "UTC",
        "--from",
        &date,
        "--to",
        &date,
        "--slot",
        &start,
        "--attendee",
        &format!("Kim <kim-{index}@example.com>"),
        "--idempotency-key",
        &key,
        "--yes",
    ]);
    ledger.wishes.push(Wish { key, args, number });
    index
}

/// A wish to move a booking to days on which only moved ones are.
fn reschedule(ledger: &mut Ledger, id: &str) -> usize {
    let index = ledger.wishes.len();
    let start = slot(FURTHER + index).to_rfc3339();
    let key = format!("wish-{index}");
    let args = words(&["bookings", "reschedule", id, "--slot", &start, "--idempotency-key", &key]);
    ledger.unwanted.insert(id.to_owned());
    ledger.wishes.push(Wish { key, args, number: index });
    index
}
