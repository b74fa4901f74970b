//! Hints tell what the request could change to be offered more.

use freebusy_core::{Anchor, OfferRole};
use freebusy_engine::{SourceState, find};
use futures_executor::block_on;

use crate::drawn::{Group, Place, alone, daily};

fn offering(starts: &[i64]) -> Group {
    alone(Place { offers: Some((starts.to_vec(), OfferRole::Booked)), ..daily() }, 2)
}

fn hints(group: &Group) -> Vec<String> {
    let report = block_on(find(&group.request().0)).sources.remove(0);
    assert_eq!((report.state, report.notes.len()), (SourceState::Fresh, 0));
    report.hints.iter().map(ToString::to_string).collect()
}

#[test]
fn offers_off_the_grid_are_hinted_at_with_the_step_that_reaches_them() {
    assert_eq!(
        hints(&offering(&[600, 610, 625])),
        ["offers 2 starts that are off the request's grid; a step of 5 minutes would reach them"]
    );
    assert_eq!(
        hints(&offering(&[600, 640])),
        ["offers 1 start that is off the request's grid; a step of 10 minutes would reach it"]
    );
}

#[test]
fn offers_on_the_grid_or_of_another_length_or_beside_a_free_anchor_are_not_hinted_at() {
    assert!(hints(&offering(&[600, 630])).is_empty());
    let free = Group { anchor: Anchor::Free, ..offering(&[610]) };
    assert!(hints(&free).is_empty());
    let mut consulted = offering(&[]);
    consulted.people[0].places[0].offers = Some((vec![610], OfferRole::Consulted));
    assert!(hints(&consulted).is_empty());
}
