//! What goes on between the SDK and the store.

use crate::TestStore;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::post,
};
use bubblechat_core::store::Store;
use serde_json::Value;
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    time::timeout,
};

/// How long a test waits for a call before it fails. Far longer than any machine needs, so only a call that never comes takes that long.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many requests the store gets at once.
const PLACES: usize = 64;

const JSON: [(&str, &str); 1] = [("content-type", "application/x-amz-json-1.0")];

/// One call that went over the wire.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GetItem`, `Query`, …
    pub operation: String,
    /// The request's body.
    pub request: Value,
    /// Capacity units as the store reports them, filled in with its response.
    pub units: f64,
    /// Whether the store has answered. The response may still be held.
    pub is_answered: bool,
}

impl Call {
    /// Whether the caller asked for a consistent read.
    pub fn is_consistent(&self) -> bool {
        let tables = self.request["RequestItems"].as_object();
        self.request["ConsistentRead"] == true
            || tables.is_some_and(|tables| tables.values().all(|table| table["ConsistentRead"] == true))
    }

    /// The sort key that was written or read, or its prefix.
    pub fn sort_key(&self) -> String {
        let of = |value: &Value| value["sk"]["S"].as_str().map(str::to_owned);
        of(&self.request["Key"])
            .or_else(|| of(&self.request["Item"]))
            .or_else(|| self.request["ExpressionAttributeValues"][":prefix"]["S"].as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// A proxy between SDK and store that records every call and holds the responses beyond an allowance.
#[derive(Debug, Clone)]
pub struct Wire {
    /// Where its other end listens.
    pub url: String,
    target: String,
    calls: watch::Sender<Vec<Call>>,
    /// Calls with a number below this may be answered.
    answered_below: watch::Sender<usize>,
    /// Calls of this operation whose sort key begins so do not reach the store for now.
    stuck: watch::Sender<Option<(&'static str, &'static str)>>,
    /// How many of the next batches are answered as a busy store does: with nothing of them done.
    left_out: Arc<AtomicUsize>,
    /// The hashes of requests that were refused, if some are to be.
    refused: Arc<Mutex<Option<HashSet<u64>>>>,
    /// Places on the way to the store, which resets connections beyond what it can take.
    places: Arc<Semaphore>,
    http: reqwest::Client,
}

impl Wire {
    /// A wire that holds nothing yet.
    pub async fn between(store: &TestStore) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let wire = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            target: store.url.clone(),
            calls: watch::Sender::default(),
            answered_below: watch::Sender::new(usize::MAX),
            stuck: watch::Sender::default(),
            left_out: Arc::default(),
            refused: Arc::default(),
            places: Arc::new(Semaphore::new(PLACES)),
            http: reqwest::Client::new(),
        };
        let router = Router::new().route("/", post(relay)).with_state(wire.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        wire
    }

    /// A client at the wire's other end.
    pub fn connect(&self) -> Store {
        super::connect(&self.url, super::PREFIX)
    }

    /// The calls so far, in order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.borrow().clone()
    }

    /// Forgets the calls so far, and holds every response until it is allowed.
    pub fn hold(&self) {
        self.calls.send_modify(Vec::clear);
        self.answered_below.send_replace(0);
    }

    /// Releases the responses to the first `n` calls.
    pub fn allow(&self, n: usize) {
        self.answered_below.send_replace(n);
    }

    /// Leaves out the next `n` batches, as a busy store does: it answers that they are yet to be processed.
    pub fn leave_out(&self, n: usize) {
        self.left_out.store(n, Relaxed);
    }

    /// Keeps calls of an operation whose sort key begins so from the store, until [`Self::unstick`].
    pub fn stick(&self, operation: &'static str, sort_key: &'static str) {
        self.stuck.send_replace(Some((operation, sort_key)));
    }

    /// From now on, one of seventeen requests is refused once, as a busy store does: most as throttled, some writes of usage as conflicts, which the
    /// SDK does not try again.
    pub fn trouble(&self) {
        self.refused.lock().unwrap().get_or_insert_default();
    }

    /// The refusal of a request that is refused this time.
    fn refusal(&self, request: &Value) -> Option<&'static str> {
        let mut refused = self.refused.lock().unwrap();
        let refused = refused.as_mut()?;
        let mut hasher = DefaultHasher::new();
        request.to_string().hash(&mut hasher);
        let hash = hasher.finish();
        if !hash.is_multiple_of(17) || !refused.insert(hash) {
            return None;
        }
        let is_usage = request["Item"]["pk"]["S"].as_str().is_some_and(|pk| pk.ends_with("#usage"));
        Some(if is_usage && hash.is_multiple_of(2) { "TransactionConflictException" } else { "ThrottlingException" })
    }

    /// Lets all calls go on to the store.
    pub fn unstick(&self) {
        self.stuck.send_replace(None);
    }

    /// Waits until `n` calls have arrived. A caller that waits for a held response never gets that far.
    pub async fn arrived(&self, n: usize) {
        self.until("arrived", n, |_| true).await;
    }

    /// Waits until the store has answered `n` calls, whose responses may still be held.
    pub async fn answered(&self, n: usize) {
        self.until("were answered", n, |call| call.is_answered).await;
    }

    /// Waits until `n` calls are such as `counts` says; `what` they do goes into the failure.
    pub async fn until(&self, what: &str, n: usize, counts: impl Fn(&Call) -> bool) {
        let mut calls = self.calls.subscribe();
        let enough = calls.wait_for(|calls| calls.iter().filter(|call| counts(call)).count() >= n);
        if timeout(PATIENCE, enough).await.is_err() {
            panic!("fewer than {n} calls {what}: {:#?}", self.calls());
        }
    }
}

async fn relay(State(wire): State<Wire>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let target = headers["x-amz-target"].to_str().unwrap().to_owned();
    let operation = target.rsplit('.').next().unwrap().to_owned();
    let mut request: Value = serde_json::from_slice(&body).unwrap();
    let is_left_out = operation.starts_with("Batch")
        && wire.left_out.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
    let call = Call { operation, request: request.clone(), units: 0.0, is_answered: false };
    let mut number = 0;
    wire.calls.send_modify(|calls| {
        number = calls.len();
        calls.push(call.clone());
    });
    let may_go_on = |stuck: &Option<(&str, &str)>| {
        stuck.is_none_or(|(operation, key)| call.operation != operation || !call.sort_key().starts_with(key))
    };
    wire.stuck.subscribe().wait_for(may_go_on).await.unwrap();
    if let Some(refusal) = wire.refusal(&request) {
        let refusal = serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{refusal}") });
        return (StatusCode::BAD_REQUEST, JSON, Bytes::from(refusal.to_string()));
    }
    if is_left_out {
        let all = &request["RequestItems"];
        let answer = serde_json::json!({ "Responses": {}, "UnprocessedKeys": all, "UnprocessedItems": all });
        return (StatusCode::OK, JSON, Bytes::from(answer.to_string()));
    }
    request["ReturnConsumedCapacity"] = "INDEXES".into();
    let sent = wire.http.post(&wire.target).header("x-amz-target", target);
    let [(name, value)] = JSON;
    let sent = sent.header(name, value);
    // The embedded store requires a signature but does not check it.
    let sent = sent
        .header("authorization", headers["authorization"].clone())
        .header("x-amz-date", headers["x-amz-date"].clone());
    let place = wire.places.acquire().await.unwrap();
    let answer = sent.body(serde_json::to_vec(&request).unwrap()).send().await.unwrap();
    let status = answer.status();
    let text = answer.bytes().await.unwrap();
    drop(place);
    let units = units_of(&serde_json::from_slice(&text).unwrap_or_default());
    wire.calls.send_modify(|calls| {
        if let Some(call) = calls.get_mut(number) {
            call.units = units;
            call.is_answered = true;
        }
    });
    wire.answered_below.subscribe().wait_for(|below| number < *below).await.unwrap();
    (status, JSON, text)
}

fn units_of(answer: &Value) -> f64 {
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    }
}
