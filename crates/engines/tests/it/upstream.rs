//! An HTTP server that follows a script, byte for byte.

use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc},
    task::JoinHandle,
};

/// One step the server takes after it has read a request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Writes these bytes unchanged.
    Raw(Vec<u8>),
    /// Writes these bytes as one HTTP chunk, which the client sees as one piece of the body.
    Chunk(Vec<u8>),
    /// Ends the chunked body properly.
    LastChunk,
    /// Tells the test that it got this far.
    Tell(Arc<Notify>),
    /// Waits until the test says so.
    Wait(Arc<Notify>),
    /// Waits until the client has closed the connection, then notifies the test.
    Closed(Arc<Notify>),
    /// Writes this chunk over and over until the client is gone.
    Repeat(Vec<u8>),
    /// Reads the connection's next request.
    Receive,
}

/// A request as it arrived.
#[derive(Debug)]
pub(crate) struct Request {
    /// The number of its connection, from 0.
    pub(crate) connection: usize,
    /// Request line and headers, with names in lower case.
    pub(crate) head: String,
    pub(crate) body: serde_json::Value,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) url: String,
    pub(crate) requests: mpsc::UnboundedReceiver<Request>,
    task: JoinHandle<()>,
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) const EVENT_STREAM: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";

/// Answers the n-th request with the n-th script and closes the connection. The last script serves all later requests.
pub(crate) async fn serve(scripts: Vec<Vec<Step>>) -> Upstream {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    let (sender, requests) = mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        for turn in 0.. {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            // Otherwise each small write would wait 40 ms for the client's acknowledgement.
            socket.set_nodelay(true).expect("a TCP socket");
            let script = scripts[turn.min(scripts.len() - 1)].clone();
            let sender = sender.clone();
            tokio::spawn(async move {
                // A client that leaves early ends its script, by design.
                if let Some(request) = receive(&mut socket, turn).await {
                    let _ = sender.send(request);
                    let _ = play(&mut socket, script, turn, &sender).await;
                }
            });
        }
    });
    Upstream { url, requests, task }
}

/// An event stream of these chunks, properly ended.
pub(crate) async fn serve_chunks(chunks: Vec<Vec<u8>>) -> Upstream {
    serve(vec![script(chunks)]).await
}

pub(crate) fn script(chunks: Vec<Vec<u8>>) -> Vec<Step> {
    let head = Step::Raw(EVENT_STREAM.into());
    std::iter::once(head).chain(chunks.into_iter().map(Step::Chunk)).chain([Step::LastChunk]).collect()
}

/// A whole response: status, headers (each with its line ending) and body.
pub(crate) async fn serve_status(status: u16, headers: &str, body: &str) -> Upstream {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}");
    serve(vec![vec![Step::Raw(head.into_bytes())]]).await
}

async fn receive(socket: &mut TcpStream, connection: usize) -> Option<Request> {
    let mut bytes = Vec::new();
    let split = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..split].to_vec()).expect("headers are text");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let length: usize = length.parse().expect("a number");
    while bytes.len() < split + length {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { connection, head, body: serde_json::from_slice(&bytes[split..]).expect("a JSON body") })
}

async fn play(
    socket: &mut TcpStream,
    script: Vec<Step>,
    connection: usize,
    sender: &mpsc::UnboundedSender<Request>,
) -> std::io::Result<()> {
    for step in script {
        match step {
            Step::Raw(bytes) => socket.write_all(&bytes).await?,
            Step::Chunk(bytes) => socket.write_all(&chunk(&bytes)).await?,
            Step::LastChunk => socket.write_all(b"0\r\n\r\n").await?,
            Step::Tell(test) => test.notify_one(),
            Step::Wait(until) => until.notified().await,
            Step::Closed(told) => {
                // Zero bytes or an error: either way, the client is gone.
                let _ = socket.read(&mut [0; 64]).await;
                told.notify_one();
            }
            Step::Receive => {
                let Some(request) = receive(socket, connection).await else { return Ok(()) };
                let _ = sender.send(request);
            }
            Step::Repeat(bytes) => loop {
                socket.write_all(&chunk(&bytes)).await?;
            },
        }
    }
    Ok(())
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
