//! Which file is the configuration: the one that is named, else the one at its usual place.
//!
//! A `freebusy.toml` in the working directory is not looked for: a configuration names commands, and whoever
//! enters a folder has not agreed to run what lies in it.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::document::ConfigDoc;
use super::environment::Environment;
use crate::schema::parse_settings;
use crate::utf8;

/// The variable that names the file.
const VARIABLE: &str = "FREEBUSY_CONFIG";

/// The largest file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Where a configuration is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Somebody said so: it must be there.
    Named(PathBuf),
    /// Its usual place: it may be missing.
    Usual(PathBuf),
}

impl Place {
    pub(super) fn into_path(self) -> PathBuf {
        match self {
            Self::Named(path) | Self::Usual(path) => path,
        }
    }
}

/// Where the configuration is looked for; nowhere when there is no home.
pub(super) fn of(flag: Option<&Path>, environment: &Environment) -> Option<Place> {
    if let Some(flag) = flag {
        return Some(Place::Named(flag.to_owned()));
    }
    if let Some(named) = environment.get(VARIABLE) {
        return Some(Place::Named(named.into()));
    }
    let usual = etcetera::choose_base_strategy().ok()?.config_dir();
    Some(Place::Usual(usual.join("freebusy").join("freebusy.toml")))
}

/// The document there; none where there need not be one.
pub(super) fn read(place: &Place) -> Result<Option<ConfigDoc>, String> {
    let (Place::Named(path) | Place::Usual(path)) = place;
    let name = path.display();
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && matches!(place, Place::Usual(_)) => {
            return Ok(None);
        }
        Err(error) => return Err(format!("cannot read the configuration `{name}`: {error}; check its path")),
    };
    let text =
        utf8::text(bytes).map_err(|error| format!("cannot read the configuration `{name}`: {error}"))?;
    parse_settings(&text).map(Some).map_err(|error| format!("{name}: {}: {}", error.path, error.message))
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
        return Err(std::io::Error::other("it is larger than 1 MiB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_goes_before_the_variable_and_that_before_the_usual_place() {
        let environment = Environment::from([(VARIABLE, "/b.toml")]);
        let flag = Path::new("/a.toml");
        assert_eq!(of(Some(flag), &environment), Some(Place::Named("/a.toml".into())));
        assert_eq!(of(None, &environment), Some(Place::Named("/b.toml".into())));
        assert!(!matches!(of(None, &Environment::default()), Some(Place::Named(_))));
    }

    #[test]
    fn a_named_file_must_be_there_and_the_usual_one_need_not() {
        let nowhere = PathBuf::from("/nonexistent/freebusy.toml");
        assert_eq!(read(&Place::Usual(nowhere.clone())), Ok(None));
        let error = read(&Place::Named(nowhere)).unwrap_err();
        assert!(error.starts_with("cannot read the configuration `/nonexistent/freebusy.toml`: "), "{error}");
    }
}
