//! Releases of tz data, such as `2026e`, and their order.

use std::fmt;

/// A release of tz data; a later one is greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    year: u16,
    letters: Box<str>,
    /// What distributors add, such as `-rearguard`.
    suffix: Box<str>,
}

impl Version {
    /// Reads `2026e`; letters count on after `z` with `za`, and what follows them is kept as it stands.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let year = year.bytes().all(|byte| byte.is_ascii_digit()).then(|| year.parse().ok())??;
        let letters =
            rest.split(|c: char| !c.is_ascii_lowercase()).next().filter(|letters| !letters.is_empty())?;
        let suffix = rest.strip_prefix(letters)?;
        let printable = suffix.len() <= 32 && suffix.bytes().all(|byte| byte.is_ascii_graphic());
        printable.then(|| Self { year, letters: letters.into(), suffix: suffix.into() })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{}{}", self.year, self.letters, self.suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_follow_each_other_by_year_then_letters() {
        let texts =
            ["1999j", "2025b", "2026a", "2026e", "2026e-12-gabc", "2026f", "2026z", "2026za", "2027a"];
        let versions: Vec<_> = texts.iter().map(|text| Version::parse(text).unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b));
        assert!(versions.iter().zip(texts).all(|(version, text)| version.to_string() == text));
    }

    #[test]
    fn what_is_no_release_has_none() {
        for text in ["", "2026", "26e", "+026e", "unknown", "2026E", "2026e\u{1b}[31m", "202é", "2026e b"] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
    }
}
