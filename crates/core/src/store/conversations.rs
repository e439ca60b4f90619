//! Conversations: one head item each, which lists them by their newest message.

use super::{
    Store, StoreError,
    item::{self, n, s},
    schema::{CONVERSATIONS_BY_ACTIVITY, TTL_ATTRIBUTE},
    turns::{self, TURN_PREFIX},
};
use crate::{
    Invalid, Slug,
    conversation::{ConversationId, Turn},
    time::rfc3339,
};
use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use serde::Deserialize;
use std::time::Duration;

/// The most items that one `BatchWriteItem` takes.
const BATCH: i32 = 25;
const HEAD_SK: &str = "conversation";
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

    /// A page of a tenant's conversations, newest activity first.
    ///
    /// # Errors
    /// [`StoreError`]; the inner [`Invalid`] for a cursor of another list.
    pub async fn conversations(
        &self,
        tenant: &Slug,
        cursor: Option<&str>,
        limit: u32,
        now_ms: i64,
    ) -> Result<Result<Page<ConversationSummary>, Invalid>, StoreError> {
        let start = match cursor
            .map(|cursor| item::start_of(cursor, ("tenant", tenant.as_str()), &["tenant", "active_at", "pk", "sk"]))
            .transpose()
        {
            Ok(start) => start,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let answer = self
            .client
            .query()
            .table_name(&self.tables.conversations)
            .index_name(CONVERSATIONS_BY_ACTIVITY)
            .key_condition_expression("#tenant = :tenant")
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_values(":tenant", s(tenant.as_str()))
            .set_exclusive_start_key(start)
            .scan_index_forward(false)
            .limit(limit as i32)
            .send()
            .await?;
        let live = answer.items.unwrap_or_default().into_iter().filter(|item| !item::is_expired(item, now_ms));
        let items = live.map(item::from_item).collect::<Result<_, _>>()?;
        Ok(Ok(Page { items, cursor: item::cursor_of(answer.last_evaluated_key) }))
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
        let partition = pk(tenant, conversation);
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.tables.conversations)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", s(&partition))
                .projection_expression("pk, sk")
                .limit(BATCH)
                .consistent_read(true)
                .send()
                .await?;
            let keys = page.items.unwrap_or_default();
            if keys.is_empty() {
                return Ok(());
            }
            self.delete_items(keys).await?;
        }
    }

    /// Deletes up to 25 items. What a busy store leaves out is found again by the caller's next query.
    async fn delete_items(&self, keys: Vec<item::Item>) -> Result<(), StoreError> {
        let delete = |key| {
            Ok(WriteRequest::builder().delete_request(DeleteRequest::builder().set_key(Some(key)).build()?).build())
        };
        let requests = keys.into_iter().map(delete).collect::<Result<Vec<_>, StoreError>>()?;
        let answer = self.client.batch_write_item().request_items(&self.tables.conversations, requests).send().await?;
        if answer.unprocessed_items.is_some_and(|left| !left.is_empty()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}
