//! Leads a tour: sends each call as the adapter made it, and holds it to its row.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Write as _};

use freebusy_maton::App;
use freebusy_transport::{Bounds, Channel, Endpoint, Failure, Trouble};

use crate::cast;
use crate::faults::{Fault, suffer};
use crate::rows::{Ends, ROWS, Row};
use crate::services::Way;
use crate::stage::Stage;

/// One tour: by one way to one service.
pub(crate) struct Tour {
    pub(crate) name: &'static str,
    pub(crate) stage: Stage,
    pub(crate) app: App,
    pub(crate) way: Way,
    /// What befalls every call before it is let through.
    faults: &'static [Fault],
    ran: RefCell<BTreeSet<usize>>,
    /// Every `Debug` and `Display` text that came up on the way.
    shown: RefCell<String>,
    /// What opens something and was given out on the way.
    secrets: RefCell<Vec<String>>,
    /// What is to be known to whoever asked for it, and to no log.
    unlogged: RefCell<Vec<String>>,
}

/// Sends a typed call; its name is taken from the very expression that makes it.
macro_rules! call {
    ($tour:expr, $($name:ident)::+ ($($argument:expr),* $(,)?)) => {
        $tour.send(stringify!($($name)::+), &$($name)::+($($argument),*)).await
    };
}
pub(crate) use call;

impl Tour {
    pub(crate) async fn new(name: &'static str, app: App, way: Way, faults: &'static [Fault]) -> Self {
        let stage = Stage::new().await;
        let (ran, shown) = (RefCell::default(), RefCell::default());
        let (secrets, unlogged) = (RefCell::default(), RefCell::default());
        Self { name, stage, app, way, faults, ran, shown, secrets, unlogged }
    }

    /// Sends a call that must succeed.
    pub(crate) async fn send<T: Debug>(&self, call: &str, endpoint: &Endpoint<T>) -> T {
        let (row, answer) = self.run(call, endpoint).await;
        assert_eq!(row.ends, Ends::Well, "{call} succeeds");
        answer.unwrap_or_else(|failure| panic!("{call}: {failure}: {}", body(&failure)))
    }

    /// Sends a call that must be refused as its row says.
    pub(crate) async fn refused<T: Debug>(&self, call: &str, endpoint: &Endpoint<T>) {
        let (row, answer) = self.run(call, endpoint).await;
        let Err(Failure { trouble: Trouble::Refused(refusal), .. }) = answer else {
            panic!("{call} is not refused: {answer:?}")
        };
        assert_eq!(row.ends, Ends::Refused(refusal.status.as_u16()), "{call}");
    }

    async fn run<T: Debug>(&self, call: &str, endpoint: &Endpoint<T>) -> (&'static Row, Result<T, Failure>) {
        self.show(endpoint);
        suffer(self, self.faults, endpoint).await;
        let answer = self.channel(Bounds::default()).await.send(endpoint).await;
        self.see(&answer);
        let target = endpoint.target();
        let path = target.split('?').next().unwrap();
        (self.note(call, endpoint.method().as_str(), path, &target), answer)
    }

    pub(crate) async fn channel(&self, bounds: Bounds) -> Channel {
        self.stage.channel(self.app, self.way, bounds).await
    }

    /// Finds the row of a call that was sent, and holds what the sandbox received against it.
    pub(crate) fn note(&self, call: &str, method: &str, path: &str, target: &str) -> &'static Row {
        let call: String = call.chars().filter(|letter| !letter.is_whitespace()).collect();
        let fits = |row: &&Row| row.call == call && row.tours.contains(&self.name) && row.fits(method, path);
        let place = ROWS.iter().position(|row| fits(&row));
        let place = place.unwrap_or_else(|| panic!("{}: no row for `{call}`, {method} {path}", self.name));
        let last = self.stage.exchanges().pop().unwrap();
        assert!(last.target.ends_with(target), "{call} was sent as {}", last.target);
        assert_eq!(last.method, method, "{call}");
        self.ran.borrow_mut().insert(place);
        &ROWS[place]
    }

    /// Holds what was run against the rows of this tour.
    pub(crate) fn end(&self) {
        let ran = self.ran.borrow();
        let missing: Vec<_> = ROWS
            .iter()
            .enumerate()
            .filter(|(place, row)| row.tours.contains(&self.name) && !ran.contains(place))
            .map(|(_, row)| (row.call, row.request))
            .collect();
        assert!(missing.is_empty(), "{} does not run {missing:?}", self.name);
    }

    /// Remembers everything that an answer or a failure shows of itself.
    pub(crate) fn see<T: Debug, E: Error + 'static>(&self, answer: &Result<T, E>) {
        self.show(answer);
        let Err(error) = answer else { return };
        let mut error: Option<&dyn Error> = Some(error);
        while let Some(told) = error {
            writeln!(self.shown.borrow_mut(), "{told}\n{told:?}").unwrap();
            error = told.source();
        }
    }

    pub(crate) fn show(&self, value: &impl Debug) {
        writeln!(self.shown.borrow_mut(), "{value:?}\n{value:#?}").unwrap();
    }

    /// Remembers a text that opens something.
    pub(crate) fn keep_secret(&self, secret: &str) {
        self.secrets.borrow_mut().push(secret.to_owned());
    }

    /// Remembers a text that no log is to hold.
    pub(crate) fn keep_from_logs(&self, text: &str) {
        self.unlogged.borrow_mut().push(text.to_owned());
    }

    /// What no log is to hold, beside what is to be seen nowhere.
    pub(crate) fn unlogged(&self) -> Vec<String> {
        self.unlogged.borrow().clone()
    }

    /// Holds a text against everything that must not be seen in it: secrets, and what tells about people.
    pub(crate) fn assert_clean(&self, what: &str, text: &str) {
        self.assert_no_secret(what, text);
        cast::PERSONAL.iter().for_each(|canary| self.assert_without(canary, what, text));
    }

    /// Holds a text against every secret.
    pub(crate) fn assert_no_secret(&self, what: &str, text: &str) {
        cast::SECRETS.iter().for_each(|canary| self.assert_without(canary, what, text));
        self.secrets.borrow().iter().for_each(|canary| self.assert_without(canary, what, text));
    }

    fn assert_without(&self, canary: &str, what: &str, text: &str) {
        if text.contains(canary) {
            let line = text.lines().find(|line| line.contains(canary));
            panic!("{}: `{canary}` is seen in {what}: {}", self.name, line.unwrap_or_default());
        }
    }

    /// Holds every `Debug` and `Display` text of the tour against what must not be seen.
    pub(crate) fn assert_nothing_shown(&self) {
        let shown = self.shown.borrow();
        assert!(shown.len() > 1_000, "{} shows next to nothing", self.name);
        self.assert_clean("`Debug` or `Display`", &shown);
    }
}

/// What a service said when it refused: for the message of a test that fails.
fn body(failure: &Failure) -> String {
    match &failure.trouble {
        Trouble::Refused(refusal) => String::from_utf8_lossy(&refusal.body).into_owned(),
        _ => String::new(),
    }
}
