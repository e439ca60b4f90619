//! Conversations: one head item each, which lists them by their newest message.

use super::{
    Store, StoreError,
    item::{self, Item, n, s},
    schema::{CONVERSATIONS_BY_ACTIVITY, TTL_ATTRIBUTE},
    turns::{self, TURN_PREFIX},
};
use crate::{
    Invalid, Slug,
    conversation::{ConversationId, Turn},
    time::rfc3339,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use serde::Deserialize;

pub(super) const HEAD_SK: &str = "conversation";
/// The attributes that say where a page of the list ended.
const LIST_KEY: [&str; 4] = ["tenant", "active_at", "pk", "sk"];
/// How far a tenant's activity is counted.
const ACTIVITY_CAP: u32 = 100;
/// How much of the newest message a list shows, in characters.
const SNIPPET_CHARS: usize = 200;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The page's entries.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub cursor: Option<String>,
}

/// What a list shows of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ConversationSummary {
    /// Its id.
    pub conversation_id: ConversationId,
    /// When it began, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When its newest message came, milliseconds since the Unix epoch.
    pub active_at_ms: i64,
    /// The visitor's newest message, its first 200 characters.
    pub last_message: String,
    /// How many turns were begun.
    pub turns: u64,
}

/// How much is going on at a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// When its newest message came, milliseconds since the Unix epoch; `None` when there is none.
    pub last_active_at_ms: Option<i64>,
    /// How many conversations had a message since the time that was asked for, 100 at the most.
    pub conversations: u64,
    /// Whether there are more.
    pub more: bool,
}

pub(super) fn pk(tenant: &Slug, conversation: &ConversationId) -> String {
    format!("{tenant}#{}", conversation.as_str())
}

impl Store {
    /// Notes a visitor's message in its conversation's head, which it makes if it is the first.
    pub(super) async fn note_message(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        message: &str,
        at_ms: i64,
        expires_at_s: i64,
    ) -> Result<(), StoreError> {
        let snippet: String = message.chars().take(SNIPPET_CHARS).collect();
        self.client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&pk(tenant, conversation), HEAD_SK)))
            .update_expression(
                "SET #tenant = :tenant, conversation_id = :id, #schema = :schema, active_at = :active, active_at_ms = :ms, \
                 last_message = :snippet, created_at_ms = if_not_exists(created_at_ms, :ms), #ttl = :ttl ADD turns :one",
            )
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_names("#schema", "schema")
            .expression_attribute_names("#ttl", TTL_ATTRIBUTE)
            .expression_attribute_values(":tenant", s(tenant.as_str()))
            .expression_attribute_values(":id", s(conversation.as_str()))
            .expression_attribute_values(":schema", n(item::SCHEMA))
            .expression_attribute_values(":active", s(rfc3339(at_ms)))
            .expression_attribute_values(":ms", n(at_ms))
            .expression_attribute_values(":snippet", s(snippet))
            .expression_attribute_values(":ttl", n(expires_at_s))
            .expression_attribute_values(":one", n(1))
            .send()
            .await?;
        Ok(())
    }

    /// A page of a tenant's conversations, newest activity first: those that `wanted` names, of the next `read` there are, `limit` at the
    /// most. So a search costs the same however rare its matches are, and a page of it may be empty and not the last.
    ///
    /// # Errors
    /// [`StoreError`]; the inner [`Invalid`] for a cursor of another list.
    pub async fn conversations(
        &self,
        tenant: &Slug,
        wanted: impl Fn(&ConversationSummary) -> bool,
        cursor: Option<&str>,
        (read, limit): (u32, u32),
        now_ms: i64,
    ) -> Result<Result<Page<ConversationSummary>, Invalid>, StoreError> {
        let start =
            match cursor.map(|cursor| item::start_of(cursor, ("tenant", tenant.as_str()), &LIST_KEY)).transpose() {
                Ok(start) => start,
                Err(invalid) => return Ok(Err(invalid)),
            };
        let query = self.by_activity(tenant).set_exclusive_start_key(start).limit(read as i32);
        let answer = query.send().await?;
        let mut page = Page { items: Vec::new(), cursor: item::cursor_of(answer.last_evaluated_key) };
        let mut heads = answer.items.unwrap_or_default().into_iter().peekable();
        while let Some(head) = heads.next() {
            if item::is_expired(&head, now_ms) {
                continue;
            }
            let key = LIST_KEY.iter().filter_map(|name| Some(((*name).to_owned(), head.get(*name)?.clone()))).collect();
            page.items.extend(Some(item::from_item(head)?).filter(&wanted));
            if page.items.len() == limit as usize && heads.peek().is_some() {
                page.cursor = item::cursor_of(Some(key));
                break;
            }
        }
        Ok(Ok(page))
    }

    /// What the list shows of one conversation. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn conversation(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        now_ms: i64,
    ) -> Result<Option<ConversationSummary>, StoreError> {
        let key = item::key(&pk(tenant, conversation), HEAD_SK);
        let get =
            self.client.get_item().table_name(&self.tables.conversations).set_key(Some(key)).consistent_read(true);
        get.send().await?.item.filter(|head| !item::is_expired(head, now_ms)).map(item::from_item).transpose()
    }

    /// How much is going on at a tenant: one call, and a second small one for a tenant that was quiet since `since_ms`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn activity(&self, tenant: &Slug, since_ms: i64) -> Result<Activity, StoreError> {
        let recent = self
            .by_activity(tenant)
            .key_condition_expression("#tenant = :tenant AND active_at >= :since")
            .expression_attribute_values(":since", s(rfc3339(since_ms)))
            .projection_expression("active_at_ms")
            .limit(ACTIVITY_CAP as i32)
            .send()
            .await?;
        let newest = |heads: &[Item]| heads.first()?.get("active_at_ms")?.as_n().ok()?.parse().ok();
        let heads = recent.items.unwrap_or_default();
        let last_active_at_ms = match newest(&heads) {
            Some(at_ms) => Some(at_ms),
            None => {
                let last = self.by_activity(tenant).projection_expression("active_at_ms").limit(1).send().await?;
                newest(&last.items.unwrap_or_default())
            }
        };
        let more = recent.last_evaluated_key.is_some();
        Ok(Activity { last_active_at_ms, conversations: heads.len() as u64, more })
    }

    /// A page of a conversation's turns, oldest first. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]; the inner [`Invalid`] for a cursor of another list.
    pub async fn conversation_turns(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        cursor: Option<&str>,
        limit: u32,
        now_ms: i64,
    ) -> Result<Result<Page<Turn>, Invalid>, StoreError> {
        let partition = pk(tenant, conversation);
        let start = match cursor.map(|cursor| item::start_of(cursor, ("pk", &partition), &["pk", "sk"])).transpose() {
            Ok(start) => start,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let answer = self
            .client
            .query()
            .table_name(&self.tables.conversations)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(&partition))
            .expression_attribute_values(":prefix", s(TURN_PREFIX))
            .set_exclusive_start_key(start)
            .limit(limit as i32)
            .consistent_read(true)
            .send()
            .await?;
        let live = answer.items.unwrap_or_default().into_iter().filter(|item| !item::is_expired(item, now_ms));
        let items = live.map(turns::from_item).collect::<Result<_, _>>()?;
        Ok(Ok(Page { items, cursor: item::cursor_of(answer.last_evaluated_key) }))
    }

    /// Deletes a conversation with everything in it, a page of items at a time; broken off, the next call goes on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn delete_conversation(&self, tenant: &Slug, conversation: &ConversationId) -> Result<(), StoreError> {
        self.delete_partition(&self.tables.conversations, &pk(tenant, conversation), HEAD_SK).await?;
        Ok(())
    }

    /// The partitions of a tenant's conversations, some of them.
    pub(super) async fn some_conversations(&self, tenant: &Slug, limit: i32) -> Result<Vec<String>, StoreError> {
        let query = self.by_activity(tenant).projection_expression("pk").limit(limit);
        let heads = query.send().await?.items.unwrap_or_default();
        Ok(heads.into_iter().filter_map(|head| head.get("pk")?.as_s().ok().cloned()).collect())
    }

    /// A query of a tenant's conversations, newest activity first.
    fn by_activity(&self, tenant: &Slug) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.conversations)
            .index_name(CONVERSATIONS_BY_ACTIVITY)
            .key_condition_expression("#tenant = :tenant")
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_values(":tenant", s(tenant.as_str()))
            .scan_index_forward(false)
    }
}
