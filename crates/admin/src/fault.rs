//! Faults of engines, as operators see them.

use bubblechat_core::{
    engine::{Cause, FailingEngine, Fault, Problem},
    time::rfc3339,
};
use bubblechat_http::ErrorCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why an engine failed, as far as the service knows. The provider's own words are not kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FaultView {
    /// What visitors were told.
    #[schema(example = "engine_misconfigured")]
    code: ErrorCode,
    /// With `engine_misconfigured` and `provider_key_missing`: what has to be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<Problem>,
    /// The engine's name.
    #[schema(example = "main")]
    engine: String,
    /// The host that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "api.openai.com")]
    host: Option<String>,
    /// The HTTP status of its response.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 401)]
    status: Option<u16>,
    /// The provider's own code for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "invalid_api_key")]
    provider_code: Option<String>,
}

impl From<Fault> for FaultView {
    fn from(fault: Fault) -> Self {
        let Fault { cause, engine, host, status, provider_code, .. } = fault;
        let problem = match cause {
            Cause::Misconfigured(problem) => Some(problem),
            _ => None,
        };
        Self { code: cause.into(), problem, engine, host, status, provider_code }
    }
}

/// An engine that has failed since its last answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FailingEngineView {
    #[serde(flatten)]
    fault: FaultView,
    /// When the first of these failures was, in RFC 3339.
    #[schema(format = DateTime)]
    since: String,
}

impl FailingEngineView {
    /// A tenant's failing engines, by their names.
    pub(crate) fn all(failing: BTreeMap<String, FailingEngine>) -> Vec<Self> {
        let view = |FailingEngine { fault, since_ms }| Self { fault: FaultView::from(fault), since: rfc3339(since_ms) };
        failing.into_values().map(view).collect()
    }
}
