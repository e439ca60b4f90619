//! Upstreams that are silent for too long. None of the silence is real: the tests move the clock.

use crate::{
    Answer, KEY, ask, engine_of, local, read, spec,
    upstream::{EVENT_STREAM, Step, Upstream, serve},
    wire::ALL,
};
use bubblechat_core::{
    engine::{Cause, Engine},
    tenant::Provider,
};
use bubblechat_engines::{Engines, Options};
use std::{cell::Cell, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time,
};

/// How much silence these tests allow.
const STALL: Duration = Duration::from_secs(20);

fn impatient(provider: Provider, upstream: &Upstream, stall: Duration) -> Arc<dyn Engine> {
    let options = Options { first_byte_timeout: Some(stall), stall_timeout: Some(stall), ..local() };
    engine_of(&Engines::new(options), &spec(provider, &upstream.url), Some(KEY))
}

/// Returns once the client has seen what was sent before. Everything runs on one thread, so what is sent later is seen later.
async fn settle() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    for _ in 0..3 {
        let mut one = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("a connection");
        let (mut other, _) = listener.accept().await.expect("a connection");
        one.write_all(b"x").await.expect("a socket to write to");
        other.read_exact(&mut [0]).await.expect("a socket to read from");
    }
}

async fn pass(time: Duration) {
    time::pause();
    time::advance(time).await;
    time::resume();
}

/// The answer of an upstream that runs these steps and then is silent for longer than allowed, each time that it is asked.
async fn stalled(provider: Provider, steps: Vec<Step>, times: usize) -> Answer {
    let (sent, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let script = steps.into_iter().chain([Step::Tell(sent.clone()), Step::Wait(never)]);
    let upstream = serve(vec![script.collect()]).await;
    let silence = async {
        for _ in 0..times {
            sent.notified().await;
            settle().await;
            pass(STALL).await;
        }
    };
    tokio::join!(read(impatient(provider, &upstream, STALL).answer(ask("hi"))), silence).0
}

#[tokio::test]
async fn silence_before_or_during_the_response_is_a_stall() {
    for wire in ALL {
        let head = Step::Raw(EVENT_STREAM.into());
        let body = Step::Chunk((wire.body)(&["Some"], None).into());
        // An upstream that was silent before its first word is asked once more.
        for (steps, told, times) in [(vec![], "", 2), (vec![head.clone()], "", 2), (vec![head, body], "Some", 1)] {
            let answer = stalled(wire.provider, steps, times).await;
            assert_eq!((answer.text().as_str(), answer.cause()), (told, Cause::Stalled), "{:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn an_error_counts_even_if_its_body_never_arrives() {
    let error = Step::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\n".to_vec());
    let answer = stalled(Provider::Openai, vec![error], 2).await;
    assert_eq!(answer.cause(), Cause::Unavailable);
}

#[tokio::test]
async fn a_connection_kept_alive_without_text_is_a_stall_after_ten_times_the_allowed_silence() {
    let stall = Duration::from_secs(5);
    let comment = Step::Repeat(b": still here\n\n".to_vec());
    let upstream = serve(vec![vec![Step::Raw(EVENT_STREAM.into()), comment]]).await;
    let halves_passed = Cell::new(0);
    let busy = async {
        for _ in 0..20 {
            settle().await;
            halves_passed.set(halves_passed.get() + 1);
            pass(stall / 2).await;
        }
    };
    let reading = async {
        let answer = read(impatient(Provider::Openai, &upstream, stall).answer(ask("hi"))).await;
        (answer, halves_passed.get())
    };
    let ((answer, passed), ()) = tokio::join!(reading, busy);
    assert_eq!((answer.cause(), passed), (Cause::Stalled, 20));
}
