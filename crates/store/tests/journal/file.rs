//! What only a journal in a file can meet with.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use freebusy_booking::JournalError;
use freebusy_store::Sqlite;

use crate::sample::*;
use crate::setting;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn refused(path: &Path) -> JournalError {
    Sqlite::open(path).await.unwrap_err()
}

#[tokio::test]
async fn files_and_folders_are_made_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/bookings.db");
    let journal = Sqlite::open(&path).await.unwrap();
    opened(&journal, &plain("one")).await;
    for folder in ["a", "a/b"].map(|name| folder.path().join(name)) {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
    for name in ["bookings.db", "bookings.db-wal", "bookings.db-shm", "bookings.db.mark"] {
        assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_file_that_others_may_read_is_refused_and_left_as_it_is() {
    let setting = setting::sqlite();
    let path = setting.file();
    drop(Sqlite::open(&path).await.unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = refused(&path).await.to_string();
    assert!(refused.contains("others may read or write") && refused.contains("chmod 600"), "{refused}");
    assert_eq!(mode(&path), 0o640);
}

#[tokio::test]
async fn a_folder_that_anybody_may_write_is_refused_and_nothing_is_made_in_it() {
    let setting = setting::sqlite();
    let path = setting.file();
    let folder = path.parent().unwrap();
    for shared in [0o702, 0o777] {
        fs::set_permissions(folder, fs::Permissions::from_mode(shared)).unwrap();
        let refused = refused(&path).await.to_string();
        assert!(
            refused.contains("others may write into the folder") && refused.contains("chmod o-w"),
            "{refused}"
        );
        assert!(!path.exists());
    }
    for fit in [0o755, 0o775, 0o1777] {
        fs::set_permissions(folder, fs::Permissions::from_mode(fit)).unwrap();
        drop(Sqlite::open(&path).await.unwrap());
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let setting = setting::sqlite();
    fs::write(setting.file(), "certainly no database, but long enough to be asked for its head ".repeat(40))
        .unwrap();
    fs::set_permissions(setting.file(), fs::Permissions::from_mode(0o600)).unwrap();
    let refused = refused(&setting.file()).await;
    assert!(
        matches!(&refused, JournalError::Corrupt { what, .. } if what.contains("no database")),
        "{refused}"
    );
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    let setting = setting::sqlite();
    drop(setting.sqlite().await);
    setting.meddle("PRAGMA application_id = 7").await;
    let before = setting.number("SELECT COUNT(*) FROM sqlite_master").await;
    let refused = refused(&setting.file()).await;
    assert!(
        matches!(&refused, JournalError::Corrupt { what, .. } if what.contains("another program")),
        "{refused}"
    );
    assert_eq!(setting.number("SELECT COUNT(*) FROM sqlite_master").await, before);
}

#[tokio::test]
async fn a_damaged_file_is_found_by_the_check() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    for n in 0..50 {
        opened(&journal, &plain(&n.to_string())).await;
    }
    journal.check().await.unwrap();
    journal.close().await;
    let mut bytes = fs::read(setting.file()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0x5a);
    fs::write(setting.file(), bytes).unwrap();
    let found = match Sqlite::open(setting.file()).await {
        Ok(journal) => journal.check().await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(found, JournalError::Corrupt { .. }), "{found}");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_named_without_its_text() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    let lease = opened(&journal, &plain("one")).await;
    freebusy_booking::Journal::append(&journal, &lease, &records(1..3), due(NOW)).await.unwrap();
    setting.meddle("UPDATE journal SET body = '\"ana@example.org\"' WHERE seq = 1").await;
    let found = freebusy_booking::Journal::load(&journal, TENANT, lease.intent).await.unwrap_err();
    assert!(matches!(&found, JournalError::Corrupt { what, .. } if what.contains("record 1")), "{found}");
    assert!(!found.to_string().contains("ana@"), "{found}");
}

#[tokio::test]
async fn a_missing_record_is_noticed() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    let lease = opened(&journal, &plain("one")).await;
    freebusy_booking::Journal::append(&journal, &lease, &records(1..4), due(NOW)).await.unwrap();
    setting.meddle("DELETE FROM journal WHERE seq = 2").await;
    let found = freebusy_booking::Journal::load(&journal, TENANT, lease.intent).await.unwrap_err();
    assert!(matches!(found, JournalError::Corrupt { .. }), "{found}");
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_refused_with_its_mend() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    let under_a_file = refused(&folder.path().join("plain/bookings.db")).await.to_string();
    assert!(under_a_file.starts_with("cannot open the journal at"), "{under_a_file}");
    fs::create_dir(folder.path().join("within")).unwrap();
    let a_folder = refused(&folder.path().join("within")).await.to_string();
    assert!(a_folder.contains("is a folder; name a file in it"), "{a_folder}");
}

#[tokio::test]
async fn a_name_with_the_signs_of_a_url_is_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("50% of?mode=memory#1 ü.db");
    drop(Sqlite::open(&path).await.unwrap());
    assert!(fs::metadata(&path).unwrap().len() > 0);
}
