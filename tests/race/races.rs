//! The races themselves.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use freebusy_booking::{Intent, Journal};
use freebusy_store::Sqlite;

use crate::cluster::Cluster;
use crate::crowd::{self, Tally, Told};
use crate::database::Schema;
use crate::evidence::{Seen, assert_written_once};
use crate::instance::{CROWD, driver};
use crate::kill::moments;
use crate::runtime::block_on;
use crate::services::Services;
use crate::stage::{Hosts, intent, world};

/// How many slots are raced for where nobody says.
const SLOTS: u32 = 10;

/// A number from the environment.
fn told<N: std::str::FromStr>(name: &str) -> Option<N> {
    std::env::var(name).ok().map(|text| text.parse().ok().unwrap_or_else(|| panic!("{name} is no number")))
}

fn nobody() -> Arc<dyn Fn(&str) + Send + Sync> {
    Arc::new(|_| {})
}

async fn opened(path: &Path, times: usize) -> Vec<Arc<Sqlite>> {
    let mut journals = Vec::new();
    for _ in 0..times {
        journals.push(Arc::new(Sqlite::open(path).await.unwrap()));
    }
    journals
}

#[test]
fn of_a_thousand_at_once_on_one_file_one_is_booked_and_all_others_are_told_of_the_claim() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let services = Services::over(world()).await;
        let journals = opened(&folder.path().join("bookings.db"), 4).await;
        let drivers: Vec<_> = journals
            .iter()
            .zip(["a", "b", "c", "d"])
            .map(|(journal, worker)| driver(journal.clone(), worker))
            .collect();
        let hosts = Arc::new(Hosts::at(services.sandbox.line()));
        let began = Instant::now();
        let asked = (0..CROWD).map(|client| intent(0, client));
        let mut tally = Tally::default();
        for told in crowd::book(&drivers, &hosts, asked, &nobody()).await {
            tally.add(&told.word());
        }
        eprintln!("{CROWD} at once on one file: {tally:?} in {:?}", began.elapsed());
        // Nobody is even let near a service: that it would have refused them is not asked.
        assert_eq!(tally, Tally { confirmed: 1, claimed: CROWD - 1, ..Tally::default() });
        Seen::by(&services).await.assert_booked_once(0);
        assert_written_once(&*journals[0], 0..1).await;
        journals[0].check().await.unwrap();
    });
}

/// A hundred times the same request under one key, spread over two instances.
async fn one_key(journals: [Arc<dyn Journal>; 2]) {
    let services = Services::over(world()).await;
    let hosts = Arc::new(Hosts::at(services.sandbox.line()));
    let journal = Arc::clone(&journals[0]);
    let [one, other] = journals;
    let drivers = [driver(one, "a"), driver(other, "b")];
    let same = intent(0, 0);
    let again = |client| Intent { id: intent(0, client).id, ..same.clone() };
    let told = crowd::book(&drivers, &hosts, (0..100).map(again), &nobody()).await;
    let names = told.iter().map(|told| match told {
        Told::Confirmed(id) => *id,
        Told::Claimed | Told::Taken | Told::Otherwise(_) => panic!("it is told {told:?}"),
    });
    assert_eq!((names.len(), names.collect::<BTreeSet<_>>().len()), (100, 1));
    Seen::by(&services).await.assert_booked_once(0);
    assert_written_once(&*journal, 0..1).await;
}

#[test]
fn one_key_asked_a_hundred_times_over_two_users_of_a_file_gives_one_booking_and_one_answer() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let journals = opened(&folder.path().join("bookings.db"), 2).await;
        one_key([journals[0].clone(), journals[1].clone()]).await;
    });
}

#[test]
fn one_key_asked_a_hundred_times_over_two_users_of_a_server_gives_one_booking_and_one_answer() {
    let Some(schema) = Schema::new() else { return };
    block_on(async { one_key([Arc::new(schema.open().await), Arc::new(schema.open().await)]).await });
}

#[test]
fn of_a_thousand_at_three_instances_one_is_booked_whichever_is_killed_and_whenever() {
    let Some(schema) = Schema::new() else { return };
    let slots = told("FREEBUSY_RACE_SLOTS").unwrap_or(SLOTS);
    let seed = told("FREEBUSY_RACE_SEED").unwrap_or(1);
    let mut cluster = Cluster::start(schema);
    let began = Instant::now();
    let (mut confirmed, mut claimed, mut taken, mut unanswered) = (0, 0, 0, 0);
    for (slot, moment) in (0..slots).zip(moments(seed)) {
        let raced = Instant::now();
        let outcome = cluster.race(slot, moment);
        eprintln!("slot {slot}, killed {moment:?}: {outcome:?} in {:?}", raced.elapsed());
        let tally = outcome.tally;
        let answered = tally.confirmed + tally.claimed + tally.taken;
        assert_eq!((tally.taken, &*tally.otherwise), (0, &[][..]), "slot {slot}, killed {moment:?}");
        assert!(tally.confirmed <= 1, "slot {slot}, killed {moment:?}");
        assert!(tally.confirmed == 1 || outcome.unanswered > 0, "slot {slot}, killed {moment:?}");
        assert_eq!(answered + u32::try_from(outcome.unanswered).unwrap(), CROWD);
        (confirmed, claimed, taken) =
            (confirmed + tally.confirmed, claimed + tally.claimed, taken + tally.taken);
        unanswered += outcome.unanswered;
    }
    let rest = cluster.settle();
    eprintln!(
        "{slots} slots, {CROWD} at once for each, seed {seed}: {confirmed} told it is booked, {claimed} claimed, {taken} \
         taken, {unanswered} unanswered by the killed; {:?}, of which {rest:?} for what was left",
        began.elapsed()
    );
    block_on(assert_written_once(&cluster.journal, 0..slots));
    let seen = block_on(Seen::by(&cluster.services));
    (0..slots).for_each(|slot| seen.assert_booked_once(slot));
}
