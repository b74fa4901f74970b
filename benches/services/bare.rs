//! Recorded requests once more, by a client that does nothing with what it is answered.

use std::sync::Arc;

use freebusy_transport::Request;
use reqwest::Client;
use tokio::task::JoinSet;

use crate::tape::Take;

/// Sends what every tape recorded, all tapes at once.
pub(crate) async fn everything(client: &Client, tapes: &[Arc<Vec<Take>>]) {
    let mut under_way = JoinSet::new();
    for tape in tapes {
        under_way.spawn(all_of(client.clone(), Arc::clone(tape)));
    }
    under_way.join_all().await;
}

/// Sends what one tape recorded, each request after as many answers as then.
async fn all_of(client: Client, tape: Arc<Vec<Take>>) {
    let mut next = tape.iter().peekable();
    let mut under_way = JoinSet::new();
    for answered in 0..=tape.len() {
        while let Some(take) = next.next_if(|take| take.after <= answered) {
            under_way.spawn(send(client.clone(), take.request.clone()));
        }
        under_way.join_next().await.transpose().unwrap();
    }
    assert!(next.next().is_none() && under_way.is_empty());
}

async fn send(client: Client, request: Request) {
    let sending = client.request(request.method, request.url).headers(request.headers);
    let mut response = sending.send().await.unwrap();
    assert!(response.status().is_success());
    while response.chunk().await.unwrap().is_some() {}
}
