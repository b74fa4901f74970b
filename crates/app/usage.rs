//! What is wrong with a command line, in one sentence.
//!
//! clap says it in several lines and repeats what was typed as it is. Here its findings are taken, not its text.

use std::error::Error as _;
use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::Cli;
use crate::message::escape;

/// What is wrong with the arguments, and which help to read.
pub(crate) fn sentence(error: &clap::Error, arguments: impl Iterator<Item = OsString>) -> String {
    let help = match command(arguments) {
        Some(command) => format!("freebusy {command} --help"),
        None => "freebusy --help".to_owned(),
    };
    format!("{}; try `{help}`", finding(error))
}

/// The command among the arguments: clap does not always tell.
fn command(mut arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let cli = Cli::command();
    let found = arguments.find_map(|argument| cli.find_subcommand(argument))?;
    Some(found.get_name().to_owned())
}

fn finding(error: &clap::Error) -> String {
    let argument = one(error, ContextKind::InvalidArg);
    let flag = flag(&argument);
    match error.kind() {
        ErrorKind::InvalidValue => {
            let value = one(error, ContextKind::InvalidValue);
            let mend = match list(error, ContextKind::ValidValue).as_slice() {
                [] => "write one".to_owned(),
                known => format!("write {}", any_of(known)),
            };
            if value.is_empty() {
                format!("{flag} has no value; {mend}")
            } else {
                format!("{flag}: `{value}` is not one of its values; {mend}")
            }
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map_or("is no value".to_owned(), ToString::to_string);
            format!("{flag}: `{}` {why}", one(error, ContextKind::InvalidValue))
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("`{argument}` is no flag here{}", meant(error, ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => format!("`{argument}` is one argument too many"),
        ErrorKind::InvalidSubcommand => {
            let command = one(error, ContextKind::InvalidSubcommand);
            format!("`{command}` is no command{}", meant(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::ArgumentConflict => match list(error, ContextKind::PriorArg).first() {
            Some(prior) if *prior != argument => {
                format!("{flag} and {} exclude each other; keep one", self::flag(prior))
            }
            _ => format!("{flag} is given twice; keep one"),
        },
        ErrorKind::MissingRequiredArgument => {
            let missing = list(error, ContextKind::InvalidArg);
            format!("{} is missing", missing.join(" and "))
        }
        ErrorKind::TooManyValues => format!("{flag} takes no value"),
        ErrorKind::InvalidUtf8 => "an argument is no text in UTF-8".to_owned(),
        _ => "the command line is not understood".to_owned(),
    }
}

/// What is known of that sort, where clap has a guess.
fn meant(error: &clap::Error, kind: ContextKind) -> String {
    match list(error, kind).as_slice() {
        [] => String::new(),
        guesses => format!(", {} is", any_of(guesses)),
    }
}

/// `--format` of `--format <FORMAT>`.
fn flag(argument: &str) -> &str {
    argument.split(' ').next().unwrap_or(argument)
}

fn any_of(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [head @ .., last] if !head.is_empty() => format!("{} or {last}", head.join(", ")),
        words => words.concat(),
    }
}

fn one(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).into_iter().next().unwrap_or_default()
}

/// What clap found, harmless.
fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![escape(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| escape(text)).collect(),
        _ => Vec::new(),
    }
}
