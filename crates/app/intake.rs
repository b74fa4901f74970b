//! From the command line to a valid request: the document is read, the flags are laid over it, the schema
//! decides.
//!
//! Everything that is wrong ends in one sentence that names the flag or the field. Nothing is printed before
//! the request is known to be valid.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use freebusy_core::{Timestamp, ZoneRules};
use freebusy_zones::{Zone, Zones};

use crate::args::{OrderArg, RequestArgs};
use crate::clock;
use crate::connections::Connections;
use crate::dates::Reader;
use crate::durations;
use crate::outcome::Failure;
use crate::render::moment;
use crate::schema::{self, Context, Document, Loaded, Notation, Reasons, YEARS};
use crate::{utf8, with};

/// The largest document that is read, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// How far the window of a quick search reaches when nothing is said.
const DEFAULT_REACH: &str = "+2w";

/// A valid request, and what people should be told about how it was understood.
#[derive(Debug)]
pub(crate) struct Intake {
    pub(crate) loaded: Loaded,
    /// The dates of the window as they were understood, where flags gave them.
    pub(crate) echo: Vec<String>,
    /// The start to explain, where there is one.
    pub(crate) at: Option<Timestamp>,
}

/// What is asked for on the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a RequestArgs,
    /// The start to explain.
    pub(crate) at: Option<&'a str>,
    pub(crate) limit: Option<&'a str>,
    pub(crate) order: Option<OrderArg>,
    /// Whether sources that only explain are asked too.
    pub(crate) reasons: Reasons,
}

/// Reads what is asked for.
pub(crate) fn read(
    asked: Asked<'_>,
    zones: &Arc<Zones>,
    connections: &Connections,
) -> Result<Intake, Failure> {
    connections.check_named()?;
    let (mut document, base) = document(asked.request)?;
    let withs = overlay(asked, &mut document, zones).map_err(Failure::Refused)?;
    let clock = clock::now();
    let (echo, at) = window(asked, &mut document, zones, clock).map_err(Failure::Refused)?;
    let context = Context {
        zones,
        base: &base.folder,
        base_name: base.name,
        clock,
        connections,
        reasons: asked.reasons,
    };
    let loaded = schema::load(&document, context).map_err(|error| {
        let message = match flag(asked, &withs, &error.path) {
            Some(flag) => at_flag(&flag, &error.message),
            None => at_place(&error.path, &error.message),
        };
        Failure::by(error.fault, message)
    })?;
    Ok(Intake { loaded, echo, at })
}

/// The folder to which paths of a document are relative, and what people call it.
struct Base {
    folder: PathBuf,
    name: &'static str,
}

impl Base {
    fn working_directory() -> Self {
        Self { folder: PathBuf::new(), name: "the working directory" }
    }

    fn of(file: &Path) -> Self {
        Self { folder: file.parent().map(Path::to_path_buf).unwrap_or_default(), name: "the request's file" }
    }
}

/// The document and the folder to which its paths are relative.
fn document(args: &RequestArgs) -> Result<(Document, Base), Failure> {
    let Some(file) = &args.file else {
        return if args.with.is_empty() {
            Err(Failure::refused(
                "nothing to search: name a request FILE, or participants by `--with [ID=]SOURCE`",
            ))
        } else {
            Ok((Document::default(), Base::working_directory()))
        };
    };
    let is_stdin = file.as_os_str() == "-";
    let bytes = if is_stdin { bytes_of(std::io::stdin().lock(), 0) } else { bytes_in(file) };
    let name = if is_stdin { "stdin".into() } else { file.display().to_string() };
    let text = bytes.map_err(|error| error.to_string()).and_then(utf8::text);
    let text =
        text.map_err(|error| Failure::refused(format!("cannot read `{name}`: {error}; check its path")))?;
    let notation = if is_stdin { Notation::of_text(&text) } else { notation_of_file(file) };
    let document = schema::parse(&text, notation)
        .map_err(|error| Failure::Refused(at_place(&error.path, &error.message)))?;
    Ok((document, if is_stdin { Base::working_directory() } else { Base::of(file) }))
}

fn bytes_in(file: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(file)?;
    // One byte more shows the end without room being made for what does not come.
    let expected = file.metadata().map_or(0, |about| about.len().min(LARGEST) + 1);
    bytes_of(file, usize::try_from(expected).unwrap_or(0))
}

fn bytes_of(source: impl Read, expected: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(expected);
    let read = source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > LARGEST) {
        return Err(std::io::Error::other("it is larger than 256 MiB; split it"));
    }
    Ok(bytes)
}

fn notation_of_file(file: &Path) -> Notation {
    let is_toml = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if is_toml { Notation::Toml } else { Notation::Json }
}

/// Which flag brought which source of which participant.
type Withs<'a> = Vec<((usize, usize), &'a str)>;

/// Lays the flags that need no zone over the document.
fn overlay<'a>(asked: Asked<'a>, document: &mut Document, zones: &Zones) -> Result<Withs<'a>, String> {
    let args = asked.request;
    set_minutes("--duration", args.duration.as_deref(), |minutes| document.duration_minutes = Some(minutes))?;
    set_minutes("--every", args.every.as_deref(), |minutes| {
        document.starts.get_or_insert_default().every_minutes = Some(minutes);
    })?;
    set_minutes("--notice", args.notice.as_deref(), |minutes| document.notice_minutes = Some(minutes))?;
    set_minutes("--buffer-before", args.buffer_before.as_deref(), |minutes| {
        document.buffer_minutes.get_or_insert_default().before = Some(minutes);
    })?;
    set_minutes("--buffer-after", args.buffer_after.as_deref(), |minutes| {
        document.buffer_minutes.get_or_insert_default().after = Some(minutes);
    })?;
    if args.now.is_some() {
        document.now.clone_from(&args.now);
    }
    if let Some(text) = asked.limit {
        document.limit = Some(number("--limit", text)?);
    }
    if let Some(text) = &args.max_requests {
        document.max_requests = Some(number("--max-requests", text)?);
    }
    if let Some(order) = asked.order {
        document.order = Some(order.as_str().to_owned());
    }
    if args.titles {
        document.titles = Some(true);
    }
    if args.tz.is_some() {
        document.time_zone.clone_from(&args.tz);
    } else if args.file.is_none() {
        document.time_zone = machine_zone(zones);
    }
    let withs = add_participants(args, document)?;
    if args.file.is_none() && args.duration.is_none() {
        return Err("--duration is missing; write `--duration 30m`".to_owned());
    }
    Ok(withs)
}

fn number(flag: &str, text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let why = if is_number { "lies out of bounds" } else { "is no whole number" };
    let error = || format!("{flag}: `{text}` {why}; write one such as `20`, or leave it out");
    text.parse().map_err(|_| error())
}

/// The zone that `TZ` names, else the one that the system is set to; none where neither is known.
pub(crate) fn machine_zone(zones: &Zones) -> Option<String> {
    // A path to compiled data is as good as the name at its end.
    let name =
        |text: String| text.trim_start_matches(':').rsplit("zoneinfo/").next().unwrap_or_default().to_owned();
    let named = std::env::var("TZ").ok().map(name);
    let mut names = named.into_iter().chain(iana_time_zone::get_timezone().ok());
    names.find(|name| zones.zone(name).is_ok())
}

/// Adds whom `--with` names. Paths on the command line are relative to where it is typed, not to the document.
fn add_participants<'a>(args: &'a RequestArgs, document: &mut Document) -> Result<Withs<'a>, String> {
    if args.with.is_empty() {
        return Ok(Withs::new());
    }
    let here = match &args.file {
        Some(_) => {
            std::env::current_dir().map_err(|error| format!("cannot tell the working directory: {error}"))?
        }
        None => PathBuf::new(),
    };
    let participants = document.participants.get_or_insert_default();
    let add = |text: &'a String| {
        let place = with::add(text, &here, participants).map_err(|message| at_place("--with", &message))?;
        Ok((place, text.as_str()))
    };
    args.with.iter().map(add).collect()
}

fn set_minutes(flag: &str, text: Option<&str>, set: impl FnOnce(i64)) -> Result<(), String> {
    let Some(text) = text else {
        return Ok(());
    };
    durations::minutes(text).map(set).map_err(|error| format!("{flag}: {error}"))
}

/// Reads the dates of the window, and the start to explain, in the request's zone; tells how the former were
/// understood.
fn window(
    asked: Asked<'_>,
    document: &mut Document,
    zones: &Zones,
    clock: Timestamp,
) -> Result<(Vec<String>, Option<Timestamp>), String> {
    let args = asked.request;
    let has_dates = args.from.is_some() || args.to.is_some();
    if !has_dates && asked.at.is_none() && args.file.is_some() {
        return Ok((Vec::new(), None));
    }
    let zone = zone(args, document, zones)?;
    let reader = Reader { rules: zone.rules(), now: now(document, zone.rules(), clock) };
    let at = match asked.at {
        Some(text) => Some(start_at(text, reader)?),
        None => None,
    };
    let (from, to) = bounds(args, document, reader, at)?;
    let text = |bound: Option<Timestamp>| bound.map(|bound| moment::utc(bound).to_string());
    let window = document.window.get_or_insert_default();
    window.start = text(from).or(window.start.take());
    window.end = text(to).or(window.end.take());
    // The window around a start that is to be explained is nobody's choice, and nobody's news.
    let told = [("from", from), ("to", to)].into_iter().filter(|_| has_dates || at.is_none());
    let echo = told.filter_map(|(word, bound)| {
        let bound = moment::full(bound?, zone.rules());
        Some(format!("{word} {bound} ({}, tzdb {})", zone.name(), zones.version()))
    });
    Ok((echo.collect(), at))
}

/// The request's zone.
fn zone(args: &RequestArgs, document: &Document, zones: &Zones) -> Result<Zone, String> {
    let place = if args.tz.is_some() { "--tz" } else { "time_zone" };
    let name = document.time_zone.as_deref().unwrap_or("UTC");
    zones.zone(name).map_err(|error| at_place(place, &error.to_string()))
}

/// The request's present; one that cannot be read is for the schema to refuse.
fn now(document: &Document, rules: &ZoneRules, clock: Timestamp) -> Timestamp {
    document.now.as_deref().and_then(|now| Reader { rules, now: clock }.instant(now)).unwrap_or(clock)
}

/// The bounds that flags give, or that a quick search has when they do not.
fn bounds(
    args: &RequestArgs,
    document: &Document,
    reader: Reader<'_>,
    at: Option<Timestamp>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), String> {
    let is_quick = args.file.is_none();
    let from = match &args.from {
        Some(text) => Some(reader.from(text).map_err(|error| at_place("--from", &error.to_string()))?),
        None => is_quick.then_some(at.unwrap_or(reader.now)),
    };
    let text = args.to.as_deref().or(is_quick.then_some(DEFAULT_REACH));
    let Some(text) = text else {
        return Ok((from, None));
    };
    let written = || document.window.as_ref().and_then(|window| reader.from(window.start.as_deref()?).ok());
    let start = from.or_else(written).unwrap_or(reader.now);
    let to = reader.to(text, start).map_err(|error| at_place("--to", &error.to_string()))?;
    Ok((from, Some(to)))
}

/// The start to explain.
fn start_at(text: &str, reader: Reader<'_>) -> Result<Timestamp, String> {
    let Some(at) = reader.instant(text) else {
        return Err(format!(
            "--at: `{text}` is no instant; write `2026-12-01T15:00:00+01:00`, or `2026-12-01T15:00` in the request's \
             zone"
        ));
    };
    if Reader::year(text).is_some_and(|year| YEARS.contains(&year)) {
        return Ok(at);
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    Err(format!("--at: `{text}` lies outside of the years {first} to {last}; write a start in one of these"))
}

/// The flag that set the field at `path`, or that would set it in the quick form.
fn flag(asked: Asked<'_>, withs: &Withs<'_>, path: &str) -> Option<String> {
    let args = asked.request;
    let is_quick = args.file.is_none();
    let named = |is_set: bool, flag: &str| (is_set || is_quick).then(|| flag.to_owned());
    match path {
        "duration_minutes" => named(args.duration.is_some(), "--duration"),
        "window" => named(args.from.is_some() && args.to.is_some(), "the window of --from and --to"),
        "window.start" => named(args.from.is_some(), "--from"),
        "window.end" => named(args.to.is_some(), "--to"),
        "time_zone" => named(args.tz.is_some(), "--tz"),
        "starts.every_minutes" => named(args.every.is_some(), "--every"),
        "notice_minutes" => named(args.notice.is_some(), "--notice"),
        "buffer_minutes.before" => named(args.buffer_before.is_some(), "--buffer-before"),
        "buffer_minutes.after" => named(args.buffer_after.is_some(), "--buffer-after"),
        "now" => named(args.now.is_some(), "--now"),
        "limit" => named(asked.limit.is_some(), "--limit"),
        "max_requests" => named(args.max_requests.is_some(), "--max-requests"),
        path => with_flag(withs, path),
    }
}

/// The `--with` that brought the participant or source at `path`.
fn with_flag(withs: &Withs<'_>, path: &str) -> Option<String> {
    let (participant, rest) = path.strip_prefix("participants[")?.split_once(']')?;
    let participant: usize = participant.parse().ok()?;
    let source = rest.strip_prefix(".sources[").and_then(|rest| rest.split_once(']')?.0.parse().ok());
    let (_, text) = withs.iter().find(|((owner, index), _)| {
        *owner == participant && source.is_none_or(|source: usize| source == *index)
    })?;
    Some(format!("--with {text}"))
}

/// `--flag: message`, or one sentence where the message says something of the flag itself.
fn at_flag(flag: &str, message: &str) -> String {
    let is_said_of_flag = ["is ", "has ", "names "].iter().any(|verb| message.starts_with(verb));
    if is_said_of_flag { format!("{flag} {message}") } else { at_place(flag, message) }
}

/// `place: message`, or the message alone where it concerns the whole.
fn at_place(place: &str, message: &str) -> String {
    if place.is_empty() { message.to_owned() } else { format!("{place}: {message}") }
}
