//! The local server: the three functions in one process, on an embedded DynamoDB-compatible store.
//!
//! It runs the same routers as AWS Lambda, and replaces what surrounds them there: the CDN that serves the widget and the dashboard
//! ([`Options::edge`] adds its refusals), the store, the secret and the schedule. A third port serves a demo page that plays a customer's site.

mod args;
mod backup;
mod banner;
mod built;
mod caller;
mod command;
mod console;
mod data;
mod demo;
mod edge;
mod files;
mod first_start;
mod health;
mod host;
mod listen;
mod openapi;
mod options;
mod production;
mod proxies;
mod refusal;
mod server;
mod site;
mod start_error;
mod store;
mod upkeep;

pub use args::Args;
pub use backup::BackupError;
pub use banner::{print, write_ready_file};
pub use command::{Command, CommandError};
pub use first_start::Operator;
pub use listen::Waits;
pub use openapi::openapi;
pub use options::{Counting, Options};
pub use production::{Production, PublicUrl};
pub use server::Server;
pub use start_error::StartError;
pub use upkeep::Upkeep;
