//! Somebody wants the program to end: by Ctrl-C, or politely as a service manager does.

use std::io;

/// Whoever presses Ctrl-C or ends the process politely.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct Stopping {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

/// Begins to listen.
#[cfg(unix)]
pub(crate) fn stopping() -> io::Result<Stopping> {
    use tokio::signal::unix::{SignalKind, signal};
    Ok(Stopping { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
}

#[cfg(unix)]
impl Stopping {
    /// Waits until somebody does.
    pub(crate) async fn recv(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Whoever presses Ctrl-C.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct Stopping;

/// Begins to listen.
#[cfg(not(unix))]
pub(crate) fn stopping() -> io::Result<Stopping> {
    Ok(Stopping)
}

#[cfg(not(unix))]
impl Stopping {
    /// Waits until somebody does.
    pub(crate) async fn recv(&mut self) {
        // Where the signal cannot be waited for, whoever wants an end will end the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
