//! In which order legs are booked, as a table.

use freebusy_booking::{HoldState, Leg, LegNo, Sequence, order};
use freebusy_provider::Hold;

use crate::play::{FILE, GROUP, HELD, UNHELD, at, intent};

fn numbers(order: &[LegNo]) -> Vec<u8> {
    order.iter().map(|no| no.0).collect()
}

#[test]
fn unheld_legs_come_first_and_among_them_the_likeliest_to_be_refused() {
    let silent = freebusy_booking::Abilities { mail: FILE.mail, ..UNHELD };
    let ample = freebusy_booking::Abilities { scarce: FILE.scarce, ..UNHELD };
    let table: [(&[_], &[u8], &[u8]); 8] = [
        // The abilities of the legs, which of them are held, and the order.
        (&[HELD, UNHELD], &[0], &[1, 0]),
        (&[UNHELD, HELD], &[1], &[0, 1]),
        (&[HELD, HELD, UNHELD], &[0, 1], &[2, 0, 1]),
        (&[FILE, UNHELD], &[], &[1, 0]),
        (&[FILE, HELD, UNHELD], &[1], &[2, 0, 1]),
        (&[UNHELD, silent], &[], &[1, 0]),
        (&[UNHELD, ample], &[], &[1, 0]),
        (&[GROUP, UNHELD, HELD], &[], &[2, 0, 1]),
    ];
    for (abilities, held, expected) in table {
        let intent = intent(abilities);
        let leg = |n: u8| Leg {
            hold: match held.contains(&n) {
                true => HoldState::Held(Hold { id: "h".into(), until: at(0) }),
                false => HoldState::Without,
            },
            ..Leg::default()
        };
        let legs: Vec<Leg> = (0..).take(abilities.len()).map(leg).collect();
        assert_eq!(numbers(&order(&intent, &legs)), expected, "{abilities:?}");
    }
}

#[test]
fn an_order_that_somebody_forces_is_kept() {
    let mut intent = intent(&[FILE, HELD, UNHELD]);
    intent.sequence = Sequence::AsGiven;
    assert_eq!(numbers(&order(&intent, &vec![Leg::default(); 3])), [0, 1, 2]);
}
