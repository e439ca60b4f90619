//! The functions, in-process.

use super::{
    Answer, Logs, TestStore, Wire,
    canary::{PROMPT_CANARY, PROVIDER_KEY_CANARY},
};
use axum::{Router, body::Body, response::Response};
use bubblechat_core::{
    Slug,
    key::{ApiKey, KeyKind, Scope},
    limits::StoreLimiter,
    seal::{Purpose, SealedKey},
    secret::{SecretSource, Secrets},
    store::{KeyRecord, Store},
    tenant::{EngineSpec, Provider, Settings},
    time::now_ms,
};
use http::{Method, Request};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// An origin that every test tenant allows.
pub(crate) const ORIGIN: &str = "https://shop.example";
/// The site that serves the widget and its frame page.
pub(crate) const SITE: &str = "https://chat.example";
/// A visitor's network address.
pub(crate) const ADDRESS: &str = "192.0.2.1";

/// The functions on a store.
pub(crate) struct TestApp {
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    chat: Router,
    config: Router,
    folder: Arc<TempDir>,
}

/// A tenant with a publishable key.
#[derive(Clone)]
pub(crate) struct TestTenant {
    pub(crate) slug: Slug,
    pub(crate) key: String,
}

impl TestApp {
    pub(crate) async fn on(store: &TestStore) -> Self {
        Self::with(store.connect(), None)
    }

    /// The functions behind a recorded wire, with nothing warmed up.
    pub(crate) fn behind(wire: &Wire) -> Self {
        Self::with(wire.connect(), None)
    }

    /// The same functions behind a recorded wire, with the same secret.
    pub(crate) fn also_behind(&self, wire: &Wire) -> Self {
        Self::with(wire.connect(), Some(self.folder.clone()))
    }

    /// Another process of the same deployment, which shares only the store and the secret.
    pub(crate) fn beside(&self, store: &TestStore) -> Self {
        Self::with(store.connect(), Some(self.folder.clone()))
    }

    /// The functions with the service secret in that folder.
    pub(crate) fn sharing(store: &TestStore, folder: Arc<TempDir>) -> Self {
        Self::with(store.connect(), Some(folder))
    }

    fn with(store: Store, folder: Option<Arc<TempDir>>) -> Self {
        Logs::listen();
        let folder = folder.unwrap_or_else(|| Arc::new(tempfile::tempdir().unwrap()));
        let secrets = Secrets::new(SecretSource::File(folder.path().join("secret.json")));
        let options = bubblechat_engines::Options { allow_private_addresses: true, ..Default::default() };
        let chat = bubblechat_chat::router(bubblechat_chat::State::new(
            store.clone(),
            Arc::new(StoreLimiter::new(store.clone())),
            bubblechat_engines::Engines::new(options),
            secrets.clone(),
        ));
        let config = bubblechat_config::router(bubblechat_config::State::new(store.clone(), secrets.clone()));
        Self { store, secrets, chat, config, folder }
    }

    /// A tenant's settings: what most tests need, overridden by `part`.
    pub(crate) fn settings(part: Value) -> Settings {
        let mut document = json!({
            "name": "Acme", "prompt": format!("You are kind. {PROMPT_CANARY}"), "origins": [ORIGIN],
            "limits": { "key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000 },
            "engines": [
                { "name": "echo", "provider": "echo" },
                { "name": "rules", "provider": "rules", "rules": [{ "pattern": "hours", "answer": "9 to 5" }], "fallback": "Ask us." },
            ],
            "default_engine": "echo", "visitor_engines": ["rules"],
        });
        for (name, value) in part.as_object().unwrap() {
            document[name] = value.clone();
        }
        serde_json::from_value(document).unwrap()
    }

    /// Creates a tenant that answers with `echo` or `rules`, with settings overridden by `part`.
    pub(crate) async fn tenant(&self, slug: &str, part: Value) -> TestTenant {
        let slug = Slug::parse(slug).unwrap();
        let settings = Self::settings(part);
        settings.validate(bubblechat_core::tenant::Policy::LOCAL).unwrap();
        let openai = settings.engines.iter().filter(|engine| engine.provider == Provider::Openai);
        let names: BTreeSet<_> = openai.map(EngineSpec::key_name).collect();
        self.store.create_tenant(&slug, settings, now_ms()).await.unwrap().unwrap();
        let master = &self.secrets.get().await.unwrap().master;
        for name in names {
            let sealed =
                SealedKey::seal(master, Purpose::Tenant(&slug, &name), &SecretString::from(PROVIDER_KEY_CANARY))
                    .unwrap();
            self.store.set_provider_key(&slug, &name, &sealed).await.unwrap();
        }
        let key = self.key(&slug, KeyKind::Publishable, |_| {}).await;
        TestTenant { slug, key }
    }

    /// Creates a tenant whose model is served by the provider at `base_url`.
    pub(crate) async fn model_tenant(&self, slug: &str, base_url: &str) -> TestTenant {
        let engine = json!({ "name": "main", "provider": "openai", "model": "test-model", "base_url": base_url });
        self.tenant(slug, json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [] })).await
    }

    /// Creates a key.
    pub(crate) async fn key(&self, slug: &Slug, kind: KeyKind, change: impl FnOnce(&mut KeyRecord)) -> String {
        let key = ApiKey::generate(kind, slug, &self.secrets.get().await.unwrap().key_tag);
        let mut record = KeyRecord::new(&key, "test", now_ms());
        if kind == KeyKind::Secret {
            record.scopes = vec![Scope::Chat];
        }
        change(&mut record);
        self.store.create_key(slug, &record).await.unwrap();
        Logs::listen().also_secret(String::from(key.hash()));
        key.expose().to_owned()
    }

    /// Sends a request to the chat function and returns its response without reading the body.
    pub(crate) async fn call(&self, request: Request<Body>) -> Response {
        self.chat.clone().oneshot(request).await.unwrap()
    }

    /// Sends a request to the config function.
    pub(crate) async fn config(&self, request: Request<Body>) -> Answer {
        Answer::read(self.config.clone().oneshot(request).await.unwrap(), true).await
    }

    /// Sends a message and reads the answer to its end.
    pub(crate) async fn chat(&self, tenant: &TestTenant, body: Value) -> Answer {
        self.read(tenant.chat(body)).await
    }

    /// Sends a message from a page of that origin, on the site [`SITE`].
    pub(crate) async fn chat_from(&self, origin: &str, tenant: &TestTenant, body: Value) -> Answer {
        let mut request = tenant.chat(body);
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request.headers_mut().insert("x-bubblechat-host", SITE.trim_start_matches("https://").parse().unwrap());
        self.read(request).await
    }

    /// Sends a request to the chat function and reads the answer to its end.
    pub(crate) async fn read(&self, request: Request<Body>) -> Answer {
        Answer::read(self.call(request).await, true).await
    }

    /// The visitor's thread.
    pub(crate) async fn thread(&self, tenant: &TestTenant, session: &str) -> Vec<Value> {
        let request = tenant.request(Method::GET, "/v1/conversation").header("x-session-id", session);
        let answer = self.read(request.body(Body::empty()).unwrap()).await;
        answer.json()["messages"].as_array().unwrap_or_else(|| panic!("no thread: {}", answer.text())).clone()
    }
}

impl TestTenant {
    /// A request from the tenant's own page.
    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("x-api-key", &self.key);
        request.header("origin", ORIGIN).header("x-bubblechat-address", ADDRESS)
    }

    /// A message from the tenant's own page.
    pub(crate) fn chat(&self, body: Value) -> Request<Body> {
        let request = self.request(Method::POST, "/v1/chat").header("content-type", "application/json");
        request.body(Body::from(body.to_string())).unwrap()
    }
}
