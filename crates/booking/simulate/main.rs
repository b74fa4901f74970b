//! Simulates worlds in which meetings are booked, most of them unkind ones, and looks for what must never happen.
//!
//! One seed is one world: services, drivers, a clock, and every fault that the notes on the services know of. The
//! machine that is driven is the one of the program. A violation is named with its profile and seed, and `--replay`
//! tells how it came to it.

mod ask;
mod dice;
mod drive;
mod fate;
mod party;
mod profile;
mod provider;
mod queue;
mod settle;
mod trace;
mod world;

fn main() {
    let setting = world::Setting {
        seed: 1,
        profile: profile::ALL[0],
        policy: freebusy_booking::Policy::STANDARD,
        script: None,
        traced: true,
    };
    let end = world::run(&setting);
    for l in end.trace {
        println!("{l}");
    }
    println!("{:?} {:?}", end.tally, end.violation);
}
