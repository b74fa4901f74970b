//! A child that runs the program and dies of a signal, at a moment that was chosen for it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

const SIGKILL: i32 = 9;

/// When a child is killed: so many lines of news after its start, and a little later; at the latest after some time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    lines: usize,
    after: Duration,
    latest: Duration,
}

impl Moment {
    /// Any moment of a life: before its first word, after any other, or late, when only time still passes.
    pub(crate) fn any(dice: &mut fastrand::Rng) -> Self {
        let lines = dice.usize(0..10);
        // What comes before the first word takes longer than what comes between two.
        let most = if lines == 0 { 250 } else { 60 };
        Self {
            lines,
            after: Duration::from_millis(dice.u64(0..=most)),
            latest: Duration::from_millis(dice.u64(1_000..4_000)),
        }
    }
}

/// What is left of a child.
#[derive(Debug)]
pub(crate) struct Remains {
    /// Whether it died of the signal.
    pub(crate) killed: bool,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    /// What it told while it worked.
    pub(crate) told: Vec<String>,
}

impl Remains {
    /// The document that it wrote, where it got as far as that.
    pub(crate) fn document(&self) -> Option<Value> {
        serde_json::from_str(&self.out).ok()
    }

    /// Where it was, by what it told last.
    pub(crate) fn place(&self) -> &str {
        let last = self.told.iter().rev().find_map(|line| {
            ["checking", "holding", "giving back", "booking", "cancelling"]
                .into_iter()
                .find(|word| line.starts_with(word))
        });
        match last {
            Some("booking") => "creating",
            Some(word) => word,
            None if self.told.iter().any(|line| line.starts_with("freebusy: booking ")) => "opening",
            None => "reading",
        }
    }
}

/// Runs a child to its end, or kills it at that moment.
pub(crate) fn run(command: &mut Command, moment: Option<Moment>) -> Remains {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let out = everything(&mut child);
    let lines = lines(&mut child);
    let mut told = Vec::new();
    if let Some(moment) = moment {
        wait(moment, &lines, &mut told);
        // One that has ended meanwhile cannot be killed any more; its status tells.
        let _ = child.kill();
    }
    told.extend(lines);
    let status = child.wait().unwrap();
    Remains { killed: status.signal() == Some(SIGKILL), code: status.code(), out: out.join().unwrap(), told }
}

/// Waits for the moment, or for the end of the child.
fn wait(moment: Moment, lines: &Receiver<String>, told: &mut Vec<String>) {
    let left = |until: Instant| until.saturating_duration_since(Instant::now());
    let latest = Instant::now() + moment.latest;
    while told.len() < moment.lines {
        match lines.recv_timeout(left(latest)) {
            Ok(line) => told.push(line),
            Err(_) => return,
        }
    }
    let until = latest.min(Instant::now() + moment.after);
    while let Ok(line) = lines.recv_timeout(left(until)) {
        told.push(line);
    }
}

fn everything(child: &mut Child) -> JoinHandle<String> {
    let mut out = child.stdout.take().unwrap();
    thread::spawn(move || {
        let mut text = Vec::new();
        out.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    })
}

fn lines(child: &mut Child) -> Receiver<String> {
    let err = BufReader::new(child.stderr.take().unwrap());
    let (sender, receiver) = channel();
    // Who listens no more has seen enough.
    thread::spawn(move || err.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}
