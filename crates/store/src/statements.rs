//! What the journal does, in statements that both databases understand.
//!
//! Each function is the middle of a transaction, or reads alone; whoever calls it begins and ends the transaction.

use std::fmt::Display;

use freebusy_booking::{
    Claimant, Claims, Filter, Intent, IntentId, JournalError, Lease, Opened, Record, Standing, Status,
    Stored, Summary, Taken, Worker,
};
use freebusy_core::{Interval, Seconds, Timestamp};
use serde_json::Value as Json;

use crate::error::Trouble;
use crate::session::{Row, Session, Value};
use Value::{Int, MaybeInt, Text};

/// The epoch of a saga's first lease.
const FIRST_EPOCH: u64 = 1;

/// Writes an intent down; only [`Opened::New`] has written anything that may be committed. `None` when whoever stood
/// in the way is gone, so that it has to be tried again from the beginning.
pub(crate) async fn open(
    session: &mut impl Session,
    intent: &Intent,
    worker: &Worker,
    lease: Seconds,
    now: Timestamp,
) -> Result<Option<Opened>, Trouble> {
    let lease = Lease { intent: intent.id, epoch: FIRST_EPOCH, until: now + lease };
    if !insert_intent(session, intent, worker, &lease, now).await? {
        return by_key(session, intent).await;
    }
    if let Some(host) = claim(session, intent).await? {
        return Ok(claimant(session, intent, host).await?.map(Opened::Claimed));
    }
    insert_legs(session, intent).await?;
    Ok(Some(Opened::New(lease)))
}

async fn insert_intent(
    session: &mut impl Session,
    intent: &Intent,
    worker: &Worker,
    lease: &Lease,
    now: Timestamp,
) -> Result<bool, Trouble> {
    let (id, wanted) = (intent.id.to_string(), to_json(intent)?);
    let values = [
        Text(&id),
        Text(&intent.tenant),
        Text(&intent.key),
        Int(intent.slot.start().as_unix()),
        Int(intent.slot.end().as_unix()),
        Int(intent.opened.as_unix()),
        Text(&wanted),
        Text(Status::Pending.as_str()),
        Int(now.as_unix()),
        Text(&worker.0),
        Int(number(lease.epoch)?),
        Int(lease.until.as_unix()),
    ];
    let sql = "INSERT INTO intent (id, tenant, key, starts, ends, opened, wanted, status, next, owner, epoch, \
               lease_until, records) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) \
               ON CONFLICT (tenant, key) DO NOTHING";
    Ok(session.run(sql, &values).await? == 1)
}

/// What the key of an intent was used for before.
async fn by_key(session: &mut impl Session, intent: &Intent) -> Result<Option<Opened>, Trouble> {
    let sql = "SELECT id FROM intent WHERE tenant = $1 AND key = $2";
    let Some(mut row) = session.row(sql, &[Text(&intent.tenant), Text(&intent.key)]).await? else {
        return Ok(None);
    };
    let id = row.text()?;
    let id = id.parse().map_err(|_| Trouble::corrupt(format!("`{id}` is no id of a booking")))?;
    let Some(stored) = load(session, &intent.tenant, id).await? else { return Ok(None) };
    Ok(Some(if stored.intent.hash == intent.hash { Opened::Known(stored) } else { Opened::KeyReused(id) }))
}

/// Claims the hosts of an intent, in an order of their own so that two intents never wait for each other; gives the
/// first host that is claimed already.
async fn claim<'i>(session: &mut impl Session, intent: &'i Intent) -> Result<Option<&'i str>, Trouble> {
    let id = intent.id.to_string();
    let mut hosts: Vec<&str> = intent.legs.iter().map(|leg| &*leg.host).collect();
    hosts.sort_unstable();
    for host in hosts {
        let (start, end) = (intent.slot.start().as_unix(), intent.slot.end().as_unix());
        let values = [Text(&intent.tenant), Text(host), Int(start), Int(end), Text(&id)];
        // PostgreSQL waits at the conflict for whoever claims at the same moment; SQLite has one writer at a time.
        let sql = "INSERT INTO claim (tenant, host, starts, ends, intent, active) \
                   SELECT $1, $2, $3, $4, $5, TRUE WHERE NOT EXISTS (SELECT 1 FROM claim \
                   WHERE tenant = $1 AND host = $2 AND active AND starts < $4 AND ends > $3) \
                   ON CONFLICT DO NOTHING";
        if session.run(sql, &values).await? == 0 {
            return Ok(Some(host));
        }
    }
    Ok(None)
}

/// Who has claimed the host for a time that overlaps the slot.
async fn claimant(
    session: &mut impl Session,
    intent: &Intent,
    host: &str,
) -> Result<Option<Claimant>, Trouble> {
    let (start, end) = (intent.slot.start().as_unix(), intent.slot.end().as_unix());
    let sql = "SELECT intent, starts, ends FROM claim WHERE tenant = $1 AND host = $2 AND active \
               AND starts < $4 AND ends > $3 ORDER BY starts LIMIT 1";
    let values = [Text(&intent.tenant), Text(host), Int(start), Int(end)];
    let Some(mut row) = session.row(sql, &values).await? else { return Ok(None) };
    Ok(Some(Claimant { intent: id(&mut row)?, span: span(&mut row)?, host: host.into() }))
}

async fn insert_legs(session: &mut impl Session, intent: &Intent) -> Result<(), Trouble> {
    let id = intent.id.to_string();
    for (n, leg) in (0..).zip(&intent.legs) {
        let texts = [&leg.participant, &leg.source, &leg.host, &leg.account];
        let [participant, source, host, account] = texts.map(|text| Text(text));
        let values = [Text(&id), Int(n), participant, source, host, account];
        let sql = "INSERT INTO leg (intent, n, participant, source, host, account) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        session.run(sql, &values).await?;
    }
    Ok(())
}

/// Appends records and notes the standing, as long as the lease is the latest.
pub(crate) async fn append(
    session: &mut impl Session,
    lease: &Lease,
    records: &[Record],
    standing: Standing,
) -> Result<(), Trouble> {
    let (id, epoch) = (lease.intent.to_string(), number(lease.epoch)?);
    let values = [
        Text(&id),
        Int(epoch),
        Int(number(records.len())?),
        Text(standing.status.as_str()),
        MaybeInt(standing.next.map(Timestamp::as_unix)),
    ];
    let sql = "UPDATE intent SET records = records + $3, status = $4, next = $5 \
               WHERE id = $1 AND epoch = $2 RETURNING records";
    let Some(mut row) = session.row(sql, &values).await? else {
        return Err(JournalError::Fenced(lease.intent).into());
    };
    let first = row.int()? - number(records.len())?;
    for (seq, record) in (first..).zip(records) {
        let body = to_json(&record.fact)?;
        let values = [Text(&id), Int(seq), Int(epoch), Int(record.at.as_unix()), Text(&body)];
        let sql = "INSERT INTO journal (intent, seq, epoch, at, body) VALUES ($1, $2, $3, $4, $5)";
        session.run(sql, &values).await?;
    }
    match standing.claims {
        Claims::Kept => {}
        Claims::Dropped => {
            let sql = "UPDATE claim SET active = FALSE WHERE intent = $1 AND active";
            session.run(sql, &[Text(&id)]).await?;
        }
    }
    Ok(())
}

/// Moves the end of a lease, as long as it is the latest.
pub(crate) async fn renew(
    session: &mut impl Session,
    lease: &Lease,
    until: Timestamp,
) -> Result<Lease, Trouble> {
    let id = lease.intent.to_string();
    let sql = "UPDATE intent SET lease_until = $3 WHERE id = $1 AND epoch = $2";
    match session.run(sql, &[Text(&id), Int(number(lease.epoch)?), Int(until.as_unix())]).await? {
        0 => Err(JournalError::Fenced(lease.intent).into()),
        _ => Ok(Lease { until, ..lease.clone() }),
    }
}

/// Takes a saga whose lease has ended, or is the worker's own.
pub(crate) async fn take(
    session: &mut impl Session,
    tenant: &str,
    intent: IntentId,
    worker: &Worker,
    lease: Seconds,
    now: Timestamp,
) -> Result<Taken, Trouble> {
    let (name, until) = (intent.to_string(), now + lease);
    let sql = "UPDATE intent SET owner = $3, epoch = epoch + 1, lease_until = $4 \
               WHERE tenant = $1 AND id = $2 AND (lease_until <= $5 OR owner = $3) \
               RETURNING epoch, id, tenant, wanted, records";
    let values = [Text(tenant), Text(&name), Text(&worker.0), Int(until.as_unix()), Int(now.as_unix())];
    if let Some(row) = session.row(sql, &values).await? {
        let (lease, stored) = taken(session, row, until).await?;
        return Ok(Taken::Ours(lease, Box::new(stored)));
    }
    let sql = "SELECT lease_until FROM intent WHERE tenant = $1 AND id = $2";
    Ok(match session.row(sql, &[Text(tenant), Text(&name)]).await? {
        Some(mut row) => Taken::Busy { until: Timestamp::from_unix(row.int()?) },
        None => Taken::Unknown,
    })
}

/// How a due saga is picked: `$1` tenant, `$2` owner, `$3` end of the lease, `$4` the present.
pub(crate) struct Pick(pub(crate) &'static str);

/// How many sagas in a row that cannot be understood are passed over.
const SKIPS: usize = 1_000;

/// Takes the saga that has been due for longest and that nobody drives. One that cannot be understood stands in nobody's
/// way: it keeps the lease that it was just given, so that it is not met again until that has ended, and whoever loads
/// it hears what is wrong.
pub(crate) async fn take_due(
    session: &mut impl Session,
    pick: Pick,
    tenant: &str,
    worker: &Worker,
    lease: Seconds,
    now: Timestamp,
) -> Result<Option<(Lease, Stored)>, Trouble> {
    let until = now + lease;
    let values = [Text(tenant), Text(&worker.0), Int(until.as_unix()), Int(now.as_unix())];
    let mut skipped = 0;
    loop {
        match pick_due(session, &pick, &values, until).await {
            Err(Trouble::Corrupt(_)) if skipped < SKIPS => skipped += 1,
            done => return done,
        }
    }
}

async fn pick_due(
    session: &mut impl Session,
    pick: &Pick,
    values: &[Value<'_>],
    until: Timestamp,
) -> Result<Option<(Lease, Stored)>, Trouble> {
    match session.row(pick.0, values).await? {
        Some(row) => Ok(Some(taken(session, row, until).await?)),
        None => Ok(None),
    }
}

async fn taken(
    session: &mut impl Session,
    mut row: Row,
    until: Timestamp,
) -> Result<(Lease, Stored), Trouble> {
    let epoch = u64::try_from(row.int()?).map_err(|_| Trouble::corrupt("an epoch is negative"))?;
    let stored = stored(session, row).await?;
    Ok((Lease { intent: stored.intent.id, epoch, until }, stored))
}

/// Reads a saga.
pub(crate) async fn load(
    session: &mut impl Session,
    tenant: &str,
    intent: IntentId,
) -> Result<Option<Stored>, Trouble> {
    let sql = "SELECT id, tenant, wanted, records FROM intent WHERE tenant = $1 AND id = $2";
    match session.row(sql, &[Text(tenant), Text(&intent.to_string())]).await? {
        Some(row) => Ok(Some(stored(session, row).await?)),
        None => Ok(None),
    }
}

pub(crate) async fn find(
    session: &mut impl Session,
    tenant: &str,
    key: &str,
) -> Result<Option<IntentId>, Trouble> {
    let sql = "SELECT id FROM intent WHERE tenant = $1 AND key = $2";
    match session.row(sql, &[Text(tenant), Text(key)]).await? {
        Some(mut row) => id(&mut row).map(Some),
        None => Ok(None),
    }
}

/// The saga of a row with id, tenant, intent and number of records. What is appended in between is left out.
async fn stored(session: &mut impl Session, mut row: Row) -> Result<Stored, Trouble> {
    let (name, tenant, wanted, count) = (row.text()?, row.text()?, row.text()?, row.int()?);
    let intent: Intent = from_json(&wanted, || format!("the intent of booking {name}"))?;
    if intent.id.to_string() != name || *intent.tenant != *tenant {
        return Err(Trouble::corrupt(format!("booking {name} holds the intent of another")));
    }
    let sql = "SELECT seq, at, body FROM journal WHERE intent = $1 AND seq < $2 ORDER BY seq";
    let rows = session.rows(sql, &[Text(&name), Int(count)]).await?;
    if number(rows.len())? != count {
        return Err(Trouble::corrupt(format!("booking {name} lacks some of its {count} records")));
    }
    let records: Result<_, _> =
        (0..).zip(rows).map(|(seq, row)| record(row, seq).map_err(|what| of(&name, what))).collect();
    Ok(Stored { intent, records: records? })
}

fn record(mut row: Row, expected: i64) -> Result<Record, Trouble> {
    let (seq, at, body) = (row.int()?, row.int()?, row.text()?);
    if seq != expected {
        return Err(Trouble::corrupt(format!("record {expected} is missing")));
    }
    let fact = from_json(&body, || format!("record {seq}"))?;
    Ok(Record { at: Timestamp::from_unix(at), fact })
}

/// Says which booking it was.
fn of(name: &str, trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Corrupt(what) => Trouble::corrupt(format!("{what}, of booking {name}")),
        Trouble::Sql(_) | Trouble::Plain(_) | Trouble::Said(_) => trouble,
    }
}

/// The sagas of a tenant, latest first.
pub(crate) async fn list(
    session: &mut impl Session,
    tenant: &str,
    filter: Filter,
) -> Result<Vec<Summary>, Trouble> {
    let sql = match filter {
        Filter::All => {
            "SELECT id, starts, ends, opened, status, next FROM intent WHERE tenant = $1 \
             ORDER BY opened DESC, id DESC"
        }
        Filter::Attention => {
            "SELECT id, starts, ends, opened, status, next FROM intent WHERE tenant = $1 \
             AND status = 'attention' ORDER BY opened DESC, id DESC"
        }
        Filter::Unfinished => {
            "SELECT id, starts, ends, opened, status, next FROM intent WHERE tenant = $1 \
             AND next IS NOT NULL ORDER BY opened DESC, id DESC"
        }
    };
    session.rows(sql, &[Text(tenant)]).await?.into_iter().map(summary).collect()
}

fn summary(mut row: Row) -> Result<Summary, Trouble> {
    Ok(Summary {
        intent: id(&mut row)?,
        slot: span(&mut row)?,
        opened: Timestamp::from_unix(row.int()?),
        status: status(row.text()?)?,
        next: row.maybe_int()?.map(Timestamp::from_unix),
    })
}

fn id(row: &mut Row) -> Result<IntentId, Trouble> {
    let text = row.text()?;
    text.parse().map_err(|_| Trouble::corrupt(format!("`{text}` is no id of a booking")))
}

fn span(row: &mut Row) -> Result<Interval, Trouble> {
    let (start, end) = (Timestamp::from_unix(row.int()?), Timestamp::from_unix(row.int()?));
    Interval::new(start, end).ok_or_else(|| Trouble::corrupt("a time ends before it starts"))
}

fn status(text: String) -> Result<Status, Trouble> {
    serde_json::from_value(Json::String(text)).map_err(|_| Trouble::corrupt("a status is not known"))
}

fn number<N: Copy + Display + TryInto<i64>>(number: N) -> Result<i64, Trouble> {
    number.try_into().map_err(|_| Trouble::plain(format!("the number {number} is too large")))
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Trouble> {
    serde_json::to_string(value).map_err(|_| Trouble::plain("it cannot be put into JSON"))
}

/// Reads JSON; where that fails, only the place is told, for the text may hold what is nobody's business.
fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: impl Fn() -> String) -> Result<T, Trouble> {
    serde_json::from_str(text)
        .map_err(|error| Trouble::corrupt(format!("{} breaks off at column {}", what(), error.column())))
}
