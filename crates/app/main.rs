//! The program `freebusy`: finds the times when people whose calendars live in different places can meet.
//!
//! Command line -> [`intake`] -> engine -> [`render`]. Stdout is data, stderr is for people, and only this file
//! knows exit codes.

mod args;
mod booking;
mod cli;
mod clock;
mod config;
mod connections;
mod dates;
mod durations;
mod intake;
mod logging;
mod message;
mod outcome;
mod render;
mod schema;
mod signals;
mod usage;
mod utf8;
mod with;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind as Usage;

use crate::outcome::{Failure, Outcome};

fn main() -> ExitCode {
    match args::Cli::try_parse() {
        Ok(cli) => ExitCode::from(code(cli::run(&cli))),
        Err(error) => ExitCode::from(help_or_usage(&error)),
    }
}

/// The exit code where clap has the last word: it shows help, or the command line cannot be understood.
fn help_or_usage(error: &clap::Error) -> u8 {
    let is_help =
        matches!(error.kind(), Usage::DisplayHelp | Usage::DisplayHelpOnMissingArgumentOrSubcommand);
    if is_help {
        // Whoever closed the pipe has read enough.
        let _ = error.print();
    } else {
        message::tell(&format!("freebusy: {}", usage::sentence(error, std::env::args_os().skip(1))));
    }
    u8::try_from(error.exit_code()).unwrap_or(Outcome::BAD_REQUEST)
}

/// The exit code of a run, after what went wrong has been said.
fn code(run: Result<Outcome, Failure>) -> u8 {
    match run {
        Ok(outcome) => outcome.code(),
        Err(Failure::Refused(message)) => {
            message::tell(&format!("freebusy: {message}"));
            Outcome::BAD_REQUEST
        }
        Err(Failure::Ended { outcome, message }) => {
            message::tell(&format!("freebusy: {message}"));
            outcome.code()
        }
        // Whoever closed the pipe has read enough.
        Err(Failure::Unwritten { error, after }) if error.kind() == ErrorKind::BrokenPipe => after.code(),
        Err(Failure::Unwritten { error, .. }) => {
            message::tell(&format!("freebusy: cannot write the answer: {error}; write it elsewhere"));
            Outcome::BAD_REQUEST
        }
    }
}
