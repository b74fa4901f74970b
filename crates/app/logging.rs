//! What the program does, line by line on stderr, for whoever asks for it; by default only what keeps them waiting.
//!
//! Only our own crates are heard, whatever is asked for: those of others write headers and bodies when they are
//! talkative, and secrets with them.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// The variable that says how much.
const VARIABLE: &str = "FREEBUSY_LOG";

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is heard by default: what somebody who waits should know.
const QUIET: &str = "warn";

/// What is heard with `--verbose` alone.
const VERBOSE: &str = "debug";

/// Whether the command line asks for more than answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbosity {
    Quiet,
    Verbose,
}

/// Begins to listen, as far as the variable and the command line want it; the variable has the last word.
///
/// # Errors
/// When the variable names no level.
pub(crate) fn start(verbosity: Verbosity) -> Result<(), String> {
    let wanted = std::env::var(VARIABLE).ok().filter(|level| !level.is_empty());
    let is_default = wanted.is_none() && verbosity == Verbosity::Quiet;
    let filter = EnvFilter::new(format!("off,freebusy={}", level(wanted.as_deref(), verbosity)?));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let subscriber = subscriber.with_ansi(colours);
    // A second one is refused; the first goes on.
    let _ = match is_default {
        true => subscriber.without_time().with_level(false).with_target(false).try_init(),
        false => subscriber.try_init(),
    };
    Ok(())
}

fn level(wanted: Option<&str>, verbosity: Verbosity) -> Result<&'static str, String> {
    match (wanted, verbosity) {
        (Some(wanted), _) => {
            let known = LEVELS.into_iter().find(|level| level.eq_ignore_ascii_case(wanted));
            known.ok_or_else(|| format!("{VARIABLE} names no level; write one of {}", LEVELS.join(", ")))
        }
        (None, Verbosity::Verbose) => Ok(VERBOSE),
        (None, Verbosity::Quiet) => Ok(QUIET),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_heard_unless_somebody_asks() {
        assert_eq!(level(None, Verbosity::Quiet), Ok("warn"));
        assert_eq!(level(None, Verbosity::Verbose), Ok("debug"));
        assert_eq!(level(Some("TRACE"), Verbosity::Quiet), Ok("trace"));
        assert_eq!(level(Some("off"), Verbosity::Verbose), Ok("off"));
        assert!(level(Some("hyper=trace"), Verbosity::Quiet).is_err());
    }
}
