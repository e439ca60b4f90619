//! Listens, keeps slow and silent clients from crowding out others, and shuts down without cutting off running replies.

mod accept;
mod connection;
mod descriptors;
mod guarded;
mod slot;
mod table;
mod waits;

pub(crate) use table::Share;
pub use waits::Waits;

use crate::{StartError, proxies::Proxies};
use accept::Acceptor;
use axum::Router;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use table::{Caps, Table};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::JoinSet,
};

/// How long running replies may take once the server is asked to stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How much the system may hold of what a client has not read, in bytes. By itself it goes up to megabytes for each connection.
const SEND_BUFFER: u32 = 128 * 1024;
/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// Binds the address that a flag named.
pub(crate) fn bind(flag: &'static str, addr: SocketAddr) -> Result<TcpListener, StartError> {
    listen(addr).map_err(|error| StartError::Address { flag, addr, problem: problem(&error) })
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // So that a restart need not wait for the last connections to be forgotten.
    socket.set_reuseaddr(true)?;
    // Connections take it over.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

fn problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "is taken".to_owned(),
        _ => format!("cannot be used ({error})"),
    }
}

/// The URL under which a listener is reached from this machine.
pub(crate) fn url(listener: &TcpListener) -> io::Result<String> {
    let mut addr = listener.local_addr()?;
    if addr.ip().is_unspecified() {
        addr.set_ip(if addr.is_ipv4() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { IpAddr::V6(Ipv6Addr::LOCALHOST) });
    }
    Ok(format!("http://{addr}"))
}

/// What is being served.
#[derive(Debug)]
pub(crate) struct Listeners {
    stop: watch::Sender<()>,
    tasks: JoinSet<()>,
    waits: Waits,
    /// They speak for many visitors, so they may have as many connections as there are.
    proxies: Proxies,
    descriptors: usize,
}

impl Listeners {
    pub(crate) fn new(waits: Waits, proxies: Proxies) -> Self {
        let descriptors = descriptors::for_connections();
        Self { stop: watch::Sender::new(()), tasks: JoinSet::new(), waits, proxies, descriptors }
    }

    /// Starts serving a router. Each listener has its share of the descriptors, so a crowd at the site leaves room at the console.
    pub(crate) fn serve(&mut self, listener: TcpListener, router: Router, share: Share) {
        let table = Table::new(Caps::new(self.descriptors, share, self.proxies.clone()));
        let acceptor = Acceptor { listener, router, table: Arc::new(table), waits: self.waits };
        self.tasks.spawn(acceptor.run(self.stop.subscribe()));
    }

    /// Accepts no more requests, and waits up to 20 seconds for the running ones.
    pub(crate) async fn stop(mut self) {
        drop(self.stop);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("some requests were still running after 20 seconds and were cut off");
        }
    }
}
