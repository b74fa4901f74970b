//! An .ics file as a provider: read anew at every fetch, within bounds.
//!
//! Reading a file blocks, and a large one takes its time: callers with a runtime put it where blocking is allowed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use freebusy_provider::{AvailabilitySource, BoxFuture, Findings, Limits, Provider, Query};
use freebusy_zones::Zones;

use crate::calendar::Calendar;
use crate::config::Bounds;
use crate::error::Error;

/// A calendar in a file.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use freebusy_ical::IcalFile;
/// use freebusy_provider::Provider;
/// use freebusy_zones::Zones;
///
/// let zones = Arc::new(Zones::load(None).unwrap());
/// let ana = IcalFile::new("ics:calendars/ana.ics", "calendars/ana.ics", zones);
/// assert_eq!(ana.id(), "ics:calendars/ana.ics");
/// ```
#[derive(Debug, Clone)]
pub struct IcalFile {
    id: Box<str>,
    path: PathBuf,
    zones: Arc<Zones>,
    bounds: Bounds,
}

impl IcalFile {
    /// The calendar in the file at `path`, called `id` in answers and messages.
    #[must_use]
    pub fn new(id: impl Into<Box<str>>, path: impl Into<PathBuf>, zones: Arc<Zones>) -> Self {
        Self { id: id.into(), path: path.into(), zones, bounds: Bounds::default() }
    }

    /// The same calendar within other bounds.
    #[must_use]
    pub fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self, query: Query<'_>) -> Result<Findings, Error> {
        let bytes = self.bytes()?;
        Calendar::parse_within(&bytes, &self.label(), self.bounds)?.findings(query, &self.zones)
    }

    /// What messages call the calendar: its path.
    fn label(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The content, one byte beyond the bound at most: enough to see that there is too much.
    fn bytes(&self) -> Result<Vec<u8>, Error> {
        let unreadable = |source| Error::Unreadable { path: self.path.clone(), source };
        let file = File::open(&self.path).map_err(unreadable)?;
        let most = u64::try_from(self.bounds.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    }
}

impl Provider for IcalFile {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        Limits::NONE
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for IcalFile {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, freebusy_provider::Error>> {
        Box::pin(async move { self.read(query).map_err(|error| error.at(&self.id)) })
    }
}
