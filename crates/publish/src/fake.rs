//! AWS, faked on the wire: it answers each request with the next of a list.

use crate::Clients;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

/// The services together. They share an address, and tests call one at a time.
#[derive(Debug, Clone)]
pub(crate) struct Fake {
    pub(crate) url: String,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    requests: Arc<Mutex<Vec<Asked>>>,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method, path and query.
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

impl Fake {
    /// Answers with these statuses and bodies, and refuses what comes after them.
    pub(crate) async fn answering(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answers = answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        let fake = Self { url, answers: Arc::new(Mutex::new(answers)), requests: Arc::default() };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn clients(&self) -> Clients {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(&self.url)
            .region(Region::new("local"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("id", "key", None, None, "test")))
            .build();
        let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        Clients {
            s3: aws_sdk_s3::Client::from_conf(s3),
            cloudfront: aws_sdk_cloudfront::Client::new(&config),
            secrets: aws_sdk_secretsmanager::Client::new(&config),
            dynamodb: aws_sdk_dynamodb::Client::new(&config),
        }
    }
}

async fn answer(State(fake): State<Fake>, request: Request) -> (StatusCode, String) {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
    let body = String::from_utf8(body.to_vec()).expect("a text");
    let line = format!("{} {}", parts.method, parts.uri);
    fake.requests.lock().unwrap_or_else(PoisonError::into_inner).push(Asked { line, headers: parts.headers, body });
    let next = fake.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let (status, body) = next.unwrap_or_else(|| (400, "nothing more was expected".to_owned()));
    (StatusCode::from_u16(status).expect("a status"), body)
}
