//! One connection: HTTP/1.1, a request at a time.

use super::{
    Waits,
    guarded::Guarded,
    slot::{Phase, Slot},
    table::Admitted,
};
use crate::refusal;
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::ConnectInfo,
    response::Response,
};
use bubblechat_http::{ApiError, ErrorCode};
use http::{HeaderValue, Request, header};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    future::Future as _,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{net::TcpStream, sync::watch, time::Sleep};
use tower::ServiceExt as _;

/// The longest head of a request, and about as much of an answer is held for a client that does not read.
const BUFFER_BYTES: usize = 64 * 1024;

/// Serves requests until the client leaves, is too slow, or the server stops.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    place: Admitted,
    router: Router,
    waits: Waits,
    mut stopped: watch::Receiver<()>,
) {
    let slot = place.slot.clone();
    let io = TokioIo::new(Guarded::new(stream, slot.clone(), waits));
    let service = service_fn(move |request| {
        // Before the next read, which may come before the answer is asked for: it must not wait as if for a head.
        slot.enter(Phase::Busy);
        answer(request, peer, Running(slot.clone()), router.clone(), waits)
    });
    // `Guarded` does the waiting.
    let mut http = http1::Builder::new();
    http.header_read_timeout(None).max_buf_size(BUFFER_BYTES);
    let mut connection = std::pin::pin!(http.serve_connection(io, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    running: Running,
    router: Router,
    waits: Waits,
) -> Result<Response, Infallible> {
    let is_late = Arc::new(AtomicBool::new(false));
    let mut request = request.map(|body| {
        let alarm = Box::pin(tokio::time::sleep(waits.body));
        Body::new(Timed { body, alarm, is_late: is_late.clone() })
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = match router.oneshot(request).await {
        Ok(_) if is_late.load(Ordering::Relaxed) => too_slow().await,
        Ok(response) => response,
        Err(never) => match never {},
    };
    Ok(response.map(|body| Body::new(Sending { body, _running: running })))
}

async fn too_slow() -> Response {
    let mut response = refusal::finished(ApiError::of(ErrorCode::BodyTooSlow)).await;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A request's body, which fails if it takes too long as a whole.
struct Timed {
    body: Incoming,
    alarm: Pin<Box<Sleep>>,
    is_late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.alarm.as_mut().poll(cx));
        self.is_late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err("the body took too long".into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection waits again once this is dropped.
struct Running(Arc<Slot>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.enter(Phase::Idle);
    }
}

/// An answer's body, with which the request ends.
struct Sending {
    body: Body,
    _running: Running,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        listen::table::{Caps, Share, Table},
        proxies::Proxies,
    };
    use anyhow::{Context as _, Result};
    use std::time::Duration;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    /// Only so that a failure does not hang.
    const FAR: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn an_answer_that_is_there_at_once_leaves_an_idle_connection() -> Result<()> {
        let waits = Waits { head: FAR * 2, body: FAR * 2, idle: Duration::from_millis(10), write: FAR * 2 };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (stream, peer) = listener.accept().await?;
        let table = Arc::new(Table::new(Caps::new(8, Share::Site, Proxies::default())));
        let place = table.admit(peer.ip()).context("a place")?;
        let (_stop, stopped) = watch::channel(());
        let served = tokio::spawn(serve(stream, peer, place, Router::new(), waits, stopped));
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await?;
        let mut answer = Vec::new();
        let read = tokio::time::timeout(FAR, client.read_to_end(&mut answer)).await;
        read.context("the connection stays open")??;
        assert!(answer.starts_with(b"HTTP/1.1 404 "));
        served.await?;
        Ok(())
    }
}
