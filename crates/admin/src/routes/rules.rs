//! `POST /v1/admin/rules/try`

use crate::{
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, RuleErrors, SessionErrors},
};
use axum::Json;
use bubblechat_core::{Invalid, conversation::MessageText, tenant::Rule};
use bubblechat_http::{ApiError, BodyErrors, ServerErrors, StrictJson};
use serde::{Deserialize, Serialize};

/// As many as an engine can have.
const MAX_PATTERNS: usize = 200;

/// Patterns to try, in the engine's order, saved or not.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"patterns": ["hours", "/refunds?/"], "message": "Can I get a refund?"}))]
pub(crate) struct RuleTrial {
    /// The rules' patterns. An invalid one is reported and skipped.
    #[schema(max_items = 200)]
    patterns: Vec<String>,
    /// What a visitor might write. Without it, the patterns are only checked.
    #[schema(min_length = 1, max_length = 4000)]
    message: Option<String>,
}

/// The result of trying the patterns.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RuleTrialResult {
    /// The index of the first pattern that matches the message. Null if none does, so the fallback answers.
    #[schema(example = 1)]
    rule: Option<usize>,
    /// The invalid patterns, in order.
    problems: Vec<PatternProblem>,
}

/// An invalid pattern.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PatternProblem {
    /// Its index in `patterns`.
    #[schema(example = 0)]
    rule: usize,
    /// What is wrong with it, as the rest of a sentence that begins with the pattern.
    #[schema(example = "must have 1 to 500 characters")]
    message: String,
}

/// Tries rules on a message.
///
/// Nothing is read or stored, so rules can be tried before they are saved.
#[utoipa::path(
    post,
    path = "/v1/admin/rules/try",
    operation_id = "try_rules",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = RuleTrial,
    responses(
        (status = 200, description = "Which rule matches", body = RuleTrialResult),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn try_rules(
    _: Caller,
    StrictJson(trial): StrictJson<RuleTrial>,
) -> Result<Json<RuleTrialResult>, ApiError> {
    if trial.patterns.len() > MAX_PATTERNS {
        return Err(Invalid(format!("patterns must have at most {MAX_PATTERNS} entries.")).into());
    }
    let message = trial.message.as_deref().map(MessageText::parse).transpose()?;
    // Compiling 200 patterns takes longer than other requests of this process should wait.
    let result = tokio::task::spawn_blocking(move || judge(trial.patterns, message.as_ref()));
    Ok(Json(result.await.map_err(ApiError::internal)?))
}

fn judge(patterns: Vec<String>, message: Option<&MessageText>) -> RuleTrialResult {
    let mut result = RuleTrialResult { rule: None, problems: Vec::new() };
    for (index, pattern) in patterns.into_iter().enumerate() {
        match (Rule { pattern, answer: String::new() }).matcher() {
            Err(Invalid(message)) => result.problems.push(PatternProblem { rule: index, message }),
            Ok(matcher) if result.rule.is_none() && message.is_some_and(|m| matcher.is_match(m.as_str())) => {
                result.rule = Some(index);
            }
            Ok(_) => {}
        }
    }
    result
}
