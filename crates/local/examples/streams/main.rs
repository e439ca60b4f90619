//! What BubbleChat adds to a provider's answer: time to the first token and per token, memory and processor time, beside a bare pass-through.
//! `cargo xtask bench streams` runs it. Provider, pass-through, server and clients share one machine and one run, so the ratios say more than
//! the milliseconds.

#![expect(clippy::print_stdout, reason = "a measurement for people to read")]

mod client;
mod process;
mod provider;

use anyhow::{Result, bail};
use client::{Arrival, Target, Waits, load, quantile};
use process::{Process, Server};
use provider::Pace;
use std::{
    pin::pin,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

/// A reply of half a minute's reading, and one for thousands at once, whose tokens come as slowly as two processors can pass on.
const PACE: Pace = Pace::of(20, 20, 50);
const CROWD: Pace = Pace::of(20, 250, 20);
/// Tokens as fast as processors go.
const FAST: Pace = Pace::of(0, 5, 200);
/// A model that answers at once.
const INSTANT: Pace = Pace::of(0, 0, 1);

/// What is asked: name, how often, how fast answers come, how requests arrive.
const LOADS: [(&str, usize, Pace, Arrival); 5] = [
    ("1", 20, PACE, Arrival::InTurn),
    ("100 over 10 s", 100, PACE, Arrival::Every(Duration::from_millis(100))),
    ("100 at once", 100, PACE, Arrival::AtOnce),
    ("1,000 at once", 1000, CROWD, Arrival::AtOnce),
    ("2,000 at once", MOST_STREAMS, CROWD, Arrival::AtOnce),
];
const MOST_STREAMS: usize = 2000;
const TURNS: usize = 6000;
/// Enough for two processors to be busy, few enough that none of them waits for long.
const KEPT: usize = 64;
const MEASURED_STREAMS: usize = 100;
/// How often to look at the server's memory.
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => measure(&["first-tokens", "memory", "turns", "processor"]).await,
        ["provider"] => provider::provide(listen().await?).await,
        ["pass-through", provider] => provider::pass_through(listen().await?, provider.to_owned()).await,
        ref chosen => measure(chosen).await,
    }
}

/// Tells who started this process where it listens.
async fn listen() -> Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(listener)
}

async fn measure(chosen: &[&str]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let provider = Process::role(&["provider"])?;
    let pass = Process::role(&["pass-through", &provider.url])?;
    let server = Server::start(folder.path(), &provider.url, &[PACE, CROWD, FAST, INSTANT]).await?;
    let targets = [Target::Bare(provider.url.clone()), Target::Bare(pass.url.clone()), Target::of(&server)];
    for target in &targets {
        load(target, INSTANT, 200, Arrival::Kept(8)).await?;
    }
    for measure in chosen {
        match *measure {
            "first-tokens" => first_tokens(&targets).await?,
            "memory" => memory(&provider.url).await?,
            "turns" => turns(&targets, [&provider, &pass, &server.process]).await?,
            "processor" => processor(&targets[1..], [&pass, &server.process]).await?,
            other => bail!("{other} is none of first-tokens, memory, turns and processor"),
        }
    }
    Ok(())
}

async fn first_tokens(targets: &[Target]) -> Result<()> {
    println!(
        "| streams | first token of the provider, p50 / p95 ms | added by a pass-through | added by BubbleChat | added per token, p50 ms: pass-through | BubbleChat | failed |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, count, pace, arrival) in LOADS {
        let bare = load(&targets[0], pace, count, arrival).await?;
        let passed = load(&targets[1], pace, count, arrival).await?;
        let ours = load(&targets[2], pace, count, arrival).await?;
        let added = |waits: &Waits, share| quantile(&waits.first, share) - quantile(&bare.first, share);
        let per_token = |waits: &Waits| quantile(&waits.token, 0.5) - quantile(&bare.token, 0.5);
        println!(
            "| {name} | {:.1} / {:.1} | {:.1} / {:.1} | {:.1} / {:.1} | {:.2} | {:.2} | {} |",
            quantile(&bare.first, 0.5),
            quantile(&bare.first, 0.95),
            added(&passed, 0.5),
            added(&passed, 0.95),
            added(&ours, 0.5),
            added(&ours, 0.95),
            per_token(&passed),
            per_token(&ours),
            ours.failed,
        );
    }
    Ok(())
}

/// In a server that has just started: what was freed after an earlier crowd may still be its.
async fn memory(provider: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path(), provider, &[CROWD, INSTANT]).await?;
    let target = Target::of(&server);
    load(&target, INSTANT, 200, Arrival::Kept(8)).await?;
    let before = server.process.memory_kib()?;
    let (waits, most) = with_peak(&server, load(&target, CROWD, MOST_STREAMS, Arrival::AtOnce)).await?;
    let each = (most - before) as f64 / MOST_STREAMS as f64;
    println!(
        "\nmemory: {before} KiB before {MOST_STREAMS} streams at once, {most} KiB at most: {each:.0} KiB each; {} failed",
        waits.failed
    );
    Ok(())
}

/// What a load measures, and the most memory in KiB that the server has meanwhile.
async fn with_peak(server: &Server, load: impl Future<Output = Result<Waits>>) -> Result<(Waits, u64)> {
    let mut load = pin!(load);
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut most = 0;
    loop {
        tokio::select! {
            waits = &mut load => return Ok((waits?, most)),
            _ = look.tick() => most = most.max(server.process.memory_kib()?),
        }
    }
}

async fn turns(targets: &[Target], processes: [&Process; 3]) -> Result<()> {
    println!(
        "\n| asked | turns a second with a provider that answers at once | processor time per turn, µs |\n|---|---|---|"
    );
    for ((name, target), process) in ["provider", "pass-through", "BubbleChat"].into_iter().zip(targets).zip(processes)
    {
        let (begun, before) = (Instant::now(), process.cpu()?);
        let waits = load(target, INSTANT, TURNS, Arrival::Kept(KEPT)).await?;
        let per_second = (TURNS - waits.failed) as f64 / begun.elapsed().as_secs_f64();
        let per_turn = (process.cpu()? - before).as_secs_f64() * 1e6 / TURNS as f64;
        println!("| {name} | {per_second:.0} | {per_turn:.0} |");
    }
    Ok(())
}

async fn processor(targets: &[Target], processes: [&Process; 2]) -> Result<()> {
    let mut per_token = Vec::new();
    for (target, process) in targets.iter().zip(processes) {
        let before = process.cpu()?;
        load(target, FAST, MEASURED_STREAMS, Arrival::AtOnce).await?;
        let tokens = MEASURED_STREAMS as f64 * f64::from(FAST.tokens);
        per_token.push((process.cpu()? - before).as_secs_f64() * 1e6 / tokens);
    }
    let (pass, ours) = (per_token[0], per_token[1]);
    println!(
        "\nprocessor time per token: pass-through {pass:.1} µs, BubbleChat {ours:.1} µs, ratio {:.2}",
        ours / pass
    );
    Ok(())
}
