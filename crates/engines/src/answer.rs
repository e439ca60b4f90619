//! One answer from a provider, from the first poll to its single end.

use crate::error::EngineError;
use crate::{
    clients::Clients,
    fault::Fault,
    observe::{Dialect, Observer},
    plan::Plan,
    quiet::Quiet,
};
use bubblechat_core::engine::{End, Piece, Usage};
use futures_util::{StreamExt, stream};
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{
        ChatOptions, ChatRequest, ChatStream, ChatStreamEvent, ChatStreamResponse, ReasoningEffort, StopReason,
        StreamEnd,
    },
};
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};
use tracing::dispatcher::{Dispatch, with_default};

/// An upstream that keeps its connection alive but sends no text may do so for this many times the allowed silence.
const PATIENCE: u32 = 10;

/// Nothing happens before the first poll; dropping the stream closes the connection.
pub(crate) fn stream(
    plan: Arc<Plan>,
    clients: Arc<Clients>,
    request: ChatRequest,
) -> futures_util::stream::BoxStream<'static, Result<Piece, EngineError>> {
    stream::unfold(State::Start { plan, clients, request }, |state| async move {
        let (plan, opened) = match state {
            State::Start { plan, clients, request } => (plan.clone(), Open::start(plan, &clients, request).await),
            State::Open(open) => (open.plan.clone(), Ok(open)),
            State::Over => return None,
        };
        let outcome = match opened {
            Ok(mut open) => open.next().await.map(|piece| (piece, open)),
            Err(fault) => Err(fault),
        };
        Some(match outcome {
            Ok((piece @ Piece::Text(_), open)) => (Ok(piece), State::Open(open)),
            Ok((piece, _)) => (Ok(piece), State::Over),
            Err(fault) => {
                log(&plan, &fault, "the provider failed");
                (Err(fault.error), State::Over)
            }
        })
    })
    .boxed()
}

fn log(plan: &Plan, fault: &Fault, what: &str) {
    let (provider, model) = (plan.provider.name(), plan.model.as_str());
    tracing::warn!(provider, model, status = fault.status, kind = fault.kind, error = %fault.error, "{what}");
}

enum State {
    Start { plan: Arc<Plan>, clients: Arc<Clients>, request: ChatRequest },
    Open(Box<Open>),
    Over,
}

/// An answer that was requested.
struct Open {
    plan: Arc<Plan>,
    observer: Arc<Observer>,
    events: Quiet<ChatStream>,
    /// Whether any text was passed on.
    shown: bool,
    /// When to give up on an upstream that sends no text, however busy it seems.
    deadline: Instant,
}

impl Open {
    async fn start(plan: Arc<Plan>, clients: &Clients, request: ChatRequest) -> Result<Box<Self>, Fault> {
        let client = clients.get(plan.trust).map_err(|error| Fault::new(error, "client"))?;
        let observer = Arc::new(Observer::new(plan.dialect));
        let options = options(&plan, observer.clone());
        let events = if plan.dialect == Dialect::Bedrock {
            ask_bedrock(client, plan.clone(), request, options).await?
        } else {
            let asked = Box::pin(ask(&client, &plan, request, &options));
            Quiet(asked).await.map_err(|error| Fault::of(&error))?
        };
        let deadline = Instant::now() + plan.stall * PATIENCE;
        Ok(Box::new(Self { plan, observer, events: Quiet(events.stream), shown: false, deadline }))
    }

    /// Returns the next text, or the end.
    async fn next(&mut self) -> Result<Piece, Fault> {
        loop {
            let step = match timeout_at(self.deadline, self.events.next()).await {
                Ok(Some(Ok(ChatStreamEvent::End(end)))) => return self.check().and_then(|()| self.on_end(end)),
                Ok(Some(Ok(event))) => self.check().map(|()| self.text_of(event)),
                Ok(Some(Err(error))) => self.on_error(&error).map(|()| None),
                Ok(None) => Err(self.on_eof()),
                Err(_) => Err(Fault::new(EngineError::Stalled, "no text")),
            };
            match step {
                Ok(Some(text)) => return Ok(Piece::Text(text)),
                Ok(None) => {}
                Err(fault) => return self.end_in_spite_of(fault),
            }
        }
    }

    fn text_of(&mut self, event: ChatStreamEvent) -> Option<String> {
        let ChatStreamEvent::Chunk(chunk) = event else { return None };
        if chunk.content.is_empty() {
            return None;
        }
        self.shown = true;
        self.deadline = Instant::now() + self.plan.stall * PATIENCE;
        Some(chunk.content)
    }

    /// Decides whether the stream can continue after what `genai` considers an error.
    fn on_error(&self, error: &genai::Error) -> Result<(), Fault> {
        if let (Dialect::Gemini, genai::Error::ChatResponse { body, .. }) = (self.plan.dialect, error)
            && body.get("error").is_none()
        {
            // genai reports any frame without candidates this way: a blocked prompt, or a frame that only counts tokens.
            let blocked = self.observer.seen().refused;
            return if blocked { Err(Fault::new(EngineError::Refused, "blocked")) } else { Ok(()) };
        }
        Err(Fault::of(error))
    }

    fn on_eof(&self) -> Fault {
        let seen = self.observer.seen();
        if seen.anything && !seen.payload {
            return Fault::new(EngineError::Garbage, "not an event stream");
        }
        Fault::new(EngineError::Cut, "no end")
    }

    /// Catches the faults that `genai` ignores silently.
    fn check(&self) -> Result<(), Fault> {
        let seen = self.observer.seen();
        if seen.torn {
            return Err(Fault::new(EngineError::Garbage, "event without a name"));
        }
        if seen.failed {
            return Err(Fault::new(EngineError::Unavailable, "error event"));
        }
        Ok(())
    }

    /// Once the upstream has said that the answer is over, nothing that follows can undo that.
    fn end_in_spite_of(&self, fault: Fault) -> Result<Piece, Fault> {
        self.check()?;
        if self.observer.seen().stop.is_none() {
            return Err(fault);
        }
        log(&self.plan, &fault, "the provider failed after its answer ended");
        self.on_end(StreamEnd::default())
    }

    /// `genai` invents an end without a stop reason when the stream just stops.
    fn on_end(&self, end: StreamEnd) -> Result<Piece, Fault> {
        let seen = self.observer.seen();
        let Some(stop) = end.captured_stop_reason.or_else(|| seen.stop.map(StopReason::from)) else {
            return Err(self.on_eof());
        };
        let truncated = match &stop {
            StopReason::MaxTokens(_) => true,
            StopReason::Other(reason) if is_failure(reason) => return Err(Fault::new(EngineError::Cut, "failed")),
            StopReason::ContentFilter(_) if !self.shown => return Err(Fault::new(EngineError::Refused, "filtered")),
            _ if seen.refused && !self.shown => return Err(Fault::new(EngineError::Refused, "declined")),
            _ => false,
        };
        if !self.shown && !truncated {
            return Err(Fault::new(EngineError::Garbage, "empty answer"));
        }
        let usage = end.captured_usage.and_then(|usage| usage_of(&usage));
        Ok(Piece::End(End { truncated, model: Some(self.plan.model.clone()), usage }))
    }
}

/// Whether the stop reason says that the provider failed midway.
fn is_failure(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    ["error", "fail", "cancel", "abort", "insufficient_system_resource"].iter().any(|word| reason.contains(word))
}

fn usage_of(usage: &genai::chat::Usage) -> Option<Usage> {
    let count = |tokens: Option<i32>| tokens.and_then(|tokens| u64::try_from(tokens).ok());
    match (count(usage.prompt_tokens), count(usage.completion_tokens)) {
        (None, None) => None,
        (input, output) => Some(Usage { input: input.unwrap_or(0), output: output.unwrap_or(0), cached_input: 0 }),
    }
}

fn options(plan: &Plan, observer: Arc<Observer>) -> ChatOptions {
    let options = ChatOptions::default()
        .with_capture_usage(true)
        .with_stream_header_timeout(plan.stall)
        .with_stream_read_timeout(plan.stall)
        .with_raw_frame_sink_arc(observer);
    // Without an explicit effort, genai takes one from the model's name (`mistral-medium` would become `mistral`). It
    // doesn't send a budget to these providers; it would send one to DeepSeek, whose models have no such names.
    if plan.dialect == Dialect::OpenAi && plan.adapter != AdapterKind::DeepSeek {
        return options.with_reasoning_effort(ReasoningEffort::Budget(0));
    }
    options
}

async fn ask(
    client: &Client,
    plan: &Plan,
    request: ChatRequest,
    options: &ChatOptions,
) -> genai::Result<ChatStreamResponse> {
    let model = ModelIden::new(plan.adapter, plan.model.clone());
    let target = client.resolve_service_target(model).await?;
    let endpoint = plan.endpoint().unwrap_or(target.endpoint);
    let target = ServiceTarget { endpoint, auth: plan.auth(), model: target.model };
    client.exec_chat_stream(target, request, Some(options)).await
}

/// `genai` blocks its thread to fetch AWS credentials, which not every runtime allows, so it runs on a blocking thread.
async fn ask_bedrock(
    client: Client,
    plan: Arc<Plan>,
    request: ChatRequest,
    options: ChatOptions,
) -> Result<ChatStreamResponse, Fault> {
    let (runtime, stall) = (tokio::runtime::Handle::current(), plan.stall);
    let asking = tokio::task::spawn_blocking(move || {
        with_default(&Dispatch::none(), || runtime.block_on(ask(&client, &plan, request, &options)))
    });
    match timeout(stall, asking).await {
        Ok(Ok(asked)) => asked.map_err(|error| Fault::of(&error)),
        Ok(Err(_)) => Err(Fault::new(EngineError::Unavailable, "task")),
        Err(_) => Err(Fault::new(EngineError::Stalled, "no AWS credentials")),
    }
}
