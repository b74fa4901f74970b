//! `freebusy completions`: the script that teaches a shell the command line.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::print;
use crate::args::Cli;
use crate::outcome::{Failure, Outcome};

pub(super) fn run(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "freebusy", &mut script);
    print(Outcome::Found, |out| out.write_all(&script))?;
    Ok(Outcome::Found)
}
