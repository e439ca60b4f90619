//! The local server: the three functions in one process, on an embedded DynamoDB-compatible store.
//!
//! It runs the same routers as AWS Lambda does, and stands in for what surrounds them there: the CDN that serves the built widget and the
//! dashboard ([`Options::edge`] adds what it refuses), the store, and the secret. A third port shows a demo page on "somebody else's site".

mod args;
mod banner;
mod caller;
mod console;
mod data;
mod demo;
mod edge;
mod files;
mod first_start;
mod listen;
mod openapi;
mod options;
mod server;
mod site;
mod start_error;
mod store;
mod upkeep;

pub use args::Args;
pub use banner::{print, write_ready_file};
pub use first_start::Operator;
pub use openapi::openapi;
pub use options::Options;
pub use server::Server;
pub use start_error::StartError;
pub use upkeep::Upkeep;
