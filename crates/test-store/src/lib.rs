//! Only for tests: the embedded store, and a wire to it that records calls and can hold them back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod wire;

pub use wire::{Call, Wire};

use bubblechat_core::store::{Store, Tables};
use dynoxide::Database;
use serde_json::Value;
use std::fmt;
use tokio::net::TcpListener;

/// What the names of the tests' tables begin with.
const PREFIX: &str = "test-";

/// A test's own embedded store, in memory, on a free port.
pub struct TestStore {
    /// The database, for seeding it and counting its items.
    pub db: Database,
    /// Where it listens.
    pub url: String,
}

impl TestStore {
    /// Starts one and creates its tables.
    pub async fn start() -> Self {
        let db = Database::memory().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(listener, db.clone()));
        let store = Self { db, url };
        store.connect().create_tables().await.unwrap();
        store
    }

    /// A separate client, as another process would have.
    pub fn connect(&self) -> Store {
        connect(&self.url, PREFIX)
    }

    /// A client of tables whose names begin so.
    pub fn connect_to(&self, prefix: &str) -> Store {
        connect(&self.url, prefix)
    }

    /// How many items there are of a kind: `turn#`, `claim#`, `conversation`, `hits`.
    pub fn count(&self, kind: &str) -> usize {
        let items = self.items("conversations");
        items.iter().filter(|item| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with(kind))).count()
    }

    /// All items of a table, as DynamoDB's JSON.
    pub fn items(&self, table: &str) -> Vec<Value> {
        self.items_of(&format!("test-{table}"))
    }

    /// Makes every lease in the store older, as time does.
    pub fn age_leases(&self, by_ms: i64) {
        self.set("conversations", "lease_until_ms", "lease_until_ms - :number", by_ms);
    }

    /// Sets a number wherever a table's items have it.
    pub fn set_number(&self, table: &str, name: &str, number: i64) {
        self.set(table, name, ":number", number);
    }

    fn set(&self, table: &str, name: &str, to: &str, number: i64) {
        for item in self.items(table).iter().filter(|item| item[name].is_object()) {
            let request = serde_json::json!({
                "TableName": format!("test-{table}"),
                "Key": { "pk": item["pk"], "sk": item["sk"] },
                "UpdateExpression": format!("SET {name} = {to}"),
                "ExpressionAttributeValues": { ":number": { "N": number.to_string() } },
            });
            self.db.update_item(serde_json::from_value(request).unwrap()).unwrap();
        }
    }

    /// The same for a table by its full name.
    pub fn items_of(&self, table: &str) -> Vec<Value> {
        let request = serde_json::json!({ "TableName": table });
        let answer = self.db.scan(serde_json::from_value(request).unwrap()).unwrap();
        serde_json::to_value(answer).unwrap()["Items"].as_array().unwrap().clone()
    }
}

impl fmt::Debug for TestStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestStore({})", self.url)
    }
}

fn connect(url: &str, prefix: &str) -> Store {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .endpoint_url(url)
        .region(aws_sdk_dynamodb::config::Region::new("local"))
        .credentials_provider(aws_sdk_dynamodb::config::Credentials::for_tests())
        .build();
    Store::new(aws_sdk_dynamodb::Client::from_conf(config), Tables::with_prefix(prefix))
}
