//! What a provider's refusal means, without its own words.

mod classify;
mod retry_after;

use crate::{guard::NotPublic, plan::Plan, wire};
use bubblechat_core::engine::{Cause, Fault, Problem};
use jiff::Timestamp;
use reqwest::{StatusCode, header::HeaderMap};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use std::error::Error as StdError;

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// With what is stored and told about it.
    Fault(Fault),
    /// The request was too long. `share`: what part of it would have fitted, if the provider said so.
    TooLong { share: Option<f64>, fault: Fault },
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A refusal with a status other than 2xx.
pub(crate) fn of_response(plan: &Plan, status: StatusCode, headers: &HeaderMap, body: &str) -> Failure {
    failure(plan, Some(status.as_u16()), headers, &wire::error_body(body))
}

/// An error that arrived in a stream, or as a document under status 200, with all that its frame says.
pub(crate) fn of_error(plan: &Plan, frame: &Value) -> Failure {
    failure(plan, None, &HeaderMap::new(), frame)
}

fn failure(plan: &Plan, status: Option<u16>, headers: &HeaderMap, body: &Value) -> Failure {
    let said = classify::Said::of(status, body);
    let wait = retry_after::of(headers, body, Timestamp::now());
    let code = said.provider_code.clone().filter(|code| !repeats_secret(plan, code));
    let of = |cause| Fault {
        status,
        provider_code: code.clone(),
        retry_after_s: wait.map(|wait| wait.as_millis().div_ceil(1000) as u64),
        ..plan.fault(cause)
    };
    match classify::cause(&said, plan.dialect, wait.is_some()) {
        classify::Class::TooLong { share } => {
            Failure::TooLong { share, fault: of(Cause::Misconfigured(Problem::ContextTooLong)) }
        }
        classify::Class::Cause(cause) => of(cause).into(),
    }
}

/// Whether a code repeats the key or the value of a header, as some providers do with a wrong one.
fn repeats_secret(plan: &Plan, code: &str) -> bool {
    let headers = plan.headers.iter().filter(|(_, value)| value.is_sensitive());
    let values = headers.filter_map(|(_, value)| value.to_str().ok());
    let key = plan.key.as_ref().map(|key| key.expose_secret().trim());
    let secrets = values.chain(key).filter(|secret| !secret.is_empty());
    secrets.map(str::to_ascii_lowercase).any(|secret| secret.contains(code) || code.contains(&secret))
}

/// An error of the connection, or of a response in transit. `begun`: whether a response had begun.
pub(crate) fn of_transport(plan: &Plan, error: &reqwest::Error, begun: bool) -> Fault {
    let cause = if caused_by::<NotPublic>(error) || error.is_builder() {
        Cause::Misconfigured(Problem::AddressWrong)
    } else if begun && (error.is_body() || error.is_decode() || error.is_request()) {
        Cause::Cut
    } else {
        Cause::Unavailable
    };
    plan.fault(cause)
}

fn caused_by<T: StdError + 'static>(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<T>() {
            return true;
        }
        cause = error.source();
    }
    false
}
