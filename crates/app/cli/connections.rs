//! `freebusy connections`: whose consent the gateway's key holds.

use std::io::{self, BufRead as _, IsTerminal as _, Write};

use freebusy_maton::{App, Connection, ConnectionId, Filter};
use secrecy::ExposeSecret as _;
use serde::Serialize;

use super::{layout, print, print_styled};
use crate::args::{AppArg, ConnectionsCommand, WhyFormat};
use crate::connections::{Connections, Trouble};
use crate::message::{self, escape};
use crate::outcome::{Failure, Outcome};
use crate::render::json::{self, SCHEMA_VERSION};

pub(super) fn run(command: &ConnectionsCommand, connections: &Connections) -> Result<Outcome, Failure> {
    match command {
        ConnectionsCommand::List { app, format } => list(app.map(App::from), *format, connections),
        ConnectionsCommand::Add { app, format } => add((*app).into(), *format, connections),
        ConnectionsCommand::Remove { id, yes } => {
            let id = ConnectionId::parse(id).map_err(|error| Failure::Refused(format!("ID {error}")))?;
            if !*yes {
                confirm(&id)?;
            }
            remove(&id, connections)
        }
    }
}

impl From<AppArg> for App {
    fn from(app: AppArg) -> Self {
        match app {
            AppArg::Calendly => Self::Calendly,
            AppArg::CalCom => Self::Calcom,
        }
    }
}

/// A connection as it is shown; where its person consents is shown only to whoever begins one.
#[derive(Serialize)]
struct ConnectionOut {
    id: String,
    app: String,
    status: &'static str,
    method: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

impl From<&Connection> for ConnectionOut {
    fn from(connection: &Connection) -> Self {
        let time = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        Self {
            id: connection.id.as_str().to_owned(),
            app: connection.app.to_string(),
            status: connection.status.as_str().unwrap_or("unknown"),
            method: connection.method.as_deref().map(Into::into),
            created_at: connection.created_at.map(time),
            updated_at: connection.updated_at.map(time),
        }
    }
}

#[derive(Serialize)]
struct ListOut {
    schema_version: u32,
    connections: Vec<ConnectionOut>,
}

fn list(app: Option<App>, format: WhyFormat, connections: &Connections) -> Result<Outcome, Failure> {
    let gateway = connections.gateway()?;
    let found = connections.run(gateway.connections(Filter { app, status: None })).map_err(Trouble::from)?;
    let found: Vec<ConnectionOut> = found.iter().map(ConnectionOut::from).collect();
    match format {
        WhyFormat::Table => print_styled(Outcome::Found, |out| table(out, &found)),
        WhyFormat::Json => {
            let document = ListOut { schema_version: SCHEMA_VERSION, connections: found };
            print(Outcome::Found, |out| json::write(out, &document, layout()))
        }
    }?;
    Ok(Outcome::Found)
}

fn table(out: &mut impl Write, connections: &[ConnectionOut]) -> io::Result<()> {
    if connections.is_empty() {
        return writeln!(out, "No connection; begin one by `freebusy connections add calendly`");
    }
    let id = connections.iter().map(|it| it.id.len()).max().unwrap_or_default();
    writeln!(out, "{:id$}  {:10}  {:8}  created", "id", "app", "status")?;
    for it in connections {
        let created = it.created_at.as_deref().unwrap_or("-");
        writeln!(out, "{:id$}  {:10}  {:8}  {created}", it.id, escape(&it.app), it.status)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct AddedOut<'a> {
    schema_version: u32,
    #[serde(flatten)]
    connection: ConnectionOut,
    consent_url: Option<&'a str>,
}

/// The URL at which a person consents goes to stdout and nowhere else: it opens their session.
fn add(app: App, format: WhyFormat, connections: &Connections) -> Result<Outcome, Failure> {
    let gateway = connections.gateway()?;
    let mut added = connections.run(gateway.create(app)).map_err(Trouble::from)?;
    if added.consent_url.expose_secret().is_empty() {
        added = connections.run(gateway.connection(&added.id)).map_err(Trouble::from)?;
    }
    let url = Some(added.consent_url.expose_secret()).filter(|url| !url.is_empty());
    match format {
        WhyFormat::Table => print(Outcome::Found, |out| writeln!(out, "{}", escape(url.unwrap_or_default()))),
        WhyFormat::Json => {
            let connection = ConnectionOut::from(&added);
            let document = AddedOut { schema_version: SCHEMA_VERSION, connection, consent_url: url };
            print(Outcome::Found, |out| json::write(out, &document, layout()))
        }
    }?;
    let id = added.id.as_str();
    message::tell(&match url {
        Some(_) => format!(
            "connection {id} waits for consent: open the address on stdout, and show it to nobody else"
        ),
        None => {
            format!("connection {id} has no address for consent; look at it in the gateway's own console")
        }
    });
    Ok(Outcome::Found)
}

fn remove(id: &ConnectionId, connections: &Connections) -> Result<Outcome, Failure> {
    let gateway = connections.gateway()?;
    connections.run(gateway.delete(id)).map_err(Trouble::from)?;
    message::tell(&format!("connection {} is removed", id.as_str()));
    Ok(Outcome::Found)
}

/// Asks whoever sits before a terminal; whoever does not has to say so beforehand.
fn confirm(id: &ConnectionId) -> Result<(), Failure> {
    let (stdin, mut err) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !err.is_terminal() {
        return Err(Failure::refused("nobody is there to be asked; write --yes to remove the connection"));
    }
    let _ = write!(err, "Remove connection {} and end its person's consent? [y/N] ", id.as_str())
        .and_then(|()| err.flush());
    let mut answer = String::new();
    let read = stdin.lock().read_line(&mut answer);
    match read {
        Ok(_) if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") => Ok(()),
        _ => Err(Failure::refused("the connection is kept; answer `y` to remove it")),
    }
}
