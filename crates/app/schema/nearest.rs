//! The known word that comes nearest to a misspelt one.

use strsim::osa_distance;

/// Texts longer than this are no misspelt words.
const LONGEST: usize = 64;

/// The known word that was probably meant: the same but for its case, the beginning of the other, or few slips
/// of the pen away.
pub(super) fn nearest<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if asked.is_empty() || asked.len() > LONGEST {
        return None;
    }
    let asked = asked.to_lowercase();
    let near = known.filter_map(|word| Some((slips(&asked, &word.to_lowercase())?, word)));
    near.min_by_key(|(slips, _)| *slips).map(|(_, word)| word)
}

/// How far apart two words are; `None` when too far.
fn slips(asked: &str, word: &str) -> Option<usize> {
    let most = (asked.chars().count() / 3).clamp(1, 3);
    let is_beginning =
        asked.len().min(word.len()) >= 3 && (asked.starts_with(word) || word.starts_with(asked));
    // The difference in length alone rules most words out, at no cost.
    let possible = asked.len().abs_diff(word.len()) <= most;
    let distance = possible.then(|| osa_distance(asked, word)).filter(|slips| *slips <= most);
    distance.or(is_beginning.then_some(most))
}

/// The end of a sentence that suggests the nearest known word, or else says `otherwise`.
pub(crate) fn suggestion<'a>(asked: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(asked, known) {
        Some(word) => format!("did you mean {}?", super::error::shown(word)),
        None => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_case_and_beginnings_are_forgiven() {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        for (asked, meant) in
            [("Mon", "mon"), ("monday", "mon"), ("tues", "tue"), ("wde", "wed"), ("SUNDAY", "sun")]
        {
            assert_eq!(nearest(asked, days.into_iter()), Some(meant), "{asked}");
        }
        assert_eq!(nearest("weekday", days.into_iter()), None);
        assert_eq!(nearest("", days.into_iter()), None);
        assert_eq!(nearest(&"mon".repeat(40), days.into_iter()), None);
    }
}
