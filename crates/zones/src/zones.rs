//! All zones at hand: which copy of tz data answers for a name, and the tables already built.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use freebusy_core::ZoneRules;

use crate::data::{Origin, TzData, system_places};
use crate::error::{Error, UnknownZone};
use crate::nearest::nearest;
use crate::table::table;
use crate::{name, windows};

/// A zone: its name as the data spells it, and its offsets, true from 1900 to the end of 2200.
///
/// A clone shares the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: Arc<str>,
    rules: Arc<ZoneRules>,
}

impl Zone {
    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The offsets.
    #[must_use]
    pub fn rules(&self) -> &ZoneRules {
        &self.rules
    }
}

/// All zones at hand; built tables are kept and shared, also between threads.
///
/// ```
/// let zones = freebusy_zones::Zones::bundled();
/// assert_eq!(zones.zone("america/vancouver")?.name(), "America/Vancouver");
/// assert_eq!(zones.windows("Pacific Standard Time")?.name(), "America/Los_Angeles");
/// # Ok::<(), freebusy_zones::UnknownZone>(())
/// ```
#[derive(Debug)]
pub struct Zones {
    newest: TzData,
    /// Newest first.
    older: Vec<TzData>,
    built: Mutex<HashMap<Box<str>, Zone>>,
}

impl Zones {
    /// The newest of the system's zoneinfo, the bundled data and the directory `extra`.
    ///
    /// A copy of unknown release counts as older than all others. Of copies of one release `extra` comes first,
    /// then the bundled one.
    ///
    /// # Errors
    /// [`Error`] when `extra` cannot be read or holds no zone files; a system without any is no error.
    pub fn load(extra: Option<&Path>) -> Result<Self, Error> {
        let extra = extra.map(TzData::extra).transpose()?;
        let system = system_places(env::var_os("TZDIR").map(PathBuf::from));
        let system = system.iter().filter_map(|dir| TzData::system(dir));
        Ok(Self::newest_of(TzData::bundled(), extra, system))
    }

    /// The bundled data alone: the same zones on every machine.
    #[must_use]
    pub fn bundled() -> Self {
        Self::newest_of(TzData::bundled(), None, [])
    }

    fn newest_of(bundled: TzData, extra: Option<TzData>, system: impl IntoIterator<Item = TzData>) -> Self {
        let mut older: Vec<TzData> = extra.into_iter().chain([bundled]).chain(system).collect();
        older.sort_by(|a, b| Reverse(a.release()).cmp(&Reverse(b.release())));
        let newest = older.remove(0);
        Self { newest, older, built: Mutex::default() }
    }

    /// The release of the tz data in use, such as `2026e`; `unknown` when it does not tell.
    #[must_use]
    pub fn version(&self) -> &str {
        self.newest.version()
    }

    /// The tz data in use, as text `2026e (bundled)`; only a name that it lacks is taken from an older copy.
    #[must_use]
    pub const fn data(&self) -> &TzData {
        &self.newest
    }

    /// The caller's own data when it is older than the data in use, which deserves a warning.
    #[must_use]
    pub fn outdated_extra(&self) -> Option<&TzData> {
        self.older.iter().find(|data| matches!(data.origin(), Origin::Extra(_)))
    }

    /// All names of the tz data in use, aliases too, in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.newest.names()
    }

    /// The zone of an IANA name or alias, whatever its case; `Z` is `UTC`.
    ///
    /// Offsets such as `+02:00`, vendor paths and the machine's own `localtime` are no names.
    ///
    /// # Errors
    /// [`UnknownZone`] with the nearest known name; for a Windows name that is the IANA name of its zone.
    pub fn zone(&self, name: &str) -> Result<Zone, UnknownZone> {
        self.find(name).ok_or_else(|| UnknownZone {
            name: name.into(),
            suggestion: windows::iana(name).or_else(|| nearest(name, self.names())).map(Into::into),
        })
    }

    /// The zone of an IANA name as [`zone`](Self::zone) finds it, without the search for a suggestion.
    ///
    /// For names that are only tried, as those of a calendar file are: a suggestion takes a thousand times as
    /// long as a zone that is known.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Zone> {
        let key = name::key(name)?;
        self.cached(&key).or_else(|| self.build(&key))
    }

    /// The zone of a Windows name by CLDR's map (territory 001), whatever its case and the blanks around it.
    ///
    /// # Errors
    /// [`UnknownZone`] with the nearest Windows name.
    pub fn windows(&self, name: &str) -> Result<Zone, UnknownZone> {
        match windows::iana(name) {
            Some(iana) => self.find(iana).ok_or_else(|| UnknownZone { name: name.into(), suggestion: None }),
            None => Err(UnknownZone {
                name: name.into(),
                suggestion: nearest(name, windows::names()).map(Into::into),
            }),
        }
    }

    /// The zone from the newest data that has it whole; a damaged file counts as missing.
    fn build(&self, key: &str) -> Option<Zone> {
        let zone = std::iter::once(&self.newest).chain(&self.older).find_map(|data| {
            let (name, bytes) = data.find(key)?;
            Some(Zone { name: name.into(), rules: Arc::new(table(name, &bytes)?) })
        })?;
        self.built().insert(key.into(), zone.clone());
        Some(zone)
    }

    fn cached(&self, key: &str) -> Option<Zone> {
        self.built().get(key).cloned()
    }

    /// A panic elsewhere leaves the map whole: what is in it was built before.
    fn built(&self) -> MutexGuard<'_, HashMap<Box<str>, Zone>> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
