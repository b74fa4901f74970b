//! Simulates worlds in which meetings are booked, most of them unkind ones, and looks for what must never happen.
//!
//! One seed is one world: services, drivers, a clock, and every fault that the notes on the services know of. The
//! machine that is driven is the one of the program. A violation is named with its profile and seed, and `--replay`
//! tells how it came to it.

mod ask;
mod causes;
mod dice;
mod drive;
mod exhaustive;
mod fate;
mod fault;
mod judge;
mod mutants;
mod open;
mod party;
mod profile;
mod provider;
mod queue;
mod script;
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
use script::VARIANTS;
use sweep::{Sum, sweep};
use world::{Checks, Setting, Tally, run};

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
    /// Tells for each profile why meetings came to nothing, of every ten thousand sagas.
    #[arg(long)]
    causes: bool,
    /// Every fault, alone and in pairs, at every step of a small world.
    #[arg(long)]
    exhaustive: bool,
    /// So many times three faults, drawn by the seed, in the same worlds.
    #[arg(long, default_value_t = 0)]
    triples: u64,
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

/// How many seeds of each of its profiles are tried on a mutant.
const MUTANT_SEEDS: u64 = 200_000;
/// How many, where only what comes of it in the end counts.
const END_SEEDS: u64 = 20_000;

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
    if args.exhaustive || args.triples > 0 {
        well &= every_fault(&args);
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
    let end = run(&Setting {
        seed,
        profile,
        policy: Policy::STANDARD,
        script: None,
        checks: Checks::All,
        traced: true,
    });
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
    let mut causes = Vec::new();
    for profile in profiles {
        let sum = sweep(*profile, args.seed, count, args.threads, Policy::STANDARD);
        print(profile.name, &sum);
        total.add(&sum);
        causes.push((profile.name, sum.tally));
    }
    print("all", &total);
    if args.causes {
        print_causes(&causes);
    }
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

/// One row a cause, one column a profile.
fn print_causes(profiles: &[(&'static str, Tally)]) {
    print!("{:12}", "of 10,000");
    profiles.iter().for_each(|(name, _)| print!("{name:>9}"));
    println!();
    for (kind, name) in causes::NAMES.iter().enumerate() {
        print_share(name, profiles, |tally| tally.causes.get(kind).copied().unwrap_or(0));
    }
    print_share("not accepted", profiles, |tally| tally.conflicts);
}

fn print_share(name: &str, profiles: &[(&'static str, Tally)], of: impl Fn(&Tally) -> u64) {
    print!("{name:12}");
    profiles.iter().for_each(|(_, tally)| print!("{:9}", of(tally) * 10_000 / tally.sagas.max(1)));
    println!();
}

/// One part a thread, then the sum of them.
fn split(threads: u64, part: impl Fn(u64) -> Scripts + Sync) -> Scripts {
    let mut all = Scripts::default();
    std::thread::scope(|scope| {
        let part = &part;
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        for part in parts {
            all.add(&part.join().expect("a world does not panic"));
        }
    });
    all
}

fn every_fault(args: &Args) -> bool {
    let (threads, policy, begun) = (args.threads.max(1), Policy::STANDARD, Instant::now());
    println!("saga of two legs           points  singles    pairs  triples violations hash");
    let mut total = Scripts::default();
    for variant in VARIANTS {
        let mut all = Scripts::default();
        if args.exhaustive {
            all.add(&split(threads, |thread| {
                let mine = |number| u64::from(number) % threads == thread;
                exhaustive::scripts(variant, policy, Depth::Pairs, mine)
            }));
        }
        let triples = args.triples.div_ceil(threads * u64::try_from(VARIANTS.len()).unwrap_or(1));
        if triples > 0 {
            let seed = |thread| args.seed.wrapping_mul(threads).wrapping_add(thread);
            all.add(&split(threads, |thread| exhaustive::triples(variant, policy, seed(thread), triples)));
        }
        print_scripts(variant.name, &all);
        total.add(&all);
    }
    print_scripts("all", &total);
    println!("in {} ms", begun.elapsed().as_millis());
    for (script, violation) in &total.broken {
        println!("{} {:?}: {violation}", script.variant.name, script.faults);
    }
    total.violations == 0
}

fn print_scripts(name: &str, all: &Scripts) {
    let Scripts { points, singles, pairs, triples, violations, hash, .. } = all;
    println!("{name:26} {points:6} {singles:8} {pairs:8} {triples:8} {violations:10} {hash:016x}");
}

fn every_mutant() -> bool {
    let mut killed = 0;
    for mutant in &mutants::ALL {
        let found = mutant.kill(MUTANT_SEEDS);
        killed += usize::from(found.is_some());
        println!("{:?} without {:?}: {}", mutant.guard, mutant.below, tell(found, "LIVES"));
        let end = tell(mutant.kill_by_end(END_SEEDS), "no end is wrong: it rules what is done on the way");
        println!("    by its end: {end}");
    }
    println!("{killed} of {} killed", mutants::ALL.len());
    killed == mutants::ALL.len()
}

fn tell(killed: Option<mutants::Killed>, otherwise: &str) -> String {
    match killed {
        Some((profile, seed, violation)) => format!("killed by seed {seed} of {profile}, {violation}"),
        None => otherwise.to_owned(),
    }
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
