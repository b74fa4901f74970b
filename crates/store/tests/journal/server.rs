//! What only a journal on a server can meet with.

use freebusy_store::{Location, Postgres, PostgresUrl};

use crate::setting;

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    // A port that was free a moment ago, so that nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let location: Location = format!("postgres://ana:hush@127.0.0.1:{port}/d").parse().unwrap();
    let refused = format!("{:?}", freebusy_store::open(&location).await.map(drop).unwrap_err());
    assert!(refused.contains(&format!("postgres://ana@127.0.0.1:{port}/d")), "{refused}");
    assert!(refused.contains("the connection failed") && !refused.contains("hush"), "{refused}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_in_the_servers_words() {
    if setting::postgres().await.is_none() {
        return;
    }
    let mut url = url::Url::parse(&setting::server()).unwrap();
    url.set_path("no such database");
    let url: PostgresUrl = url.as_str().parse().unwrap();
    let refused = Postgres::connect(&url).await.unwrap_err().to_string();
    assert!(refused.contains("does not exist"), "{refused}");
}

#[tokio::test]
async fn a_schema_with_other_signs_in_its_name_is_refused() {
    let url: PostgresUrl = "postgres://127.0.0.1/d".parse().unwrap();
    for name in ["", "a b", "a;b", "Ab", "1a", "a\"b"] {
        let refused = Postgres::connect_in(&url, name).await.unwrap_err().to_string();
        assert!(refused.contains("rename it"), "{refused}");
    }
}
