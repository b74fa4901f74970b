//! Drives the program from outside: commands, flags, formats, streams and exit codes.

#[cfg(test)]
mod cli {
    pub(crate) mod run;

    mod errors;
    mod formats;
    mod help;
    mod quick;
    mod streams;
    mod why;
}
