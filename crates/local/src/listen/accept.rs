//! Accepts connections, also when descriptors have run out.

use super::{Waits, connection, table::Table};
use axum::Router;
use std::{
    io::{self, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// How long to leave the system alone after it refused a connection.
const PAUSE: Duration = Duration::from_millis(50);
/// How often to say so.
const SAY_EVERY: Duration = Duration::from_secs(60);
/// There is no request to answer yet, so this needs no request id.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// A listener with what it serves.
#[derive(Debug)]
pub(super) struct Acceptor {
    pub(super) listener: TcpListener,
    pub(super) router: Router,
    pub(super) table: Arc<Table>,
    pub(super) waits: Waits,
}

impl Acceptor {
    /// Runs until the server stops and the last request has ended.
    pub(super) async fn run(self, stopped: watch::Receiver<()>) {
        let mut connections = JoinSet::new();
        let mut stop = stopped.clone();
        let mut complaint = Complaint::default();
        loop {
            tokio::select! {
                _ = stop.changed() => break,
                Some(_) = connections.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => match self.table.admit(peer.ip()) {
                        Some(place) => {
                            let (id, router) = (place.id, self.router.clone());
                            // Else the system may hold a token back until the one before has been acknowledged.
                            stream.set_nodelay(true).ok();
                            let served = connection::serve(stream, peer, place, router, self.waits, stopped.clone());
                            self.table.served_by(id, connections.spawn(served));
                        }
                        None => {
                            complaint.say("every connection is in use; if a proxy connects for all, name it with --trusted-proxy");
                            refuse(stream);
                        }
                    },
                    Err(error) if is_the_clients(&error) => {}
                    Err(error) => {
                        complaint.say(&format!("no connection can be accepted: {error}"));
                        self.table.evict_one();
                        tokio::time::sleep(PAUSE).await;
                    }
                },
            }
        }
        drop(self.listener);
        self.table.evict_waiting();
        while connections.join_next().await.is_some() {}
    }
}

/// Whether the client left before it was accepted.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

fn refuse(stream: TcpStream) {
    if let Ok(mut stream) = stream.into_std() {
        // It does not block: a client for which this does not fit learns it from the end of the connection.
        stream.write_all(FULL).ok();
    }
}

/// Says what goes wrong, but not for each connection.
#[derive(Default)]
struct Complaint {
    said_at: Option<Instant>,
}

impl Complaint {
    fn say(&mut self, text: &str) {
        if self.said_at.is_none_or(|at| at.elapsed() >= SAY_EVERY) {
            tracing::warn!("{text}");
            self.said_at = Some(Instant::now());
        }
    }
}
