//! Which texts can be the name of a zone at all.
//!
//! A name that passes is a chain of plain words: it leads nowhere outside a directory of zone files.

/// Longer than any name of IANA (32) by far.
const LONGEST: usize = 64;

/// What directories of zone files hold beside zones: the machine's own zone, a zone that means "not set", and
/// copies of the data, `right` counting leap seconds.
const RESERVED: [&str; 6] = ["factory", "localtime", "posix", "posixrules", "right", "zoneinfo"];

/// The form under which a name is looked up: lower case, `z` as `utc`; `None` when it cannot be a zone.
pub(crate) fn key(name: &str) -> Option<String> {
    let key = is_plausible(name).then(|| name.to_ascii_lowercase())?;
    Some(if key == "z" { "utc".to_owned() } else { key })
}

/// Whether `name` has the form of a zone name and is not one of the reserved.
fn is_plausible(name: &str) -> bool {
    let reserved = name.split('/').next().unwrap_or_default();
    name.len() <= LONGEST
        && name.split('/').all(is_word)
        && !RESERVED.iter().any(|word| word.eq_ignore_ascii_case(reserved))
}

/// Whether `word` may stand between two slashes of a name.
pub(crate) fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_has_one_key() {
        assert_eq!(key("EUROPE/berlin").as_deref(), Some("europe/berlin"));
        assert_eq!(key("Etc/GMT-14").as_deref(), Some("etc/gmt-14"));
        assert_eq!(key("Z"), key("utc"));
    }

    #[test]
    fn what_leads_elsewhere_is_no_name() {
        let long = "a/".repeat(40) + "a";
        for name in [
            "",
            "/",
            "..",
            "../../etc/passwd",
            "Europe/../Europe/Berlin",
            "/etc/passwd",
            "Europe//Berlin",
            "Europe/",
            "Europe/Berlin\0",
            "Europe\\Berlin",
            "C:/zone",
            "+02:00",
            "+VERSION",
            "02",
            "zone.tab",
            "Zürich",
            "posixrules",
            "LocalTime",
            "right/Europe/Berlin",
            &long,
        ] {
            assert_eq!(key(name), None, "{name:?}");
        }
    }
}
