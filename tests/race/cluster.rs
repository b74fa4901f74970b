//! Three instances on one journal and one sandbox, of which one is killed in each round and started anew.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use freebusy_booking::{Filter, Journal as _, Status};
use freebusy_store::Postgres;
use freebusy_transport::Method;
use serde_json::json;

use crate::crowd::Tally;
use crate::database::Schema;
use crate::evidence::{CREATES, creates};
use crate::instance::{INSTANCES, Instance, share};
use crate::kill::Moment;
use crate::runtime::block_on;
use crate::services::Services;
use crate::stage::{TENANT, world};

/// How long nobody may say anything, and how long what was left behind may take.
const SILENCE: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(60);
/// How often is looked for what happens in silence.
const GLANCE: Duration = Duration::from_millis(5);
const LOOK: Duration = Duration::from_millis(100);

/// The instances and what they work on.
pub(crate) struct Cluster {
    pub(crate) services: Services,
    pub(crate) journal: Postgres,
    instances: Vec<Instance>,
    /// The present life of each: never two of the same number, and its remainder says whose it is.
    lives: Vec<u32>,
    heard: Receiver<(u32, String)>,
    says: Sender<(u32, String)>,
    /// After the instances, so that it outlives them.
    schema: Schema,
}

/// What is known of one round while it lasts.
struct Round {
    slot: u32,
    moment: Moment,
    tally: Tally,
    /// How much each instance has said, and how many answers it gave.
    lines: [u32; 3],
    answers: [usize; 3],
    done: [bool; 3],
    /// Who is about to book the leg at whose booking one is killed.
    booking: Option<usize>,
    killed: Option<usize>,
}

/// What came of a round.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    /// How many asked an instance that died before it answered.
    pub(crate) unanswered: usize,
}

impl Cluster {
    pub(crate) fn start(schema: Schema) -> Self {
        let services = block_on(Services::over(world()));
        let journal = block_on(schema.open());
        let (says, heard) = channel();
        let (instances, lives) = (Vec::new(), (0..INSTANCES).collect());
        let mut cluster = Self { services, journal, instances, lives, heard, says, schema };
        for number in 0..INSTANCES {
            let instance = cluster.instance(number, number);
            cluster.instances.push(instance);
        }
        let mut ready = 0;
        while ready < INSTANCES {
            ready += u32::from(cluster.next(SILENCE).unwrap().1 == "ready");
        }
        cluster
    }

    fn instance(&self, number: u32, life: u32) -> Instance {
        Instance::start(number, life, self.services.sandbox.line(), &self.schema, self.says.clone())
    }

    /// What somebody said, and whose life it was.
    fn next(&self, within: Duration) -> Option<(u32, String)> {
        match self.heard.recv_timeout(within) {
            Ok(heard) => Some(heard),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("nobody is left"),
        }
    }

    /// Everybody asks for the slot; one instance is killed at the moment, and started anew in the end.
    pub(crate) fn race(&mut self, slot: u32, moment: Moment) -> Outcome {
        self.delay(moment);
        self.instances.iter_mut().for_each(|instance| instance.order(slot));
        let mut round = Round {
            slot,
            moment,
            tally: Tally::default(),
            lines: [0; 3],
            answers: [0; 3],
            done: [false; 3],
            booking: None,
            killed: None,
        };
        let mut last = Instant::now();
        while round.done.contains(&false) {
            let due = round.due(&self.services);
            if let Some(victim) = due {
                self.instances[victim].kill();
                round.killed = Some(victim);
            }
            if let Some((life, what)) = self.next(GLANCE) {
                last = Instant::now();
                let whose = self.lives.iter().position(|alive| *alive == life);
                whose.into_iter().for_each(|whose| round.hear(whose, &what));
            }
            assert!(last.elapsed() < SILENCE, "nobody says anything in {moment:?} of slot {slot}");
        }
        let victim = round.killed.unwrap_or_else(|| panic!("nobody was killed {moment:?} of slot {slot}"));
        self.renew(victim);
        let number = u32::try_from(victim).unwrap();
        Outcome { tally: round.tally, unanswered: share(number) - round.answers[victim] }
    }

    /// Where somebody is to die between a booking and its answer, the answer comes late.
    fn delay(&self, moment: Moment) {
        let Moment::Applied(leg) = moment else { return };
        let (service, path) = (["calendly", "calcom"][leg], CREATES[leg].0);
        let fault = json!({
            "service": service, "method": "POST", "path": path, "fault": "slow", "delay_ms": 2_000,
        });
        block_on(self.services.order(Method::POST, "/faults", &fault));
    }

    /// Starts a new life in the place of one that was killed.
    fn renew(&mut self, victim: usize) {
        self.lives[victim] += INSTANCES;
        let life = self.lives[victim];
        self.instances[victim] = self.instance(u32::try_from(victim).unwrap(), life);
        block_on(self.services.control(Method::DELETE, "/faults", None));
        while self.next(SILENCE).unwrap() != (life, "ready".to_owned()) {}
    }

    /// Waits until nothing in the journal is pending any more, and tells how long that took.
    pub(crate) fn settle(&self) -> Duration {
        let began = Instant::now();
        loop {
            let listed = block_on(self.journal.list(TENANT, Filter::Unfinished)).unwrap();
            if !listed.iter().any(|summary| summary.status == Status::Pending) {
                return began.elapsed();
            }
            assert!(began.elapsed() < PATIENCE, "what was left behind is not taken over: {listed:?}");
            drop(self.next(LOOK));
        }
    }
}

impl Round {
    fn hear(&mut self, whose: usize, what: &str) {
        if what == "gone" {
            assert_eq!(self.killed, Some(whose), "an instance died by itself");
            self.done[whose] = true;
        }
        let Some((slot, what)) = what.split_once(' ') else { return };
        if slot.parse() != Ok(self.slot) {
            return;
        }
        self.lines[whose] += 1;
        if let Some(told) = what.strip_prefix("told ") {
            self.tally.add(told);
            self.answers[whose] += 1;
        }
        // Of one that was killed everything has to be heard that it said before.
        self.done[whose] |= what == "done" && self.killed != Some(whose);
        let now = match self.moment {
            Moment::At(word) => what == word,
            Moment::Applied(leg) => what.strip_prefix("calling create ") == Some(&*leg.to_string()),
            Moment::After { .. } => false,
        };
        self.booking = self.booking.or(now.then_some(whose));
    }

    /// Whom to kill now.
    fn due(&self, services: &Services) -> Option<usize> {
        if self.killed.is_some() {
            return None;
        }
        match self.moment {
            Moment::At(_) => self.booking,
            Moment::Applied(leg) => self.booking.filter(|_| creates(services, leg, self.slot) > 0),
            Moment::After { number, lines } => {
                let number = usize::try_from(number).unwrap();
                (self.lines[number] >= lines).then_some(number)
            }
        }
    }
}
