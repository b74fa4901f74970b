//! How many requests laziness saves: 60 days, 20 people, half hours taken with probability 0.2.

use freebusy_core::BlockKind;
use freebusy_engine::{find, plan};
use futures_executor::block_on;

use crate::drawn::{DAY, Group, Person, Place, alone, at, daily, minutes};

const PEOPLE: i64 = 20;
/// Day 0 is a Friday; the search begins on the Monday after it.
const FIRST: i64 = 3;
const TRIALS: u64 = 100;

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    /// True once in `sides` throws.
    fn hit(&mut self, sides: u64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).is_multiple_of(sides)
    }
}

/// Somebody who works from 9 to 17 on weekdays in a zone of the given offset.
fn worker(dice: &mut Dice, offset: i64, longest: i64) -> Person {
    let days = (FIRST..FIRST + 60).filter(|day| !matches!(day % 7, 1 | 2)).map(|day| day * DAY - offset * 60);
    let hours = days.clone().map(|day| (day + 540, day + 1_020)).collect();
    let halves = days.flat_map(|day| (18..34).map(move |half| day + half * 30));
    let blocks = halves.filter(|_| dice.hit(5)).map(|half| (half, half + 30, BlockKind::Busy)).collect();
    let place = Place { blocks, hours: Some(hours), longest: Some(longest * DAY), ..daily() };
    Person { places: vec![place], taken: Vec::new() }
}

/// What asking everything costs, and what the first three starts cost on average.
fn requests(longest: i64) -> (u64, f64) {
    let (mut whole, mut asked) = (0, 0);
    for seed in 0..TRIALS {
        let mut dice = Dice(seed);
        let people: Vec<Person> = (0..PEOPLE).map(|id| worker(&mut dice, id % 2, longest)).collect();
        let who = freebusy_core::Who::all(
            (0..20).map(freebusy_core::ParticipantId).map(freebusy_core::Who::one).collect(),
        );
        let group = Group { people, who: who.unwrap(), limit: Some(3), ..alone(daily(), 60) };
        let (mut request, sources) = group.request();
        request.window = minutes(FIRST * DAY, (FIRST + 60) * DAY);
        request.now = at(FIRST * DAY - 60);
        whole = plan(&request).unwrap().requests();
        block_on(find(&request));
        asked += sources.iter().map(|source| source.asked().len()).sum::<usize>();
    }
    (whole, f64::from(u32::try_from(asked).unwrap()) / f64::from(u32::try_from(TRIALS).unwrap()))
}

#[test]
fn the_first_three_starts_of_twenty_people_cost_about_half_of_all_requests() {
    let (whole, asked) = requests(31);
    println!("31-day windows: all {whole}, first three {asked:.1}");
    assert_eq!(whole, 40);
    assert!(asked <= 27.0, "{asked}");
}

#[test]
fn short_windows_save_more() {
    let (whole, asked) = requests(7);
    println!("7-day windows: all {whole}, first three {asked:.1}");
    assert_eq!(whole, 180);
    assert!(asked <= 82.0, "{asked}");
}
