//! The sources of a participant: from what a document names to something that can be asked.

use std::fs::{self, File};
use std::io;
use std::sync::Arc;

use freebusy_ical::IcalFile;
use freebusy_provider::Provider;

use super::context::Context;
use super::document::SourceDoc;
use super::error::{SchemaError, shown};
use super::path::Path;

/// Something to ask in place of a source that stands at `path`.
pub(super) fn source(
    document: &SourceDoc,
    path: Path<'_>,
    context: Context<'_>,
) -> Result<Arc<dyn Provider>, SchemaError> {
    match document {
        SourceDoc::Ics(file) => ics(file, path.field("ics"), context),
        SourceDoc::Calendly(_) => Err(not_yet("Calendly", path.field("calendly"))),
        SourceDoc::Calcom(_) => Err(not_yet("Cal.com", path.field("calcom"))),
        SourceDoc::Link(_) => Err(not_yet("booking pages", path.field("link"))),
    }
}

fn not_yet(service: &str, path: Path<'_>) -> SchemaError {
    let mend = "export the calendar as an .ics file and give its path as `ics`";
    path.error(format_args!("asking {service} is not supported by this version yet; {mend}"))
}

/// The calendar in a file, which must be there; whether it is a calendar shows when it is read.
fn ics(file: &str, path: Path<'_>, context: Context<'_>) -> Result<Arc<dyn Provider>, SchemaError> {
    if file.is_empty() {
        return Err(path.error("is empty; write the path of an .ics file"));
    }
    if let Some(scheme) = scheme(file) {
        return Err(path.error(no_fetching(&scheme)));
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

fn no_fetching(scheme: &str) -> String {
    let what = match scheme {
        "https" | "webcal" | "webcals" => "fetching a feed by its URL is not supported by this version yet",
        "http" => "a feed by `http` would travel unencrypted and is refused",
        "file" => return "is an URL; write the path alone, without `file://`".to_owned(),
        other => return format!("{} URLs are not supported; give the path of an .ics file", shown(other)),
    };
    format!("{what}; download the feed and give the path of the file")
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
