//! Listening, and ending so that replies that run are told to their end.

use crate::StartError;
use axum::Router;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// How long a reply may still run once the server is asked to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes the address that a flag named.
pub(crate) async fn bind(flag: &'static str, addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|error| StartError::Address { flag, addr, problem: problem(&error) })
}

fn problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "is taken".to_owned(),
        _ => format!("cannot be listened on ({error})"),
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

    /// Serves a router from now on.
    pub(crate) fn serve(&mut self, listener: TcpListener, router: Router) {
        let mut stopped = self.stop.subscribe();
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let shutdown = async move {
            stopped.changed().await.ok();
        };
        let served = axum::serve(listener, router).with_graceful_shutdown(shutdown);
        self.tasks.spawn(async move { served.await });
    }

    /// Takes no more requests, and waits for those that run, for 20 seconds at the most.
    pub(crate) async fn stop(mut self) {
        drop(self.stop);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("some requests still ran after 20 seconds and were cut");
        }
    }
}
