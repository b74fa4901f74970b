//! The table of `docs/providers.md`, and the endpoints that the project's first documents promised.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::rows::{Ends, ROWS, Row};

const BEGIN: &str = "<!-- begin: every typed call, written by tests/tour.rs -->\n";
const END: &str = "<!-- end -->\n";

/// The endpoints of Calendly in the first documents.
const CALENDLY: [&str; 18] = [
    "GET /users/me",
    "GET /users/{}",
    "GET /event_types",
    "GET /event_types/{}",
    "GET /scheduled_events",
    "GET /scheduled_events/{}",
    "POST /scheduled_events/{}/cancellation",
    "GET /scheduled_events/{}/invitees",
    "GET /scheduled_events/{}/invitees/{}",
    "POST /event_types/{}/invitees",
    "GET /event_type_available_times",
    "GET /user_busy_times",
    "GET /user_availability_schedules",
    "GET /organization_memberships",
    "GET /webhook_subscriptions",
    "POST /webhook_subscriptions",
    "GET /webhook_subscriptions/{}",
    "DELETE /webhook_subscriptions/{}",
];

/// The endpoints of Cal.com in the first documents.
const CALCOM: [&str; 33] = [
    "GET /v2/me",
    "PATCH /v2/me",
    "GET /v2/event-types",
    "GET /v2/event-types/{}",
    "POST /v2/event-types",
    "PATCH /v2/event-types/{}",
    "DELETE /v2/event-types/{}",
    "GET /v2/event-types/{}/webhooks",
    "POST /v2/event-types/{}/webhooks",
    "GET /v2/event-types/{}/webhooks/{}",
    "PATCH /v2/event-types/{}/webhooks/{}",
    "DELETE /v2/event-types/{}/webhooks/{}",
    "GET /v2/bookings",
    "GET /v2/bookings/{}",
    "POST /v2/bookings",
    "POST /v2/bookings/{}/cancel",
    "GET /v2/schedules/default",
    "GET /v2/schedules/{}",
    "POST /v2/schedules",
    "PATCH /v2/schedules/{}",
    "DELETE /v2/schedules/{}",
    "GET /v2/slots/available",
    "POST /v2/slots/reserve",
    "GET /v2/calendars",
    "GET /v2/conferencing",
    "GET /v2/conferencing/default",
    "GET /v2/webhooks",
    "POST /v2/webhooks",
    "GET /v2/webhooks/{}",
    "PATCH /v2/webhooks/{}",
    "DELETE /v2/webhooks/{}",
    "GET /v2/teams",
    "GET /v2/verified-resources/emails",
];

/// What both generations of the gateway answer themselves.
const MATON: [&str; 4] =
    ["GET /connections", "POST /connections", "GET /connections/{}", "DELETE /connections/{}"];

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn table() -> String {
    let mut text = String::from(
        "| service | method and path | dialect | typed call | run by |\n|---|---|---|---|---|\n",
    );
    for row in ROWS {
        let refused = match row.ends {
            Ends::Well => String::new(),
            Ends::Refused(status) => format!(" (the service answers {status})"),
        };
        let Row { service, dialect, request, call, tours, .. } = row;
        let tours: Vec<String> = tours.iter().map(|tour| format!("`{tour}`")).collect();
        writeln!(text, "| {service} | `{request}`{refused} | {dialect} | `{call}` | {} |", tours.join(", "))
            .unwrap();
    }
    text
}

#[test]
fn the_documentation_lists_every_typed_call() {
    let path = file("docs/providers.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the table has a beginning");
    let (shown, after) = rest.split_once(END).expect("the table has an end");
    if std::env::var_os("FREEBUSY_REGENERATE").is_some_and(|value| value == "1") {
        fs::write(&path, [before, BEGIN, &table(), END, after].concat()).unwrap();
        return;
    }
    assert!(
        shown == table(),
        "the table of `docs/providers.md` is not that of the rows; write it anew with \
         `FREEBUSY_REGENERATE=1 cargo test --test tour`"
    );
}

#[test]
fn every_endpoint_of_the_first_documents_is_run() {
    let run: BTreeSet<(&str, String)> =
        ROWS.iter().filter(|row| is_answered(row)).map(|row| (row.service, plain(row.request))).collect();
    let wanted = [("Calendly", &CALENDLY[..]), ("Cal.com", &CALCOM), ("Maton", &MATON)];
    for (service, request) in
        wanted.into_iter().flat_map(|(service, list)| list.iter().map(move |it| (service, *it)))
    {
        assert!(run.contains(&(service, request.to_owned())), "{service}: no tour runs {request}");
    }
    for dialect in ["1", "2"] {
        let generation = ROWS.iter().filter(|row| row.service == "Maton" && row.dialect == dialect);
        let own: Vec<String> = generation.map(|row| plain(row.request)).collect();
        assert_eq!(own, MATON, "generation {dialect}");
    }
}

/// Whether a row's step succeeds, or is refused as it is documented to be: Calendly never had that one call.
fn is_answered(row: &Row) -> bool {
    match row.ends {
        Ends::Well => true,
        Ends::Refused(status) => status == 404 && row.dialect == "seed",
    }
}

/// A request without the names in its braces.
fn plain(request: &str) -> String {
    let segments = request.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

#[test]
fn the_lists_are_those_of_the_first_documents() {
    let folder = std::env::var_os("FREEBUSY_SEEDS").map_or_else(|| file("../shared/seeds"), PathBuf::from);
    let Ok(entries) = fs::read_dir(&folder) else {
        // Past the test runner, which keeps what a passing test prints to itself.
        let word = format!("SKIPPED: the first documents are not in `{}`\n", folder.display());
        std::io::stderr().write_all(word.as_bytes()).unwrap();
        return;
    };
    let texts: Vec<String> =
        entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    for (app, list) in [("calendly", &CALENDLY[..]), ("cal-com", &CALCOM)] {
        let found: BTreeSet<String> = texts.iter().flat_map(|text| requests(text, app)).collect();
        let listed: BTreeSet<String> = list.iter().map(|request| (*request).to_owned()).collect();
        assert_eq!(found, listed, "{app}");
    }
}

/// Every `METHOD /app/path` of a text, without its query.
fn requests(text: &str, app: &str) -> Vec<String> {
    let mut found = Vec::new();
    for method in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
        let start = format!("{method} /{app}/");
        for rest in text.split(&start).skip(1) {
            let path = rest.split(|end: char| end.is_whitespace() || "?`\"'".contains(end));
            found.push(plain(&format!("{method} /{}", path.into_iter().next().unwrap())));
        }
    }
    found
}

/// Every call that an adapter makes is sent by some tour.
#[test]
fn every_endpoint_of_the_adapters_has_a_row() {
    let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.call).collect();
    let mut typed = BTreeSet::new();
    for (adapter, prefix) in [("calendly", false), ("calcom", true), ("maton", false)] {
        for (module, name) in endpoints(adapter) {
            let own = if prefix && module != "endpoints" { format!("{module}::{name}") } else { name };
            typed.insert(public_name(adapter, &own));
        }
    }
    assert!(typed.len() > 90, "only {} calls found in the adapters' sources", typed.len());
    let typed: BTreeSet<&str> = typed.iter().map(String::as_str).collect();
    assert_eq!(typed.difference(&rows).collect::<Vec<_>>(), Vec::<&&str>::new(), "calls without a row");
    assert_eq!(rows.difference(&typed).collect::<Vec<_>>(), Vec::<&&str>::new(), "rows without a call");
}

/// The name under which others send a call: the gateway's own are sent by its methods.
fn public_name(adapter: &str, name: &str) -> String {
    let own = match (adapter, name) {
        ("maton", "list") => "Gateway::connections",
        ("maton", "read") => "Gateway::connection",
        ("maton", name @ ("create" | "delete")) => return format!("maton::Gateway::{name}"),
        (_, name) => name,
    };
    format!("{adapter}::{own}")
}

/// Module and name of every function that an adapter's `endpoints` make calls with.
fn endpoints(adapter: &str) -> Vec<(String, String)> {
    let source = file(&format!("crates/{adapter}/src"));
    let mut files = vec![source.join("endpoints.rs")];
    if let Ok(folder) = fs::read_dir(source.join("endpoints")) {
        files.extend(folder.map(|entry| entry.unwrap().path()));
    }
    let of = |path: &PathBuf| {
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        names(&fs::read_to_string(path).unwrap()).into_iter().map(move |name| (module.clone(), name))
    };
    files.iter().flat_map(of).collect()
}

/// The public functions of a text that return an `Endpoint`.
fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["\npub fn ", "\npub(crate) fn "] {
        for rest in text.split(start).skip(1) {
            let head = rest.split('{').next().unwrap();
            if head.contains("-> Endpoint<") {
                found.push(head.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
    found
}
