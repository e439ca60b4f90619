//! Listens, and shuts down without cutting off running replies.

use crate::StartError;
use axum::Router;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// How long running replies may take once the server is asked to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Binds the address that a flag named.
pub(crate) async fn bind(flag: &'static str, addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|error| StartError::Address { flag, addr, problem: problem(&error) })
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
    tasks: JoinSet<io::Result<()>>,
}

impl Listeners {
    pub(crate) fn new() -> Self {
        Self { stop: watch::Sender::new(()), tasks: JoinSet::new() }
    }

    /// Starts serving a router.
    pub(crate) fn serve(&mut self, listener: TcpListener, router: Router) {
        let mut stopped = self.stop.subscribe();
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let shutdown = async move {
            stopped.changed().await.ok();
        };
        let served = axum::serve(listener, router).with_graceful_shutdown(shutdown);
        self.tasks.spawn(async move { served.await });
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
