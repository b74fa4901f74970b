//! A journal in memory: for tests, and for embedders who can afford to lose it.
//!
//! It keeps every promise of the [`Journal`] but one: what it has confirmed is gone with the process. A booking
//! that was under way then is known to nobody.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use freebusy_booking::{
    Claimant, Claims, Filter, Intent, IntentId, Journal, JournalError, Lease, Opened, Record, Standing,
    Status, Stored, Summary, Taken, Worker,
};
use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::BoxFuture;

/// A journal that lasts as long as the process. Clones share it.
///
/// ```
/// use freebusy_booking::{Filter, Journal};
/// use freebusy_driver::MemoryJournal;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let journal = MemoryJournal::new();
/// assert!(journal.list("tenant", Filter::All).await.unwrap().is_empty());
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryJournal(Arc<Mutex<Sheets>>);

#[derive(Debug, Default)]
struct Sheets {
    sheets: BTreeMap<IntentId, Sheet>,
    /// By tenant and key.
    keys: BTreeMap<(Box<str>, Box<str>), IntentId>,
    /// By host.
    claims: BTreeMap<Box<str>, Vec<(Interval, IntentId)>>,
}

#[derive(Debug)]
struct Sheet {
    stored: Stored,
    standing: Standing,
    worker: Worker,
    epoch: u64,
    until: Timestamp,
}

impl MemoryJournal {
    /// A journal in which nothing is written.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A lock is held for single steps only, so what a panic elsewhere left behind is whole.
    fn locked(&self) -> MutexGuard<'_, Sheets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sheets {
    fn open(&mut self, intent: &Intent, worker: &Worker, until: Timestamp) -> Opened {
        let key = (intent.tenant.clone(), intent.key.clone());
        if let Some(sheet) = self.keys.get(&key).and_then(|id| self.sheets.get(id)) {
            let known = &sheet.stored;
            let same = known.intent.hash == intent.hash;
            return if same { Opened::Known(known.clone()) } else { Opened::KeyReused(known.intent.id) };
        }
        if let Some(claimant) = self.claimant(intent) {
            return Opened::Claimed(claimant);
        }
        for leg in &intent.legs {
            self.claims.entry(leg.host.clone()).or_default().push((intent.slot, intent.id));
        }
        self.keys.insert(key, intent.id);
        let standing = Standing { status: Status::Pending, next: Some(intent.opened), claims: Claims::Kept };
        let stored = Stored { intent: intent.clone(), records: Vec::new() };
        self.sheets.insert(intent.id, Sheet { stored, standing, worker: worker.clone(), epoch: 1, until });
        Opened::New(Lease { intent: intent.id, epoch: 1, until })
    }

    /// Who has claimed one of the hosts for an overlapping time. The booking that is replaced counts too: it stands
    /// until its successor does, and its hosts are taken for as long.
    fn claimant(&self, intent: &Intent) -> Option<Claimant> {
        intent.legs.iter().find_map(|leg| {
            let mut claims = self.claims.get(&leg.host)?.iter();
            let (span, by) = claims.find(|(span, _)| span.overlaps(intent.slot))?;
            Some(Claimant { host: leg.host.clone(), span: *span, intent: *by })
        })
    }

    fn owned(&mut self, lease: &Lease) -> Result<&mut Sheet, JournalError> {
        let fenced = JournalError::Fenced(lease.intent);
        self.sheets.get_mut(&lease.intent).filter(|sheet| sheet.epoch == lease.epoch).ok_or(fenced)
    }

    fn append(&mut self, lease: &Lease, records: &[Record], standing: Standing) -> Result<(), JournalError> {
        let sheet = self.owned(lease)?;
        sheet.stored.records.extend_from_slice(records);
        sheet.standing = standing;
        if standing.claims == Claims::Dropped {
            self.claims.values_mut().for_each(|claims| claims.retain(|(_, by)| *by != lease.intent));
        }
        Ok(())
    }

    fn renew(&mut self, lease: &Lease, until: Timestamp) -> Result<Lease, JournalError> {
        self.owned(lease)?.until = until;
        Ok(Lease { until, ..lease.clone() })
    }

    fn list(&self, tenant: &str, filter: Filter) -> Vec<Summary> {
        let sheets = self.sheets.values().rev().filter(|sheet| &*sheet.stored.intent.tenant == tenant);
        sheets.filter(|sheet| sheet.is_listed(filter)).map(Sheet::summary).collect()
    }
}

impl Sheet {
    fn take(&mut self, worker: &Worker, until: Timestamp) -> (Lease, Stored) {
        self.epoch += 1;
        self.until = until;
        self.worker = worker.clone();
        let intent = self.stored.intent.id;
        (Lease { intent, epoch: self.epoch, until }, self.stored.clone())
    }

    fn is_due(&self, tenant: &str, now: Timestamp) -> bool {
        let due = self.standing.next.is_some_and(|next| next <= now);
        &*self.stored.intent.tenant == tenant && self.until <= now && due
    }

    fn is_listed(&self, filter: Filter) -> bool {
        match filter {
            Filter::All => true,
            Filter::Attention => self.standing.status == Status::Attention,
            Filter::Unfinished => self.standing.next.is_some(),
        }
    }

    fn summary(&self) -> Summary {
        let Intent { id, slot, opened, .. } = self.stored.intent;
        Summary { intent: id, slot, opened, status: self.standing.status, next: self.standing.next }
    }
}

impl Journal for MemoryJournal {
    fn open<'a>(
        &'a self,
        intent: &'a Intent,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Opened, JournalError>> {
        Box::pin(async move { Ok(self.locked().open(intent, worker, now + lease)) })
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        records: &'a [Record],
        standing: Standing,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move { self.locked().append(lease, records, standing) })
    }

    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<Lease, JournalError>> {
        Box::pin(async move { self.locked().renew(lease, until) })
    }

    fn take<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Taken, JournalError>> {
        Box::pin(async move {
            let mut sheets = self.locked();
            let sheet = sheets.sheets.get_mut(&intent);
            let Some(sheet) = sheet.filter(|sheet| &*sheet.stored.intent.tenant == tenant) else {
                return Ok(Taken::Unknown);
            };
            if now < sheet.until && sheet.worker != *worker {
                return Ok(Taken::Busy { until: sheet.until });
            }
            let (lease, stored) = sheet.take(worker, now + lease);
            Ok(Taken::Ours(lease, Box::new(stored)))
        })
    }

    fn take_due<'a>(
        &'a self,
        tenant: &'a str,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(Lease, Stored)>, JournalError>> {
        Box::pin(async move {
            let mut sheets = self.locked();
            let due = sheets.sheets.values_mut().filter(|sheet| sheet.is_due(tenant, now));
            Ok(due.min_by_key(|sheet| sheet.standing.next).map(|sheet| sheet.take(worker, now + lease)))
        })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
    ) -> BoxFuture<'a, Result<Option<Stored>, JournalError>> {
        Box::pin(async move {
            let sheets = self.locked();
            let stored = sheets.sheets.get(&intent).map(|sheet| &sheet.stored);
            Ok(stored.filter(|stored| &*stored.intent.tenant == tenant).cloned())
        })
    }

    fn find<'a>(
        &'a self,
        tenant: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<IntentId>, JournalError>> {
        Box::pin(async move { Ok(self.locked().keys.get(&(tenant.into(), key.into())).copied()) })
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        filter: Filter,
    ) -> BoxFuture<'a, Result<Vec<Summary>, JournalError>> {
        Box::pin(async move { Ok(self.locked().list(tenant, filter)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{intent, slot};

    const LEASE: Seconds = Seconds::from_minutes(1);

    fn worker(name: &str) -> Worker {
        Worker(name.into())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    async fn open(journal: &MemoryJournal, intent: &Intent) -> Opened {
        journal.open(intent, &worker("a"), LEASE, at(0)).await.unwrap()
    }

    fn standing(claims: Claims) -> Standing {
        Standing { status: Status::AbortedNoTrace, next: None, claims }
    }

    #[tokio::test]
    async fn a_key_gives_its_intent_again_and_no_other() {
        let journal = MemoryJournal::new();
        let first = intent(1, &["ana"]);
        assert!(matches!(open(&journal, &first).await, Opened::New(_)));
        let same = Intent { key: first.key.clone(), hash: first.hash, ..intent(2, &["bo"]) };
        assert!(matches!(open(&journal, &same).await, Opened::Known(stored) if stored.intent == first));
        let other = Intent { key: first.key.clone(), ..intent(3, &["cy"]) };
        assert_eq!(open(&journal, &other).await, Opened::KeyReused(first.id));
        let elsewhere = Intent { tenant: "other".into(), ..other };
        assert!(matches!(open(&journal, &elsewhere).await, Opened::New(_)));
    }

    #[tokio::test]
    async fn a_host_is_claimed_for_overlapping_times_until_the_claim_is_dropped() {
        let journal = MemoryJournal::new();
        let first = intent(1, &["ana", "bo"]);
        let Opened::New(lease) = open(&journal, &first).await else { panic!("it is new") };
        let second = intent(2, &["bo"]);
        let claimant = Claimant { host: "bo".into(), span: slot(), intent: first.id };
        assert_eq!(open(&journal, &second).await, Opened::Claimed(claimant));
        let after = Interval::new(slot().end(), slot().end() + LEASE).unwrap();
        let touching = Intent { slot: after, ..intent(3, &["bo"]) };
        assert!(matches!(open(&journal, &touching).await, Opened::New(_)));
        let replacing = Intent { replaces: Some(first.id), ..intent(4, &["ana"]) };
        assert!(matches!(open(&journal, &replacing).await, Opened::Claimed(_)));
        journal.append(&lease, &[], standing(Claims::Dropped)).await.unwrap();
        assert!(matches!(open(&journal, &second).await, Opened::New(_)));
    }

    #[tokio::test]
    async fn a_saga_is_taken_when_its_lease_has_run_out_and_the_former_owner_is_fenced() {
        let journal = MemoryJournal::new();
        let first = intent(1, &["ana"]);
        let Opened::New(lease) = open(&journal, &first).await else { panic!("it is new") };
        let take =
            async |name, now| journal.take("tenant", first.id, &worker(name), LEASE, at(now)).await.unwrap();
        assert_eq!(take("b", 59).await, Taken::Busy { until: at(60) });
        let Taken::Ours(taken, _) = take("b", 60).await else { panic!("nobody has it") };
        assert!(matches!(journal.renew(&lease, at(200)).await, Err(JournalError::Fenced(_))));
        let append = journal.append(&lease, &[], standing(Claims::Kept)).await;
        assert!(matches!(append, Err(JournalError::Fenced(_))));
        journal.renew(&taken, at(60)).await.unwrap();
        assert!(matches!(take("c", 61).await, Taken::Ours(..)));
        assert!(matches!(take("c", 62).await, Taken::Ours(..)), "its own lease");
        let foreign = journal.take("other", first.id, &worker("c"), LEASE, at(500)).await.unwrap();
        assert_eq!(foreign, Taken::Unknown);
    }

    #[tokio::test]
    async fn what_is_due_is_taken_in_the_order_in_which_it_fell_due() {
        let journal = MemoryJournal::new();
        let (first, second) = (intent(1, &["ana"]), intent(2, &["bo"]));
        for (intent, next) in [(&first, 90), (&second, 80)] {
            let Opened::New(lease) = open(&journal, intent).await else { panic!("it is new") };
            let due = Standing { next: Some(at(next)), ..standing(Claims::Kept) };
            journal.append(&lease, &[], due).await.unwrap();
        }
        let due = async |now| {
            let taken = journal.take_due("tenant", &worker("b"), LEASE, at(now)).await.unwrap();
            taken.map(|(lease, _)| lease.intent)
        };
        assert_eq!(due(79).await, None);
        assert_eq!(due(95).await, Some(second.id));
        assert_eq!(due(95).await, Some(first.id));
        assert_eq!(due(95).await, None);
    }

    #[tokio::test]
    async fn a_list_holds_the_sagas_of_one_tenant_latest_first() {
        let journal = MemoryJournal::new();
        let (first, second) = (intent(1, &["ana"]), intent(2, &["bo"]));
        let Opened::New(lease) = open(&journal, &first).await else { panic!("it is new") };
        open(&journal, &second).await;
        open(&journal, &Intent { tenant: "other".into(), ..intent(3, &["cy"]) }).await;
        let done = Standing { status: Status::Attention, ..standing(Claims::Kept) };
        journal.append(&lease, &[], done).await.unwrap();
        let list = async |filter| -> Vec<IntentId> {
            journal.list("tenant", filter).await.unwrap().iter().map(|summary| summary.intent).collect()
        };
        assert_eq!(list(Filter::All).await, [second.id, first.id]);
        assert_eq!(list(Filter::Attention).await, [first.id]);
        assert_eq!(list(Filter::Unfinished).await, [second.id]);
    }
}
