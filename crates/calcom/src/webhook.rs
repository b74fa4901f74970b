//! What Cal.com sends to a webhook: is it Cal.com's, and what does it tell.
//!
//! The signature covers the body alone. There is no time in it, so that an old delivery can be sent again by
//! anybody who has seen it: keep a hash of each body with its `createdAt` for a day, drop what was seen before,
//! and take a delivery as no more than a hint. Read the booking from the API before anything is done about it.

use std::fmt;

use freebusy_transport::{Signature, SigningKey};
use secrecy::SecretString;
use serde::Deserialize;

use crate::wire::{BookingStatus, Hidden, Trigger};

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-cal-signature-256";

/// What stands in the header when the webhook has no secret.
const UNSIGNED: &str = "no-secret-provided";

/// Checks that deliveries are signed with one of at most two secrets: the present one and the one before.
pub struct Verifier {
    secrets: Vec<SigningKey>,
}

/// A secret that anybody could guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret of a webhook is empty; give the one that was set at Cal.com")]
pub struct EmptySecret;

/// Why a delivery is not to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// The webhook has no secret at Cal.com.
    #[error("the webhook has no secret; set one at Cal.com, and here")]
    Unsigned,
    /// The header is no signature.
    #[error("the signature is not 64 lower-case hexadecimal digits")]
    Malformed,
    /// No active secret makes this signature of this body.
    #[error("the signature fits none of the active secrets")]
    Wrong,
}

/// Why the body of a delivery cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the delivery is not of the promised shape; remove the webhook's payload template at Cal.com")]
pub struct BadDelivery;

impl Verifier {
    /// A verifier with the present secret and, while secrets are being changed, the one before.
    ///
    /// # Errors
    /// When a secret is empty.
    pub fn new(present: SecretString, former: Option<SecretString>) -> Result<Self, EmptySecret> {
        let secrets = std::iter::once(present).chain(former).map(SigningKey::new);
        let secrets = secrets.collect::<Result<_, _>>().map_err(|_| EmptySecret)?;
        Ok(Self { secrets })
    }

    /// Checks the value of the signature header against the body as it was received, byte for byte.
    ///
    /// # Errors
    /// When the body is not proven to come from Cal.com.
    pub fn verify(&self, signature: &str, body: &[u8]) -> Result<(), Unverified> {
        if signature == UNSIGNED {
            return Err(Unverified::Unsigned);
        }
        let signature = read(signature).ok_or(Unverified::Malformed)?;
        // Every secret is tried, so that the time does not tell which of them fits.
        let fitting = self.secrets.iter().filter(|secret| secret.has_signed(&[body], &signature)).count();
        if fitting > 0 { Ok(()) } else { Err(Unverified::Wrong) }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({} secrets, [redacted])", self.secrets.len())
    }
}

/// Cal.com writes lower case, and nothing else is its signature.
fn read(text: &str) -> Option<Signature> {
    Signature::parse(text).filter(|_| !text.bytes().any(|byte| byte.is_ascii_uppercase()))
}

/// A delivery. The payload is read as that of a booking; what it lacks, other triggers do not send.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// What it tells of.
    pub trigger_event: Trigger,
    /// When it was made.
    pub created_at: Box<str>,
    /// The booking it is about.
    #[serde(default)]
    pub payload: Payload,
}

/// The booking that a delivery is about, as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Payload {
    /// Its name.
    pub uid: Option<Box<str>>,
    /// Its name, where the payload is no booking's own.
    pub booking_uid: Option<Box<str>>,
    /// What it is called.
    pub title: Option<Hidden>,
    /// When it starts.
    pub start_time: Option<Box<str>>,
    /// When it ends.
    pub end_time: Option<Box<str>>,
    /// How far it has come.
    pub status: Option<BookingStatus>,
    /// Its event type.
    pub event_type_id: Option<u64>,
    /// The booking whose place it has taken.
    pub reschedule_uid: Option<Box<str>>,
}

impl Payload {
    /// The name of the booking to read from the API.
    #[must_use]
    pub fn booking(&self) -> Option<&str> {
        self.uid.as_deref().or(self.booking_uid.as_deref())
    }
}

impl Delivery {
    /// Reads a body that has been verified.
    ///
    /// # Errors
    /// When it is not of the shape that Cal.com sends without a payload template.
    pub fn read(body: &[u8]) -> Result<Self, BadDelivery> {
        serde_json::from_slice(body).map_err(|_| BadDelivery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second test case of RFC 4231.
    const KEY: &str = "Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";
    const SIGNATURE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    fn verifier(present: &str, former: Option<&str>) -> Verifier {
        Verifier::new(present.into(), former.map(Into::into)).unwrap()
    }

    #[test]
    fn either_active_secret_is_taken() {
        assert_eq!(verifier(KEY, None).verify(SIGNATURE, BODY), Ok(()));
        assert_eq!(verifier("new", Some(KEY)).verify(SIGNATURE, BODY), Ok(()));
        assert_eq!(verifier("new", Some("newer")).verify(SIGNATURE, BODY), Err(Unverified::Wrong));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let verifier = verifier(KEY, None);
        for index in 0..BODY.len() {
            let mut body = BODY.to_vec();
            body[index] ^= 1;
            assert_eq!(verifier.verify(SIGNATURE, &body), Err(Unverified::Wrong), "{index}");
        }
        for index in 0..SIGNATURE.len() {
            let mut signature = SIGNATURE.as_bytes().to_vec();
            signature[index] = if signature[index] == b'0' { b'1' } else { b'0' };
            let signature = String::from_utf8(signature).unwrap();
            assert_eq!(verifier.verify(&signature, BODY), Err(Unverified::Wrong), "{index}");
        }
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let verifier = verifier(KEY, None);
        assert_eq!(verifier.verify("no-secret-provided", BODY), Err(Unverified::Unsigned));
        let upper = SIGNATURE.to_uppercase();
        let short = "0".repeat(63);
        let prefixed = format!("sha256={SIGNATURE}");
        for bad in ["", "00", &short, &upper, &prefixed, &"é".repeat(32)] {
            assert_eq!(verifier.verify(bad, BODY), Err(Unverified::Malformed), "{bad}");
        }
    }

    #[test]
    fn an_empty_secret_makes_no_verifier_and_none_is_shown() {
        assert_eq!(Verifier::new("".into(), None).unwrap_err(), EmptySecret);
        assert_eq!(Verifier::new(KEY.into(), Some(" ".into())).unwrap_err(), EmptySecret);
        assert_eq!(format!("{:?}", verifier(KEY, None)), "Verifier(1 secrets, [redacted])");
    }

    #[test]
    fn a_delivery_tells_which_booking_to_read() {
        let body = br#"{"triggerEvent":"BOOKING_RESCHEDULED","createdAt":"2026-12-01T10:00:00.000Z","payload":
            {"uid":"abc","status":"ACCEPTED","title":"Ana and Bo","rescheduleUid":"old","organizer":{"email":"a@b.c"}}}"#;
        let delivery = Delivery::read(body).unwrap();
        assert_eq!(delivery.trigger_event, Trigger::BookingRescheduled);
        assert_eq!(
            (delivery.payload.booking(), delivery.payload.status.clone()),
            (Some("abc"), Some(BookingStatus::Accepted))
        );
        assert_eq!(delivery.payload.reschedule_uid.as_deref(), Some("old"));
        let absent =
            br#"{"triggerEvent":"BOOKING_NO_SHOW_UPDATED","createdAt":"x","payload":{"bookingUid":"z"}}"#;
        assert_eq!(Delivery::read(absent).unwrap().payload.booking(), Some("z"));
        for odd in ["", "{}", "[]", r#"{"triggerEvent":1}"#] {
            assert_eq!(Delivery::read(odd.as_bytes()), Err(BadDelivery), "{odd}");
        }
    }
}
