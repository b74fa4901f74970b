//! Zone names, of IANA and of Windows, to offset tables from the newest tz data at hand. (placeholder)
use std::path::Path;
use std::sync::Arc;

use freebusy_core::ZoneRules;

/// A zone: its canonical name as asked for, and its offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: Arc<str>,
    rules: Arc<ZoneRules>,
}

impl Zone {
    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The offsets.
    pub fn rules(&self) -> &ZoneRules {
        &self.rules
    }
}

/// No such zone; `suggestion` is the known name that comes nearest.
#[derive(Debug)]
pub struct UnknownZone {
    /// What was asked for.
    pub name: Box<str>,
    /// The nearest known name.
    pub suggestion: Option<Box<str>>,
}

/// All zones at hand. Cheap to share: `zone` caches what it built.
#[derive(Debug)]
pub struct Zones {}

impl Zones {
    /// The newest of the system's zoneinfo, the bundled data and `extra`.
    pub fn load(extra: Option<&Path>) -> Result<Self, std::io::Error> {
        let _ = extra;
        Ok(Self {})
    }
    /// Version of the tz data in use, such as `2026e`.
    pub fn version(&self) -> &str {
        "0"
    }
    /// An IANA name (case-insensitive), its alias, or the tail of a vendor path is NOT accepted here.
    pub fn zone(&self, name: &str) -> Result<Zone, UnknownZone> {
        Err(UnknownZone { name: name.into(), suggestion: None })
    }
    /// A Windows name by CLDR's map, territory 001.
    pub fn windows(&self, name: &str) -> Result<Zone, UnknownZone> {
        self.zone(name)
    }
}
