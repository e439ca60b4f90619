//! `GET /v1/admin/tenants/{slug}/conversations`

use crate::{
    State,
    documented::{NotFoundErrors, PagingErrors, ReaderErrors, TenantPath},
    paging::{self, Paging},
    reader::ConversationReader,
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    conversation::ConversationId,
    store::{self, PageRequest},
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, ErrorCode, PathParams, QueryParams, ServerErrors};
use serde::{Deserialize, Serialize};

/// How many conversations one search request reads, about 250 KB.
const SEARCHED: u32 = 500;

/// A page of conversations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversationList {
    /// Newest activity first.
    items: Vec<ConversationSummary>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// A conversation as the list shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversationSummary {
    /// Its id.
    id: ConversationId,
    /// When it began, in RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its newest message arrived, in RFC 3339.
    #[schema(format = DateTime)]
    active_at: String,
    /// The first 200 characters of the visitor's newest message.
    #[schema(example = "When are you open?")]
    last_message: String,
    /// How many messages the visitor sent.
    #[schema(example = 3)]
    turns: u64,
}

impl From<store::ConversationSummary> for ConversationSummary {
    fn from(conversation: store::ConversationSummary) -> Self {
        Self {
            id: conversation.conversation_id,
            created_at: rfc3339(conversation.created_at_ms),
            active_at: rfc3339(conversation.active_at_ms),
            last_message: conversation.last_message,
            turns: conversation.turns,
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// The beginning of an id (`c_…`), or words that `last_message` must contain, in any order and case.
    #[serde(default)]
    #[param(max_length = 200)]
    q: String,
}

/// What a search is for.
enum Wanted {
    All,
    /// A whole id, which at most one conversation has, so there is no search.
    One(ConversationId),
    IdPrefix(String),
    Words(Vec<String>),
}

impl Wanted {
    fn parse(q: &str) -> Result<Self, ApiError> {
        if q.chars().count() > 200 {
            return Err(ApiError::new(ErrorCode::InvalidQuery, "q must have at most 200 characters."));
        }
        let q = q.trim().to_lowercase();
        if let Ok(id) = ConversationId::parse(&q) {
            return Ok(Self::One(id));
        }
        let is_id =
            q.strip_prefix("c_").is_some_and(|rest| rest.len() < 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
        Ok(match q.as_str() {
            "" => Self::All,
            _ if is_id => Self::IdPrefix(q),
            _ => Self::Words(q.split_whitespace().map(str::to_owned).collect()),
        })
    }

    fn is_met_by(&self, conversation: &store::ConversationSummary) -> bool {
        match self {
            Self::All => true,
            Self::One(id) => conversation.conversation_id == *id,
            Self::IdPrefix(prefix) => conversation.conversation_id.as_str().starts_with(prefix),
            Self::Words(words) => {
                let message = conversation.last_message.to_lowercase();
                words.iter().all(|word| message.contains(word))
            }
        }
    }
}

/// Lists a tenant's conversations, newest activity first.
///
/// A search request looks through 500 conversations, so its page may be empty even though `cursor` says that there are more to search. A
/// secret key with the scope `conversations:read` can list its own tenant's conversations.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/conversations",
    operation_id = "list_conversations",
    tag = "conversations",
    security(("session" = []), ("bearer" = []), ("api_key" = [])),
    params(TenantPath, Search, Paging),
    responses(
        (status = 200, description = "A page", body = ConversationList),
        PagingErrors,
        ReaderErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn list_conversations(
    extract::State(state): extract::State<State>,
    _: ConversationReader,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    QueryParams(search): QueryParams<Search>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<ConversationList>, ApiError> {
    let (request, wanted) = (paging.request()?, Wanted::parse(&search.q)?);
    require_tenant(&state.store, &slug).await?;
    if let Wanted::One(id) = &wanted {
        let found = state.store.thread(&slug, id).summary(now_ms()).await?;
        return Ok(Json(ConversationList { items: found.into_iter().map(Into::into).collect(), cursor: None }));
    }
    let request = if matches!(wanted, Wanted::All) { request } else { PageRequest { read: SEARCHED, ..request } };
    let found =
        state.store.conversations(&slug, request, |conversation| wanted.is_met_by(conversation), now_ms()).await;
    let page = found.map_err(paging::refusal)?;
    Ok(Json(ConversationList { items: page.items.into_iter().map(Into::into).collect(), cursor: page.cursor }))
}
