//! The tests' foundation: real routers, a real store, and an LLM provider faked on the wire.

mod app;
mod canary;
mod process;
mod reply;
mod upstream;
mod wait;

pub(crate) use app::{ADDRESS, ORIGIN, SITE, TestApp, TestTenant};
pub(crate) use bubblechat_test_store::{Call, TestStore, Wire};
pub(crate) use canary::{Logs, PROMPT_CANARY, PROVIDER_KEY_CANARY, assert_no_secret};
pub(crate) use process::{Keys, LocalProcess};
pub(crate) use reply::{Answer, parse_sse, read_rest, read_until};
pub(crate) use upstream::{Upstream, UpstreamCall};
pub(crate) use wait::{until, until_some};
