//! Failures on command: which call they meet, and what they do to it.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::call::Service;

/// How many faults may wait at once.
const MOST: usize = 10_000;

/// What befalls a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Not carried out; the status is answered.
    Status,
    /// Carried out; answered late.
    Slow,
    /// Carried out; the answer is cut in its middle.
    Cut,
    /// Carried out; the answer is no JSON.
    BadJson,
    /// Carried out; never answered.
    CommitThenTimeout,
    /// Carried out; the status is answered.
    CommitThenStatus,
    /// Not carried out; the connection is closed.
    Drop,
}

impl Kind {
    /// Whether the service hears of the call.
    pub(crate) const fn commits(self) -> bool {
        match self {
            Self::Slow | Self::Cut | Self::BadJson | Self::CommitThenTimeout | Self::CommitThenStatus => true,
            Self::Status | Self::Drop => false,
        }
    }
}

/// The services as the controls name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Target {
    Calendly,
    Calcom,
    Maton,
}

impl Target {
    /// The name of a service, `None` for the controls themselves.
    pub(crate) const fn of(service: Service) -> Option<Self> {
        match service {
            Service::Calendly => Some(Self::Calendly),
            Service::Calcom => Some(Self::Calcom),
            Service::MatonData | Service::MatonControl | Service::MatonApi => Some(Self::Maton),
            Service::Control => None,
        }
    }
}

/// A fault as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) service: Target,
    #[serde(default)]
    pub(crate) method: Option<String>,
    #[serde(default)]
    pub(crate) path: Option<String>,
    pub(crate) fault: Kind,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) delay_ms: Option<u64>,
    #[serde(default = "once")]
    pub(crate) times: u32,
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// What is wrong with an order, as the end of a sentence.
    fn mistake(&self) -> Option<&'static str> {
        let status = self.status.unwrap_or(500);
        if !(200..=599).contains(&status) {
            return Some("`status` must lie between 200 and 599");
        }
        if self.times == 0 {
            return Some("`times` must be at least 1");
        }
        (self.path.as_ref().is_some_and(|path| path.len() > 1_000))
            .then_some("`path` is longer than 1,000 bytes")
    }

    fn meets(&self, target: Target, method: &Method, path: &str) -> bool {
        self.service == target
            && self.method.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(method.as_str()))
            && self.path.as_ref().is_none_or(|pattern| matches(pattern, path))
    }
}

/// The faults that wait for their calls, in the order they were ordered.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Orders a fault; says what is wrong with it otherwise.
    pub(crate) fn order(&mut self, fault: Fault) -> Result<(), &'static str> {
        if let Some(mistake) = fault.mistake() {
            return Err(mistake);
        }
        if self.0.len() >= MOST {
            return Err("10,000 faults wait already; remove them with DELETE /faults");
        }
        self.0.push(fault);
        Ok(())
    }

    /// Forgets every fault.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The first fault that meets a call; one of its times is used up.
    pub(crate) fn take(&mut self, target: Target, method: &Method, path: &str) -> Option<Fault> {
        let index = self.0.iter().position(|fault| fault.meets(target, method, path))?;
        let fault = self.0.get_mut(index)?;
        fault.times -= 1;
        let taken = fault.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(taken)
    }
}

/// One step of a pattern.
enum Piece {
    Exactly(char),
    /// A character of the same segment, any number of times.
    Segment,
    /// Any character, any number of times.
    Anything,
}

/// Whether a path fits a pattern: `*` stands for anything, `{…}` for anything within a segment.
fn matches(pattern: &str, path: &str) -> bool {
    let pieces = pieces(pattern);
    let mut reached = vec![false; pieces.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    close(&pieces, &mut reached);
    for letter in path.chars() {
        reached = step(&pieces, &reached, letter);
        close(&pieces, &mut reached);
    }
    reached.last().copied().unwrap_or(false)
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            '*' => Piece::Anything,
            '{' => {
                letters.by_ref().find(|letter| *letter == '}');
                Piece::Segment
            }
            letter => Piece::Exactly(letter),
        });
    }
    pieces
}

/// A piece that may stand for nothing is passed for nothing.
fn close(pieces: &[Piece], reached: &mut [bool]) {
    for (index, piece) in pieces.iter().enumerate() {
        let here = reached.get(index).copied().unwrap_or(false);
        if here
            && !matches!(piece, Piece::Exactly(_))
            && let Some(next) = reached.get_mut(index + 1)
        {
            *next = true;
        }
    }
}

fn step(pieces: &[Piece], reached: &[bool], letter: char) -> Vec<bool> {
    let mut after = vec![false; pieces.len() + 1];
    for (index, piece) in pieces.iter().enumerate().filter(|(index, _)| reached.get(*index) == Some(&true)) {
        let to = match piece {
            Piece::Exactly(exact) => (*exact == letter).then_some(index + 1),
            Piece::Segment => (letter != '/').then_some(index),
            Piece::Anything => Some(index),
        };
        if let Some(place) = to.and_then(|to| after.get_mut(to)) {
            *place = true;
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Fault {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_pattern_without_wildcards_fits_only_itself() {
        assert!(matches("/users/me", "/users/me"));
        assert!(!matches("/users/me", "/users/me/more"));
        assert!(!matches("/users/me", "/users"));
    }

    #[test]
    fn braces_stand_for_one_segment_and_a_star_for_any_number() {
        assert!(matches("/scheduled_events/{uuid}/cancellation", "/scheduled_events/AB/cancellation"));
        assert!(!matches("/scheduled_events/{}/cancellation", "/scheduled_events/A/B/cancellation"));
        assert!(matches("/scheduled_events/*", "/scheduled_events/A/B/cancellation"));
        assert!(matches("*", "/anything"));
        assert!(!matches("/v2/{}", "/v3/me"));
    }

    #[test]
    fn a_fault_meets_as_many_calls_as_it_was_ordered_for() {
        let mut faults = Faults::default();
        faults.order(fault(r#"{"service":"calendly","fault":"drop","times":2}"#)).unwrap();
        let mut take = |target| faults.take(target, &Method::GET, "/users/me").is_some();
        assert!(!take(Target::Calcom));
        assert!(take(Target::Calendly) && take(Target::Calendly));
        assert!(!take(Target::Calendly));
    }

    #[test]
    fn a_fault_for_one_method_leaves_the_others_alone() {
        let mut faults = Faults::default();
        faults.order(fault(r#"{"service":"maton","method":"post","fault":"cut"}"#)).unwrap();
        assert_eq!(faults.take(Target::Maton, &Method::GET, "/connections"), None);
        assert!(faults.take(Target::Maton, &Method::POST, "/connections").is_some());
    }

    #[test]
    fn an_impossible_order_is_refused() {
        let mut faults = Faults::default();
        assert!(faults.order(fault(r#"{"service":"maton","fault":"status","status":99}"#)).is_err());
        assert!(faults.order(fault(r#"{"service":"maton","fault":"status","times":0}"#)).is_err());
    }
}
