//! HTTP around the services: listeners on loopback, faults on the wire, the record of every exchange.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::call::{Answer, Call, Exchange, Service, pairs, unescape};
use crate::control;
use crate::directory::first_line;
use crate::scene::{Ending, Played, Scene, wire};
use crate::sent::Sent;
use crate::world::World;

/// The services in the order of their ports.
const SERVICES: [Service; 6] = [
    Service::Calendly,
    Service::Calcom,
    Service::MatonData,
    Service::MatonControl,
    Service::MatonApi,
    Service::Control,
];
/// How much a service reads of a body, in bytes.
const LARGEST_BODY: usize = 1 << 20;
/// How much the controls read: a world may be large.
const LARGEST_ORDER: usize = 64 << 20;
/// How many connections one listener keeps.
const MOST_CONNECTIONS: usize = 4_096;
/// How many more wait at its door: a crowd that comes at once must not be turned away by the system.
const WAITING: u32 = 4_096;
/// How long a caller may take over a head, and over a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a sandbox is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The first of six ports in a row; 0 takes any that are free.
    pub port: u16,
    /// The world; `None` for the default one, made around the present.
    pub world: Option<World>,
}

/// A sandbox that serves until it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    line: Value,
    scene: Arc<Mutex<Scene>>,
    listeners: JoinSet<Infallible>,
}

impl Sandbox {
    /// Starts all services on loopback, within a tokio runtime that has I/O and time.
    ///
    /// The ports are those from `options.port` on, in the order Calendly, Cal.com, Maton's data, control and api
    /// hosts, controls.
    ///
    /// # Errors
    /// When a port is not to be had; of kind `InvalidInput` when six ports in a row do not fit, or the world has a zone
    /// that nobody knows, a time outside of 1970 to 2200 or a buffer of more than 1,440 minutes.
    pub async fn start(options: Options) -> io::Result<Self> {
        if let Some(mistake) = options.world.as_ref().and_then(World::mistake) {
            let message = format!("cannot take the world: {mistake}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let scene = Arc::new(Mutex::new(Scene::new(options.world)));
        let mut listeners = JoinSet::new();
        let mut urls = [const { String::new() }; 6];
        for (offset, (service, url)) in (0..).zip(SERVICES.into_iter().zip(&mut urls)) {
            let listener = listen(port(options.port, offset)?)?;
            *url = format!("http://{}", listener.local_addr()?);
            listeners.spawn(serve(Arc::clone(&scene), service, listener));
        }
        let line = first_line(&lock(&scene).world, &urls);
        Ok(Self { line, scene, listeners })
    }

    /// What the program prints first: where everything is, with which tokens, and who lives there.
    ///
    /// It is made once: a world that is put in another's place changes the tokens and not this line.
    #[must_use]
    pub const fn line(&self) -> &Value {
        &self.line
    }

    /// Everything that was received and answered so far, oldest first, the controls' own calls aside.
    ///
    /// The newest 100,000 are remembered, as far as their bodies fit into 256 MiB.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.scene).exchanges().cloned().collect()
    }

    /// The id of a person's active connection to an app at the gateway, which they would look up in its settings.
    #[must_use]
    pub fn connection_of(&self, person: &str, app: &str) -> Option<String> {
        lock(&self.scene).world.maton.active(person, app).map(ToOwned::to_owned)
    }

    /// Stops serving; returns when every listener is closed.
    pub async fn stop(mut self) {
        self.listeners.shutdown().await;
    }
}

/// The port of a service when the first one is `first`.
fn port(first: u16, offset: u16) -> io::Result<u16> {
    let port = if first == 0 { Some(0) } else { first.checked_add(offset) };
    port.ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "six ports in a row do not fit; begin at 65530 or below")
    })
}

/// A listener on loopback with room for a crowd.
fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere it lets two listeners share a port; here a port whose last connections linger can be had again.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(WAITING)
}

/// Each call is a step of its own; a panic within one must not silence the others.
fn lock(scene: &Mutex<Scene>) -> MutexGuard<'_, Scene> {
    scene.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Accepts connections until it is aborted; its connections end with it.
async fn serve(scene: Arc<Mutex<Scene>>, service: Service, listener: TcpListener) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) if connections.len() < MOST_CONNECTIONS => {
                connections.spawn(talk(Arc::clone(&scene), service, stream));
            }
            // One connection too many is closed at once.
            Ok(_) => {}
            // Out of file descriptors, most likely: some will be given back.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn talk(scene: Arc<Mutex<Scene>>, service: Service, stream: TcpStream) {
    let handler = service_fn(move |request| handle(Arc::clone(&scene), service, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), handler);
    // A connection that breaks is the caller's affair, or was broken on command.
    drop(connection.await);
}

async fn handle(
    scene: Arc<Mutex<Scene>>,
    service: Service,
    request: Request<Incoming>,
) -> io::Result<Response<Sent>> {
    let (head, mut body) = request.into_parts();
    let most = if service == Service::Control { LARGEST_ORDER } else { LARGEST_BODY };
    let played = match timeout(PATIENCE, Limited::new(&mut body, most).collect()).await {
        Ok(Ok(body)) => step(&scene, service, &head, body.to_bytes()),
        Ok(Err(_)) => {
            // Who still sends cannot read why it is in vain: the rest is let in, and let go.
            drop(timeout(PATIENCE, drain(body)).await);
            refused(413, "the body is too large or was cut")
        }
        Err(_) => refused(408, "the body took too long"),
    };
    send(played).await
}

/// Takes the rest of a body that is too large, as far as anybody would still call it a body.
async fn drain(mut body: Incoming) {
    let mut left = LARGEST_ORDER;
    while let Some(Ok(frame)) = body.frame().await {
        let Some(less) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { return };
        left = less;
    }
}

fn refused(status: u16, message: &str) -> Played {
    wire(Answer::json(status, json!({ "title": "Refused", "message": message })))
}

fn step(scene: &Mutex<Scene>, service: Service, head: &http::request::Parts, body: Bytes) -> Played {
    let call = call(head, body);
    let mut scene = lock(scene);
    match service {
        Service::Control => wire(control::answer(&mut scene, &call)),
        Service::Calendly
        | Service::Calcom
        | Service::MatonData
        | Service::MatonControl
        | Service::MatonApi => {
            let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
            scene.play(service, &call, target)
        }
    }
}

fn call(head: &http::request::Parts, body: Bytes) -> Call {
    let path = head.uri.path();
    Call {
        method: head.method.clone(),
        path: path.to_owned(),
        segments: path.split('/').filter(|segment| !segment.is_empty()).map(unescape).collect(),
        query: pairs(head.uri.query().unwrap_or("")),
        headers: head.headers.clone(),
        body,
    }
}

/// Sends an answer in the way that it ends; an error closes the connection.
async fn send(played: Played) -> io::Result<Response<Sent>> {
    match played.ending {
        Ending::Whole => {}
        Ending::Late(delay) | Ending::Cut(delay) => sleep(delay).await,
        Ending::Nothing(delay) => {
            sleep(delay).await;
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "closed on command"));
        }
    }
    response(played).map_err(io::Error::other)
}

fn response(played: Played) -> Result<Response<Sent>, http::Error> {
    let mut response = Response::builder().status(played.status);
    for (name, value) in &played.headers {
        response = response.header(*name, value);
    }
    if !played.body.is_empty() && !played.headers.iter().any(|(name, _)| *name == "content-type") {
        response = response.header("content-type", "application/json");
    }
    response.body(match played.ending {
        Ending::Cut(_) => Sent::cut(&played.body),
        Ending::Whole | Ending::Late(_) | Ending::Nothing(_) => Sent::whole(played.body),
    })
}
