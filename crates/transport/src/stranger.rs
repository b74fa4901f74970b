//! Texts of strangers: how what a server wrote may stand in a message.

/// What stands for a word that has the look of a mail address.
const REDACTED: &str = "[redacted]";

/// The first `most` characters of what a stranger wrote, on one line: control characters are escaped, and words
/// that look like mail addresses are left out. What is escaped counts as one character, and takes up to ten.
///
/// ```
/// use freebusy_transport::shown;
///
/// assert_eq!(shown("no \u{1b}[31m room for ana@example.com", 100), "no \\u{1b}[31m room for [redacted]");
/// assert_eq!(shown("a long story", 6), "a long…");
/// ```
#[must_use]
pub fn shown(text: &str, most: usize) -> String {
    // An address that the bound would cut in two is still an address: whole words are judged.
    let words = text.split_inclusive(char::is_whitespace).map(without_address);
    let whole: String = words.collect();
    let mut shown: String = whole.chars().take(most).flat_map(char::escape_debug).collect();
    if whole.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

/// The word with the space behind it, or what stands for it.
fn without_address(word: &str) -> String {
    let bare = word.trim_end();
    let is_address = bare.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if is_address { word.replacen(bare, REDACTED, 1) } else { word.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mail_address_is_left_out_also_where_the_bound_would_cut_it() {
        assert_eq!(shown("to ana@example.com, now", 100), "to [redacted] now");
        assert_eq!(shown("to ana@example.com", 6), "to [re…");
        assert_eq!(shown("lunch @ noon", 100), "lunch @ noon");
    }

    proptest! {
        #[test]
        fn whatever_is_shown_is_one_line_of_bounded_length(text in any::<String>(), most in 0_usize..50) {
            let shown = shown(&text, most);
            prop_assert!(!shown.chars().any(char::is_control));
            // The longest escape of one character is `\u{10ffff}`.
            prop_assert!(shown.chars().count() <= most * 10 + 1);
        }

        #[test]
        fn plain_words_are_shown_as_they_are(text in "[a-z]{1,8}( [a-z]{1,8}){0,5}") {
            prop_assert_eq!(shown(&text, 100), text);
        }
    }
}
