//! Questions to whoever sits before a terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use super::forms::{Missing, Sheets};
use crate::message::{self, escape};
use crate::outcome::Failure;

/// Whether somebody is there to be asked.
pub(crate) fn somebody() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for what is missing, or says how to give it where nobody is there.
pub(crate) fn fill(sheets: &mut Sheets) -> Result<(), Failure> {
    loop {
        let missing = sheets.missing();
        let Some(first) = missing.first() else {
            return Ok(());
        };
        if !somebody() {
            return Err(Failure::Refused(lacking(&missing)));
        }
        let said = line(&format!("{}: ", first.what()))?;
        let taken = match first {
            Missing::Answer { question, .. } => sheets.answer_to(question, &said),
            Missing::Place { kinds, .. } if said.is_empty() => {
                Err(format!("the places are {}", kinds.join(", ")))
            }
            Missing::Place { .. } => sheets.place(&said),
        };
        if let Err(why) = taken {
            message::tell(&why);
        }
    }
}

/// What is missing, in one sentence with every flag.
fn lacking(missing: &[Missing]) -> String {
    let what: Vec<String> = missing.iter().map(Missing::what).collect();
    let flags: Vec<String> = missing.iter().map(Missing::flag).collect();
    format!("{}; write {}", what.join(" and "), flags.join(" "))
}

/// Whether somebody agrees.
pub(crate) fn agreed(question: &str) -> Result<bool, Failure> {
    let said = line(&format!("{question} [y/N] "))?;
    Ok(matches!(said.to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// The line that somebody writes after a prompt.
fn line(prompt: &str) -> Result<String, Failure> {
    let mut err = io::stderr();
    let _ = write!(err, "{}", escape(prompt)).and_then(|()| err.flush());
    let mut said = String::new();
    match io::stdin().lock().read_line(&mut said) {
        Ok(read) if read > 0 => Ok(said.trim().to_owned()),
        _ => Err(Failure::refused("nothing was answered; nothing is booked")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_one_sentence_with_the_exact_words_and_flags() {
        let answer = Missing::Answer { source: "a".into(), question: "Topic?".into(), choices: Vec::new() };
        let place = Missing::Place { source: "b".into(), kinds: vec!["zoom".into(), "meet".into()] };
        assert_eq!(
            lacking(&[answer, place]),
            "`a` asks “Topic?” and `b` asks where to meet; write --answer \"Topic?=…\" --location zoom|meet"
        );
    }
}
