//! Signatures of what a service delivers: HMAC-SHA256 (RFC 2104), written in hexadecimal digits.

use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// A signing key that is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the webhook's signing key is empty; anybody could sign with it, so make one of at least 32 random characters"
)]
pub struct EmptyKey;

/// The key that deliveries are signed with; never empty, never shown.
#[derive(Debug, Clone)]
pub struct SigningKey(SecretString);

impl SigningKey {
    /// Takes a key.
    ///
    /// # Errors
    /// [`EmptyKey`] when there is nothing in it.
    pub fn new(key: SecretString) -> Result<Self, EmptyKey> {
        if key.expose_secret().trim().is_empty() { Err(EmptyKey) } else { Ok(Self(key)) }
    }

    /// Whether `signature` is that of `parts`, one behind the other; compared in constant time.
    #[must_use]
    pub fn has_signed(&self, parts: &[&[u8]], signature: &Signature) -> bool {
        self.mac(parts).verify_slice(&signature.0).is_ok()
    }

    /// The signature of `parts`, one behind the other.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> Signature {
        Signature(self.mac(parts).finalize().into_bytes().into())
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let key = self.0.expose_secret().as_bytes();
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        parts.iter().fold(mac, |mac, part| mac.chain_update(part))
    }
}

/// A signature, of whomever. There is no `==`: only [`SigningKey::has_signed`] compares, in constant time.
#[derive(Debug, Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Reads 64 hexadecimal digits of either case; `None` when the text is anything else.
    ///
    /// ```
    /// use freebusy_transport::Signature;
    ///
    /// assert!(Signature::parse(&"0F".repeat(32)).is_some());
    /// assert!(Signature::parse("0f").is_none() && Signature::parse(&"+1".repeat(32)).is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
        bytes.try_into().ok().filter(|_| rest.is_empty()).map(Self)
    }
}

/// In lower-case hexadecimal digits, as services write it.
impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SigningKey {
        SigningKey::new(text.into()).unwrap()
    }

    #[test]
    fn a_known_vector_is_signed_and_known_again() {
        // The second test case of RFC 4231.
        let text = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let parts: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        assert_eq!(key("Jefe").sign(&parts).to_string(), text);
        let signature = Signature::parse(&text.to_uppercase()).unwrap();
        assert!(key("Jefe").has_signed(&parts, &signature));
        assert!(!key("jefe").has_signed(&parts, &signature));
        assert!(!key("Jefe").has_signed(&[b"what do ya want for nothing!"], &signature));
    }

    #[test]
    fn what_is_no_signature_is_not_read() {
        for bad in
            ["", "00", &"0".repeat(63), &"0".repeat(65), &"0".repeat(66), &"g".repeat(64), &"é".repeat(32)]
        {
            assert!(Signature::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_empty_key_is_refused_and_none_is_shown() {
        for empty in ["", " \n"] {
            assert_eq!(SigningKey::new(empty.into()).unwrap_err(), EmptyKey);
        }
        assert!(!format!("{:?}", key("canary")).contains("canary"));
    }
}
