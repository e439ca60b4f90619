//! Who may write a message, and who answers it.
//!
//! One round of store calls is all that a turn waits for before the model is asked. The key holds the tenant's slug and the conversation's
//! id is derived from the session, so nothing has to be looked up first: key and tenant, the limits' count, the claim of the message and the
//! history are requested in parallel. What the round wrote (count and claim) is taken back unless the caller is to answer.

use super::{lease::LEASE_MS, open::OpenThread};
use crate::{Deadline, State, caller::Caller};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use bubblechat_core::{
    access,
    conversation::{
        ConversationId, GeneratorId, MessageId, MessageText, Page, ReplyId, ReplyStatus, Retention, SessionId, Turn,
        is_lease_over,
    },
    key::{KeyId, Scope},
    limits::{Counters, Headroom, Hit, InForce, Log, Message, OverCap, judge, within_caps},
    origin::Origin,
    secret::ServiceSecret,
    store::{Access, Claim, Claimed, KeyRecord, StoreError, Tenant, Thread},
    tenant::{EngineSpec, Settings},
    ticket::TICKET_LIFE_MS,
    time::now_ms,
};
use bubblechat_http::{ApiError, ErrorCode};
use sha2::{Digest as _, Sha256};

/// How many days a preview's turns are kept at most.
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

/// A message that its sender may send.
#[derive(Debug)]
pub(super) struct Admitted<'a> {
    pub(super) open: OpenThread<'a>,
    pub(super) engine: EngineSpec,
    /// The key, unless it is a preview's.
    lasting_key: Option<KeyId>,
    message: Message,
}

/// Who answers an admitted message.
#[derive(Debug)]
pub(super) enum Answerer {
    /// The caller: nobody else does, and nothing of the reply was shown. The message is counted. `is_message`: whether nobody has begun to answer it
    /// before.
    Caller { turn: Box<Turn>, is_new: bool, is_message: bool, headroom: Headroom },
    /// Somebody else does, or did. `turn` is absent while only the claim is stored, whose lease ends at `lease_until_ms`.
    Other { reply_id: ReplyId, turn: Option<Box<Turn>>, lease_until_ms: i64 },
}

/// Asks the store everything at once, refuses who may not write, and finds out who answers. `status` is what the turn is stored with.
pub(super) async fn admit<'a>(
    state: &'a State,
    caller: &Caller,
    incoming: &Incoming,
    status: ReplyStatus,
    deadline: Deadline,
) -> Result<(Admitted<'a>, Answerer), ApiError> {
    let now_ms = now_ms();
    let slug = &caller.key.tenant;
    let key_id = caller.key.id();
    let thread = state.store.thread(slug, &ConversationId::derive(slug, &incoming.session));
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let hit = Hit::new(now_ms, &caller.key, thread.conversation(), &caller.address);
    let message = Message::new(hit, caller.key.kind, &caller.address, &secret.key_tag);
    let claim = Claim {
        message_id: incoming.message_id.clone(),
        reply_id: ReplyId::generate(),
        text_digest: digest(incoming.text.as_str()),
        lease_until_ms: now_ms + LEASE_MS,
        generator: GeneratorId::generate(),
    };
    let (access, log, claimed, history) = tokio::join!(
        state.store.access(slug, &key_id),
        state.limiter.count(slug, &message),
        thread.claim(&claim, now_ms),
        thread.newest_turns(now_ms),
    );
    let seen = log.as_ref().map(|log| log.counters.clone()).unwrap_or_default();
    let withdrawn = matches!(claimed, Ok(Claimed::New)).then(|| claim.clone());
    let request =
        Request { state, secret, caller, incoming, thread: &thread, claim, message: &message, status, now_ms };
    let admitted = request.judge(Round { access, log, claimed, history }, deadline).await;
    if !matches!(admitted, Ok((_, Answerer::Caller { .. }))) {
        take_back(state, &thread, (&message, &seen), withdrawn).await;
    }
    admitted
}

/// What a caller asks for, and what was written for it.
struct Request<'a, 'r> {
    state: &'a State,
    secret: &'a ServiceSecret,
    caller: &'r Caller,
    incoming: &'r Incoming,
    thread: &'r Thread,
    claim: Claim,
    message: &'r Message,
    status: ReplyStatus,
    now_ms: i64,
}

/// What the round of store calls returned.
struct Round {
    access: Result<Access, StoreError>,
    log: Result<Log, StoreError>,
    claimed: Result<Claimed, StoreError>,
    history: Result<Vec<Turn>, StoreError>,
}

impl<'a> Request<'a, '_> {
    async fn judge(&self, round: Round, deadline: Deadline) -> Result<(Admitted<'a>, Answerer), ApiError> {
        let source = self.caller.source();
        let (tenant, key) = access::open(round.access?, &self.caller.key, source, Scope::Chat, self.now_ms)?;
        let engine = self.engine_of(&tenant, &key)?;
        let (log, history, claimed) = (round.log?, round.history?, round.claimed?);
        let headroom = || self.headroom(&tenant, &key, &log);
        let answerer = match claimed {
            Claimed::New => {
                let headroom = headroom()?;
                let turn = Box::new(self.turn(&tenant, &engine, self.reply_after(history.last()).await?));
                Answerer::Caller { turn, is_new: true, is_message: true, headroom }
            }
            Claimed::Existing(existing) => {
                self.answerer_of(existing, history.last(), (&tenant, &engine), headroom).await?
            }
        };
        let lasting_key = key.preview_in.is_none().then(|| key.id.clone());
        let open = OpenThread {
            state: self.state,
            secret: self.secret,
            tenant,
            thread: self.thread.clone(),
            history,
            now_ms: self.now_ms,
            counters: log.counters,
            key,
            ticket_ends_at_ms: self.now_ms + TICKET_LIFE_MS,
            deadline,
        };
        Ok((Admitted { open, engine, lasting_key, message: self.message.clone() }, answerer))
    }

    /// What is left of the limits, if the message may be answered: the tenant is not paused, and limits and caps are not reached.
    fn headroom(&self, tenant: &Tenant, key: &KeyRecord, log: &Log) -> Result<Headroom, ApiError> {
        check_pause(tenant, key)?;
        let Settings { limits, caps, copy, .. } = &tenant.settings;
        let limits = InForce::of(*limits, tenant.earlier_limits, key.per_minute, self.now_ms);
        let headroom = judge(&self.message.hit, &log.hits, &limits, now_ms())?;
        within_caps(self.message, log, &limits, caps, now_ms()).map_err(|over| over_cap(over, &copy.limit_message))?;
        Ok(headroom)
    }

    /// The id of a new turn, which sorts after the newest one. If the clock that made that is ahead, the claim gets another id.
    async fn reply_after(&self, newest: Option<&Turn>) -> Result<ReplyId, ApiError> {
        let Some(newest) = newest.filter(|newest| newest.reply_id >= self.claim.reply_id) else {
            return Ok(self.claim.reply_id.clone());
        };
        let later = Claim { reply_id: ReplyId::generate_after(&newest.reply_id), ..self.claim.clone() };
        if !self.thread.take_over(&self.claim, &later).await? {
            return Err(ApiError::of(ErrorCode::Busy).retry_after(1));
        }
        Ok(later.reply_id)
    }

    /// Who answers a message that was claimed before. The limits count it only if the caller is to answer.
    async fn answerer_of(
        &self,
        existing: Claim,
        newest: Option<&Turn>,
        (tenant, engine): (&Tenant, &EngineSpec),
        headroom: impl FnOnce() -> Result<Headroom, ApiError>,
    ) -> Result<Answerer, ApiError> {
        if existing.text_digest != self.claim.text_digest {
            return Err(ApiError::of(ErrorCode::MessageIdReused));
        }
        let stored = self.thread.turn(&existing.reply_id, self.now_ms).await?.map(Box::new);
        let is_new = stored.is_none();
        let is_message = stored.as_deref().is_none_or(|turn| turn.status == ReplyStatus::Pending);
        let turn = match stored.as_deref() {
            Some(turn) if may_be_answered(turn, self.status) => self.again(turn, tenant, engine),
            None if is_lease_over(existing.lease_until_ms, self.now_ms) => {
                let reply = newest.map_or_else(ReplyId::generate, |newest| ReplyId::generate_after(&newest.reply_id));
                self.turn(tenant, engine, reply)
            }
            _ => {
                let Claim { reply_id, lease_until_ms, .. } = existing;
                return Ok(Answerer::Other { reply_id, turn: stored, lease_until_ms });
            }
        };
        let headroom = headroom()?;
        // Makes the caller the one that answers, unless somebody else was a moment faster.
        let is_mine = match stored.as_deref() {
            Some(seen) => self.thread.reopen(seen, &turn).await?,
            None => {
                let mine = Claim { reply_id: turn.reply_id.clone(), ..self.claim.clone() };
                self.thread.take_over(&existing, &mine).await?
            }
        };
        if !is_mine {
            return Err(ApiError::of(ErrorCode::Busy).retry_after(1));
        }
        Ok(Answerer::Caller { turn: Box::new(turn), is_new, is_message, headroom })
    }

    fn engine_of(&self, tenant: &Tenant, key: &KeyRecord) -> Result<EngineSpec, ApiError> {
        let engine = match self.incoming.engine.as_deref() {
            // Operators can try what visitors cannot choose yet.
            Some(name) if key.preview_in.is_some() => tenant.settings.engine_named(name),
            chosen => tenant.settings.engine(chosen),
        };
        engine.cloned().ok_or_else(|| ApiError::of(ErrorCode::UnknownEngine))
    }

    /// The page, if it is one of the tenant's or the site's own frame. Visitors can send any address, and operators follow what looks like theirs.
    fn page_of(&self, tenant: &Tenant) -> Option<Page> {
        let page = self.incoming.page.clone()?;
        let origin = url::Url::parse(&page.url).ok()?.origin().ascii_serialization();
        let is_sites = self.caller.source().site == Some(origin.as_str());
        (is_sites || Origin::parse(&origin).is_ok_and(|origin| tenant.settings.allows(&origin))).then_some(page)
    }

    /// A new turn of the message.
    fn turn(&self, tenant: &Tenant, engine: &EngineSpec, reply_id: ReplyId) -> Turn {
        Turn {
            reply_id,
            message_id: self.incoming.message_id.clone(),
            message: self.incoming.text.as_str().to_owned(),
            created_at_ms: self.now_ms,
            page: self.page_of(tenant),
            engine: engine.name.clone(),
            model: engine.model.clone(),
            reply: String::new(),
            reply_began_at_ms: None,
            status: self.status,
            lease_until_ms: self.claim.lease_until_ms,
            generator: self.claim.generator.clone(),
            usage: None,
            fault: None,
            stop_requested: false,
            feedback: None,
        }
    }

    /// A stored turn, for another attempt.
    fn again(&self, turn: &Turn, tenant: &Tenant, engine: &EngineSpec) -> Turn {
        let Turn { created_at_ms, page, feedback, .. } = turn.clone();
        Turn { created_at_ms, page, feedback, ..self.turn(tenant, engine, turn.reply_id.clone()) }
    }
}

impl Admitted<'_> {
    /// How to keep a new turn.
    pub(super) fn retention(&self) -> Retention {
        let days = self.open.tenant.settings.behaviour.retention_days;
        let is_preview = self.lasting_key.is_none();
        Retention { days: if is_preview { days.min(PREVIEW_DAYS) } else { days }, is_preview }
    }

    /// Makes the message count after a restart, too.
    pub(super) fn keep_count(&self) -> impl Future<Output = ()> + use<> {
        let (limiter, slug) = (self.open.state.limiter.clone(), self.open.tenant.slug.clone());
        let message = self.message.clone();
        async move {
            if let Err(error) = limiter.keep(&slug, &message).await {
                tracing::warn!(%error, tenant = %slug, "a message's count could not be kept");
            }
        }
    }

    /// Records the use of the key, now and then.
    pub(super) fn note_key_use(&self) -> impl Future<Output = ()> + use<> {
        let OpenThread { state, tenant, now_ms, .. } = &self.open;
        let (store, slug, now_ms) = (state.store.clone(), tenant.slug.clone(), *now_ms);
        let key = self.lasting_key.clone().filter(|key| state.key_uses.is_due(key, now_ms));
        async move {
            let Some(key) = key else { return };
            if let Err(error) = store.note_key_use(&slug, &key, now_ms).await {
                tracing::warn!(%error, "a key's use could not be noted");
            }
        }
    }
}

/// Whether a stored reply may be generated (again): nobody is generating it, and nothing of it was shown.
fn may_be_answered(turn: &Turn, wanted: ReplyStatus) -> bool {
    let is_free = match turn.status_at(now_ms()) {
        ReplyStatus::Interrupted => true,
        ReplyStatus::Pending => wanted == ReplyStatus::Streaming,
        _ => false,
    };
    is_free && turn.reply.is_empty()
}

/// Refuses while the tenant is paused. Operators go on in their previews.
pub(super) fn check_pause(tenant: &Tenant, key: &KeyRecord) -> Result<(), ApiError> {
    if !tenant.settings.paused || key.preview_in.is_some() {
        return Ok(());
    }
    Err(in_words(ErrorCode::Paused, &tenant.settings.copy.paused_message))
}

fn over_cap(over: OverCap, words: &str) -> ApiError {
    in_words(ErrorCode::CapReached, words).retry_after(over.retry_after_s)
}

/// An error in the owner's words, if there are any.
fn in_words(code: ErrorCode, words: &str) -> ApiError {
    if words.is_empty() { ApiError::of(code) } else { ApiError::new(code, words) }
}

/// Takes back what the round wrote. What cannot be taken back expires: a hit after a minute, a claim with its lease.
async fn take_back(state: &State, thread: &Thread, (message, seen): (&Message, &Counters), claim: Option<Claim>) {
    let release = async {
        match &claim {
            Some(claim) => thread.release(claim).await,
            None => Ok(()),
        }
    };
    let (uncounted, released) = tokio::join!(state.limiter.take_back(thread.tenant(), message, seen), release);
    for error in [uncounted.err(), released.err()].into_iter().flatten() {
        tracing::warn!(%error, "a refused message could not be taken back");
    }
}

fn digest(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text)[..16])
}
