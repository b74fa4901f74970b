//! What many users of a journal at once see, each with connections of its own or not.

use std::collections::BTreeSet;
use std::sync::Arc;

use freebusy_booking::{Intent, Journal, Opened};
use tokio::task::JoinSet;

use crate::cases::worker;
use crate::sample::*;
use crate::setting::Setting;

/// Opens all intents at once, spread over a few journals that were opened apart, as by several programs.
async fn open_all(setting: &Setting, intents: Vec<Intent>) -> Vec<Opened> {
    let journals: [Arc<dyn Journal>; 4] =
        [setting.open().await, setting.open().await, setting.open().await, setting.open().await];
    let mut opening = JoinSet::new();
    for (n, intent) in intents.into_iter().enumerate() {
        let journal = Arc::clone(&journals[n % journals.len()]);
        opening.spawn(async move { journal.open(&intent, &worker(n), LEASE, NOW).await.unwrap() });
    }
    opening.join_all().await
}

fn new(opened: &[Opened]) -> usize {
    opened.iter().filter(|opened| matches!(opened, Opened::New(_))).count()
}

pub(crate) async fn of_200_at_once_one_gets_the_slot(setting: &Setting) {
    let wanted = |n: i64| intent(&n.to_string(), slot(n, 1_000 + n), &["sandbox:bo", "sandbox:cy"]);
    let opened = open_all(setting, (0..200).map(wanted).collect()).await;
    assert_eq!(new(&opened), 1);
    let claimed = opened.iter().filter(|opened| matches!(opened, Opened::Claimed(_))).count();
    assert_eq!(claimed, 199);
}

pub(crate) async fn of_200_repetitions_at_once_one_is_new(setting: &Setting) {
    let opened = open_all(setting, (0..200).map(|_| plain("one")).collect()).await;
    assert_eq!(new(&opened), 1);
    let known: BTreeSet<_> = opened
        .iter()
        .map(|opened| match opened {
            Opened::New(lease) => lease.intent,
            Opened::Known(stored) => stored.intent.id,
            Opened::KeyReused(_) | Opened::Claimed(_) => panic!("it is {opened:?}"),
        })
        .collect();
    assert_eq!(known.len(), 1);
}

pub(crate) async fn crossing_claims_of_many_hosts_end(setting: &Setting) {
    let hosts: Vec<String> = (0..6).map(|n| format!("sandbox:{n}")).collect();
    let wanted = |n: usize| {
        let mut order: Vec<&str> = hosts.iter().map(|host| &**host).collect();
        order.rotate_left(n % 6);
        intent(&n.to_string(), slot(0, 900), &order[..3])
    };
    let opened = open_all(setting, (0..120).map(wanted).collect()).await;
    // Three of six hosts each: one or two of them fit beside each other.
    assert!((1..=2).contains(&new(&opened)), "{} got the slot", new(&opened));
}

pub(crate) async fn each_of_200_due_sagas_goes_to_one_of_64_takers(setting: &Setting) {
    let journals = [setting.open().await, setting.open().await, setting.open().await];
    for n in 0..200 {
        let lease = opened(&*journals[0], &plain(&n.to_string())).await;
        journals[0].renew(&lease, NOW).await.unwrap();
    }
    let mut taking = JoinSet::new();
    for n in 0..64 {
        let journal = Arc::clone(&journals[n % journals.len()]);
        taking.spawn(async move {
            let mut taken = Vec::new();
            while let Some((lease, _)) = journal.take_due(TENANT, &worker(n), LEASE, NOW).await.unwrap() {
                assert_eq!(lease.epoch, 2);
                taken.push(lease.intent);
            }
            taken
        });
    }
    let taken: Vec<_> = taking.join_all().await.concat();
    assert_eq!((taken.len(), taken.iter().collect::<BTreeSet<_>>().len()), (200, 200));
}

pub(crate) async fn many_that_open_a_new_journal_at_once_all_can(setting: &Arc<Setting>) {
    let setting = Arc::clone(setting);
    let mut openings = JoinSet::new();
    for _ in 0..32 {
        let setting = Arc::clone(&setting);
        openings.spawn(async move { setting.try_open().await.map(drop) });
    }
    for opened in openings.join_all().await {
        opened.unwrap();
    }
}

pub(crate) async fn two_who_append_at_once_leave_whole_batches(setting: &Setting) {
    let (one, two) = (setting.open().await, setting.open().await);
    let intent = plain("one");
    let lease = opened(&*one, &intent).await;
    for n in 0..20 {
        let (first, second) = (records(n * 10..n * 10 + 5), records(n * 10 + 5..n * 10 + 10));
        let (a, b) =
            tokio::join!(one.append(&lease, &first, due(NOW)), two.append(&lease, &second, due(NOW)),);
        a.unwrap();
        b.unwrap();
    }
    let stored = one.load(TENANT, intent.id).await.unwrap().unwrap().records;
    assert_eq!(stored.len(), 200);
    for batch in stored.chunks(5) {
        let start = u32::try_from(batch[0].at.as_unix() - NOW.as_unix()).unwrap();
        assert_eq!(batch, records(start..start + 5));
    }
}
