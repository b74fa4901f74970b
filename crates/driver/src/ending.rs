//! From a provider's outcome to what the machine is told, and what it is told of calls that had none.

use std::error::Error as _;
use std::time::Duration;

use freebusy_booking::{Answer, Ending, Listing, Op, Verdict};
use freebusy_core::Seconds;
use freebusy_provider::{Error, Outcome};

/// The most characters of a provider's words that are written down.
const MOST_CHARS: usize = 1_000;

/// What became of a call that changes something.
pub(crate) fn ending<T>(outcome: Outcome<T>) -> Ending<T> {
    match outcome {
        Outcome::Ok(made) => Ending::Done(made),
        Outcome::NotSent(error) => Ending::NotSent { why: words(&error) },
        Outcome::Throttled(wait) => Ending::Throttled { wait: rounded_up(wait) },
        Outcome::Rejected(kind, error) => Ending::Rejected { kind, why: words(&error) },
        Outcome::Ambiguous(error) => Ending::Ambiguous { why: words(&error) },
    }
}

/// What is told of a call that was never made.
pub(crate) fn unsent(op: &Op, why: Box<str>) -> Answer {
    match op {
        Op::Verify => Answer::Verify(Verdict::Unknown { why }),
        Op::List => Answer::List(Listing::Unreadable { why }),
        Op::Hold { .. } => Answer::Hold(Ending::NotSent { why }),
        Op::Release { .. } => Answer::Release(Ending::NotSent { why }),
        Op::Create { .. } => Answer::Create(Ending::NotSent { why }),
        Op::Cancel { .. } => Answer::Cancel(Ending::NotSent { why }),
    }
}

/// What is told of a call that was made and had no answer in time.
pub(crate) fn late(op: &Op, limit: Duration) -> Answer {
    let why = format!("no answer came within {} s", limit.as_secs_f32()).into_boxed_str();
    match op {
        Op::Verify => Answer::Verify(Verdict::Unknown { why }),
        Op::List => Answer::List(Listing::Unreadable { why }),
        Op::Hold { .. } => Answer::Hold(Ending::Ambiguous { why }),
        Op::Release { .. } => Answer::Release(Ending::Ambiguous { why }),
        Op::Create { .. } => Answer::Create(Ending::Ambiguous { why }),
        Op::Cancel { .. } => Answer::Cancel(Ending::Ambiguous { why }),
    }
}

/// A wait in whole seconds, never shorter than it was.
pub(crate) fn rounded_up(wait: Duration) -> Seconds {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    Seconds::new(i64::try_from(seconds).unwrap_or(i64::MAX)).expect("a wait is not negative")
}

/// The text of an error and of its causes, cut to what a journal can bear. Errors of providers hold no secrets.
pub(crate) fn words(error: &Error) -> Box<str> {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text.chars().take(MOST_CHARS).collect::<String>().into_boxed_str()
}

/// The class of an answer, for logs: it says nothing of people.
pub(crate) const fn class(answer: &Answer) -> &'static str {
    match answer {
        Answer::Verify(Verdict::Offered) => "offered",
        Answer::Verify(Verdict::Gone { .. }) => "gone",
        Answer::Verify(Verdict::Throttled { .. }) => "throttled",
        Answer::Verify(Verdict::Unknown { .. }) => "unknown",
        Answer::List(Listing::Complete(_)) => "complete",
        Answer::List(Listing::Unreadable { .. }) => "unreadable",
        Answer::Hold(ending) => class_of(ending),
        Answer::Create(ending) => class_of(ending),
        Answer::Release(ending) | Answer::Cancel(ending) => class_of(ending),
    }
}

const fn class_of<T>(ending: &Ending<T>) -> &'static str {
    match ending {
        Ending::Done(_) => "done",
        Ending::NotSent { .. } => "not_sent",
        Ending::Throttled { .. } => "throttled",
        Ending::Rejected { .. } => "rejected",
        Ending::Ambiguous { .. } => "ambiguous",
    }
}

#[cfg(test)]
mod tests {
    use freebusy_provider::{ErrorKind, Rejection};

    use super::*;

    fn error() -> Error {
        Error::new(ErrorKind::Failed, "x", "book", "it broke").caused_by("a wire came loose")
    }

    #[test]
    fn every_outcome_keeps_its_class_and_its_words() {
        let why: Box<str> = "cannot book from `x`: it broke: a wire came loose".into();
        assert_eq!(ending(Outcome::Ok(7)), Ending::Done(7));
        assert_eq!(ending(Outcome::<()>::NotSent(error())), Ending::NotSent { why: why.clone() });
        assert_eq!(ending(Outcome::<()>::Ambiguous(error())), Ending::Ambiguous { why: why.clone() });
        let refused = ending(Outcome::<()>::Rejected(Rejection::Plan, error()));
        assert_eq!(refused, Ending::Rejected { kind: Rejection::Plan, why });
    }

    #[test]
    fn a_wait_is_rounded_up() {
        assert_eq!(rounded_up(Duration::from_millis(1_001)).get(), 2);
        assert_eq!(rounded_up(Duration::from_secs(2)).get(), 2);
        assert_eq!(rounded_up(Duration::MAX).get(), i64::MAX);
    }

    #[test]
    fn endless_words_are_cut() {
        let long = Error::new(ErrorKind::Failed, "x", "book", "é".repeat(5_000));
        assert_eq!(words(&long).chars().count(), MOST_CHARS);
    }
}
