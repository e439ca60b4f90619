//! Those who ask: how long each of them waits.

use crate::{
    process::Server,
    provider::{DIGITS, MARK, Pace, now_us},
};
use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Whom to ask.
#[derive(Clone)]
pub(crate) enum Target {
    /// A provider or a pass-through.
    Bare(String),
    BubbleChat {
        url: String,
        keys: Vec<String>,
    },
}

impl Target {
    pub(crate) fn of(server: &Server) -> Self {
        Self::BubbleChat { url: server.process.url.clone(), keys: server.keys.clone() }
    }

    fn request(&self, http: &Client, pace: Pace, number: usize) -> RequestBuilder {
        match self {
            Self::Bare(url) => http.post(format!("{url}/v1/chat/completions")).json(&json!({
                "model": pace.model(), "stream": true, "messages": [{ "role": "user", "content": "Are you open?" }],
            })),
            Self::BubbleChat { url, keys } => {
                let key = &keys[number % keys.len()];
                http.post(format!("{url}/v1/chat")).header("x-api-key", key).json(&json!({
                    "session_id": format!("session-{}-{number}", now_us()), "message": "Are you open?", "engine": pace.model(),
                }))
            }
        }
    }
}

/// What those who asked waited, sorted.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    /// From asking to the first token.
    pub(crate) first: Vec<Duration>,
    /// Of the other tokens: from the provider to the client.
    pub(crate) token: Vec<Duration>,
    pub(crate) failed: usize,
}

/// The value below which that share of sorted values lies, in milliseconds.
pub(crate) fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let index = (sorted.len() as f64 * share) as usize;
    sorted.get(index.min(sorted.len().saturating_sub(1))).map_or(f64::NAN, |wait| wait.as_secs_f64() * 1000.0)
}

/// How requests come.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arrival {
    /// One after the other.
    InTurn,
    Every(Duration),
    AtOnce,
    /// That many at a time, the next one as soon as one has ended.
    Kept(usize),
}

/// Asks that often, and waits for the last answer.
pub(crate) async fn load(target: &Target, pace: Pace, count: usize, arrival: Arrival) -> Result<Waits> {
    let http = Client::builder().no_proxy().pool_max_idle_per_host(count).build()?;
    let places = Arc::new(Semaphore::new(match arrival {
        Arrival::InTurn => 1,
        Arrival::Kept(count) => count,
        Arrival::Every(_) | Arrival::AtOnce => count,
    }));
    let mut asked = JoinSet::new();
    let begun = Instant::now();
    for number in 0..count {
        if let Arrival::Every(gap) = arrival {
            tokio::time::sleep_until((begun + gap * u32::try_from(number)?).into()).await;
        }
        let place = places.clone().acquire_owned().await?;
        let request = target.request(&http, pace, number);
        asked.spawn(async move {
            let waits = ask(request, pace).await;
            drop(place);
            waits
        });
    }
    let mut waits = Waits::default();
    let complaints = AtomicUsize::new(0);
    while let Some(answer) = asked.join_next().await {
        match answer? {
            Ok((first, tokens)) => {
                waits.first.push(first);
                waits.token.extend(tokens);
            }
            Err(error) => {
                if complaints.fetch_add(1, Relaxed) == 0 {
                    eprintln!("{error:#}");
                }
                waits.failed += 1;
            }
        }
    }
    waits.first.sort_unstable();
    waits.token.sort_unstable();
    Ok(waits)
}

async fn ask(request: RequestBuilder, pace: Pace) -> Result<(Duration, Vec<Duration>)> {
    let asked = Instant::now();
    let mut answer = request.send().await?;
    if !answer.status().is_success() {
        anyhow::bail!("{}: {}", answer.status(), answer.text().await?);
    }
    let (mut first, mut tokens, mut rest) = (None, Vec::with_capacity(pace.tokens as usize), Vec::new());
    while let Some(bytes) = answer.chunk().await? {
        let came_us = now_us();
        rest.extend_from_slice(&bytes);
        let mut read = 0;
        while let Some(mark) = rest[read..].iter().position(|byte| *byte == MARK).map(|at| read + at)
            && let Some(digits) = rest.get(mark + 1..mark + 1 + DIGITS)
        {
            let sent_us: u64 = std::str::from_utf8(digits)?.parse()?;
            if first.is_none() {
                first = Some(asked.elapsed());
            } else {
                tokens.push(Duration::from_micros(came_us.saturating_sub(sent_us)));
            }
            read = mark + 1 + DIGITS;
        }
        // What cannot begin a token any more is not looked at again.
        let kept = rest.len().saturating_sub(DIGITS).max(read);
        rest.drain(..kept.min(rest.len()));
    }
    let first = first.context("no token came")?;
    ensure!(tokens.len() + 1 == pace.tokens as usize, "{} of {} tokens came", tokens.len() + 1, pace.tokens);
    Ok((first, tokens))
}
