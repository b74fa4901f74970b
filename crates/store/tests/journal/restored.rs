//! A journal that was put back from an old copy.

use std::fs;

use freebusy_booking::{Journal, JournalError, Opened, Taken};

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

#[tokio::test]
async fn a_restored_journal_goes_on_with_what_it_has() {
    let (setting, known) = restored().await;
    let journal = setting.sqlite().await;
    assert!(matches!(journal.open(&plain("0"), &me(), LEASE, NOW).await.unwrap(), Opened::Known(_)));
    let taken = journal.take(TENANT, known, &me(), LEASE, NOW).await.unwrap();
    let Taken::Ours(lease, _) = taken else { panic!("it is not ours but {taken:?}") };
    journal.append(&lease, &records(1..2), due(NOW)).await.unwrap();
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
