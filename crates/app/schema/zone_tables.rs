//! The zones that a document names, each of them built once and shared.

use std::collections::HashMap;
use std::sync::Arc;

use freebusy_core::ZoneRules;
use freebusy_zones::{UnknownZone, Zone, Zones};

use super::error::{SchemaError, shown};
use super::path::Path;

/// A zone with its offsets as the request holds them.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) zone: Zone,
    pub(super) rules: Arc<ZoneRules>,
}

/// The zones of one document by the names that it gives them.
#[derive(Debug)]
pub(super) struct ZoneTables<'a> {
    zones: &'a Zones,
    built: HashMap<&'a str, Table>,
}

impl<'a> ZoneTables<'a> {
    /// No zone yet; they will come from `zones`.
    pub(super) fn new(zones: &'a Zones) -> Self {
        Self { zones, built: HashMap::new() }
    }

    /// The zone that the document at `path` calls `name`.
    pub(super) fn table(&mut self, name: &'a str, path: Path<'_>) -> Result<Table, SchemaError> {
        if let Some(table) = self.built.get(name) {
            return Ok(table.clone());
        }
        let zone = self.zones.zone(name).map_err(|unknown| path.error(unknown_zone(&unknown)))?;
        let table = Table { rules: Arc::new(zone.rules().clone()), zone };
        self.built.insert(name, table.clone());
        Ok(table)
    }
}

fn unknown_zone(unknown: &UnknownZone) -> String {
    let mend = match &unknown.suggestion {
        Some(suggestion) => format!("did you mean {}?", shown(suggestion)),
        None => "write an IANA name such as `Europe/Berlin`".to_owned(),
    };
    format!("{} is no time zone that is known here; {mend}", shown(&unknown.name))
}
