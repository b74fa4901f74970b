//! Deliveries of webhooks: whether they are Calendly's, and recent.
//!
//! A delivery is a hint: fetch what it tells of before acting on it, and remember what has been delivered, for a
//! genuine one can be sent twice.

use freebusy_core::Timestamp;
use freebusy_transport::Signature;
pub use freebusy_transport::{EmptyKey, SigningKey};

use crate::wire::WebhookEnvelope;

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "Calendly-Webhook-Signature";

/// How long ago a delivery may have been signed, in seconds.
const PAST: i64 = 180;

/// How far ahead of ours the sender's clock may be, in seconds.
const FUTURE: i64 = 60;

/// The longest header and the most signatures in it that are looked at.
const LONGEST_HEADER: usize = 4_096;
const MOST_SIGNATURES: usize = 16;

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Forged {
    /// The header is not of the form `t=…,v1=…`.
    #[error("the webhook's signature header is malformed; deliver `t=` once and `v1=` at least once")]
    Malformed,
    /// No signature fits any of the keys.
    #[error("the webhook's signature fits none of our keys; look at the signing key of the subscription")]
    WrongSignature,
    /// It was signed more than 180 s ago, or more than 60 s ahead of our clock.
    #[error("the webhook was signed at another time than now; look at the clock, or ignore the repetition")]
    WrongTime,
    /// It is genuine, and cannot be read.
    #[error("the webhook is genuine and cannot be read; fetch what changed instead")]
    Unreadable,
}

/// What tells genuine deliveries from others: the key, and the one before it while keys are changed.
#[derive(Debug, Clone)]
pub struct Verifier {
    current: SigningKey,
    previous: Option<SigningKey>,
}

impl Verifier {
    /// A verifier by one key.
    #[must_use]
    pub const fn new(current: SigningKey) -> Self {
        Self { current, previous: None }
    }

    /// The same verifier, which also believes what is signed with the key before.
    #[must_use]
    pub fn or_previous(mut self, previous: SigningKey) -> Self {
        self.previous = Some(previous);
        self
    }

    /// Verifies a delivery by its header, its body as it was received, byte for byte, and the present.
    ///
    /// # Errors
    /// See [`Forged`].
    pub fn verify(&self, header: &str, body: &[u8], now: Timestamp) -> Result<(), Forged> {
        let signed = Signed::read(header)?;
        if !signed.by.iter().any(|signature| self.fits(signed.sent, body, signature)) {
            return Err(Forged::WrongSignature);
        }
        let sent: i64 = signed.sent.parse().map_err(|_| Forged::Malformed)?;
        let age = now.as_unix().saturating_sub(sent);
        if (-FUTURE..=PAST).contains(&age) { Ok(()) } else { Err(Forged::WrongTime) }
    }

    /// Verifies a delivery and reads it.
    ///
    /// # Errors
    /// See [`Forged`].
    pub fn open(&self, header: &str, body: &[u8], now: Timestamp) -> Result<WebhookEnvelope, Forged> {
        self.verify(header, body, now)?;
        serde_json::from_slice(body).map_err(|_| Forged::Unreadable)
    }

    /// Whether the signature is one of ours; every key is tried, whichever fits.
    fn fits(&self, sent: &str, body: &[u8], signature: &Signature) -> bool {
        let fits = |key: &SigningKey| key.has_signed(&[sent.as_bytes(), b".", body], signature);
        let current = fits(&self.current);
        self.previous.as_ref().is_some_and(fits) | current
    }
}

/// What a signature header says.
struct Signed<'a> {
    /// The time as it was written: what is signed is the text.
    sent: &'a str,
    by: Vec<Signature>,
}

impl<'a> Signed<'a> {
    fn read(header: &'a str) -> Result<Self, Forged> {
        if header.len() > LONGEST_HEADER {
            return Err(Forged::Malformed);
        }
        let (mut sent, mut by) = (None, Vec::new());
        for part in header.split(',') {
            match part.trim().split_once('=').ok_or(Forged::Malformed)? {
                ("t", text) if sent.is_none() && is_number(text) => sent = Some(text),
                ("t", _) => return Err(Forged::Malformed),
                ("v1", text) => by.push(Signature::parse(text).ok_or(Forged::Malformed)?),
                // Other schemes may come to stand beside this one.
                _ => {}
            }
        }
        let sent = sent.filter(|_| (1..=MOST_SIGNATURES).contains(&by.len())).ok_or(Forged::Malformed)?;
        Ok(Self { sent, by })
    }
}

fn is_number(text: &str) -> bool {
    (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] =
        br#"{"event":"invitee.created","created_at":"2026-12-01T09:00:00.000000Z","payload":{}}"#;
    const SENT: i64 = 1_796_000_000;

    fn key(text: &str) -> SigningKey {
        SigningKey::new(text.into()).unwrap()
    }

    fn signature(by: &SigningKey, sent: i64, body: &[u8]) -> String {
        by.sign(&[sent.to_string().as_bytes(), b".", body]).to_string()
    }

    fn header(by: &SigningKey) -> String {
        format!("t={SENT},v1={}", signature(by, SENT, BODY))
    }

    fn verify(header: &str, body: &[u8], age: i64) -> Result<(), Forged> {
        Verifier::new(key("new")).or_previous(key("old")).verify(
            header,
            body,
            Timestamp::from_unix(SENT + age),
        )
    }

    #[test]
    fn a_known_vector_is_believed() {
        // From an independent implementation: HMAC-SHA256 with the key `secret` of `1.{}`.
        let header = "t=1,v1=1122767b193110cfec322b6f199b599edbf608ed087f2d27afb0b97d99523908";
        let verifier = Verifier::new(key("secret"));
        assert_eq!(verifier.verify(header, b"{}", Timestamp::from_unix(2)), Ok(()));
    }

    #[test]
    fn either_key_and_any_of_several_signatures_will_do() {
        assert_eq!(verify(&header(&key("new")), BODY, 0), Ok(()));
        assert_eq!(verify(&header(&key("old")), BODY, 0), Ok(()));
        assert_eq!(verify(&header(&key("other")), BODY, 0), Err(Forged::WrongSignature));
        let wrong = signature(&key("other"), SENT, BODY);
        let several = format!("t={SENT}, v0=x, v1={wrong}, v1={}", signature(&key("new"), SENT, BODY));
        assert_eq!(verify(&several, BODY, 0), Ok(()));
    }

    #[test]
    fn a_flipped_bit_anywhere_is_seen() {
        let good = header(&key("new"));
        for at in 0..BODY.len() {
            for bit in 0..8 {
                let mut body = BODY.to_vec();
                body[at] ^= 1 << bit;
                assert_eq!(verify(&good, &body, 0), Err(Forged::WrongSignature), "{at} {bit}");
            }
        }
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(bad) = String::from_utf8(bytes) else { continue };
            assert!(verify(&bad, BODY, 0).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_delivery_is_believed_for_three_minutes_and_a_minute_early() {
        let good = header(&key("new"));
        assert_eq!((verify(&good, BODY, 180), verify(&good, BODY, -60)), (Ok(()), Ok(())));
        assert_eq!(verify(&good, BODY, 181), Err(Forged::WrongTime));
        assert_eq!(verify(&good, BODY, -61), Err(Forged::WrongTime));
    }

    #[test]
    fn a_header_that_is_not_as_promised_is_refused() {
        let v1 = signature(&key("new"), SENT, BODY);
        let many = vec![format!("v1={v1}"); 17].join(",");
        for bad in [
            String::new(),
            "t".into(),
            format!("t={SENT}"),
            format!("v1={v1}"),
            format!("t={SENT},t={SENT},v1={v1}"),
            format!("t=,v1={v1}"),
            format!("t=-{SENT},v1={v1}"),
            format!("t={SENT},v1={v1}0"),
            format!("t={SENT},v1=zz"),
            format!("t={SENT},v1="),
            format!("t={SENT},{many}"),
            "x".repeat(5_000),
        ] {
            assert_eq!(verify(&bad, BODY, 0), Err(Forged::Malformed), "{bad}");
        }
    }

    #[test]
    fn no_key_is_shown() {
        assert!(!format!("{:?}", Verifier::new(key("canary"))).contains("canary"));
    }

    #[test]
    fn a_genuine_delivery_is_read_and_a_broken_one_is_not() {
        let verifier = Verifier::new(key("new"));
        let now = Timestamp::from_unix(SENT);
        assert_eq!(verifier.open(&header(&key("new")), BODY, now).unwrap().event.as_str(), "invitee.created");
        let broken = format!("t={SENT},v1={}", signature(&key("new"), SENT, b"{"));
        assert_eq!(verifier.open(&broken, b"{", now).unwrap_err(), Forged::Unreadable);
    }
}
