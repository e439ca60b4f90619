//! The embedded store, and a wire to it that records calls and can hold them back.

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, response::IntoResponse, routing::post};
use bubblechat_core::store::{Store, Tables};
use dynoxide::Database;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, sync::watch};

/// A test's own embedded store, in memory, on a free port.
pub(crate) struct TestStore {
    /// The database, for seeding it and counting its items.
    pub(crate) db: Database,
    pub(crate) url: String,
}

impl TestStore {
    pub(crate) async fn start() -> Self {
        let db = Database::memory().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dynoxide::server::serve_on(listener, db.clone()));
        let store = Self { db, url };
        store.connect().create_tables().await.unwrap();
        store
    }

    /// A separate client, as another process would have.
    pub(crate) fn connect(&self) -> Store {
        connect(&self.url)
    }

    /// How many items there are of a kind: `turn#`, `claim#`, `conversation`, `hits`.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let items = self.items("conversations");
        items.iter().filter(|item| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with(kind))).count()
    }

    /// All items of a table, as DynamoDB's JSON.
    pub(crate) fn items(&self, table: &str) -> Vec<Value> {
        self.items_of(&format!("test-{table}"))
    }

    /// The same for a table by its full name.
    pub(crate) fn items_of(&self, table: &str) -> Vec<Value> {
        let request = serde_json::json!({ "TableName": table });
        let answer = self.db.scan(serde_json::from_value(request).unwrap()).unwrap();
        serde_json::to_value(answer).unwrap()["Items"].as_array().unwrap().clone()
    }
}

fn connect(url: &str) -> Store {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .endpoint_url(url)
        .region(aws_sdk_dynamodb::config::Region::new("local"))
        .credentials_provider(aws_sdk_dynamodb::config::Credentials::for_tests())
        .build();
    Store::new(aws_sdk_dynamodb::Client::from_conf(config), Tables::with_prefix("test-"))
}

/// One call that went over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// `GetItem`, `Query`, …
    pub(crate) operation: String,
    pub(crate) request: Value,
    /// Capacity units as the store reports them, filled in with its response.
    pub(crate) units: f64,
    pub(crate) is_answered: bool,
}

impl Call {
    /// Whether the caller asked for a consistent read.
    pub(crate) fn is_consistent(&self) -> bool {
        let tables = self.request["RequestItems"].as_object();
        self.request["ConsistentRead"] == true
            || tables.is_some_and(|tables| tables.values().all(|table| table["ConsistentRead"] == true))
    }

    /// The sort key that was written or read, or its prefix.
    pub(crate) fn sort_key(&self) -> String {
        let of = |value: &Value| value["sk"]["S"].as_str().map(str::to_owned);
        of(&self.request["Key"])
            .or_else(|| of(&self.request["Item"]))
            .or_else(|| self.request["ExpressionAttributeValues"][":prefix"]["S"].as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// A proxy between SDK and store that records every call and holds the responses beyond an allowance.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) url: String,
    target: String,
    calls: Arc<Mutex<Vec<Call>>>,
    /// Calls with a number below this may be answered.
    answered_below: watch::Sender<usize>,
    http: reqwest::Client,
}

impl Wire {
    pub(crate) async fn between(store: &TestStore) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            target: store.url.clone(),
            calls: Arc::default(),
            answered_below: watch::Sender::new(usize::MAX),
            http: reqwest::Client::new(),
        };
        let router = Router::new().route("/", post(relay)).with_state(wire.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        wire
    }

    pub(crate) fn connect(&self) -> Store {
        connect(&self.url)
    }

    /// The calls so far, in order of arrival.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// How many calls were answered.
    pub(crate) fn answered(&self) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| call.is_answered).count()
    }

    /// Forgets the calls so far, and holds every response until it is allowed.
    pub(crate) fn hold(&self) {
        self.calls.lock().unwrap().clear();
        self.answered_below.send_replace(0);
    }

    /// Releases the responses to the first `n` calls.
    pub(crate) fn allow(&self, n: usize) {
        self.answered_below.send_replace(n);
    }

    /// Waits until `n` calls have arrived. A caller that waits for a held response never gets that far.
    pub(crate) async fn arrived(&self, n: usize) {
        while self.calls().len() < n {
            tokio::task::yield_now().await;
        }
    }
}

async fn relay(State(wire): State<Wire>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let target = headers["x-amz-target"].to_str().unwrap().to_owned();
    let operation = target.rsplit('.').next().unwrap().to_owned();
    let mut request: Value = serde_json::from_slice(&body).unwrap();
    let number = {
        let mut calls = wire.calls.lock().unwrap();
        calls.push(Call { operation, request: request.clone(), units: 0.0, is_answered: false });
        calls.len() - 1
    };
    request["ReturnConsumedCapacity"] = "INDEXES".into();
    let sent = wire.http.post(&wire.target).header("x-amz-target", target);
    let sent = sent.header("content-type", "application/x-amz-json-1.0");
    // The embedded store requires a signature but does not check it.
    let sent = sent
        .header("authorization", headers["authorization"].clone())
        .header("x-amz-date", headers["x-amz-date"].clone());
    let answer = sent.body(serde_json::to_vec(&request).unwrap()).send().await.unwrap();
    let status = answer.status();
    let text = answer.bytes().await.unwrap();
    let units = units_of(&serde_json::from_slice(&text).unwrap_or_default());
    if let Some(call) = wire.calls.lock().unwrap().get_mut(number) {
        call.units = units;
        call.is_answered = true;
    }
    wire.answered_below.subscribe().wait_for(|below| number < *below).await.unwrap();
    (status, [("content-type", "application/x-amz-json-1.0")], text)
}

fn units_of(answer: &Value) -> f64 {
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    }
}
