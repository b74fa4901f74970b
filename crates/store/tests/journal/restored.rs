//! A journal that was put back from an old copy.

use std::fs;

use freebusy_booking::{Filter, Journal, JournalError, Lease, Opened, Status, Taken};

use crate::sample::*;
use crate::setting::{self, Setting};

/// A journal with one intent, put back after three more had been opened, and the name of the one.
async fn restored() -> (Setting, freebusy_booking::IntentId) {
    let setting = setting::sqlite();
    let copy = setting.file().with_file_name("copy");
    let journal = setting.sqlite().await;
    let lease = opened(&journal, &plain("0")).await;
    journal.close().await;
    fs::copy(setting.file(), &copy).unwrap();
    let journal = setting.sqlite().await;
    for n in 1..4 {
        opened(&journal, &plain(&n.to_string())).await;
    }
    journal.close().await;
    fs::copy(&copy, setting.file()).unwrap();
    (setting, lease.intent)
}

#[tokio::test]
async fn a_restored_journal_opens_nothing_new() {
    let (setting, _) = restored().await;
    let journal = setting.sqlite().await;
    for _ in 0..2 {
        let refused = journal.open(&plain("new"), &me(), LEASE, NOW).await.unwrap_err();
        assert!(matches!(refused, JournalError::Restored { missing: 3, .. }), "{refused}");
    }
}

fn lacking<T: std::fmt::Debug>(answer: Result<T, JournalError>) -> u64 {
    match answer {
        Err(JournalError::Restored { missing, .. }) => missing,
        otherwise => panic!("it is not refused as restored but {otherwise:?}"),
    }
}

/// A journal whose only booking was leased and had one record when the copy was made that was put back, and two more
/// since.
async fn forgetful() -> (Setting, Lease) {
    let setting = setting::sqlite();
    let copy = setting.file().with_file_name("copy");
    let journal = setting.sqlite().await;
    let lease = opened(&journal, &plain("0")).await;
    journal.append(&lease, &records(0..1), due(NOW)).await.unwrap();
    journal.close().await;
    fs::copy(setting.file(), &copy).unwrap();
    let journal = setting.sqlite().await;
    journal.append(&lease, &records(1..3), done(Status::Confirmed)).await.unwrap();
    journal.close().await;
    fs::copy(&copy, setting.file()).unwrap();
    (setting, lease)
}

#[tokio::test]
async fn a_copy_that_lacks_only_records_is_noticed_and_nothing_in_it_is_driven() {
    let (setting, lease) = forgetful().await;
    let journal = setting.sqlite().await;
    for _ in 0..2 {
        assert_eq!(lacking(journal.open(&plain("new"), &me(), LEASE, NOW).await), 2);
        assert_eq!(lacking(journal.append(&lease, &records(8..9), due(NOW)).await), 2);
        assert_eq!(lacking(journal.take(TENANT, lease.intent, &me(), LEASE, NOW).await), 2);
        assert_eq!(lacking(journal.take_due(TENANT, &other(), LEASE, after(9_000)).await), 2);
    }
    assert_eq!(journal.load(TENANT, lease.intent).await.unwrap().unwrap().records, records(0..1));
}

#[tokio::test]
async fn a_restored_journal_can_be_read() {
    let (setting, known) = restored().await;
    let journal = setting.sqlite().await;
    assert!(matches!(journal.open(&plain("0"), &me(), LEASE, NOW).await.unwrap(), Opened::Known(_)));
    assert_eq!(journal.find(TENANT, "0").await.unwrap(), Some(known));
    assert_eq!(journal.list(TENANT, Filter::All).await.unwrap().len(), 1);
    assert!(journal.load(TENANT, known).await.unwrap().is_some());
}

#[tokio::test]
async fn a_restored_journal_that_was_looked_at_is_driven_again() {
    let (setting, lease) = forgetful().await;
    let journal = setting.sqlite().await;
    journal.accept_restored().await.unwrap();
    journal.append(&lease, &records(1..2), due(NOW)).await.unwrap();
    let taken = journal.take(TENANT, lease.intent, &me(), LEASE, NOW).await.unwrap();
    let Taken::Ours(lease, stored) = taken else { panic!("it is not ours but {taken:?}") };
    assert_eq!(stored.records, records(0..2));
    journal.renew(&lease, NOW).await.unwrap();
    assert!(journal.take_due(TENANT, &other(), LEASE, NOW).await.unwrap().is_some());
}

#[tokio::test]
async fn a_journal_of_the_first_version_counts_what_it_has() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    let lease = opened(&journal, &plain("one")).await;
    journal.append(&lease, &records(0..4), due(NOW)).await.unwrap();
    journal.close().await;
    let back =
        "DROP TRIGGER written_intent; DROP TRIGGER written_fact; DROP TABLE written; PRAGMA user_version = 1";
    setting.meddle(back).await;
    let journal = setting.sqlite().await;
    assert_eq!(setting.number("SELECT n FROM written").await, 5);
    journal.append(&lease, &records(4..6), due(NOW)).await.unwrap();
    assert_eq!(setting.number("SELECT n FROM written").await, 7);
}

#[tokio::test]
async fn a_restored_journal_that_was_looked_at_opens_again() {
    let (setting, _) = restored().await;
    let journal = setting.sqlite().await;
    journal.accept_restored().await.unwrap();
    opened(&journal, &plain("new")).await;
    opened(&setting.sqlite().await, &plain("newer")).await;
}

#[tokio::test]
async fn a_journal_that_is_gone_is_noticed_too() {
    let (setting, _) = restored().await;
    fs::remove_file(setting.file()).unwrap();
    let refused = setting.sqlite().await.open(&plain("new"), &me(), LEASE, NOW).await.unwrap_err();
    assert!(matches!(refused, JournalError::Restored { missing: 4, .. }), "{refused}");
}

#[tokio::test]
async fn a_counter_that_is_gone_or_cannot_be_read_is_made_anew() {
    let setting = setting::sqlite();
    opened(&setting.sqlite().await, &plain("one")).await;
    let mark = setting.file().with_file_name("bookings.db.mark");
    fs::remove_file(&mark).unwrap();
    drop(setting.sqlite().await);
    assert_eq!(fs::read_to_string(&mark).unwrap(), "00000000000000000001\n");
    fs::write(&mark, "\u{0}\u{0}").unwrap();
    opened(&setting.sqlite().await, &plain("two")).await;
    assert_eq!(fs::read_to_string(&mark).unwrap(), "00000000000000000002\n");
}

#[tokio::test]
async fn a_refused_or_known_request_is_not_counted() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    for _ in 0..3 {
        journal.open(&intent("one", slot(0, 900), &["sandbox:bo"]), &me(), LEASE, NOW).await.unwrap();
        journal.open(&intent("two", slot(0, 900), &["sandbox:bo"]), &me(), LEASE, NOW).await.unwrap();
    }
    opened(&journal, &plain("three")).await;
    let mark = fs::read_to_string(setting.file().with_file_name("bookings.db.mark")).unwrap();
    assert_eq!(mark.trim().parse(), Ok(2));
}
