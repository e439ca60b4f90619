//! How long a provider asks to wait.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;
use std::time::Duration;

/// Waits that are longer than a day are nobody's wish.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Reads `Retry-After` in seconds or as a date, `retry-after-ms`, which OpenAI and Azure send, or Gemini's `{"retryDelay":"34s"}` in the body.
pub(super) fn of(headers: &HeaderMap, body: &Value, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds).ok();
    let millis = text("retry-after-ms").and_then(|text| seconds(text.parse::<f64>().ok()? / 1000.0));
    let date = |text: &str| {
        let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        // A date in the past means now.
        Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
    };
    let header = || {
        let text = text(RETRY_AFTER.as_str())?;
        text.parse().ok().map_or_else(|| date(text), seconds)
    };
    let delay = || seconds(retry_delay(body)?.strip_suffix('s')?.parse().ok()?);
    millis.or_else(header).or_else(delay).map(|wait| wait.min(LONGEST))
}

fn retry_delay(body: &Value) -> Option<&str> {
    match body {
        Value::Object(fields) => {
            let own = fields.get("retryDelay").and_then(Value::as_str);
            own.or_else(|| fields.values().find_map(retry_delay))
        }
        Value::Array(values) => values.iter().find_map(retry_delay),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};
    use serde_json::json;

    fn after(name: &'static str, value: &'static str) -> Option<f64> {
        let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))]);
        let now = jiff::fmt::rfc2822::parse("Wed, 21 Oct 2026 07:28:00 GMT").ok()?.timestamp();
        of(&headers, &Value::Null, now).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn a_wait_may_be_seconds_milliseconds_a_date_or_gemini_s_body() {
        assert_eq!(after("retry-after", "17"), Some(17.0));
        assert_eq!(after("retry-after", "1.5"), Some(1.5));
        assert_eq!(after("retry-after-ms", "1500"), Some(1.5));
        assert_eq!(after("retry-after", "Wed, 21 Oct 2026 07:29:30 GMT"), Some(90.0));
        assert_eq!(after("retry-after", "Wed, 21 Oct 2026 07:00:00 GMT"), Some(0.0));
        assert_eq!(after("retry-after", "soon"), None);
        assert_eq!(after("retry-after", "-1"), None);
        assert_eq!(after("retry-after", "9999999999"), Some(86_400.0));
        let body = json!({ "error": { "details": [{ "@type": "t" }, { "retryDelay": "34.5s" }] } });
        assert_eq!(of(&HeaderMap::new(), &body, Timestamp::now()), Some(Duration::from_millis(34_500)));
        assert_eq!(of(&HeaderMap::new(), &json!({ "retryDelay": "-1s" }), Timestamp::now()), None);
    }
}
