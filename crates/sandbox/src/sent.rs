//! The body of an answer: whole, or cut in its middle on command.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How long the first half of a cut body has to leave before the connection breaks.
const HALF: Duration = Duration::from_millis(10);

/// A body that says its length and may break off before it.
#[derive(Debug)]
pub(crate) struct Sent {
    rest: Option<Bytes>,
    breaks: Option<Pin<Box<Sleep>>>,
    announced: u64,
}

impl Sent {
    pub(crate) fn whole(body: Bytes) -> Self {
        Self { announced: length(&body), rest: Some(body).filter(|body| !body.is_empty()), breaks: None }
    }

    /// A body of which only the first half comes.
    pub(crate) fn cut(body: &Bytes) -> Self {
        // An answer without content is cut too: something was announced.
        let announced = length(body).max(2);
        let half = body.slice(..body.len() / 2);
        Self {
            announced,
            rest: Some(half).filter(|half| !half.is_empty()),
            breaks: Some(Box::pin(sleep(HALF))),
        }
    }
}

fn length(body: &Bytes) -> u64 {
    u64::try_from(body.len()).unwrap_or(u64::MAX)
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.rest.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        let Some(breaks) = self.breaks.as_mut() else { return Poll::Ready(None) };
        ready!(breaks.as_mut().poll(context));
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut on command"))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && self.breaks.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
