//! Where bookings are written down.

use etcetera::BaseStrategy as _;
use freebusy_booking::JournalError;
use freebusy_store::Location;

use crate::connections::Connections;
use crate::outcome::Failure;
use crate::schema::error::Fault;

/// The journal that the command line names, else the environment, the configuration, or the usual place.
pub(crate) fn place(flag: Option<&str>, connections: &Connections) -> Result<Location, Failure> {
    if let Some(text) = flag {
        return named(text).map_err(Failure::Refused);
    }
    if let Some(journal) = &connections.config()?.journal {
        return Ok(journal.value.clone());
    }
    usual()
}

/// A place on the command line, which everybody on the machine can read.
fn named(text: &str) -> Result<Location, String> {
    let location: Location = text.parse().map_err(|error| format!("--journal: {error}"))?;
    if location.has_password() {
        return Err(
            "--journal: everybody on this machine can read a password on the command line; put the address \
                    into FREEBUSY_JOURNAL, or the password into ~/.pgpass"
                .to_owned(),
        );
    }
    Ok(location)
}

fn usual() -> Result<Location, Failure> {
    let strategy = etcetera::choose_base_strategy().ok();
    let folder = strategy.map(|known| known.state_dir().unwrap_or_else(|| known.data_dir()));
    match folder {
        Some(folder) => Ok(Location::Sqlite(folder.join("freebusy").join("journal.sqlite"))),
        None => {
            Err(Failure::refused("there is no home for the journal of bookings; name a file by --journal"))
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::by(Fault::Service, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        let error = named("postgres://freebusy:canary@localhost/bookings").unwrap_err();
        assert!(error.contains("FREEBUSY_JOURNAL") && !error.contains("canary"), "{error}");
        assert!(named("postgres://freebusy@localhost/bookings").is_ok());
        assert!(named("journal.sqlite").is_ok());
    }
}
