//! A loss of power: of what was written to the log, any beginning may have reached the disk.

use std::fs;

use freebusy_booking::Journal;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::sample::*;
use crate::setting;

const CUTS: usize = 2_000;
const COMMITS: u32 = 40;

/// After each cut the file is whole, holds exactly a beginning of what was confirmed, and all of what the log held
/// when it was confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_left_of_the_log_whole_commits_are_left_and_none_in_between() {
    let setting = setting::sqlite();
    let journal = setting.sqlite().await;
    let intent = plain("one");
    let lease = opened(&journal, &intent).await;
    let log = setting.file().with_file_name("bookings.db-wal");
    let mut confirmed = vec![fs::metadata(&log).unwrap().len()];
    for n in 0..COMMITS {
        journal.append(&lease, &records(n * 3..n * 3 + 3), due(NOW)).await.unwrap();
        confirmed.push(fs::metadata(&log).unwrap().len());
    }
    let (file, log) = (fs::read(setting.file()).unwrap(), fs::read(log).unwrap());
    assert_eq!(confirmed.last(), Some(&u64::try_from(log.len()).unwrap()));

    let folder = tempfile::tempdir().unwrap();
    let first = usize::try_from(confirmed[0]).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..CUTS {
        let cut = if n == 0 { log.len() } else { fastrand::usize(first..=log.len()) };
        let path = folder.path().join(format!("{n}.db"));
        fs::write(&path, &file).unwrap();
        fs::write(folder.path().join(format!("{n}.db-wal")), &log[..cut]).unwrap();
        let left = left(&path).await;
        let cut = u64::try_from(cut).unwrap();
        let promised = confirmed.iter().filter(|length| **length <= cut).count() - 1;
        assert_eq!(left, i64::try_from(promised).unwrap() * 3, "cut at byte {cut}");
        seen.insert(left);
        fs::remove_file(&path).unwrap();
    }
    assert!(seen.len() > 30, "the cuts fell on {} states only", seen.len());
    drop(journal);
}

/// How many records are left, in a file that is whole.
async fn left(path: &std::path::Path) -> i64 {
    // What happens to this copy later is nobody's concern: it need not reach the disk.
    let options = SqliteConnectOptions::new().filename(path).synchronous(SqliteSynchronous::Off);
    let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
    let check: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut raw).await.unwrap();
    assert_eq!(check, "ok");
    let sql = "SELECT COUNT(*) FROM journal";
    let left: i64 = sqlx::query_scalar(sql).fetch_one(&mut raw).await.unwrap();
    let sql = "SELECT records FROM intent";
    assert_eq!(left, sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut raw).await.unwrap());
    raw.close().await.unwrap();
    left
}
