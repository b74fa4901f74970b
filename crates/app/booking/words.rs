//! How a booking stands, in sentences. While a leg is not known, nothing has failed.

use freebusy_booking::{Cause, Concern, LegNo, LegReport, Report, Status};
use freebusy_core::ZoneRules;

use crate::message::escape;
use crate::render::moment;

/// The word for a cause in documents, and the leg that it is about.
pub(crate) const fn cause_kind(cause: &Cause) -> (&'static str, Option<LegNo>) {
    match cause {
        Cause::Taken { leg, .. } => ("taken", Some(*leg)),
        Cause::Refused { leg, .. } => ("refused", Some(*leg)),
        Cause::NotAllowed { leg, .. } => ("not_allowed", Some(*leg)),
        Cause::Quota { leg, .. } => ("quota", Some(*leg)),
        Cause::Unreachable { leg, .. } => ("unreachable", Some(*leg)),
        Cause::Lost { leg } => ("lost", Some(*leg)),
        Cause::Deadline => ("deadline", None),
        Cause::Asked { .. } => ("asked", None),
        Cause::Abandoned => ("abandoned", None),
    }
}

/// The word for a concern in documents, and the leg that it is about.
pub(crate) const fn concern_kind(concern: &Concern) -> (&'static str, Option<LegNo>) {
    match concern {
        Concern::HalfBooked => ("half_booked", None),
        Concern::CancelRefused { leg, .. } => ("cancel_refused", Some(*leg)),
        Concern::Duplicate { leg } => ("duplicate", Some(*leg)),
        Concern::Unclear { leg } => ("unclear", Some(*leg)),
        Concern::Unwatched { leg } => ("unwatched", Some(*leg)),
        Concern::Degraded { leg } => ("degraded", Some(*leg)),
    }
}

/// The leg of that number.
pub(crate) fn leg(report: &Report, LegNo(n): LegNo) -> Option<&LegReport> {
    report.legs.get(usize::from(n))
}

/// For whom and through what a leg is booked.
fn names(report: &Report, no: LegNo) -> (String, String) {
    leg(report, no).map(|leg| (escape(&leg.participant), escape(&leg.source))).unwrap_or_default()
}

/// Why it was given up.
pub(crate) fn cause(report: &Report, cause: &Cause, rules: &ZoneRules) -> String {
    match cause {
        Cause::Taken { leg, .. } => format!("{} is no longer free", names(report, *leg).0),
        Cause::Refused { leg, why } => {
            let (who, source) = names(report, *leg);
            format!("`{source}` refused to book {who}: {}", escape(why))
        }
        Cause::NotAllowed { leg, why } => {
            let (who, source) = names(report, *leg);
            format!(
                "the account behind `{source}` may not book {who}: {}; look at its credential and plan",
                escape(why)
            )
        }
        Cause::Quota { leg, opens } => {
            let source = names(report, *leg).1;
            format!("the account behind `{source}` may book no more before {}", moment::full(*opens, rules))
        }
        Cause::Unreachable { leg, why } => {
            let (who, source) = names(report, *leg);
            format!("`{source}` did not say whether {who} is still free: {}", escape(why))
        }
        Cause::Lost { leg } => {
            let (who, source) = names(report, *leg);
            format!("the booking of {who} was sent to `{source}`, is not there, and may not be sent twice")
        }
        Cause::Deadline => "it took too long".to_owned(),
        Cause::Asked { reason } => format!("somebody asked for that: {}", escape(reason)),
        Cause::Abandoned => "somebody closed it, who has dealt with it at the services".to_owned(),
    }
}

/// Why a person ought to look.
pub(crate) fn concern(report: &Report, concern: &Concern) -> String {
    match concern {
        Concern::HalfBooked => {
            "some of it is booked and some is not or not known, for longer than that should take".to_owned()
        }
        Concern::CancelRefused { leg, why } => {
            let (who, source) = names(report, *leg);
            format!("`{source}` does not cancel the booking of {who}: {}", escape(why))
        }
        Concern::Duplicate { leg } => {
            let (who, source) = names(report, *leg);
            format!("{who} was booked more than once at `{source}`; all but the oldest are being cancelled")
        }
        Concern::Unclear { leg } => {
            let (who, source) = names(report, *leg);
            format!("several bookings of {who} at `{source}` might be this one, and nothing tells which")
        }
        Concern::Unwatched { leg } => {
            let (who, source) = names(report, *leg);
            format!(
                "a booking of {who} that was given up may still come to be, and the list of `{source}` cannot be read"
            )
        }
        Concern::Degraded { leg } => {
            let (who, source) = names(report, *leg);
            format!("the booking of {who} at `{source}` is there no more: somebody cancelled it elsewhere")
        }
    }
}

/// How it stands, in one sentence without a stop.
pub(crate) fn headline(report: &Report, rules: &ZoneRules) -> String {
    let why = report.cause.as_ref().map(|it| cause(report, it, rules));
    let because = why.map(|why| format!(": {why}")).unwrap_or_default();
    match report.status {
        Status::Confirmed if report.legs.iter().any(|leg| &*leg.state == "awaiting") => {
            "Booked; a host still has to agree".to_owned()
        }
        Status::Confirmed => "Confirmed".to_owned(),
        Status::AbortedNoTrace if report.legs.iter().any(|leg| &*leg.state == "cancelled") => {
            format!("{}; nobody got mail", cancelled(report, &because))
        }
        Status::AbortedNoTrace => {
            format!("Not booked{because}; nothing was ever booked, and nobody got mail")
        }
        Status::AbortedNotified if matches!(report.cause, Some(Cause::Asked { .. })) => {
            format!("{}; {}", cancelled(report, &because), traces(report))
        }
        Status::AbortedNotified => format!("Not booked{because}; {}", traces(report)),
        Status::Pending if report.cause.is_some() => {
            format!("Pending, it is being undone{because}; {}", open(report))
        }
        Status::Pending => format!("Pending; {}", open(report)),
        Status::Attention => {
            let what = report.concern.as_ref().map(|it| concern(report, it)).unwrap_or_default();
            format!("Needs attention: {what}")
        }
    }
}

/// That it is cancelled, and why.
fn cancelled(report: &Report, because: &str) -> String {
    match &report.cause {
        Some(Cause::Asked { reason }) => format!("Cancelled: {}", escape(reason)),
        _ => format!("Cancelled{because}"),
    }
}

/// What was booked and cancelled, and who heard of it.
fn traces(report: &Report) -> String {
    let noticed = report.legs.iter().filter(|leg| leg.notified.is_some());
    let who: Vec<String> = noticed.map(|leg| escape(&leg.participant)).collect();
    match who.as_slice() {
        [] => "what was booked is cancelled, and nobody got mail".to_owned(),
        [one] => format!("{one}'s booking was made and cancelled, and {one}'s attendee got mail"),
        [head @ .., last] => format!(
            "{} and {last}'s bookings were made and cancelled, and their attendee got mail",
            head.iter().map(|who| format!("{who}'s")).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// What is not known yet.
fn open(report: &Report) -> String {
    let is_open = |leg: &&LegReport| matches!(&*leg.state, "creating" | "unverified");
    let open: Vec<String> =
        report.legs.iter().filter(is_open).map(|leg| format!("`{}`", escape(&leg.source))).collect();
    match open.as_slice() {
        [] => "nothing is lost, it goes on where it was".to_owned(),
        open => format!("checking with {}", open.join(" and ")),
    }
}

/// The command that helps next.
pub(crate) fn next(report: &Report) -> String {
    let id = report.id;
    match report.status {
        Status::Confirmed | Status::AbortedNoTrace | Status::AbortedNotified => {
            format!("freebusy bookings show {id}")
        }
        Status::Pending | Status::Attention => format!("freebusy bookings resume {id}"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use freebusy_booking::{IntentId, Phase};
    use freebusy_core::{Interval, Timestamp};

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_unix(1_796_137_200 + minutes * 60)
    }

    /// Of ana, who is booked through Calendly, and ben, who is booked through Cal.com.
    pub(crate) fn report(status: Status, states: [&str; 2], cause: Option<Cause>) -> Report {
        let leg = |participant: &str, source: &str, state: &str| LegReport {
            participant: participant.into(),
            source: source.into(),
            state: state.into(),
            booking: matches!(state, "booked" | "cancelled").then(|| "b-1".into()),
            page: matches!(state, "booked").then(|| "https://calendly.com/cancellations/b-1".into()),
            notified: matches!(state, "booked" | "cancelled").then(|| at(-30)),
            evidence: Some("create: done".into()),
            evidence_at: Some(at(-30)),
        };
        let [ana, ben] = states;
        Report {
            id: IntentId::new(at(-60), [7; 10]),
            status,
            phase: Phase::Committing,
            cause,
            concern: None,
            slot: Interval::new(at(0), at(30)).unwrap(),
            deadline: at(-25),
            watched_until: None,
            legs: vec![leg("ana", "calendly:ana/30min", ana), leg("ben", "calcom:ben/intro", ben)],
        }
    }

    fn taken() -> Option<Cause> {
        Some(Cause::Taken { leg: LegNo(1), why: "the slot is taken".into() })
    }

    #[test]
    fn who_is_no_longer_free_and_who_got_mail_is_said() {
        let report = report(Status::AbortedNotified, ["cancelled", "absent"], taken());
        assert_eq!(
            headline(&report, &ZoneRules::utc()),
            "Not booked: ben is no longer free; ana's booking was made and cancelled, and ana's attendee got mail"
        );
    }

    #[test]
    fn nothing_is_called_failed_while_a_leg_is_not_known() {
        let unknown = Cause::Unreachable { leg: LegNo(0), why: "it failed".into() };
        for cause in [None, taken(), Some(Cause::Deadline), Some(unknown)] {
            for state in ["creating", "unverified"] {
                let report = report(Status::Pending, [state, "idle"], cause.clone());
                let said = headline(&report, &ZoneRules::utc());
                assert!(
                    said.starts_with("Pending") && said.contains("checking with `calendly:ana/30min`"),
                    "{said}"
                );
                assert!(!said.replace("it failed", "").contains("failed"), "{said}");
            }
        }
    }

    #[test]
    fn a_cancelled_booking_says_why_and_to_whom() {
        let asked = Some(Cause::Asked { reason: "Ada is ill".into() });
        let report = report(Status::AbortedNotified, ["cancelled", "cancelled"], asked);
        assert_eq!(
            headline(&report, &ZoneRules::utc()),
            "Cancelled: Ada is ill; ana's and ben's bookings were made and cancelled, and \
             their attendee got mail"
        );
    }

    #[test]
    fn attention_says_what_is_wrong_and_what_helps() {
        let mut report = report(Status::Attention, ["booked", "absent"], None);
        report.concern = Some(Concern::CancelRefused { leg: LegNo(0), why: "it is over".into() });
        assert_eq!(
            headline(&report, &ZoneRules::utc()),
            "Needs attention: `calendly:ana/30min` does not cancel the booking of ana: it is over"
        );
        assert_eq!(next(&report), format!("freebusy bookings resume {}", report.id));
    }
}
