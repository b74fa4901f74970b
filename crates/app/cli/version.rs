//! `freebusy --version`: of the program and of its tz data.

use std::io::Write as _;

use freebusy_zones::Zones;

use super::print;
use crate::outcome::{Failure, Outcome};

pub(super) fn run(zones: &Zones) -> Result<Outcome, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    print(Outcome::Found, |out| writeln!(out, "freebusy {version}, tz data {}", zones.data()))?;
    Ok(Outcome::Found)
}
