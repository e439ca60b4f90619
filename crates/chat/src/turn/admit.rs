//! The one round of store calls that a turn waits for before the model is asked.
//!
//! The key holds the tenant's slug and the conversation's id is derived from the session, so nothing has to be looked up before anything
//! else: key and tenant, the limits' count, the claim of the message and the history are asked for side by side. What the round wrote
//! (count and claim) is taken back when the turn is refused.

use super::{LEASE_MS, Start, event::PROTOCOL};
use crate::{State, caller::Caller};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use bubblechat_core::{
    access,
    conversation::{ConversationId, MessageId, MessageText, Page, ReplyId, ReplyStatus, Retention, SessionId, Turn},
    key::{KeyId, Scope},
    limits::{Headroom, Hit, judge},
    secret::ServiceSecret,
    store::{Claim, Claimed, KeyRecord, StoreError, Tenant, Thread},
    tenant::{EngineSpec, Limits},
    ticket::{TICKET_LIFE_MS, Ticket},
    time::now_ms,
};
use bubblechat_http::ApiError;
use sha2::{Digest as _, Sha256};

/// The most days for which a preview's turns are kept.
const PREVIEW_DAYS: u32 = 1;

/// A well-formed message.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) session: SessionId,
    pub(crate) text: MessageText,
    pub(crate) message_id: MessageId,
    pub(crate) engine: Option<String>,
    pub(crate) page: Option<Page>,
}

/// A message whose sender may write it.
#[derive(Debug)]
pub(super) struct Admitted<'a> {
    pub(super) tenant: Tenant,
    pub(super) thread: Thread,
    pub(super) engine: EngineSpec,
    /// The newest turns before this one, oldest first.
    pub(super) history: Vec<Turn>,
    pub(super) secret: &'a ServiceSecret,
    pub(super) now_ms: i64,
    pub(super) claim: Claim,
    pub(super) claimed: Claimed,
    /// The key, unless it is a preview's.
    lasting_key: Option<KeyId>,
    limits: Limits,
    hit: Hit,
    live: Vec<Hit>,
}

/// Asks everything at once and refuses who may not write.
pub(super) async fn admit<'a>(
    state: &'a State,
    caller: &Caller,
    incoming: &Incoming,
) -> Result<Admitted<'a>, ApiError> {
    let now_ms = now_ms();
    let slug = &caller.key.tenant;
    let key_id = caller.key.id();
    let conversation = ConversationId::derive(slug, &incoming.session);
    let thread = state.store.thread(slug, &conversation);
    let hit = Hit::new(now_ms, &key_id, &conversation, &caller.address);
    let claim = Claim {
        message_id: incoming.message_id.clone(),
        reply_id: ReplyId::generate(),
        text_digest: digest(incoming.text.as_str()),
        lease_until_ms: now_ms + LEASE_MS,
    };
    let (access, live, claimed, history, secret) = tokio::join!(
        state.store.access(slug, &key_id),
        state.limiter.count(slug, hit),
        thread.claim(&claim, now_ms),
        thread.newest_turns(now_ms),
        state.secrets.get(),
    );
    let judged = (|| {
        let secret = secret.map_err(ApiError::internal)?;
        let (tenant, key) = access::open(access?, &caller.key, caller.source(), Scope::Chat, now_ms)?;
        let is_preview = key.preview_in.is_some();
        // Operators try what visitors cannot choose yet.
        let engine = match incoming.engine.as_deref() {
            Some(name) if is_preview => tenant.settings.engine_named(name),
            chosen => tenant.settings.engine(chosen),
        };
        let engine = engine.cloned().ok_or_else(unknown_engine)?;
        let limits = limits_of(&tenant, &key);
        let (live, history) = (live?, history?);
        let lasting_key = (!is_preview).then_some(key.id);
        Ok::<_, ApiError>((secret, tenant, engine, limits, live, history, lasting_key))
    })();
    match (judged, claimed) {
        (Ok((secret, tenant, engine, limits, live, history, lasting_key)), Ok(claimed)) => Ok(Admitted {
            tenant,
            thread,
            engine,
            history,
            secret,
            now_ms,
            claim,
            claimed,
            lasting_key,
            limits,
            hit,
            live,
        }),
        (judged, claimed) => {
            let mine = matches!(claimed, Ok(Claimed::New)).then_some(&claim);
            take_back(state, &thread, hit, mine).await;
            Err(judged
                .err()
                .or_else(|| claimed.err().map(ApiError::from))
                .unwrap_or_else(|| ApiError::internal("unjudged")))
        }
    }
}

impl Admitted<'_> {
    /// Judges the limits, for a message that needs an answer made. Refused, everything the round wrote is taken back.
    pub(super) async fn judge_limits(&self, state: &State) -> Result<Headroom, ApiError> {
        match judge(&self.hit, &self.live, &self.limits, now_ms()) {
            Ok(headroom) => Ok(headroom),
            Err(over) => {
                let mine = (self.claimed == Claimed::New).then_some(&self.claim);
                take_back(state, &self.thread, self.hit, mine).await;
                Err(over.into())
            }
        }
    }

    /// A new turn of this message.
    pub(super) fn turn(&self, incoming: &Incoming, reply_id: ReplyId, status: ReplyStatus) -> Turn {
        Turn {
            reply_id,
            message_id: incoming.message_id.clone(),
            message: incoming.text.as_str().to_owned(),
            created_at_ms: self.now_ms,
            page: incoming.page.clone(),
            engine: self.engine.name.clone(),
            model: self.engine.model.clone(),
            reply: String::new(),
            status,
            lease_until_ms: self.now_ms + LEASE_MS,
            usage: None,
            stop_requested: false,
            feedback: None,
        }
    }

    /// How a new turn is kept.
    pub(super) fn retention(&self) -> Retention {
        let days = self.tenant.settings.behaviour.retention_days;
        let is_preview = self.lasting_key.is_none();
        Retention { days: if is_preview { days.min(PREVIEW_DAYS) } else { days }, is_preview }
    }

    /// What the sender is told first.
    pub(super) fn start_of(&self, reply_id: &ReplyId) -> Start {
        let ticket = Ticket {
            tenant: self.tenant.slug.clone(),
            conversation: self.thread.conversation().clone(),
            reply: reply_id.clone(),
            expires_at_ms: self.now_ms + TICKET_LIFE_MS,
        };
        Start {
            protocol: PROTOCOL,
            conversation_id: self.thread.conversation().clone(),
            message_id: self.claim.message_id.clone(),
            reply_id: reply_id.clone(),
            ticket: ticket.sign(&self.secret.ticket),
        }
    }

    /// Notes that the key was used, now and then.
    pub(super) async fn note_key_use(&self, state: &State) {
        let due = self.lasting_key.as_ref().filter(|key| state.key_uses.is_due(key, self.now_ms));
        let Some(key) = due else { return };
        if let Err(error) = state.store.note_key_use(&self.tenant.slug, key, self.now_ms).await {
            tracing::warn!(%error, "a key's use could not be noted");
        }
    }

    /// Does not count a message that is answered already.
    pub(super) async fn uncount(&self, state: &State) {
        take_back(state, &self.thread, self.hit, None).await;
    }
}

/// Takes back what the round wrote. What cannot be taken back ends by itself: a hit after a minute, a claim with its lease.
async fn take_back(state: &State, thread: &Thread, hit: Hit, claim: Option<&Claim>) {
    let release = async {
        match claim {
            Some(claim) => thread.release(claim).await,
            None => Ok::<_, StoreError>(()),
        }
    };
    let (uncounted, released) = tokio::join!(state.limiter.take_back(thread.tenant(), hit), release);
    for error in [uncounted.err(), released.err()].into_iter().flatten() {
        tracing::warn!(%error, "a refused message could not be taken back");
    }
}

fn limits_of(tenant: &Tenant, key: &KeyRecord) -> Limits {
    let limits = tenant.settings.limits;
    Limits { key_per_minute: key.per_minute.unwrap_or(limits.key_per_minute), ..limits }
}

fn unknown_engine() -> ApiError {
    let message = "engine must be one of those in the widget's config; leave it out for the tenant's own choice";
    ApiError::new(http::StatusCode::UNPROCESSABLE_ENTITY, "unknown_engine", message)
}

fn digest(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text)[..16])
}
