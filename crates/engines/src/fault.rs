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

/// A refusal with a status other than 200.
pub(crate) fn of_response(plan: &Plan, status: StatusCode, headers: &HeaderMap, body: &str) -> Failure {
    let values = wire::parse_all(body).unwrap_or_default();
    let value = values.into_iter().next().unwrap_or_else(|| Value::String(body.to_owned()));
    failure(plan, Some(status.as_u16()), headers, &value)
}

/// An error that arrived in a stream, or as a document under status 200.
pub(crate) fn of_error(plan: &Plan, error: &Value) -> Failure {
    failure(plan, None, &HeaderMap::new(), error)
}

fn failure(plan: &Plan, status: Option<u16>, headers: &HeaderMap, body: &Value) -> Failure {
    let said = classify::Said::of(status, body);
    let wait = retry_after::of(headers, body, Timestamp::now());
    let code = said.provider_code.clone().filter(|code| {
        let key = plan.key.as_ref().map(|key| key.expose_secret().to_ascii_lowercase());
        // Some providers repeat a wrong key.
        !key.is_some_and(|key| key.contains(code.as_str()) || code.contains(key.trim()))
    });
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
