//! People as the command line names them: `Ada Byron <ada@example.com>`, `ana=ana@example.com`.

use std::fmt;

use crate::schema::error::shown;

/// The longest mail address, in bytes.
const LONGEST_MAIL: usize = 254;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// A name and a mail address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) mail: String,
}

/// Shows neither the name nor the address.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person([redacted])")
    }
}

/// Reads `Name <mail>`.
///
/// # Errors
/// A sentence without the flag.
pub(crate) fn person(text: &str) -> Result<Person, String> {
    let mend = "write `Ada Byron <ada@example.com>`";
    let parts = text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let Some((name, mail)) = parts else {
        return Err(format!("{} is no name with a mail address; {mend}", shown(text)));
    };
    let name = name.trim().trim_matches('"').trim();
    if name.is_empty() {
        return Err(format!("{} has no name; {mend}", shown(text)));
    }
    if name.contains(['<', '>']) {
        return Err(format!("{} names more than one mail address; {mend}", shown(text)));
    }
    if name.chars().any(is_unseen) || name.chars().count() > LONGEST_NAME {
        return Err(format!(
            "the name has control characters or more than {LONGEST_NAME} characters; {mend}"
        ));
    }
    Ok(Person { name: name.to_owned(), mail: address(mail)? })
}

/// Whether a character shows nothing itself and may change how others are read: a line break, an escape, a change of
/// direction.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Reads `ID=MAIL`.
///
/// # Errors
/// A sentence without the flag.
pub(crate) fn invited(text: &str) -> Result<(&str, String), String> {
    match text.split_once('=') {
        Some((id, mail)) if !id.is_empty() => Ok((id, address(mail)?)),
        _ => Err(format!("{} names nobody; write `ID=MAIL`, such as `ana=ana@example.com`", shown(text))),
    }
}

/// A mail address, as far as its shape goes.
fn address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_whole = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.');
    let is_address = text.split_once('@').is_some_and(|(local, host)| is_whole(local) && is_whole(host))
        && text.matches('@').count() == 1
        && !text.contains("..")
        && text.len() <= LONGEST_MAIL
        && !text.chars().any(|c| c.is_whitespace() || is_unseen(c) || "<>,;:\"()[]\\".contains(c));
    if is_address {
        Ok(text.to_owned())
    } else {
        Err(format!("{} is no mail address; write one such as `ada@example.com`", shown(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_name_and_an_address() {
        let ada = Person { name: "Ada Byron".into(), mail: "ada@example.com".into() };
        assert_eq!(person("Ada Byron <ada@example.com>"), Ok(ada.clone()));
        assert_eq!(person("  \"Ada Byron\" < ada@example.com >"), Ok(ada));
        assert_eq!(person("Zoë <z@x.test>").map(|it| it.name), Ok("Zoë".into()));
    }

    #[test]
    fn the_debug_text_of_a_person_tells_nothing_of_them() {
        let shown = format!("{:?}", person("Canary <canary@example.com>"));
        assert_eq!(shown, "Ok(Person([redacted]))");
    }

    #[test]
    fn what_is_no_person_is_refused_with_an_example() {
        let bad = [
            "ada@example.com",
            "<ada@example.com>",
            "Ada",
            "Ada <ada>",
            "Ada <a@b",
            "Ada <a b@c.d>",
            "Ada <a@b@c>",
            "Ada <a@b..c>",
            "Ada <a@b.c>, Bo <bo@b.c>",
        ];
        for bad in bad {
            let error = person(bad).unwrap_err();
            assert!(error.contains("; write "), "{bad}: {error}");
        }
        assert!(person("A\u{7}da <ada@example.com>").is_err());
        assert!(person("A\u{202e}da <ada@example.com>").is_err());
        assert!(person(&format!("Ada <{}@example.com>", "a".repeat(260))).is_err());
    }

    #[test]
    fn somebody_invited_has_an_id_and_an_address() {
        assert_eq!(invited("ana=ana@example.com"), Ok(("ana", "ana@example.com".into())));
        assert!(invited("ana@example.com").is_err() && invited("=ana@example.com").is_err());
    }
}
