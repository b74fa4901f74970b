//! Drives the program from outside: commands, flags, formats, streams and exit codes.

mod cli {
    pub(crate) mod run;

    mod errors;
    mod formats;
    mod help;
    mod quick;
    mod streams;
    mod why;
}
