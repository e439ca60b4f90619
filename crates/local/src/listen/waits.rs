//! How long the server waits for a client.

use std::time::Duration;

/// How long the server waits for a client before it closes the connection.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// For a request's head, from its first byte. A new connection has as long for all of its first one.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For the next request.
    pub idle: Duration,
    /// For the client to take any of what is being sent.
    pub write: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
        }
    }
}
