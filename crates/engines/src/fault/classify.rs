//! Tells the providers' refusals apart, by status, by their codes, and where they have none by the words of their messages.

use crate::dialect::Dialect;
use bubblechat_core::engine::{Cause, Problem};
use serde_json::Value;

/// What a provider said when it refused.
#[derive(Debug, Default)]
pub(super) struct Said {
    status: Option<u16>,
    /// Its `type`s, `code`s, `status`es and `reason`s, in lower case, each between spaces, so that a part of one can be searched, too.
    codes: String,
    /// Its message, in lower case. Only searched, never passed on.
    message: String,
    /// What of the request would have fitted, if it said so in fields of their own.
    sizes: Option<(f64, f64)>,
    pub(super) provider_code: Option<String>,
}

/// What a refusal is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Class {
    Cause(Cause),
    TooLong { share: Option<f64> },
}

impl Said {
    /// `status`: the response's; an error in a stream may say one itself.
    pub(super) fn of(status: Option<u16>, body: &Value) -> Self {
        let mut said = Self { status, ..Self::default() };
        said.take_in(body, 0);
        said
    }

    fn take_in(&mut self, value: &Value, depth: usize) {
        match value {
            Value::String(text) if depth < 2 => self.add_message(text),
            // The list of one error that Gemini sends, and details.
            Value::Array(values) if depth < 4 => values.iter().for_each(|value| self.take_in(value, depth)),
            Value::Object(fields) if depth < 4 => {
                for (name, value) in fields {
                    self.take_in_field(name, value, depth);
                }
                let number = |name: &str| fields.get(name).and_then(Value::as_f64);
                if let (Some(limit), Some(size)) = (number("n_ctx"), number("n_prompt_tokens")) {
                    self.sizes = Some((limit, size));
                }
            }
            _ => {}
        }
    }

    fn take_in_field(&mut self, name: &str, value: &Value, depth: usize) {
        match (name, value) {
            (
                "code" | "status" | "status_code" | "statusCode" | "http_status" | "error_code",
                Value::Number(number),
            ) => {
                self.add_status(number.as_u64());
            }
            ("code" | "status" | "status_code" | "statusCode" | "http_status" | "error_code", Value::String(code))
                if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                self.add_status(code.parse().ok());
            }
            ("type" | "code" | "status" | "reason" | "error_code" | "__type", Value::String(code)) => {
                self.add_code(code);
            }
            ("message" | "detail" | "error" | "error_description" | "msg" | "raw", Value::String(text)) => {
                self.add_message(text)
            }
            (_, Value::Object(_) | Value::Array(_)) => self.take_in(value, depth + 1),
            _ => {}
        }
    }

    /// The response's own status, if it is an error's, says more than what its body repeats.
    fn add_status(&mut self, status: Option<u64>) {
        let status = status.and_then(|status| u16::try_from(status).ok());
        self.status = self.status.or(status.filter(|status| (300..600).contains(status)));
    }

    fn add_message(&mut self, text: &str) {
        self.message.extend(text.chars().take(2000).flat_map(char::to_lowercase));
        self.message.push('\n');
    }

    fn add_code(&mut self, code: &str) {
        let code = code.rsplit(['#', '/']).next().unwrap_or_default().to_ascii_lowercase();
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte);
        // "error" is what every error's type may be.
        if (1..=64).contains(&code.len()) && code.bytes().all(is_plain) && code != "error" {
            self.codes.push_str(&format!(" {code} "));
            self.provider_code = self.provider_code.take().or(Some(code));
        }
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.codes.contains(code))
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.message.contains(word))
    }

    /// What part of the request would have fitted: the smaller of the first two sizes that the provider named, by the larger one. What follows them
    /// are parts of the size.
    fn share(&self) -> Option<f64> {
        let (limit, size) = self.sizes.or_else(|| {
            // Names of models hold numbers, too.
            let words = self.message.split(|c: char| c.is_whitespace() || "()[]=<>".contains(c));
            let words = words.map(|word| word.trim_matches(['.', ',', ';', ':']).replace([',', '_'], ""));
            let is_size = |number: &f64| (512.0..1e8).contains(number);
            let mut numbers = words.filter_map(|word| word.parse::<f64>().ok().filter(is_size));
            let first = numbers.next()?;
            let second = numbers.find(|number| *number != first)?;
            Some((first.min(second), first.max(second)))
        })?;
        (limit < size).then(|| limit / size)
    }
}

/// Judges a refusal. `names_wait`: whether it says how long to wait.
pub(super) fn cause(said: &Said, dialect: Dialect, names_wait: bool) -> Class {
    let mend = |problem| Class::Cause(Cause::Misconfigured(problem));
    let status = said.status.unwrap_or(0);
    // A limit on rates is named in every way, also by those that follow.
    let is_rate = said.has_code(&["rate_limit", "throttl", "too_many_requests"]) || (status == 429 && names_wait);
    // Who asks again for more than a minute's allowance gets the same answer.
    let can_never_fit = status == 413 || said.says(&["request too large", "tokens must be reduced"]);
    if is_too_long(said, status) && (!is_rate || can_never_fit) {
        return Class::TooLong { share: said.share() };
    }
    if is_credit(said, status, !is_rate) {
        return mend(Problem::CreditGone);
    }
    if is_rate || status == 429 || said.has_code(&["resource_exhausted", "quota"]) {
        return Class::Cause(Cause::Busy);
    }
    if is_content(said, status) {
        return Class::Cause(Cause::Refused);
    }
    if is_model(said, status) {
        return mend(Problem::ModelUnknown);
    }
    if is_key(said, status) {
        return mend(if dialect == Dialect::Bedrock { Problem::RoleRefused } else { Problem::KeyRefused });
    }
    // LM Studio's, under status 200.
    if said.says(&["unexpected endpoint or method"]) {
        return mend(Problem::AddressWrong);
    }
    match status {
        // Nobody's API answers so: it is another one, an older path, or a redirect.
        300..=399 | 404..=406 | 410 | 411 | 415 | 421 | 426 => mend(Problem::AddressWrong),
        408 | 409 | 423..=425 | 499.. => Class::Cause(Cause::Unavailable),
        400..=498 => mend(Problem::OptionRefused),
        _ if said.has_code(&["invalid_request", "invalid_argument", "validationexception", "unsupported"]) => {
            mend(Problem::OptionRefused)
        }
        _ => Class::Cause(Cause::Unavailable),
    }
}

fn is_too_long(said: &Said, status: u16) -> bool {
    let words = [
        "maximum context length",
        "maximum prompt length",
        "context length",
        "context window",
        "context size",
        "context limit",
        "prompt is too long",
        "input is too long",
        "input length",
        "input token count",
        "too many input tokens",
        "maximum number of tokens allowed",
        "tokens in the prompt",
        "too large for model",
        "request too large",
        "tokens must be reduced",
        "input tokens exceed",
        "maximum model length",
        "model token limit",
        "exceeds max length",
        "reduce the length",
        "must have less than",
        "`max_new_tokens` must be",
    ];
    status == 413
        || said.has_code(&["context_length", "context_window", "exceed_context", "string_above_max_length"])
        || ((400..=499).contains(&status) || status == 0 || status == 500) && said.says(&words)
}

/// `words_count`: a limit on rates names billing, too, as a way to raise it. Gemini says the same of it as of a plan without credit, but then says
/// how long to wait.
fn is_credit(said: &Said, status: u16, words_count: bool) -> bool {
    let codes = [
        "insufficient_quota",
        "insufficient_balance",
        "insufficient_credits",
        "billing",
        "payment_required",
        "credit",
        "budget_exceeded",
    ];
    let words = [
        "credit balance",
        "insufficient balance",
        "insufficient credit",
        "insufficient funds",
        "out of credit",
        "available credits",
        "exceeded your current quota",
        "spending limit",
        "api usage limits",
        "billing",
    ];
    status == 402 || said.has_code(&codes) || words_count && said.says(&words)
}

fn is_content(said: &Said, status: u16) -> bool {
    let codes = ["content_filter", "content_policy", "moderation", "responsibleai", "data_inspection", "safety"];
    let words = [
        "content management policy",
        "requires moderation",
        "flagged",
        "content policy",
        "content filter",
        "content exists risk",
        "inappropriate content",
        "usage policies",
        "usage guidelines",
    ];
    status == 451 || said.has_code(&codes) || said.says(&words)
}

fn is_model(said: &Said, status: u16) -> bool {
    let codes = [
        "model_not_found",
        "model_not_exist",
        "unknown_model",
        "invalid_model",
        "model_not_available",
        "deploymentnotfound",
    ];
    let missing = [
        "not found",
        "does not exist",
        "not exist",
        "doesn't exist",
        "not a valid model",
        "no such model",
        "unknown model",
        "invalid model",
        "identifier is invalid",
        "no endpoints found",
        "not supported for generatecontent",
        "is not available",
        "decommissioned",
        "do not have access to it",
        "don't have access to the model",
    ];
    let names_model = said.says(&["model", "deployment"]);
    said.has_code(&codes) || ((400..=422).contains(&status) || status == 0) && names_model && said.says(&missing)
        // Anthropic's says only which one.
        || matches!(status, 0 | 404) && said.has_code(&["not_found_error"])
}

fn is_key(said: &Said, status: u16) -> bool {
    let codes = [
        "api_key",
        "authentication",
        "auth_error",
        "unauthenticated",
        "unauthorized",
        "permission",
        "accessdenied",
        "unrecognizedclient",
        "invalidsignature",
        "expiredtoken",
    ];
    let words = ["api key not valid", "incorrect api key", "invalid api key", "invalid_api_key", "no auth credentials"];
    matches!(status, 401 | 403) || said.has_code(&codes) || said.says(&words)
}
