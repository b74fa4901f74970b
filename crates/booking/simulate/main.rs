//! Simulates worlds in which meetings are booked, most of them unkind ones, and looks for what must never happen.
//!
//! One seed is one world: services, drivers, a clock, and every fault that the notes on the services know of. The
//! machine that is driven is the one of the program. A violation is named with its profile and seed, and `--replay`
//! tells how it came to it.

mod ask;
mod dice;
mod drive;
mod exhaustive;
mod fate;
mod mutants;
mod party;
mod profile;
mod provider;
mod queue;
mod settle;
mod sweep;
mod trace;
mod world;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use freebusy_booking::Policy;

use exhaustive::{Depth, Scripts};
use profile::Profile;
use sweep::{Sum, sweep};
use world::{Setting, run};

/// Books meetings in simulated worlds and looks for what must never happen.
#[derive(Debug, Parser)]
struct Args {
    /// How many worlds, spread over all profiles.
    #[arg(long, default_value_t = 0)]
    sagas: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On how many threads.
    #[arg(long, default_value_t = 1)]
    threads: u64,
    /// Only this profile: calm, mild, rough, storm, crashes, seats, many.
    #[arg(long)]
    profile: Option<String>,
    /// Every fault, alone and in pairs, at every step of a small world.
    #[arg(long)]
    exhaustive: bool,
    /// Takes out one net after the other.
    #[arg(long)]
    mutants: bool,
    /// Runs so many seeds of each profile twice.
    #[arg(long, default_value_t = 0)]
    determinism: u64,
    /// Tells what happens in the world of this seed of `--profile`.
    #[arg(long)]
    replay: Option<u64>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let profiles: Vec<Profile> = match args.profile.as_deref() {
        None => profile::ALL.to_vec(),
        Some(name) => profile::named(name).into_iter().collect(),
    };
    if profiles.is_empty() {
        eprintln!("there is no such profile; see `simulate --help` for their names");
        return ExitCode::from(2);
    }
    let mut well = true;
    if let Some(seed) = args.replay {
        well &= profiles.iter().all(|profile| replay(seed, *profile));
    }
    if args.sagas > 0 {
        well &= mixture(&args, &profiles);
    }
    if args.exhaustive {
        well &= every_fault(args.threads);
    }
    if args.mutants {
        well &= every_mutant();
    }
    if args.determinism > 0 {
        well &= twice(&args, &profiles);
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn replay(seed: u64, profile: Profile) -> bool {
    let end = run(&Setting { seed, profile, policy: Policy::STANDARD, script: None, traced: true });
    end.trace.iter().for_each(|line| println!("{line}"));
    end.violation.is_none()
}

fn mixture(args: &Args, profiles: &[Profile]) -> bool {
    let begun = Instant::now();
    println!(
        "profile    sagas     events      calls     faults  crashes   years confirmed no_trace notified attention violations hash"
    );
    let count = args.sagas.div_ceil(u64::try_from(profiles.len()).unwrap_or(1));
    let mut total = Sum::default();
    for profile in profiles {
        let sum = sweep(*profile, args.seed, count, args.threads, Policy::STANDARD);
        print(profile.name, &sum);
        total.add(&sum);
    }
    print("all", &total);
    let seconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1) * args.threads;
    println!("{} sagas a second and thread", total.tally.sagas * 1_000 / seconds);
    for broken in &total.broken {
        println!("--replay {} --profile {}: {}", broken.seed, broken.profile, broken.violation);
    }
    total.violations == 0
}

fn print(name: &str, sum: &Sum) {
    let tally = &sum.tally;
    let [confirmed, no_trace, notified, pending, attention] = tally.ends;
    println!(
        "{name:8} {:7} {:10} {:10} {:10} {:8} {:7} {confirmed:9} {no_trace:8} {notified:8} {:9} {:10} {:016x}",
        tally.sagas,
        tally.events,
        tally.calls,
        tally.faults,
        tally.crashes,
        tally.seconds / 31_557_600,
        attention + pending,
        sum.violations,
        tally.hash,
    );
}

fn every_fault(threads: u64) -> bool {
    let threads = u32::try_from(threads.max(1)).unwrap_or(1);
    let parts: Vec<Scripts> = std::thread::scope(|scope| {
        let part = |thread| {
            scope.spawn(move || {
                exhaustive::scripts(Policy::STANDARD, Depth::Pairs, |point| point % threads == thread)
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        parts.into_iter().map(|part| part.join().expect("a world does not panic")).collect()
    });
    let sum = |of: fn(&Scripts) -> u64| parts.iter().map(of).fold(0, u64::wrapping_add);
    let violations = sum(|part| part.violations);
    println!(
        "every fault: {} alone, {} in pairs, {violations} violations, hash {:016x}",
        sum(|part| part.singles),
        sum(|part| part.pairs),
        sum(|part| part.hash)
    );
    for (script, violation) in parts.iter().flat_map(|part| &part.broken).take(20) {
        println!("{script:?}: {violation}");
    }
    violations == 0
}

fn every_mutant() -> bool {
    let mut killed = 0;
    for mutant in &mutants::ALL {
        match mutants::kill(mutant, 200_000) {
            Some((profile, seed, violation)) => {
                killed += 1;
                println!(
                    "{:?} without {:?}: killed by seed {seed} of {profile}, {violation}",
                    mutant.guard, mutant.below
                );
            }
            None => println!("{:?} without {:?}: LIVES", mutant.guard, mutant.below),
        }
    }
    println!("{killed} of {} killed", mutants::ALL.len());
    killed == mutants::ALL.len()
}

fn twice(args: &Args, profiles: &[Profile]) -> bool {
    let mut same = true;
    for profile in profiles {
        let once = sweep(*profile, args.seed, args.determinism, args.threads, Policy::STANDARD).tally.hash;
        let again = sweep(*profile, args.seed, args.determinism, 1, Policy::STANDARD).tally.hash;
        same &= once == again;
        println!("{:8} {once:016x} {}", profile.name, if once == again { "again" } else { "OTHERWISE" });
    }
    same
}
