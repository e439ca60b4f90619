//! Writes down what a reply takes: a line for each request to a provider, and the sum in the tenant's counters.
//!
//! A line is stored when its request begins, beside the message, and again when it has ended. So a reply that is stopped, cut or deleted, or whose
//! process dies, is counted with what is known of it.

use crate::State;
use bubblechat_core::{
    Slug,
    calendar::Day,
    conversation::{GeneratorId, ReplyId, ReplyStatus, Turn},
    engine::{Ask, Fault, Usage, likely_tokens},
    limits::{Counters, RateLimiter, Spending},
    store::{Store, StoreError},
    tenant::Price,
    time::now_ms,
    usage::{Line, Outcome, cost_micros},
};
use bubblechat_http::ErrorCode;
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often a line is stored at most. The SDK has tried each of them several times.
const ATTEMPTS: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// Whose reply it is.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) store: Store,
    pub(super) limiter: Arc<dyn RateLimiter>,
    pub(super) tenant: Slug,
    /// Whether it is a preview, which is no visitor's.
    pub(super) is_preview: bool,
    /// Whether the reply's message has not been counted before.
    pub(super) is_message: bool,
    /// Whether it begins a conversation.
    pub(super) is_conversation: bool,
    /// The tenant's counters when the message was counted.
    pub(super) counters: Counters,
}

/// The lines of one generator's reply.
#[derive(Debug)]
pub(super) struct Ledger {
    book: Book,
    reply: ReplyId,
    generator: GeneratorId,
    /// The request under way.
    current: Option<Open>,
    /// How many lines there are.
    number: u32,
    spending: Spending,
    /// Lines that are being stored.
    writes: tokio::task::JoinSet<()>,
}

#[derive(Debug)]
struct Open {
    line: Line,
    price: Option<Price>,
}

/// Which engine answers, and what it costs.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    pub(super) engine: String,
    pub(super) model: Option<String>,
    pub(super) price: Option<Price>,
}

impl Book {
    /// Of a reply to a message that was counted before.
    pub(super) fn of(state: &State, tenant: &Slug, is_preview: bool) -> Self {
        Self {
            store: state.store.clone(),
            limiter: state.limiter.clone(),
            tenant: tenant.clone(),
            is_preview,
            is_message: false,
            is_conversation: false,
            counters: Counters::default(),
        }
    }
}

impl Ledger {
    pub(super) fn of(book: Book, turn: &Turn) -> Self {
        Self {
            book,
            reply: turn.reply_id.clone(),
            generator: turn.generator.clone(),
            current: None,
            number: 0,
            spending: Spending::default(),
            writes: tokio::task::JoinSet::new(),
        }
    }

    /// A provider is about to be asked.
    pub(super) fn begin(&mut self, speaker: &Speaker, ask: Ask) {
        self.close(None);
        let usage = Usage { input: ask.input, ..Usage::default() };
        let mut open = self.open(speaker, Some(ask.model), usage, true);
        open.count();
        self.write(open.line.clone());
        self.current = Some(open);
    }

    /// What the provider has reported of the request.
    pub(super) fn report(&mut self, usage: Usage) {
        if let Some(Open { line, .. }) = &mut self.current {
            (line.usage, line.is_estimated) = (usage, false);
        }
    }

    /// The request failed, and another one follows.
    pub(super) fn fail(&mut self, fault: &Fault) {
        self.close(Some(fault));
    }

    /// Waits for the lines that are being stored.
    pub(super) async fn written(&mut self) {
        while self.writes.join_next().await.is_some() {}
    }

    /// The reply has ended with this text and for these reasons. Returns when everything is stored, or cannot be. `outcome`: `None` if the reply is
    /// another generator's by now.
    pub(super) async fn end(mut self, speaker: &Speaker, text: &str, outcome: Option<Outcome>, fault: Option<&Fault>) {
        let has_request = self.current.is_some();
        let no_request = |ledger: &mut Self| ledger.open(speaker, speaker.model.clone(), Usage::default(), false);
        let Open { mut line, price } = match self.current.take() {
            Some(open) => open,
            None => no_request(&mut self),
        };
        line.outcome = outcome;
        let likely = likely_tokens(text);
        // Some providers report at the beginning, and the rest only with an end that did not come.
        let is_cut = outcome.is_none_or(|o| matches!(o.status, ReplyStatus::Stopped | ReplyStatus::Interrupted));
        if line.is_estimated || (has_request && is_cut && line.usage.output < likely) {
            line.usage.output = line.usage.output.max(likely);
            line.is_estimated = true;
        }
        self.current = Some(Open { line, price });
        self.close(fault);
        let Self { book, spending, mut writes, .. } = self;
        let spend = async {
            if let Err(error) = book.limiter.spend(&book.tenant, Day::at(now_ms()), spending, &book.counters).await {
                tracing::error!(%error, tenant = %book.tenant, ?spending, "what an answer took could not be counted");
            }
        };
        tokio::join!(spend, async { while writes.join_next().await.is_some() {} });
    }

    fn open(&mut self, speaker: &Speaker, model: Option<String>, usage: Usage, is_estimated: bool) -> Open {
        self.number += 1;
        let is_message = std::mem::take(&mut self.book.is_message);
        let line = Line {
            at_ms: now_ms(),
            reply_id: self.reply.clone(),
            generator: self.generator.clone(),
            number: self.number,
            engine: speaker.engine.clone(),
            model,
            is_preview: self.book.is_preview,
            is_message,
            is_conversation: is_message && self.book.is_conversation,
            usage,
            is_estimated,
            cost_micros: None,
            fault: None,
            outcome: None,
        };
        Open { line, price: speaker.price }
    }

    /// Stores how the request under way ended, if there is one.
    fn close(&mut self, fault: Option<&Fault>) {
        let Some(mut open) = self.current.take() else { return };
        open.line.fault = fault.map(|fault| ErrorCode::from(fault.cause).as_str().to_owned());
        open.count();
        let Line { usage, cost_micros, .. } = &open.line;
        self.spending.tokens += usage.input + usage.output;
        self.spending.micros += cost_micros.unwrap_or_default();
        self.write(open.line);
    }

    fn write(&mut self, line: Line) {
        let (store, tenant) = (self.book.store.clone(), self.book.tenant.clone());
        let earlier = std::mem::take(&mut self.writes);
        self.writes.spawn(async move {
            // A line's last state must be stored last.
            earlier.join_all().await;
            if let Err(error) = put(&store, &tenant, &line).await {
                tracing::error!(%error, %tenant, ?line, "a line of usage could not be stored");
            }
        });
    }
}

impl Open {
    fn count(&mut self) {
        self.line.cost_micros = self.price.as_ref().map(|price| cost_micros(price, &self.line.usage));
    }
}

async fn put(store: &Store, tenant: &Slug, line: &Line) -> Result<(), StoreError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        match store.put_usage(tenant, line, now_ms()).await {
            Err(StoreError::Busy(_) | StoreError::Unavailable(_)) => {}
            stored => return stored,
        }
        sleep(wait).await;
        wait *= 2;
    }
    store.put_usage(tenant, line, now_ms()).await
}
