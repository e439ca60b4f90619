//! The store: a DynamoDB-compatible one embedded in this process, or another one. Either way, the AWS SDK talks to it as in production. The
//! embedded one receives the SDK's requests directly and opens no port, since any web page on this machine could talk to a port.

mod damage;
mod durable;
mod reserve;

use crate::{StartError, data::Data};
use aws_sdk_dynamodb::{
    Client,
    config::{
        BehaviorVersion, Credentials, Region, StalledStreamProtectionConfig,
        http::{HttpRequest, HttpResponse},
    },
    error::ConnectorError,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use bubblechat_core::store::{Store, Tables};
use durable::Durable;
use dynoxide::{
    DynoxideError,
    actions::{self, vector_lifecycle::VectorIndexLifecycle},
    storage::Storage,
    ttl::sweep_expired_items,
};
use futures_util::FutureExt as _;
use reserve::Reserve;
use std::{
    fmt,
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// How often expired items are deleted. Reads filter them out, so this only frees space.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// The prefix of the tables' names.
pub(crate) const PREFIX: &str = "bubblechat-";

/// Opens the embedded store of a data folder.
///
/// # Errors
/// [`StartError`]
pub(crate) fn open(data: &Data) -> Result<Embedded, StartError> {
    Embedded::start(&data.reserve("store.db")?)
}

/// The embedded store.
#[derive(Debug)]
pub(crate) struct Embedded {
    requests: mpsc::Sender<Job>,
    thread: thread::JoinHandle<()>,
}

/// A request from the SDK, and where to send its answer; `None` ends the thread.
type Job = Option<(Request, oneshot::Sender<Answer>)>;

struct Request {
    /// Such as `PutItem`.
    operation: String,
    /// JSON.
    body: Vec<u8>,
}

/// A status and JSON.
type Answer = (u16, String);

impl Embedded {
    /// Opens the file, and answers from its own thread, because its calls block. They run one at a time anyway.
    pub(crate) fn start(file: &Path) -> Result<Self, StartError> {
        let failed = |error: &dyn fmt::Display| StartError::Store(error.to_string().replace('\n', " "));
        let path = file.to_str().ok_or_else(|| failed(&"the path is not UTF-8"))?;
        damage::check(file)?;
        let storage = Storage::new(path).map_err(|error| failed(&error))?;
        let durable = Durable::of(&storage, file).map_err(|error| failed(&error))?;
        let reserve = Reserve::beside(file);
        let (requests, jobs) = mpsc::channel();
        let mut serving = Serving { storage, durable, reserve };
        let thread = thread::Builder::new().name("store".to_owned()).spawn(move || serving.serve(&jobs))?;
        Ok(Self { requests, thread })
    }

    /// The store, as the functions see it.
    pub(crate) fn store(&self) -> Store {
        let connector = SharedHttpConnector::new(InProcess { requests: self.requests.clone() });
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            // Never contacted.
            .endpoint_url("http://localhost")
            .region(Region::new("local"))
            // It is in this process, so there is nobody to prove anything to, and nobody can stall half-way.
            .allow_no_auth()
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(client(connector))
            .build();
        Store::new(Client::from_conf(config), Tables::with_prefix(PREFIX))
    }

    /// Stops it once all earlier calls are answered. Blocks until then.
    pub(crate) fn stop(self) {
        self.requests.send(None).ok();
        self.thread.join().ok();
    }
}

fn client(connector: SharedHttpConnector) -> SharedHttpClient {
    http_client_fn(move |_, _| connector.clone())
}

/// What the store's thread has.
struct Serving {
    storage: Storage,
    durable: Durable,
    reserve: Reserve,
}

impl Serving {
    fn serve(&mut self, jobs: &mpsc::Receiver<Job>) {
        let messages = Tables::with_prefix(PREFIX).conversations;
        let mut sweep_at = Instant::now();
        loop {
            match jobs.recv_timeout(sweep_at.saturating_duration_since(Instant::now())) {
                Ok(Some((request, reply))) => {
                    let answer = answer_even_if_full(&self.storage, &mut self.reserve, &request, &messages);
                    if !self.durable.tell(&request.operation, answer, reply) {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(None) | Err(RecvTimeoutError::Disconnected) => return,
            }
            if Instant::now() >= sweep_at {
                let swept = at_once(sweep_expired_items(&self.storage));
                tracing::debug!(?swept, "expired items deleted");
                sweep_at = Instant::now() + SWEEP_EVERY;
            }
        }
    }
}

/// What a call of dynoxide's returns. Its calls are futures for the sake of other platforms; on SQLite they never wait.
fn at_once<T>(call: impl Future<Output = dynoxide::Result<T>>) -> dynoxide::Result<T> {
    let waited = || Err(DynoxideError::InternalServerError("the store waited".to_owned()));
    call.now_or_never().unwrap_or_else(waited)
}

/// Answers, and keeps room for what must go on when the disk is full.
fn answer_even_if_full(storage: &Storage, reserve: &mut Reserve, request: &Request, messages: &str) -> Answer {
    let goes_on = reserve::goes_on(&request.operation, &request.body, messages);
    if !goes_on && reserve.is_spent() {
        return full();
    }
    let (status, json) = answer(storage, request);
    if status < 500 || !reserve::is_full(&json) {
        return (status, json);
    }
    reserve.spend();
    let again = goes_on.then(|| answer(storage, request));
    again.filter(|(_, json)| !reserve::is_full(json)).unwrap_or_else(full)
}

/// A refusal that the SDK does not send again.
fn full() -> Answer {
    (
        400,
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#LimitExceededException","message":"the disk is full"}"#
            .to_owned(),
    )
}

/// Answers as DynamoDB's endpoint does.
fn answer(storage: &Storage, Request { operation, body }: &Request) -> Answer {
    macro_rules! dispatch {
        ($($name:literal => $call:ident $(with $more:expr)?),+ $(,)?) => {
            match operation.as_str() {
                $($name => serde_json::from_slice(body)
                    .map_err(|error| DynoxideError::ValidationException(error.to_string()))
                    .and_then(|request| at_once(actions::$call::execute(storage, request $(, $more)?)))
                    .and_then(|answer| serde_json::to_string(&answer)
                        .map_err(|error| DynoxideError::InternalServerError(error.to_string()))),)+
                other => Err(DynoxideError::ValidationException(format!("{other} is not used here"))),
            }
        };
    }
    let done = dispatch! {
        "BatchGetItem" => batch_get_item,
        "BatchWriteItem" => batch_write_item,
        "CreateTable" => create_table,
        "DeleteItem" => delete_item,
        "DescribeTable" => describe_table with &VectorIndexLifecycle::new(),
        "GetItem" => get_item,
        "PutItem" => put_item,
        "Query" => query,
        "TransactWriteItems" => transact_write_items,
        "UpdateItem" => update_item,
        "UpdateTimeToLive" => update_time_to_live,
    };
    done.map_or_else(|error| (error.status_code(), error.to_json()), |json| (200, json))
}

/// Hands the SDK's requests to the store's thread.
struct InProcess {
    requests: mpsc::Sender<Job>,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let (reply, answer) = oneshot::channel();
        let sent = self.requests.send(Some((Request { operation, body }, reply)));
        HttpConnectorFuture::new(async move {
            let ended = || ConnectorError::io("the embedded store has ended".into());
            sent.map_err(|_| ended())?;
            let (status, json) = answer.await.map_err(|_| ended())?;
            let status = status.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
            let mut response = HttpResponse::new(status, json.into());
            response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
            Ok(response)
        })
    }
}

/// A store at this endpoint. Credentials and region come from the environment; emulators accept any.
pub(crate) fn connect(endpoint: &str) -> Store {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let or_local = |name| variable(name).unwrap_or_else(|| "local".to_owned());
    let (id, secret) = (or_local("AWS_ACCESS_KEY_ID"), or_local("AWS_SECRET_ACCESS_KEY"));
    let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new(region.unwrap_or_else(|| "us-east-1".to_owned())))
        .credentials_provider(Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment"))
        .build();
    Store::new(Client::from_conf(config), Tables::with_prefix(PREFIX))
}
