//! By what a booking is known: its name, its key, and the hash of what was asked.

use freebusy_booking::{IntentId, RequestHash, Worker};
use freebusy_core::{ParticipantId, Timestamp, Who, WhoNode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::args::booking::BookArgs;
use crate::schema::Loaded;

/// Whose bookings these are, where one person runs the program.
pub(crate) const TENANT: &str = "local";

/// A name that nobody has given before.
pub(crate) fn new_id(now: Timestamp) -> IntentId {
    IntentId::new(now, random())
}

/// A key that nobody has used before.
pub(crate) fn new_key() -> String {
    random::<12>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What this run is called by the journal.
pub(crate) fn worker() -> Worker {
    Worker(format!("freebusy-{}-{}", std::process::id(), new_key()).into())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fastrand::Rng::new().fill(&mut bytes);
    bytes
}

/// The hash of everything that was asked: the same for the same words, whoever happens to be free.
pub(crate) fn hash_of_request(args: &BookArgs, loaded: &Loaded, at: Timestamp) -> RequestHash {
    let request = &loaded.request;
    let participants = request.participants.iter().map(|participant| {
        let sources: Vec<&str> = participant.sources.iter().map(|source| source.provider.id()).collect();
        json!([&*participant.id, sources])
    });
    let sorted = |texts: &[String]| {
        let mut texts = texts.to_vec();
        texts.sort_unstable();
        texts
    };
    hash(&json!({
        "slot": [at.as_unix(), request.meeting.duration().get()],
        "participants": participants.collect::<Vec<Value>>(),
        "who": who(&request.who),
        "optional": request.optional.iter().map(|optional| optional.id.index()).collect::<Vec<_>>(),
        "attendee": [args.attendee, args.attendee_tz],
        "answers": sorted(&args.answer),
        "locations": sorted(&args.location),
        "invited": sorted(&args.invite),
    }))
}

/// The hash of a change of time.
pub(crate) fn hash_of_change(of: IntentId, at: Timestamp) -> RequestHash {
    hash(&json!({ "reschedule": of.to_string(), "slot": at.as_unix() }))
}

fn who(expression: &Who) -> Value {
    match expression.node() {
        WhoNode::One(ParticipantId(id)) => json!(id),
        WhoNode::AtLeast { k, of } => json!([k, of.iter().map(who).collect::<Vec<_>>()]),
    }
}

/// Objects of [`Value`] have their keys in order, so equal values have one text.
fn hash(value: &Value) -> RequestHash {
    RequestHash(Sha256::digest(value.to_string()).into())
}

/// A short name for a mail address where the address itself has no business.
pub(crate) fn digest_of_mail(mail: &str) -> String {
    let digest = Sha256::digest(mail.to_lowercase());
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_given_once() {
        let now = Timestamp::from_unix(1_796_133_600);
        assert_ne!(new_id(now), new_id(now));
        assert_ne!(new_key(), new_key());
        assert_eq!(new_key().len(), 24);
    }

    #[test]
    fn keys_of_an_object_are_hashed_in_one_order() {
        let one = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
        let other = serde_json::from_str(r#"{"a":2,"b":1}"#).unwrap();
        assert_eq!(hash(&one), hash(&other));
        assert_ne!(hash(&one), hash(&json!({ "a": 2 })));
    }

    #[test]
    fn the_digest_of_an_address_is_short_and_shows_none_of_it() {
        let digest = digest_of_mail("Ada@example.com");
        assert_eq!((digest.len(), &digest), (12, &digest_of_mail("ada@example.com")));
    }
}
