//! Hints: what the request could change to be offered more, where nothing is wrong.

use freebusy_core::{Anchor, OfferRole, Offers};

use crate::request::Request;

const DAY: i64 = 86_400;

/// Says how many of the starts that a person can be booked at are off the request's grid, and which step would
/// reach them. Starts counted from free time have no grid that could be told beforehand.
pub(crate) fn off_grid(request: &Request, offers: &Offers) -> Option<Box<str>> {
    let fits = offers.role() == OfferRole::Booked && offers.length() == request.meeting.duration();
    let range = request.range().filter(|_| fits && request.anchor == Anchor::Clock)?;
    let step = i64::from(request.increment.minutes().get()) * 60;
    let readings = offers.starts().iter().filter(|start| range.contains(**start));
    let missed: Vec<i64> = readings
        .map(|start| request.zone.wall(*start).second_of_day())
        .filter(|second| second % step != 0)
        .collect();
    let reaching = missed.iter().copied().fold(gcd(step, DAY), gcd);
    let starts = match missed.len() {
        0 => return None,
        1 => "1 start that is".into(),
        many => format!("{many} starts that are"),
    };
    let mend = match (reaching / 60, reaching % 60) {
        (minutes @ 1.., 0) => format!("a step of {minutes} minutes would reach"),
        _ => "no step of whole minutes reaches".into(),
    };
    let them = if missed.len() == 1 { "it" } else { "them" };
    Some(format!("offers {starts} off the request's grid; {mend} {them}").into())
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_common_divisor_is_the_widest_step_that_hits_both() {
        assert_eq!((gcd(1_800, 600), gcd(900, 1_200), gcd(7, 0)), (600, 300, 7));
    }
}
