//! What an engine costs per token, beside a bare pass-through of the same bytes: `cargo xtask bench engines`.
//!
//! An upstream in a process of its own sends tokens of one byte, each in a write of its own. Printed are ratios measured in one run.

use bubblechat_core::{
    Slug,
    engine::{EngineRequest, Piece},
    secret::KeyRing,
    store::Tenant,
    tenant::{EngineSpec, Provider, Settings},
};
use bubblechat_engines::{Engines, Options};
use futures_util::StreamExt as _;
use std::{
    error::Error,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SIZES: [usize; 3] = [1_000, 4_000, 15_000];
/// Lengths of what a server may send to keep us busy, in bytes.
const LENGTHS: [usize; 3] = [62_500, 250_000, 1_000_000];
/// What that is: one line that arrives in small writes, a line full of marks of reasoning, and a document of many lines.
const FORMS: [&str; 3] = ["line", "marks", "document"];
/// The best of so many runs.
const RUNS: usize = 5;
/// Enough answers for the clock of the process, which ticks every 10 ms.
const ANSWERS_FOR_CPU: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return serve().await;
    }
    let mut upstream = Command::new(std::env::current_exe()?).arg("serve").stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(upstream.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let measured = measure(line.trim()).await;
    upstream.kill()?;
    measured
}

async fn measure(address: &str) -> Result<()> {
    println!(
        "| tokens of one byte | µs per token | against 1,000 tokens | bare pass-through, µs per token |\n|---|---|---|---|"
    );
    let mut first = None;
    for tokens in SIZES {
        let engine = best(async || engine(address, tokens, "tokens").await).await? / tokens as f64;
        let bare = best(async || bare(address, tokens).await).await? / tokens as f64;
        let base = *first.get_or_insert(engine);
        println!("| {tokens} | {engine:.2} | {:.2} | {bare:.2} |", engine / base);
    }
    for form in FORMS {
        println!("\n| bytes ({form}) | ns per byte | against {} bytes |\n|---|---|---|", LENGTHS[0]);
        let mut first = None;
        for length in LENGTHS {
            let cost = best(async || engine(address, length, form).await).await? * 1e3 / length as f64;
            let base = *first.get_or_insert(cost);
            println!("| {length} | {cost:.2} | {:.2} |", cost / base);
        }
    }
    let tokens = SIZES[2];
    let of_engine = cpu(async || engine(address, tokens, "tokens").await, tokens).await?;
    let of_bare = cpu(async || bare(address, tokens).await, tokens).await?;
    println!(
        "\nCPU per token: engine {of_engine:.2} µs, bare pass-through {of_bare:.2} µs, ratio {:.2}",
        of_engine / of_bare
    );
    Ok(())
}

/// The shortest of several runs, in microseconds.
async fn best(run: impl AsyncFn() -> Result<()>) -> Result<f64> {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let begun = Instant::now();
        run().await?;
        best = best.min(begun.elapsed());
    }
    Ok(best.as_secs_f64() * 1e6)
}

/// The processor's time of this process for each token, in microseconds.
async fn cpu(run: impl AsyncFn() -> Result<()>, tokens: usize) -> Result<f64> {
    let begun = ticks()?;
    for _ in 0..ANSWERS_FOR_CPU {
        run().await?;
    }
    Ok((ticks()? - begun) as f64 * 1e4 / (ANSWERS_FOR_CPU * tokens) as f64)
}

/// What Linux has counted for this process, in ticks of 10 ms (proc(5)).
fn ticks() -> Result<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no name")?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    Ok(fields[11].parse::<u64>()? + fields[12].parse::<u64>()?)
}

async fn engine(address: &str, length: usize, form: &str) -> Result<()> {
    let base_url = Some(format!("http://{address}/v1"));
    let model = Some(format!("{length} {form}"));
    let spec = EngineSpec { model, base_url, ..EngineSpec::new("main", Provider::Openai) };
    let settings = Settings { engines: vec![spec.clone()], ..Settings::default() };
    let slug = Slug::parse("bench")?;
    let tenant = Tenant {
        slug,
        revision: 1,
        created_at_ms: 0,
        updated_at_ms: 0,
        settings,
        provider_keys: Default::default(),
        failing_engines: Default::default(),
        updated_by: None,
        earlier_limits: None,
    };
    let engines = Engines::new(Options { allow_private_addresses: true, ..Options::default() });
    let request = EngineRequest { system: String::new(), history: Vec::new(), message: "go".to_owned() };
    let mut pieces = engines.engine(&tenant, &spec, &KeyRing::generate()).answer(request);
    let mut received = 0;
    while let Some(piece) = pieces.next().await {
        if let Piece::Text(text) = piece.map_err(|fault| format!("{fault:?}"))? {
            received += text.len();
        }
    }
    let expected = if matches!(form, "marks" | "document") { 1 } else { length };
    if received == expected { Ok(()) } else { Err(format!("{received} of {expected} bytes").into()) }
}

/// Reads the same response without looking at it.
async fn bare(address: &str, tokens: usize) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.post(format!("http://{address}/v1/chat/completions"));
    let mut response = request.body(format!("{{\"model\":\"{tokens} tokens\"}}")).send().await?;
    while response.chunk().await?.is_some() {}
    Ok(())
}

/// The upstream: the request's model says how many bytes to send, and in what form.
async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        tokio::spawn(async move { answer(socket).await.map_err(|error| error.to_string()) });
    }
}

async fn answer(mut socket: TcpStream) -> Result<()> {
    let mut request = String::new();
    let mut bytes = [0; 4096];
    // All of it: to close a connection with something unread resets it.
    while !request.split_once("\r\n\r\n").is_some_and(|(_, body)| body.ends_with('}')) {
        match socket.read(&mut bytes).await? {
            0 => return Ok(()),
            count => request.push_str(std::str::from_utf8(&bytes[..count])?),
        }
    }
    let model = request.split_once("\"model\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (length, form) = model.and_then(|(model, _)| model.split_once(' ')).ok_or("no model")?;
    let length: usize = length.parse()?;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    socket.write_all(head.as_bytes()).await?;
    let frame = |delta: &str, finish: &str| {
        format!(
            "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\
             \"delta\":{{{delta}}},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let content = |text: &str| frame(&format!("\"content\":\"{text}\""), "null");
    match form {
        "line" => {
            for piece in content(&"x".repeat(length)).as_bytes().chunks(64) {
                socket.write_all(piece).await?;
            }
        }
        "marks" => {
            let marks = "<think></think>";
            socket.write_all(content(&(marks.repeat(length / marks.len()) + "x")).as_bytes()).await?;
        }
        "document" => {
            let part = "{\n\"a\":1\n},\n";
            let parts = part.repeat(length / part.len());
            let choice = "{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}";
            let document = format!("{{\n\"parts\":[\n{parts}0\n],\n\"choices\":[{choice}]\n}}\n");
            return Ok(socket.write_all(document.as_bytes()).await?);
        }
        _ => {
            let token = content("x");
            for _ in 0..length {
                socket.write_all(token.as_bytes()).await?;
            }
        }
    }
    socket.write_all((frame("", "\"stop\"") + "data: [DONE]\n\n").as_bytes()).await?;
    Ok(())
}
