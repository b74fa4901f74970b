//! What one user of a journal sees.

use freebusy_booking::{
    Answer, AttemptNo, Ending, Fact, Filter, JournalError, Lease, LegNo, Op, Opened, Record, RequestHash,
    Status, Taken, Worker,
};
use freebusy_core::Timestamp;
use freebusy_provider::{Booking, Hold, Rejection};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::sample::*;
use crate::setting::Setting;

pub(crate) async fn an_intent_is_written_leased_and_listed(setting: &Setting) {
    let journal = setting.open().await;
    let intent = intent("one", slot(3_600, 5_400), &["sandbox:bo", "sandbox:cy"]);
    let lease = opened(&*journal, &intent).await;
    assert_eq!(lease, Lease { intent: intent.id, epoch: 1, until: NOW + LEASE });
    let stored = journal.load(TENANT, intent.id).await.unwrap().unwrap();
    assert_eq!((stored.intent, stored.records), (intent.clone(), vec![]));
    let listed = journal.list(TENANT, Filter::All).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].intent, listed[0].slot, listed[0].opened), (intent.id, intent.slot, NOW));
    assert_eq!((listed[0].status, listed[0].next), (Status::Pending, Some(NOW)));
    assert_eq!(setting.number("SELECT COUNT(*) FROM leg WHERE account = 'sandbox'").await, 2);
}

pub(crate) async fn the_same_request_again_is_known_with_all_its_records(setting: &Setting) {
    let journal = setting.open().await;
    let first = plain("one");
    let lease = opened(&*journal, &first).await;
    journal.append(&lease, &records(1..3), due(NOW)).await.unwrap();
    // A client that asks again makes up a new name; the key and the hash tell.
    let again = plain("one");
    let Opened::Known(stored) = journal.open(&again, &other(), LEASE, NOW).await.unwrap() else {
        panic!("it is not known")
    };
    assert_eq!((stored.intent, stored.records), (first, records(1..3)));
    assert_eq!(journal.load(TENANT, again.id).await.unwrap(), None);
}

pub(crate) async fn a_key_used_for_something_else_is_refused(setting: &Setting) {
    let journal = setting.open().await;
    let first = plain("one");
    opened(&*journal, &first).await;
    let mut second = intent("one", slot(9_000, 9_900), &["sandbox:cy"]);
    second.hash = RequestHash([8; 32]);
    assert_eq!(journal.open(&second, &me(), LEASE, NOW).await.unwrap(), Opened::KeyReused(first.id));
    assert_eq!(journal.load(TENANT, second.id).await.unwrap(), None);
    second.key = "two".into();
    opened(&*journal, &second).await;
}

pub(crate) async fn a_key_is_a_tenants_own(setting: &Setting) {
    let journal = setting.open().await;
    opened(&*journal, &plain("one")).await;
    let mut theirs = plain("one");
    (theirs.tenant, theirs.hash) = ("work".into(), RequestHash([8; 32]));
    opened(&*journal, &theirs).await;
    assert_eq!(journal.find("work", "one").await.unwrap(), Some(theirs.id));
    assert_eq!(journal.find("nobody", "one").await.unwrap(), None);
    assert_eq!(journal.find(TENANT, "two").await.unwrap(), None);
}

pub(crate) async fn overlapping_times_of_one_host_exclude_each_other(setting: &Setting) {
    let journal = setting.open().await;
    let first = intent("first", slot(1_000, 2_000), &["sandbox:bo"]);
    opened(&*journal, &first).await;
    for (n, (start, end)) in [(1_999, 3_000), (0, 1_001), (1_200, 1_300), (0, 9_000)].into_iter().enumerate()
    {
        let second = intent(&format!("second {n}"), slot(start, end), &["sandbox:bo"]);
        let Opened::Claimed(claimant) = journal.open(&second, &me(), LEASE, NOW).await.unwrap() else {
            panic!("the slot from {start} to {end} is not claimed")
        };
        assert_eq!((claimant.intent, claimant.span, &*claimant.host), (first.id, first.slot, "sandbox:bo"));
    }
    assert_eq!(journal.list(TENANT, Filter::All).await.unwrap().len(), 1);
}

pub(crate) async fn touching_times_of_one_host_do_not(setting: &Setting) {
    let journal = setting.open().await;
    for (start, end) in [(1_000, 2_000), (2_000, 3_000), (0, 1_000)] {
        opened(&*journal, &intent(&start.to_string(), slot(start, end), &["sandbox:bo"])).await;
    }
}

pub(crate) async fn a_host_is_a_tenants_own(setting: &Setting) {
    let journal = setting.open().await;
    opened(&*journal, &intent("one", slot(0, 900), &["sandbox:bo"])).await;
    let mut theirs = intent("one", slot(0, 900), &["sandbox:bo"]);
    theirs.tenant = "work".into();
    opened(&*journal, &theirs).await;
}

pub(crate) async fn one_claimed_leg_keeps_the_whole_intent_from_being_written(setting: &Setting) {
    let journal = setting.open().await;
    opened(&*journal, &intent("one", slot(0, 900), &["sandbox:cy"])).await;
    let second = intent("two", slot(0, 900), &["sandbox:bo", "sandbox:cy"]);
    assert!(matches!(journal.open(&second, &me(), LEASE, NOW).await.unwrap(), Opened::Claimed(_)));
    assert_eq!(journal.load(TENANT, second.id).await.unwrap(), None);
    for table in ["claim", "leg", "intent"] {
        assert_eq!(setting.number(&format!("SELECT COUNT(*) FROM {table}")).await, 1, "{table}");
    }
    opened(&*journal, &intent("three", slot(0, 900), &["sandbox:bo"])).await;
}

pub(crate) async fn given_up_claims_can_be_had_again(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &intent("one", slot(0, 900), &["sandbox:bo", "sandbox:cy"])).await;
    journal.append(&lease, &records(1..2), due(NOW)).await.unwrap();
    let second = intent("two", slot(300, 600), &["sandbox:cy"]);
    assert!(matches!(journal.open(&second, &me(), LEASE, NOW).await.unwrap(), Opened::Claimed(_)));
    journal.append(&lease, &records(2..3), given_up()).await.unwrap();
    opened(&*journal, &second).await;
}

pub(crate) async fn records_come_back_as_they_were(setting: &Setting) {
    let journal = setting.open().await;
    let intent = plain("one");
    let lease = opened(&*journal, &intent).await;
    journal.append(&lease, &records(1..4), due(after(5))).await.unwrap();
    journal.append(&lease, &[], due(after(7))).await.unwrap();
    journal.append(&lease, &records(4..5), done(Status::Confirmed)).await.unwrap();
    let stored = journal.load(TENANT, intent.id).await.unwrap().unwrap();
    assert_eq!(stored.records, records(1..5));
    let listed = journal.list(TENANT, Filter::All).await.unwrap();
    assert_eq!((listed[0].status, listed[0].next), (Status::Confirmed, None));
}

pub(crate) async fn any_fact_comes_back_as_it_was(setting: &Setting) {
    let journal = setting.open().await;
    let intent = plain("one");
    let lease = opened(&*journal, &intent).await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let written: Vec<Record> =
        (0..300).map(|_| a_record().new_tree(&mut runner).unwrap().current()).collect();
    for batch in written.chunks(50) {
        journal.append(&lease, batch, due(NOW)).await.unwrap();
    }
    assert_eq!(journal.load(TENANT, intent.id).await.unwrap().unwrap().records, written);
}

/// Times as far as they go, and text of any characters.
fn a_record() -> impl Strategy<Value = Record> {
    let text = || any::<String>().prop_map(String::into_boxed_str);
    let at = || any::<i64>().prop_map(Timestamp::from_unix);
    let op = prop_oneof![
        Just(Op::List),
        (text(), at()).prop_map(|(id, until)| Op::Release { hold: Hold { id, until } }),
        any::<u8>().prop_map(|n| Op::Create { n, hold: None }),
        text().prop_map(|booking| Op::Cancel { booking }),
    ];
    let ending = prop_oneof![
        text().prop_map(|id| Ending::Done(Booking::new(id, slot(0, 900)))),
        text().prop_map(|why| Ending::Rejected { kind: Rejection::Taken, why }),
        text().prop_map(|why| Ending::Ambiguous { why }),
    ];
    let fact = prop_oneof![
        (any::<u32>(), any::<u8>(), op).prop_map(|(attempt, leg, op)| {
            Fact::Attempted(freebusy_booking::Call { attempt: AttemptNo(attempt), leg: LegNo(leg), op })
        }),
        (any::<u32>(), ending).prop_map(|(attempt, ending)| {
            Fact::Answered { attempt: AttemptNo(attempt), answer: Answer::Create(ending) }
        }),
        Just(Fact::TakenOver),
        text().prop_map(|reason| Fact::CancelAsked { reason }),
    ];
    (at(), fact).prop_map(|(at, fact)| Record { at, fact })
}

/// A saga taken from the worker that opened it, whose lease has ended.
async fn overtaken(setting: &Setting) -> (std::sync::Arc<dyn freebusy_booking::Journal>, Lease, Lease) {
    let journal = setting.open().await;
    let stale = opened(&*journal, &plain("one")).await;
    let taken = journal.take(TENANT, stale.intent, &other(), LEASE, stale.until).await.unwrap();
    let Taken::Ours(fresh, _) = taken else { panic!("it is not ours but {taken:?}") };
    (journal, stale, fresh)
}

pub(crate) async fn what_an_earlier_epoch_appends_is_refused_and_not_written(setting: &Setting) {
    let (journal, stale, fresh) = overtaken(setting).await;
    assert_eq!(fresh.epoch, 2);
    let refused = journal.append(&stale, &records(1..3), given_up()).await;
    assert!(matches!(refused, Err(JournalError::Fenced(intent)) if intent == stale.intent));
    journal.append(&fresh, &records(7..8), due(after(9))).await.unwrap();
    assert_eq!(journal.load(TENANT, fresh.intent).await.unwrap().unwrap().records, records(7..8));
    assert_eq!(journal.list(TENANT, Filter::All).await.unwrap()[0].next, Some(after(9)));
}

pub(crate) async fn what_an_earlier_epoch_renews_is_refused(setting: &Setting) {
    let (journal, stale, fresh) = overtaken(setting).await;
    assert!(matches!(journal.renew(&stale, after(9_000)).await, Err(JournalError::Fenced(_))));
    let busy = journal.take(TENANT, fresh.intent, &me(), LEASE, NOW).await.unwrap();
    assert_eq!(busy, Taken::Busy { until: fresh.until });
}

pub(crate) async fn a_lease_keeps_others_away_until_it_ends(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    let lease = journal.renew(&lease, after(120)).await.unwrap();
    assert_eq!((lease.until, lease.epoch), (after(120), 1));
    let early = journal.take(TENANT, lease.intent, &other(), LEASE, after(119)).await.unwrap();
    assert_eq!(early, Taken::Busy { until: after(120) });
    assert!(journal.take_due(TENANT, &other(), LEASE, after(119)).await.unwrap().is_none());
    let late = journal.take(TENANT, lease.intent, &other(), LEASE, after(120)).await.unwrap();
    assert!(matches!(late, Taken::Ours(taken, _) if taken.epoch == 2 && taken.until == after(180)));
}

pub(crate) async fn a_worker_takes_its_own_saga_at_once(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    journal.append(&lease, &records(1..2), due(NOW)).await.unwrap();
    let taken = journal.take(TENANT, lease.intent, &me(), LEASE, NOW).await.unwrap();
    let Taken::Ours(again, stored) = taken else { panic!("it is not ours but {taken:?}") };
    assert_eq!((again.epoch, stored.records), (2, records(1..2)));
    assert!(matches!(journal.append(&lease, &records(2..3), due(NOW)).await, Err(JournalError::Fenced(_))));
}

pub(crate) async fn a_lease_given_up_is_free_at_once(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    journal.renew(&lease, NOW).await.unwrap();
    let taken = journal.take(TENANT, lease.intent, &other(), LEASE, NOW).await.unwrap();
    assert!(matches!(taken, Taken::Ours(..)));
}

pub(crate) async fn an_unknown_saga_is_not_taken(setting: &Setting) {
    let journal = setting.open().await;
    let taken = journal.take(TENANT, plain("one").id, &me(), LEASE, NOW).await.unwrap();
    assert_eq!(taken, Taken::Unknown);
    assert_eq!(journal.load(TENANT, plain("one").id).await.unwrap(), None);
}

pub(crate) async fn a_saga_of_another_tenant_is_not_seen(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    journal.renew(&lease, NOW).await.unwrap();
    assert_eq!(journal.load("work", lease.intent).await.unwrap(), None);
    assert_eq!(journal.list("work", Filter::All).await.unwrap(), vec![]);
    assert_eq!(journal.take("work", lease.intent, &me(), LEASE, NOW).await.unwrap(), Taken::Unknown);
    assert!(journal.take_due("work", &me(), LEASE, after(9_000)).await.unwrap().is_none());
    assert!(journal.take_due(TENANT, &me(), LEASE, after(9_000)).await.unwrap().is_some());
}

pub(crate) async fn what_is_not_due_or_driven_is_not_taken(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    journal.append(&lease, &[], due(after(500))).await.unwrap();
    journal.renew(&lease, NOW).await.unwrap();
    assert!(journal.take_due(TENANT, &me(), LEASE, after(499)).await.unwrap().is_none());
    let (taken, stored) = journal.take_due(TENANT, &me(), LEASE, after(500)).await.unwrap().unwrap();
    assert_eq!((taken.intent, taken.epoch, stored.intent.id), (lease.intent, 2, lease.intent));
    // Whoever has just taken it drives it: it is due, but nobody's to take, not even under the same name.
    assert!(journal.take_due(TENANT, &me(), LEASE, after(500)).await.unwrap().is_none());
    journal.append(&taken, &[], done(Status::Confirmed)).await.unwrap();
    assert!(journal.take_due(TENANT, &me(), LEASE, after(9_000)).await.unwrap().is_none());
}

pub(crate) async fn what_has_been_due_for_longest_is_taken_first(setting: &Setting) {
    let journal = setting.open().await;
    for (key, next) in [("late", 30), ("early", 10), ("middle", 20)] {
        let lease = opened(&*journal, &plain(key)).await;
        journal.append(&lease, &[], due(after(next))).await.unwrap();
        journal.renew(&lease, NOW).await.unwrap();
    }
    for key in ["early", "middle", "late"] {
        let (_, stored) = journal.take_due(TENANT, &me(), LEASE, after(60)).await.unwrap().unwrap();
        assert_eq!(&*stored.intent.key, key);
    }
}

pub(crate) async fn what_cannot_be_understood_keeps_nobody_from_what_is_due(setting: &Setting) {
    let journal = setting.open().await;
    for (key, next) in [("garbled intent", 10), ("garbled record", 20), ("sound", 30)] {
        let lease = opened(&*journal, &plain(key)).await;
        journal.append(&lease, &records(0..2), due(after(next))).await.unwrap();
        journal.renew(&lease, NOW).await.unwrap();
    }
    setting.meddle("UPDATE intent SET wanted = '{\"garbage' WHERE key = 'garbled intent'").await;
    let sql = "UPDATE journal SET body = '{\"garbage' WHERE seq = 1 \
               AND intent = (SELECT id FROM intent WHERE key = 'garbled record')";
    setting.meddle(sql).await;
    let (_, stored) = journal.take_due(TENANT, &me(), LEASE, after(60)).await.unwrap().unwrap();
    assert_eq!(&*stored.intent.key, "sound");
    assert!(journal.take_due(TENANT, &me(), LEASE, after(60)).await.unwrap().is_none());
    for key in ["garbled intent", "garbled record"] {
        let garbled = journal.find(TENANT, key).await.unwrap().unwrap();
        let told = journal.load(TENANT, garbled).await.unwrap_err();
        assert!(matches!(told, JournalError::Corrupt { .. }), "{told}");
    }
}

pub(crate) async fn a_list_is_latest_first_and_filtered(setting: &Setting) {
    let journal = setting.open().await;
    let mut names = Vec::new();
    for (n, status) in [Status::Confirmed, Status::Attention, Status::AbortedNotified].into_iter().enumerate()
    {
        let mut intent = plain(status.as_str());
        intent.opened = after([20, 10, 30][n]);
        let lease = opened(&*journal, &intent).await;
        let standing = if status == Status::Attention { due(NOW) } else { done(status) };
        journal.append(&lease, &[], freebusy_booking::Standing { status, ..standing }).await.unwrap();
        names.push(intent.id);
    }
    let listed = async |filter| -> Vec<_> {
        journal.list(TENANT, filter).await.unwrap().into_iter().map(|saga| saga.intent).collect()
    };
    assert_eq!(listed(Filter::All).await, [names[2], names[0], names[1]]);
    assert_eq!(listed(Filter::Attention).await, [names[1]]);
    assert_eq!(listed(Filter::Unfinished).await, [names[1]]);
}

pub(crate) async fn a_journal_opened_again_has_everything(setting: &Setting) {
    let intent = plain("one");
    {
        let journal = setting.open().await;
        let lease = opened(&*journal, &intent).await;
        journal.append(&lease, &records(1..4), due(after(5))).await.unwrap();
    }
    let journal = setting.open().await;
    let stored = journal.load(TENANT, intent.id).await.unwrap().unwrap();
    assert_eq!((stored.intent, stored.records), (intent.clone(), records(1..4)));
    let second = Opened::Known(journal.load(TENANT, intent.id).await.unwrap().unwrap());
    assert_eq!(journal.open(&intent, &me(), LEASE, NOW).await.unwrap(), second);
}

pub(crate) async fn a_write_dropped_halfway_lets_its_lease_write_no_more(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    {
        let batch = records(1..3);
        let mut append = journal.append(&lease, &batch, due(NOW));
        let polled = futures_util::poll!(&mut append);
        assert!(polled.is_pending(), "it was done at once");
    }
    let refused = journal.append(&lease, &records(1..3), due(NOW)).await.unwrap_err();
    assert!(refused.to_string().contains("take the booking anew"), "{refused}");
    let taken = journal.take(TENANT, lease.intent, &me(), LEASE, NOW).await.unwrap();
    let Taken::Ours(lease, stored) = taken else { panic!("it is not ours but {taken:?}") };
    let mut expected = stored.records;
    expected.extend(records(8..9));
    journal.append(&lease, &records(8..9), due(NOW)).await.unwrap();
    assert_eq!(journal.load(TENANT, lease.intent).await.unwrap().unwrap().records, expected);
}

pub(crate) async fn calls_and_answers_are_seen_as_attempts(setting: &Setting) {
    let journal = setting.open().await;
    let lease = opened(&*journal, &plain("one")).await;
    let answer = Answer::Cancel(Ending::Done(()));
    let answered = Record { at: after(50), fact: Fact::Answered { attempt: AttemptNo(2), answer } };
    journal.append(&lease, &[record(1), record(2), answered], due(NOW)).await.unwrap();
    assert_eq!(setting.number("SELECT COUNT(*) FROM attempt").await, 2);
    let answered = "SELECT answered_at FROM attempt WHERE attempt = 2 AND leg = 0";
    assert_eq!(setting.number(answered).await, after(50).as_unix());
    assert_eq!(setting.number("SELECT COUNT(*) FROM attempt WHERE answered_at IS NULL").await, 1);
}

pub(crate) async fn later_versions_are_refused(setting: &Setting) {
    setting.open().await;
    setting
        .meddle(match setting {
            Setting::Sqlite(_) => "PRAGMA user_version = 900",
            Setting::Postgres { .. } => "UPDATE version SET version = 900",
        })
        .await;
    let refused = setting.try_open().await.unwrap_err();
    assert!(matches!(refused, JournalError::Newer { found: 900, known: 1 | 2, .. }), "{refused}");
}

pub(crate) fn worker(n: usize) -> Worker {
    Worker(format!("worker {n}").into())
}
