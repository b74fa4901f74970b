//! HTTP around the services: listeners on loopback, faults, the record of every exchange.

use std::io;

use serde_json::Value;

use crate::call::Exchange;
use crate::world::World;

/// How a sandbox is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The first of six ports in a row; 0 takes any that are free.
    pub port: u16,
    /// The world; `None` for the default one, made around the present.
    pub world: Option<World>,
}

/// A sandbox that serves until it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    line: Value,
}

impl Sandbox {
    /// Starts all services on loopback.
    ///
    /// # Errors
    /// When a port is not to be had.
    pub async fn start(options: Options) -> io::Result<Self> {
        let _ = options;
        Ok(Self { line: Value::Null })
    }

    /// What the program prints first: where everything is, and who lives there.
    #[must_use]
    pub const fn line(&self) -> &Value {
        &self.line
    }

    /// Everything that was received and answered so far, the controls' own calls aside.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        Vec::new()
    }

    /// Stops serving; returns when every listener is closed.
    pub async fn stop(self) {}
}
