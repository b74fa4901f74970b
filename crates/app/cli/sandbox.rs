//! `freebusy sandbox`: the stand-ins of all services on this machine, until somebody stops them.

use std::io::{self, Write as _};
use std::path::Path;

use freebusy_sandbox::{Options, Sandbox, World};

use super::print;
use crate::args::SandboxArgs;
use crate::outcome::{Failure, Outcome};
use crate::schema::error::Fault;
use crate::signals;

pub(super) fn run(args: &SandboxArgs) -> Result<Outcome, Failure> {
    let world = args.world.as_deref().map(world).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| unstarted(&error))?;
    runtime.block_on(serve(Options { port: args.port, world }))
}

async fn serve(options: Options) -> Result<Outcome, Failure> {
    // Before the line is out: whoever has read it may stop us.
    let mut stop = signals::stopping().map_err(|error| unstarted(&error))?;
    let sandbox = Sandbox::start(options).await.map_err(|error| unstarted(&error))?;
    print(Outcome::Found, |out| {
        serde_json::to_writer(&mut *out, sandbox.line())?;
        out.write_all(b"\n")
    })?;
    stop.recv().await;
    sandbox.stop().await;
    Ok(Outcome::Found)
}

fn unstarted(error: &io::Error) -> Failure {
    // A world or a port with which no sandbox can start is a bad request, and says itself what to do.
    if error.kind() == io::ErrorKind::InvalidInput {
        return Failure::refused(format!("cannot start the sandbox: {error}"));
    }
    Failure::by(Fault::Service, format!("cannot start the sandbox: {error}; choose another --port"))
}

fn world(path: &Path) -> Result<World, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::refused(format!("--world: cannot read `{name}`: {error}; check its path"))
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let message =
            format!("--world: `{name}` is no world: {error}; take `GET /world` of a sandbox as a pattern");
        Failure::Refused(message)
    })
}
