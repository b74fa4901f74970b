//! In which order legs are booked.

use std::cmp::Reverse;

use freebusy_provider::Mail;

use crate::call::LegNo;
use crate::intent::{Abilities, Contention, Intent, Scarcity, Sequence};
use crate::leg::{HoldState, Leg};

/// The legs of `intent` in the order in which they are booked.
///
/// Unheld legs come first and held ones last: what is held can hardly be refused, and a refusal costs least before
/// anything else is booked. Among equals the likeliest to be refused comes first, then one whose cancellation nobody
/// hears of, then one whose bookings are not scarce, then the order of the intent.
#[must_use]
pub fn order(intent: &Intent, legs: &[Leg]) -> Vec<LegNo> {
    let mut order: Vec<(Rank, LegNo)> = intent
        .legs
        .iter()
        .zip(legs)
        .zip(0..)
        .map(|((plan, leg), n)| (rank(&plan.abilities, &leg.hold), LegNo(n)))
        .collect();
    match intent.sequence {
        Sequence::Safest => order.sort_by_key(|(rank, leg)| (*rank, *leg)),
        Sequence::AsGiven => {}
    }
    order.into_iter().map(|(_, leg)| leg).collect()
}

/// What a leg is booked by: what sorts first is booked first.
type Rank = (bool, Reverse<bool>, bool, bool);

fn rank(abilities: &Abilities, hold: &HoldState) -> Rank {
    (
        matches!(hold, HoldState::Held(_)),
        Reverse(abilities.contention == Contention::Open),
        abilities.mail == Mail::Sent,
        abilities.scarce == Scarcity::Scarce,
    )
}
