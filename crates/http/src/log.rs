//! Logs. No line contains a prompt, a message, a key or a hash, whatever the level: our own lines have none, and what libraries tell of their
//! work below `info`, requests with their bodies among it, is dropped.

use std::io;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt as _, filter_fn},
    layer::{Filter, SubscriberExt as _},
    util::SubscriberInitExt as _,
};

/// Writes logs as JSON lines to standard output, for CloudWatch. The level is `info` unless `RUST_LOG` says otherwise. Lambda adds the time
/// itself.
pub fn log_as_json() {
    let lines = tracing_subscriber::fmt::layer().json().with_current_span(true).without_time();
    tracing_subscriber::registry().with(lines.with_filter(filter("info"))).init();
}

/// Writes logs to standard error, for people. The level is `usual` unless `RUST_LOG` says otherwise.
pub fn log_to_stderr(usual: &str) {
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter(usual))).init();
}

fn filter<S: Subscriber>(usual: &str) -> impl Filter<S> + use<S> {
    bounded(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual)))
}

/// What a filter lets through, without what libraries tell below `info`.
pub fn bounded<S: Subscriber>(filter: EnvFilter) -> impl Filter<S> + use<S> {
    filter.and(filter_fn(may_be_told))
}

fn may_be_told(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("bubblechat") || *metadata.level() <= Level::INFO
}
