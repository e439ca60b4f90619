//! `/v1/admin/…`

mod audit;
mod conversations;
mod credentials;
mod documentation;
mod failing_engines;
mod faults;
mod keys;
mod operators;
mod pages;
mod password;
mod previews;
mod provider_key;
mod roles;
mod rules;
mod second_factor;
mod session;
mod sessions;
mod tenant_deletion;
mod tenant_list;
mod tenants;
mod tokens;
mod transfer;
mod usage;
mod versions;

use crate::support::{ADDRESS, Answer, Logs, TestApp, TestStore, TestTenant};
use axum::{Router, body::Body};
use bubblechat_admin::{Options, State};
use bubblechat_core::{
    secret::{SecretSource, Secrets},
    tenant::Policy,
};
use http::{Method, Request, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt as _;

const TENANTS: &str = "/v1/admin/tenants";
const ACME: &str = "/v1/admin/tenants/acme";
/// All that shared caches may keep.
const DOCUMENTATION: [&str; 3] = ["/v1/openapi.json", "/docs", "/docs.css"];
/// The address of an operator who does not exist.
const NOBODY: &str = "/v1/admin/operators/o_00000000000000000000000000000000";
const EMAIL: &str = "ada@acme.example";
const PASSWORD: &str = "correct horse battery";

/// The admin function with one operator, who is signed in.
struct Console {
    store: TestStore,
    secrets: Secrets,
    state: State,
    router: Router,
    /// The cookie in the browser: `name=value`.
    cookie: String,
    /// The cookie by which the browser is known at the sign-in.
    device: String,
    folder: Arc<tempfile::TempDir>,
}

impl Console {
    async fn start() -> Self {
        Self::with(false, Policy::PUBLIC).await
    }

    async fn with(secure_cookies: bool, policy: Policy) -> Self {
        let logs = Logs::listen();
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = TestStore::start().await;
        let secrets = Secrets::new(SecretSource::File(folder.path().join("secret.json")));
        let options = Options { policy, secure_cookies, password_cost: 4, ..Options::DEPLOYED };
        let state = State::new(store.connect(), secrets.clone(), options);
        let router = bubblechat_admin::router(state.clone());
        let mut console = Self { store, secrets, state, router, cookie: String::new(), device: String::new(), folder };
        console.add_operator(EMAIL, PASSWORD).await;
        let operator = console.store.connect().operator_by_email(EMAIL).await.unwrap().unwrap();
        logs.also_secret(operator.password_hash.unwrap());
        let answer = console.login(EMAIL, PASSWORD, ADDRESS).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        console.cookie = cookie_of(&answer);
        console.device = device_of(&answer);
        logs.also_secret(PASSWORD.to_owned());
        logs.also_secret(console.cookie.clone());
        logs.also_secret(console.device.clone());
        console
    }

    /// Another process on the same store.
    fn another(&self) -> Self {
        let options = Options { secure_cookies: false, password_cost: 4, ..Options::DEPLOYED };
        let store = TestStore { db: self.store.db.clone(), url: self.store.url.clone() };
        let state = State::new(store.connect(), self.secrets.clone(), options);
        let router = bubblechat_admin::router(state.clone());
        Self {
            store,
            secrets: self.secrets.clone(),
            state,
            router,
            cookie: self.cookie.clone(),
            device: self.device.clone(),
            folder: self.folder.clone(),
        }
    }

    /// What visitors call, on the same store and with the same secret.
    fn visitors(&self) -> TestApp {
        TestApp::sharing(&self.store, self.folder.clone())
    }

    async fn add_operator(&self, email: &str, password: &str) -> bool {
        let password = SecretString::from(password);
        bubblechat_admin::operator::create(&self.store.connect(), email, &password, 4).await.unwrap()
    }

    async fn login(&self, email: &str, password: &str, address: &str) -> Answer {
        self.login_from("", email, password, address).await
    }

    /// Signs in from a browser with this cookie.
    async fn login_from(&self, device: &str, email: &str, password: &str, address: &str) -> Answer {
        let request =
            Request::post("/v1/admin/login").header("x-bubblechat", "1").header("x-bubblechat-address", address);
        let request = request.header("cookie", device).header("user-agent", "Firefox");
        let body = json!({ "email": email, "password": password }).to_string();
        self.raw(request.header("content-type", "application/json").body(Body::from(body)).unwrap()).await
    }

    /// Sends a request as the dashboard does.
    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("cookie", &self.cookie);
        request.header("x-bubblechat", "1").header("x-bubblechat-address", ADDRESS)
    }

    async fn raw(&self, request: Request<Body>) -> Answer {
        let is_documentation = DOCUMENTATION.contains(&request.uri().path());
        let answer = Answer::read(self.router.clone().oneshot(request).await.unwrap(), false).await;
        let may_be_kept = is_documentation && (answer.status.is_success() || answer.status == StatusCode::NOT_MODIFIED);
        let caching = if may_be_kept { "public, max-age=300" } else { "no-store" };
        assert_eq!(answer.headers["cache-control"], caching);
        assert!(answer.headers.contains_key("x-request-id"));
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
        answer
    }

    async fn get(&self, path: &str) -> Answer {
        self.raw(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.raw(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        self.send_with(method, path, &[], body).await
    }

    async fn send_with(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let mut request = self.request(method, path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.raw(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Creates a tenant and returns its document.
    async fn tenant(&self, slug: &str) -> Value {
        let body = json!({ "slug": slug, "name": "Acme", "origins": ["https://shop.example"] });
        let answer = self.send(Method::POST, "/v1/admin/tenants", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()
    }
}

/// The session's cookie that a response sets, as the browser sends it back.
fn cookie_of(answer: &Answer) -> String {
    cookie_named(answer, "bc_session=")
}

/// The device's cookie.
fn device_of(answer: &Answer) -> String {
    cookie_named(answer, "bc_device_")
}

fn cookie_named(answer: &Answer, name: &str) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.find(|cookie| cookie.contains(name)).unwrap_or_else(|| panic!("no {name}"));
    cookie.split(';').next().unwrap().to_owned()
}

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Every private route, with a valid body.
fn private_routes() -> Vec<(Method, &'static str, Option<Value>)> {
    let tenant = json!({ "slug": "new", "name": "New" });
    let operator = json!({ "email": "carol@acme.example", "role": "viewer", "tenants": null });
    let expires_at = bubblechat_core::time::rfc3339(bubblechat_core::time::now_ms() + 60_000);
    let token = json!({ "name": "Script", "role": "viewer", "tenants": null, "expires_at": expires_at });
    let change = json!({ "email": "carol@acme.example", "role": "viewer", "tenants": null, "disabled": false });
    let document = json!({ "name": "Acme" });
    let format = "bubblechat-tenant-1";
    let file = json!({ "format": format, "slug": "acme", "exported_at": expires_at, "document": document });
    let proofs = json!({ "password": PASSWORD, "code": "123456" });
    vec![
        (Method::GET, "/v1/admin/me", None),
        (Method::POST, "/v1/admin/password", Some(json!({ "current": PASSWORD, "new": "another password" }))),
        (Method::GET, "/v1/admin/sessions", None),
        (Method::DELETE, "/v1/admin/sessions", None),
        (Method::DELETE, "/v1/admin/sessions/0123456789abcdef", None),
        (Method::GET, "/v1/admin/operators", None),
        (Method::POST, "/v1/admin/operators", Some(operator)),
        (Method::PUT, NOBODY, Some(change)),
        (Method::DELETE, NOBODY, None),
        (Method::POST, "/v1/admin/operators/o_00000000000000000000000000000000/password-link", None),
        (Method::DELETE, "/v1/admin/operators/o_00000000000000000000000000000000/second-factor", None),
        (Method::GET, "/v1/admin/team", None),
        (Method::PUT, "/v1/admin/team", Some(json!({ "second_factor_required": false }))),
        (Method::POST, "/v1/admin/second-factor", Some(json!({ "password": PASSWORD }))),
        (Method::PUT, "/v1/admin/second-factor", Some(json!({ "code": "123456" }))),
        (Method::POST, "/v1/admin/second-factor/remove", Some(proofs.clone())),
        (Method::POST, "/v1/admin/second-factor/recovery-codes", Some(proofs)),
        (Method::GET, "/v1/admin/audit", None),
        (Method::GET, "/v1/admin/tokens", None),
        (Method::POST, "/v1/admin/tokens", Some(token)),
        (Method::DELETE, "/v1/admin/tokens/0123456789abcdef", None),
        (Method::POST, "/v1/admin/rules/try", Some(json!({ "patterns": ["hours"] }))),
        (Method::GET, "/v1/admin/tenants", None),
        (Method::POST, "/v1/admin/tenants", Some(tenant.clone())),
        (Method::GET, "/v1/admin/tenants/acme", None),
        (Method::PUT, "/v1/admin/tenants/acme", Some(json!({ "name": "Acme" }))),
        (Method::DELETE, "/v1/admin/tenants/acme", None),
        (Method::PUT, "/v1/admin/tenants/acme/provider-key", Some(json!({ "provider": "openai", "key": "k" }))),
        (Method::DELETE, "/v1/admin/tenants/acme/provider-key?provider=openai", None),
        (Method::GET, "/v1/admin/tenants/acme/keys", None),
        (Method::POST, "/v1/admin/tenants/acme/keys", Some(json!({ "name": "k", "kind": "publishable" }))),
        (Method::DELETE, "/v1/admin/tenants/acme/keys/0123456789abcdef", None),
        (Method::POST, "/v1/admin/tenants/acme/keys/0123456789abcdef/rotate", None),
        (Method::POST, "/v1/admin/tenants/acme/preview-key", None),
        (Method::GET, "/v1/admin/tenants/acme/usage", None),
        (Method::GET, "/v1/admin/usage", None),
        (Method::POST, "/v1/admin/tenants/acme/copy", Some(json!({ "slug": "copied", "name": "Copied" }))),
        (Method::GET, "/v1/admin/tenants/acme/export", None),
        (Method::POST, "/v1/admin/imports", Some(json!({ "slug": "imported", "file": file }))),
        (Method::GET, "/v1/admin/tenants/acme/versions", None),
        (Method::GET, "/v1/admin/tenants/acme/versions/1", None),
        (Method::POST, "/v1/admin/tenants/acme/versions/1/restore", None),
        (Method::GET, "/v1/admin/tenants/acme/conversations", None),
        (Method::GET, "/v1/admin/tenants/acme/conversations/c_00000000000000000000000000000000", None),
        (Method::DELETE, "/v1/admin/tenants/acme/conversations/c_00000000000000000000000000000000", None),
    ]
}

fn body_of(body: Option<Value>) -> Body {
    body.map_or_else(Body::empty, |body| Body::from(body.to_string()))
}

/// Two tenants with 30 conversations each.
async fn talked(console: &Console) -> (TestApp, [TestTenant; 2]) {
    let app = console.visitors();
    let tenants = [app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await];
    for tenant in &tenants {
        for i in 0..30 {
            say(&app, tenant, &format!("session-number-{i:04}")).await;
        }
    }
    (app, tenants)
}

async fn say(app: &TestApp, tenant: &TestTenant, session: &str) -> StatusCode {
    app.chat(tenant, json!({ "session_id": session, "message": "hi" })).await.status
}
