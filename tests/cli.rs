//! Drives the program from outside: commands, flags, formats, streams and exit codes.

#[cfg(test)]
mod cli {
    pub(crate) mod desk;
    pub(crate) mod run;
    pub(crate) mod services;

    mod api;
    mod book;
    mod book_refused;
    mod bookings;
    mod config;
    mod connections;
    mod demo;
    mod errors;
    mod formats;
    mod help;
    mod quick;
    mod sandbox;
    mod sources;
    mod streams;
    mod why;
}
