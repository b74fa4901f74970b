//! The sources of a participant: from what a document names to something that can be asked.

use std::fs::{self, File};
use std::io;
use std::sync::Arc;

use freebusy_core::OfferRole;
use freebusy_engine::Source;
use freebusy_ical::IcalFile;
use freebusy_provider::Provider;

use super::choice::choice;
use super::context::{Context, Reasons};
use super::document::{ConnectionDoc, SourceDoc};
use super::error::{SchemaError, shown};
use super::path::Path;
use crate::config::Service;
use crate::connections::{Concerns, Evidence, Trouble};

const EVIDENCE: [(&str, Told); 3] = [("offers", Told::Offers), ("busy", Told::Busy), ("both", Told::Both)];
const ROLES: [(&str, OfferRole); 2] = [("book", OfferRole::Booked), ("consult", OfferRole::Consulted)];

/// What a connection tells, as documents name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Offers,
    Busy,
    Both,
}

/// What to ask in place of a source that stands at `path`, of a person in the zone of that name.
pub(super) fn sources(
    document: &SourceDoc,
    path: Path<'_>,
    context: Context<'_>,
    zone: &str,
) -> Result<Vec<Source>, SchemaError> {
    match document {
        SourceDoc::Ics(file) => Ok(vec![ics(file, path.field("ics"), context)?.into()]),
        SourceDoc::Calendly(account) => {
            account_at(Service::Calendly, account, path.field("calendly"), context)
        }
        SourceDoc::Calcom(account) => account_at(Service::Calcom, account, path.field("calcom"), context),
        SourceDoc::Link(link) => {
            let path = path.field("link");
            let page = context.connections.link(link, OfferRole::Booked, context.zones, zone);
            Ok(vec![page.map_err(|trouble| at(path, trouble))?.into()])
        }
    }
}

/// The account behind a connection; without a name, the one that has the service's own.
fn account_at(
    service: Service,
    document: &ConnectionDoc,
    path: Path<'_>,
    context: Context<'_>,
) -> Result<Vec<Source>, SchemaError> {
    let evidence = evidence(document, path, context)?;
    let connection = document.connection.as_deref().unwrap_or(service.word());
    let sources = context.connections.account(service, connection, evidence, context.zones);
    sources.map_err(|trouble| at(path, trouble))
}

/// What a connection is to tell: offers where an event type is named, else when its person is busy.
fn evidence<'a>(
    document: &'a ConnectionDoc,
    path: Path<'_>,
    context: Context<'_>,
) -> Result<Evidence<'a>, SchemaError> {
    let told = document.evidence.as_deref();
    let told = told.map(|told| choice(told, &EVIDENCE, path.field("evidence"))).transpose()?;
    let role = document.offers.as_deref();
    let role = role.map(|role| choice(role, &ROLES, path.field("offers"))).transpose()?;
    let mend = "name the event type whose starts are offered, or write `busy` as `evidence`";
    let event_type = || {
        let path = path.field("event_type");
        let name = path.required(document.event_type.as_deref(), mend)?;
        if name.is_empty() { Err(path.error(format_args!("is empty; {mend}"))) } else { Ok(name) }
    };
    match (told, role) {
        (Some(Told::Busy), Some(_)) => {
            Err(path.field("offers").error("says how offers count, and `evidence` wants none; leave one out"))
        }
        (Some(Told::Busy), None) => Ok(Evidence::Busy),
        (None, None) if document.event_type.is_none() => Ok(Evidence::Busy),
        (Some(Told::Both), role) => {
            Ok(Evidence::Both { event_type: event_type()?, role: role.unwrap_or(OfferRole::Booked) })
        }
        (told, role) => {
            let (event_type, role) = (event_type()?, role.unwrap_or(OfferRole::Booked));
            Ok(match (told, context.reasons) {
                (None, Reasons::Wanted) => Evidence::Explained { event_type, role },
                _ => Evidence::Offers { event_type, role },
            })
        }
    }
}

/// Trouble with a source that stands at `path`.
fn at(path: Path<'_>, trouble: Trouble) -> SchemaError {
    let error = match trouble.concerns {
        Concerns::Connection => path.field("connection").error(trouble.message),
        Concerns::EventType => path.field("event_type").error(trouble.message),
        Concerns::Source => path.error(trouble.message),
        Concerns::Configuration => SchemaError::new(&"", trouble.message),
    };
    error.by(trouble.fault)
}

/// The calendar in a file, which must be there; whether it is a calendar shows when it is read.
fn ics(file: &str, path: Path<'_>, context: Context<'_>) -> Result<Arc<dyn Provider>, SchemaError> {
    if file.is_empty() {
        return Err(path.error("is empty; write the path of an .ics file"));
    }
    match scheme(file).as_deref() {
        Some("https" | "http" | "webcal" | "webcals") => {
            let feed = context.connections.feed(file, context.zones);
            return feed.map_err(|trouble| at(path, trouble));
        }
        Some(scheme) => return Err(path.error(no_feed(scheme))),
        None => {}
    }
    let place = context.base.join(file);
    if let Err(error) = open(&place) {
        let why = why_not(&error);
        let relative = match place.is_absolute() && place.as_os_str() == file {
            true => String::new(),
            false => format!(", which is relative to {}", context.base_name),
        };
        return Err(path.error(format_args!("{} {why}; check the path{relative}", shown(file))));
    }
    Ok(Arc::new(IcalFile::new(format!("ics:{file}"), place, Arc::clone(context.zones))))
}

/// The scheme of an URL, in lower case. The URL itself is never shown: that of a calendar is as good as a password.
fn scheme(file: &str) -> Option<String> {
    let (scheme, _) = file.split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn no_feed(scheme: &str) -> String {
    match scheme {
        "file" => "is an URL; write the path alone, without `file://`".to_owned(),
        other => {
            format!("{} URLs are not supported; give an https URL or the path of an .ics file", shown(other))
        }
    }
}

/// Whether the file can be opened. What is neither file nor folder, such as a pipe, is not touched: opening one
/// may wait for ever.
fn open(place: &std::path::Path) -> io::Result<()> {
    let found = fs::metadata(place)?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if found.is_file() { File::open(place).map(drop) } else { Ok(()) }
}

fn why_not(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
        _ => format!("cannot be opened ({error})"),
    }
}
