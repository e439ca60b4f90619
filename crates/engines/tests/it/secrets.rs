//! Keys and prompts stay out of the log and out of errors, whatever the provider says.

use crate::{
    ask, engine_of, engines, read, spec,
    upstream::{serve_chunks, serve_status},
    wire::ALL,
};
use bubblechat_core::{
    engine::{EngineRequest, Exchange},
    tenant::Provider,
};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

const CANARY: &str = "canary-4711";

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("not poisoned")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn request() -> EngineRequest {
    let exchange = Exchange { question: CANARY.to_owned(), answer: CANARY.to_owned() };
    EngineRequest { system: format!("prompt {CANARY}"), history: vec![exchange], ..ask(&format!("hi {CANARY}")) }
}

/// Asks `provider` at `url` with a canary as the key, and returns how the answer ended, printed in every way.
async fn printed(provider: Provider, url: &str) -> String {
    let spec = spec(provider, url);
    let engine = engine_of(&engines(), &spec, Some(CANARY));
    let request = request();
    let asked = format!("{request:?} {engine:?}");
    match read(engine.answer(request)).await.end {
        Ok(end) => format!("{asked} {end:?}"),
        Err(fault) => format!("{asked} {} {fault:?}", fault.cause),
    }
}

// On one thread, so that the subscriber also sees the connections' tasks.
#[tokio::test(flavor = "current_thread")]
async fn neither_logs_nor_errors_show_keys_prompts_or_the_providers_words() {
    // With a single dispatcher in the process, the first thread to meet an event decides for all threads whether it is
    // of interest, so another test could silence the log. A second dispatcher turns that off.
    let _second = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish());
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut errors = String::new();
    for wire in ALL {
        for status in [400, 401, 404, 429, 500] {
            let upstream = serve_status(status, "", &format!("{{\"error\":{{\"message\":\"{CANARY}\"}}}}")).await;
            errors += &printed(wire.provider, &upstream.url).await;
        }
        let some = (wire.body)(&["Some"], None);
        let events =
            format!("event: {CANARY}\ndata: {{\"error\":{{\"message\":\"{CANARY}\",\"type\":\"{CANARY}\"}}}}\n\n");
        let garbage = format!("data: {CANARY}\n\n{CANARY}\n");
        for after in [events, garbage, String::new()] {
            let upstream = serve_chunks(vec![(some.clone() + &after).into_bytes()]).await;
            errors += &printed(wire.provider, &upstream.url).await;
        }
        let upstream = serve_chunks(vec![(wire.body)(&["Some"], Some(wire.stops.0)).into()]).await;
        errors += &printed(wire.provider, &upstream.url).await;
    }
    errors += &printed(Provider::Openai, "http://127.0.0.1:1/").await;
    assert!(!errors.contains(CANARY), "{errors}");
    let text = log.text();
    assert!(!text.contains(CANARY), "{}", text.lines().filter(|line| line.contains(CANARY)).collect::<String>());
    // The log is captured at all, down to the connections.
    assert!(text.contains("hyper"), "the connections are not in the log");
}
