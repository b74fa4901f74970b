//! Everything that anybody logs in this process, at the finest level: freebusy by tracing, its libraries by either.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::fmt::format::FmtSpan;

/// One log of all tests: whoever writes into it, no test's canaries may stand in it.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Hears the libraries that log by the `log` crate, such as the HTTP client.
struct Listener;

impl ::log::Log for Listener {
    fn enabled(&self, _: &::log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &::log::Record<'_>) {
        let line = format!("{} {}: {}\n", record.level(), record.target(), record.args());
        drop(io::Write::write(&mut Writer, line.as_bytes()));
    }

    fn flush(&self) {}
}

/// Begins to listen, once for the process.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        ::log::set_logger(&Listener).unwrap();
        ::log::set_max_level(::log::LevelFilter::Trace);
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| Writer)
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// What has been logged so far.
pub(crate) fn heard() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
