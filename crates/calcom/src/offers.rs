//! The starts that an event type offers in one window, in either dialect.

use freebusy_core::{OfferRole, Offers, Seconds};
use freebusy_provider::{Error, ErrorKind, Findings, Problem, Query};
use freebusy_transport::{Channel, Endpoint};

use crate::config::Dialect;
use crate::convert::slots::{self, Starts, padded};
use crate::convert::{Asked, EventType, Series};
use crate::endpoints::current::{self, SlotQuery, SlotsOf};
use crate::endpoints::old;
use crate::error::{error, version_of};

/// What is asked, of whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) id: &'a str,
    pub(crate) channel: &'a Channel,
    pub(crate) dialect: Dialect,
    pub(crate) event_type: &'a EventType,
    pub(crate) of: SlotsOf<'a>,
    pub(crate) zone: Option<&'a str>,
    pub(crate) role: OfferRole,
}

impl Asking<'_> {
    pub(crate) async fn fetch(self, query: Query<'_>) -> Result<Findings, Error> {
        let asked = match (self.event_type.asked(query.length), self.role) {
            (Some(asked), OfferRole::Booked) => match self.event_type.series {
                Series::Once => asked,
                Series::Repeating => return Ok(self.nothing(asked.length, self.repeats())),
            },
            (None, OfferRole::Booked) => {
                return Ok(self.nothing(self.event_type.usual().length, self.other_lengths(query.length)));
            }
            (Some(asked), OfferRole::Consulted) => asked,
            (None, OfferRole::Consulted) => self.event_type.usual(),
        };
        let Starts { starts, odd } = self.starts(asked, query).await?;
        let offers = Offers::new(starts, asked.length, self.role);
        let problems =
            (odd > 0).then(|| self.problem(&format!("{odd} slots are not understood and not offered")));
        Ok(Findings { offers: Some(offers), problems: problems.into_iter().collect(), ..Findings::default() })
    }

    async fn starts(&self, asked: Asked, query: Query<'_>) -> Result<Starts, Error> {
        let window = padded(query.window).ok_or_else(|| {
            Error::new(
                ErrorKind::Refused,
                self.id,
                "list slots",
                "the window lies beyond the years of a calendar",
            )
        })?;
        match self.dialect {
            Dialect::Current => {
                let (start, end) = (&*window.start, &*window.end);
                let call = SlotQuery { of: self.of, start, end, zone: self.zone, duration: asked.minutes };
                let list = self.send(&current::slots(&call)).await?;
                Ok(slots::current(&list, asked.length, query.window))
            }
            Dialect::Of2024_04_15 => {
                let call = old::slots(self.event_type.id, &window.start, &window.end, asked.minutes);
                Ok(slots::old(&self.send(&call).await?, self.event_type.seating, query.window))
            }
        }
    }

    async fn send<T>(&self, endpoint: &Endpoint<T>) -> Result<T, Error> {
        let answer = self.channel.send(endpoint).await;
        answer.map_err(|failure| error(self.id, &failure, version_of(endpoint)))
    }

    fn nothing(&self, length: Seconds, problem: Problem) -> Findings {
        let offers = Offers::new(Vec::new(), length, self.role);
        Findings { offers: Some(offers), problems: vec![problem], ..Findings::default() }
    }

    fn repeats(&self) -> Problem {
        self.problem("each booking makes a whole series; choose an event type that books one meeting")
    }

    fn other_lengths(&self, length: Seconds) -> Problem {
        let lengths: Vec<String> = self.event_type.lengths().take(20).map(|it| it.to_string()).collect();
        let asked = length.get().div_euclid(60);
        self.problem(&format!(
            "it cannot be booked for {asked} minutes; ask for a length that it has: {}",
            lengths.join(", ")
        ))
    }

    fn problem(&self, text: &str) -> Problem {
        let slug = self.event_type.slug.escape_debug().take(64).collect::<String>();
        Problem(format!("event type `{slug}`: {text}").into())
    }
}
