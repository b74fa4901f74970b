//! One call with everything that decides its answer: the world, the time, who asks.

use chrono::{DateTime, Utc};

use super::problem::Problem;
use super::state::{Account, KeyKind, State};
use crate::call::Call;
use crate::world::{Booking, World};

/// Who calls, known by their token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Caller {
    pub(crate) person: String,
    scopes: Option<Vec<String>>,
}

/// A call being answered.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) call: &'a Call,
    pub(crate) now: DateTime<Utc>,
    pub(crate) caller: Option<Caller>,
}

impl Visit<'_> {
    pub(crate) fn state(&self) -> &State {
        &self.world.calcom
    }

    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.world.calcom
    }

    /// The person who calls; nobody else gets further.
    pub(crate) fn person(&self, scope: &str) -> Result<String, Problem> {
        let caller = self.caller.as_ref().ok_or_else(|| {
            Problem::unauthorised("No authentication method provided. Either pass an API key as 'Bearer' header or an access token.")
        })?;
        let missing = caller.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|held| held == scope));
        if missing {
            return Err(Problem::forbidden(format!(
                "insufficient_scope: token does not have the required scopes. Required: {scope}."
            )));
        }
        Ok(caller.person.clone())
    }

    /// The account of the person who calls.
    pub(crate) fn account(&self, scope: &str) -> Result<&Account, Problem> {
        let person = self.person(scope)?;
        self.state()
            .account(&person)
            .ok_or_else(|| Problem::unauthorised("the user of this token does not exist"))
    }

    /// Whether the caller is that person.
    pub(crate) fn is(&self, person: &str) -> bool {
        self.caller.as_ref().is_some_and(|caller| caller.person == person)
    }

    /// A booking made here, by its uid.
    pub(crate) fn booking(&self, uid: &str) -> Option<&Booking> {
        self.state()
            .bookings
            .contains_key(uid)
            .then(|| self.world.bookings.iter().find(|entry| entry.id == uid))?
    }

    pub(crate) fn next_id(&mut self, base: u64) -> u64 {
        base + self.world.next()
    }

    /// An id of letters and digits, as bookings have it.
    pub(crate) fn next_uid(&mut self) -> String {
        let number = self.world.next();
        [mixed(number), mixed(number ^ 0x5ca1_ab1e)].into_iter().flat_map(base58).take(22).collect()
    }

    /// An id in the form of a UUID.
    pub(crate) fn next_uuid(&mut self) -> String {
        let number = self.world.next();
        uuid(number)
    }
}

/// Who stands behind a token; a token that is none is refused even where none is needed.
pub(crate) fn caller(state: &State, call: &Call) -> Result<Option<Caller>, Problem> {
    let Some(header) = call.header("authorization") else {
        return Ok(None);
    };
    let known =
        header.strip_prefix("Bearer ").and_then(|token| state.keys.iter().find(|key| key.token == token));
    match known {
        Some(key) if !key.expired => {
            Ok(Some(Caller { person: key.person.clone(), scopes: key.scopes.clone() }))
        }
        Some(key) if key.kind == KeyKind::ManagedToken => Err(Problem::expired()),
        Some(_) | None => Err(Problem::unauthorised("Your api key is not valid")),
    }
}

/// A UUID of version 4 that follows from a number.
pub(crate) fn uuid(number: u64) -> String {
    let (high, low) = (mixed(number), mixed(number ^ 0x0dd_ba11));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 50),
        low & 0xffff_ffff_ffff
    )
}

/// A number that looks like chance and repeats itself (the finaliser of SplitMix64).
const fn mixed(number: u64) -> u64 {
    let mut state = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// Eleven characters that can be told apart.
fn base58(number: u64) -> impl Iterator<Item = char> {
    let alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    std::iter::successors(Some(number), |rest| Some(rest / 58))
        .take(11)
        .filter_map(|rest| alphabet.chars().nth(usize::try_from(rest % 58).ok()?))
}
