//! Logs of the deployed functions.

use tracing_subscriber::EnvFilter;

/// Writes logs as JSON lines to standard output, for CloudWatch. The level is `info` unless `RUST_LOG` says otherwise. Lambda adds the time
/// itself.
pub fn log_as_json() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_current_span(true).without_time().init();
}
