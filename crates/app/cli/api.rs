//! `freebusy api`: any endpoint of a service, with the configured credential.

mod call;
mod fields;
mod pages;

use std::io::{self, IsTerminal as _, Write};

use freebusy_transport::{Certainty, Effect, Response, StatusCode};
use serde_json::Value;

use self::call::Call;
use self::pages::Unlisted;
use super::{layout, print};
use crate::args::{ApiArgs, ServiceArg};
use crate::config::Service;
use crate::connections::Connections;
use crate::message::escape;
use crate::outcome::{Failure, Outcome};
use crate::render::json;
use crate::schema::error::Fault;

/// What to do where a change may have been carried out.
const UNCERTAIN: &str = "nobody knows whether it was carried out: look before you send it again";

pub(super) fn run(args: &ApiArgs, connections: &Connections) -> Result<Outcome, Failure> {
    let service = match args.service {
        ServiceArg::Calendly => Service::Calendly,
        ServiceArg::Calcom => Service::Calcom,
    };
    let call = Call::read(args, service).map_err(Failure::Refused)?;
    let name = args.connection.as_deref().unwrap_or(service.word());
    let channel = connections.channel(service, name)?;
    let call = match service {
        Service::Calendly => call,
        Service::Calcom => call.in_version(|path| connections.calcom_version(name, path))?,
    };
    if !args.paginate {
        let response = connections.run(call.send(&channel, &[]));
        return answered(&response.map_err(|failure| unanswered(&failure))?, &call);
    }
    match connections.run(pages::all(&channel, &call)) {
        Ok(items) => {
            print(Outcome::Found, |out| json::write(out, &Value::Array(items), layout()))?;
            Ok(Outcome::Found)
        }
        Err(Unlisted::Failed(failure)) => Err(unanswered(&failure)),
        Err(Unlisted::Refused(response)) => answered(&response, &call),
        Err(Unlisted::Odd(message)) => Err(Failure::by(Fault::Service, message)),
    }
}

/// That no whole answer came back.
fn unanswered(failure: &freebusy_transport::Failure) -> Failure {
    let mend = match (failure.certainty(), failure.effect) {
        (Certainty::NotSent, _) => "nothing was sent; check the address and the network",
        (Certainty::Ambiguous, Effect::Change) => UNCERTAIN,
        (Certainty::Throttled(_) | Certainty::Rejected | Certainty::Ambiguous, _) => "try again later",
    };
    Failure::by(Fault::Service, format!("{failure}; {mend}"))
}

/// What a service answered is data, whatever it means; stderr says what that is where it is no success.
fn answered(response: &Response, call: &Call) -> Result<Outcome, Failure> {
    let outcome = outcome(response.status);
    print(outcome, |out| write(out, &response.body))?;
    let mend = match outcome {
        Outcome::Found => return Ok(outcome),
        Outcome::NotAuthorised => "check the credential, `freebusy config show` says where it comes from",
        Outcome::Conflict => "look at what is there already",
        _ if response.status.is_server_error() && call.changes() => UNCERTAIN,
        _ if response.status.is_client_error() => "its answer says why",
        _ => "try again later",
    };
    let (service, status) = (call.service.title(), response.status.as_u16());
    Err(Failure::Ended { outcome, message: format!("{service} answered with status {status}; {mend}") })
}

/// 498 is how some gateways say that a token has expired.
fn outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Found,
        401 | 403 | 498 => Outcome::NotAuthorised,
        409 => Outcome::Conflict,
        _ => Outcome::Incomplete,
    }
}

/// A body as it is; for a terminal indented, and without anything that the terminal would obey.
fn write(out: &mut impl Write, body: &[u8]) -> io::Result<()> {
    if body.is_empty() {
        return Ok(());
    }
    if !io::stdout().is_terminal() {
        out.write_all(body)?;
        return if body.ends_with(b"\n") { Ok(()) } else { out.write_all(b"\n") };
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(document) => json::write(out, &document, layout()),
        Err(_) => writeln!(out, "{}", escape(&String::from_utf8_lossy(body))),
    }
}
