//! Somebody who can be booked, and what can be made to go wrong with it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use freebusy_booking::{Abilities, Contention, Holding, Scarcity};
use freebusy_core::{Interval, Timestamp};
use freebusy_maton::App;
use freebusy_provider::{
    Answer, Attendee, AvailabilitySource, Booking, BookingRequest, BookingTarget, BoxFuture, Error, Form,
    Hold, HoldTarget, Limits, Outcome, Provider, Quota, Terms,
};
use tempfile::TempDir;

use crate::person::{instant, interval};
use crate::runtime::block_on;
use crate::stage::Stage;

/// A set-up whose people can be booked.
pub(crate) trait Hosting {
    /// Somebody of whom nothing is taken, who can be booked for half an hour.
    fn host(&self) -> Host;
}

/// Somebody who can be booked.
pub(crate) struct Host {
    pub(crate) provider: Arc<dyn Provider>,
    behind: Behind,
}

/// What stands behind a provider.
enum Behind {
    Nothing,
    Folder(TempDir),
    Service(Stage, App),
}

/// The present of these cases.
pub(crate) fn now() -> Timestamp {
    instant("2026-11-20T12:00Z")
}

/// What is booked in all of them.
pub(crate) fn slot() -> Interval {
    interval("2026-12-01T09:00Z", "2026-12-01T09:30Z")
}

pub(crate) fn attendee() -> Attendee {
    Attendee { name: "Dee".into(), email: "dee@example.com".into(), zone: "UTC".into() }
}

/// The slot for `who`, with this mark.
pub(crate) fn request(who: Attendee, mark: &str) -> BookingRequest {
    BookingRequest {
        start: slot().start(),
        length: slot().length(),
        attendee: who,
        form: Form::default(),
        intent: mark.into(),
    }
}

/// The same slot for somebody else.
pub(crate) fn rival() -> BookingRequest {
    let hans = Attendee { name: "Hans".into(), email: "hans@example.org".into(), zone: "UTC".into() };
    request(hans, RIVAL)
}

/// The mark of what somebody else books.
pub(crate) const RIVAL: &str = "0193a000-0000-7000-8000-000000000000";

pub(crate) const QUESTION: &str = "What is it about?";

/// The form that answers [`QUESTION`].
pub(crate) fn answered() -> Form {
    let answer = Answer { question: QUESTION.into(), answer: "Tea".into() };
    Form { answers: vec![answer], ..Form::default() }
}

impl Host {
    pub(crate) fn in_memory(provider: impl Provider + 'static) -> Self {
        Self { provider: Arc::new(provider), behind: Behind::Nothing }
    }

    /// Booked by files in that folder.
    pub(crate) fn by_files(provider: impl Provider + 'static, folder: TempDir) -> Self {
        Self { provider: Arc::new(provider), behind: Behind::Folder(folder) }
    }

    pub(crate) fn at(stage: Stage, app: App, provider: impl Provider + 'static) -> Self {
        stage.set_clock(now());
        stage.settle("rate_limits", &false.into());
        Self { provider: Arc::new(provider), behind: Behind::Service(stage, app) }
    }

    pub(crate) fn target(&self) -> &dyn BookingTarget {
        self.provider.booking().unwrap()
    }

    pub(crate) fn book(&self, request: &BookingRequest) -> Outcome<Booking> {
        block_on(self.target().create(request, None))
    }

    pub(crate) fn terms(&self) -> Terms {
        block_on(self.target().terms()).unwrap()
    }

    /// What is booked at the time of the slot.
    pub(crate) fn bookings(&self) -> Vec<Booking> {
        block_on(self.target().bookings(slot())).unwrap()
    }

    /// The marks of what is booked at the time of the slot.
    pub(crate) fn marks(&self) -> Vec<Box<str>> {
        self.bookings().into_iter().map(|booking| booking.intent.unwrap()).collect()
    }

    /// What the machine is told of it.
    pub(crate) fn abilities(&self) -> Abilities {
        let terms = self.terms();
        Abilities {
            holding: self.provider.holds().map_or(Holding::None, |_| Holding::Possible),
            duplicates: terms.duplicates,
            seats: terms.seats,
            mail: terms.mail,
            scarce: match terms.quota {
                Quota::Ample => Scarcity::Ample,
                Quota::Counted { .. } => Scarcity::Scarce,
            },
            contention: Contention::Open,
            settle: terms.settle,
        }
    }

    /// The service behind it.
    pub(crate) fn stage(&self) -> &Stage {
        self.service().0
    }

    fn service(&self) -> (&Stage, App) {
        match &self.behind {
            Behind::Service(stage, app) => (stage, *app),
            Behind::Nothing | Behind::Folder(_) => panic!("there is no service behind this set-up"),
        }
    }

    /// The bodies of the bookings that the service was sent; none where no service stands behind it.
    pub(crate) fn sent(&self) -> Vec<serde_json::Value> {
        match &self.behind {
            Behind::Service(stage, app) => stage.posted(create_path(*app)),
            Behind::Nothing | Behind::Folder(_) => Vec::new(),
        }
    }

    /// The next booking is made and never answered.
    pub(crate) fn lose_the_answer(&mut self) {
        match &self.behind {
            Behind::Service(stage, app) => {
                stage.spoil(*app, create_path(*app), "commit_then_timeout", 500, 1);
            }
            Behind::Nothing | Behind::Folder(_) => {
                let inner = Arc::clone(&self.provider);
                self.provider = Arc::new(Mute { inner, answers: AtomicBool::new(false) });
            }
        }
    }

    /// The next booking is made and answered with this status.
    pub(crate) fn fail_after_the_commit(&self, status: u16) {
        let (stage, app) = self.service();
        stage.spoil(app, create_path(app), "commit_then_status", status, 1);
    }

    /// From now on no cancellation is let through.
    pub(crate) fn refuse_cancellations(&self) {
        match &self.behind {
            Behind::Service(stage, app) => stage.spoil(*app, cancel_path(*app), "status", 403, 1_000),
            Behind::Folder(folder) => {
                let file = only_file(folder);
                std::fs::rename(&file, file.with_extension("kept")).unwrap();
                std::fs::write(file, "BEGIN:VCALENDAR\r\nPRODID:-//another//EN\r\nEND:VCALENDAR\r\n")
                    .unwrap();
            }
            Behind::Nothing => panic!("memory refuses no cancellation"),
        }
    }

    /// From now on they are let through again.
    pub(crate) fn let_cancellations_through(&self) {
        match &self.behind {
            Behind::Service(stage, _) => stage.forget_faults(),
            Behind::Folder(folder) => {
                let kept = only_file(folder);
                std::fs::rename(&kept, kept.with_extension("ics")).unwrap();
            }
            Behind::Nothing => {}
        }
    }

    /// The account may book no more for a day. Only Calendly counts bookings.
    pub(crate) fn use_up_the_quota(&self) {
        self.stage().settle("calendly_bookings_left", &0.into());
    }

    /// The next booking comes too fast, and is not made.
    pub(crate) fn slow_down(&self) {
        let (stage, app) = self.service();
        stage.spoil(app, create_path(app), "status", 429, 1);
    }

    /// The form asks [`QUESTION`], and wants an answer.
    pub(crate) fn ask(&self) {
        let (stage, app) = self.service();
        stage.ask(app, QUESTION);
    }

    /// Where the guests of what is booked are written down: the service's own record, or the file.
    pub(crate) fn record(&self) -> String {
        match &self.behind {
            Behind::Service(stage, App::Calendly) => stage.world()["calendly"]["events"].to_string(),
            Behind::Service(stage, App::Calcom) => stage.world()["calcom"]["bookings"].to_string(),
            Behind::Folder(folder) => std::fs::read_to_string(only_file(folder)).unwrap(),
            Behind::Nothing => String::new(),
        }
    }
}

fn create_path(app: App) -> &'static str {
    match app {
        App::Calendly => "/invitees",
        App::Calcom => "/v2/bookings",
    }
}

fn cancel_path(app: App) -> &'static str {
    match app {
        App::Calendly => "/scheduled_events/{id}/cancellation",
        App::Calcom => "/v2/bookings/{uid}/cancel",
    }
}

/// The first file of a folder by name, which is the only one unless cancellations are refused.
fn only_file(folder: &TempDir) -> PathBuf {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort_by_key(|file| file.extension().is_some_and(|it| it == "ics"));
    files.remove(0)
}

/// A provider that does not answer the first booking that it makes.
#[derive(Debug)]
struct Mute {
    inner: Arc<dyn Provider>,
    answers: AtomicBool,
}

impl Provider for Mute {
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn limits(&self) -> Limits {
        self.inner.limits()
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self.inner.availability()
    }

    fn booking(&self) -> Option<&dyn BookingTarget> {
        Some(self)
    }

    fn holds(&self) -> Option<&dyn HoldTarget> {
        self.inner.holds()
    }
}

impl Mute {
    fn target(&self) -> &dyn BookingTarget {
        self.inner.booking().unwrap()
    }
}

impl BookingTarget for Mute {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        self.target().terms()
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(async move {
            let made = self.target().create(request, hold).await;
            if !self.answers.swap(true, Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            made
        })
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        self.target().bookings(window)
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        self.target().cancel(booking, reason)
    }
}
