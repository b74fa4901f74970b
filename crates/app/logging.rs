//! What the program does, line by line on stderr, for whoever asks for it; silent by default.
//!
//! Only our own crates are heard, whatever is asked for: those of others write headers and bodies when they are
//! talkative, and secrets with them.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// The variable that says how much.
const VARIABLE: &str = "FREEBUSY_LOG";

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

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
    let Some(level) = level(wanted.as_deref(), verbosity)? else { return Ok(()) };
    let filter = EnvFilter::new(format!("off,freebusy={level}"));
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second one is refused; the first goes on.
    let _ = subscriber.with_ansi(colours).try_init();
    Ok(())
}

fn level(wanted: Option<&str>, verbosity: Verbosity) -> Result<Option<&'static str>, String> {
    match (wanted, verbosity) {
        (Some(wanted), _) => {
            let known = LEVELS.into_iter().find(|level| level.eq_ignore_ascii_case(wanted));
            known
                .map(Some)
                .ok_or_else(|| format!("{VARIABLE} names no level; write one of {}", LEVELS.join(", ")))
        }
        (None, Verbosity::Verbose) => Ok(Some(VERBOSE)),
        (None, Verbosity::Quiet) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_heard_unless_somebody_asks() {
        assert_eq!(level(None, Verbosity::Quiet), Ok(None));
        assert_eq!(level(None, Verbosity::Verbose), Ok(Some("debug")));
        assert_eq!(level(Some("TRACE"), Verbosity::Quiet), Ok(Some("trace")));
        assert_eq!(level(Some("off"), Verbosity::Verbose), Ok(Some("off")));
        assert!(level(Some("hyper=trace"), Verbosity::Quiet).is_err());
    }
}
