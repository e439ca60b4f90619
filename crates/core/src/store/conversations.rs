//! Conversations: one head item each, which lists them by their newest message.

use super::{
    Page, Store, StoreError,
    item::{self, n, s},
    page::List,
    schema::{CONVERSATIONS_BY_ACTIVITY, TTL_ATTRIBUTE},
    turns,
};
use crate::{
    Invalid, Slug,
    conversation::{ConversationId, Retention, Turn},
    time::rfc3339,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use serde::Deserialize;

pub(super) const HEAD_SK: &str = "conversation";
/// How far a tenant's activity is counted.
const ACTIVITY_CAP: u32 = 100;
/// How much of the newest message a list shows, in characters.
const SNIPPET_CHARS: usize = 200;

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

/// Which list names a conversation: its tenant's, or a hidden one that only the tenant's deletion reads. No slug has a `#`.
fn list_of(tenant: &Slug, is_preview: bool) -> String {
    if is_preview { format!("{tenant}#preview") } else { tenant.as_str().to_owned() }
}

impl Store {
    /// Notes a turn's message in its conversation's head, which it makes if it is the first.
    pub(super) async fn note_message(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        turn: &Turn,
        retention: Retention,
    ) -> Result<(), StoreError> {
        let snippet: String = turn.message.chars().take(SNIPPET_CHARS).collect();
        let at_ms = turn.created_at_ms;
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
            .expression_attribute_values(":tenant", s(list_of(tenant, retention.is_preview)))
            .expression_attribute_values(":id", s(conversation.as_str()))
            .expression_attribute_values(":schema", n(item::SCHEMA))
            .expression_attribute_values(":active", s(rfc3339(at_ms)))
            .expression_attribute_values(":ms", n(at_ms))
            .expression_attribute_values(":snippet", s(snippet))
            .expression_attribute_values(":ttl", n(retention.expires_at_s(at_ms)))
            .expression_attribute_values(":one", n(1))
            .send()
            .await?;
        Ok(())
    }

    /// A page of a tenant's conversations, newest activity first: those that `wanted` names, of the next `read` there are, `limit` at the
    /// most. Those of previews are not among them.
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
        let list = List { partition: ("tenant", tenant.as_str()), key: &["tenant", "active_at", "pk", "sk"] };
        let start = match list.start(cursor) {
            Ok(start) => start,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let found = self.by_activity(tenant.as_str()).set_exclusive_start_key(start).limit(read as i32).send().await?;
        list.page(found, item::from_item, wanted, limit, now_ms).map(Ok)
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

    /// How much is going on at a tenant: one small call, and a second one for a tenant that was not quiet since `since_ms`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn activity(&self, tenant: &Slug, since_ms: i64) -> Result<Activity, StoreError> {
        let query = || self.by_activity(tenant.as_str()).projection_expression("active_at_ms");
        let newest = query().limit(1).send().await?.items.unwrap_or_default();
        let last_active_at_ms = newest.first().and_then(|head| head.get("active_at_ms")?.as_n().ok()?.parse().ok());
        if last_active_at_ms.is_none_or(|at_ms: i64| at_ms < since_ms) {
            return Ok(Activity { last_active_at_ms, conversations: 0, more: false });
        }
        let recent = query()
            .key_condition_expression("#tenant = :tenant AND active_at >= :since")
            .expression_attribute_values(":since", s(rfc3339(since_ms)))
            .limit(ACTIVITY_CAP as i32)
            .send()
            .await?;
        let (count, more) = (recent.items.unwrap_or_default().len(), recent.last_evaluated_key.is_some());
        Ok(Activity { last_active_at_ms, conversations: count as u64, more })
    }

    /// A page of a conversation's turns, oldest first. `from_end`: the pages begin with the newest turns and lead to earlier ones.
    /// Consistent.
    ///
    /// # Errors
    /// [`StoreError`]; the inner [`Invalid`] for a cursor of another list.
    pub async fn conversation_turns(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        from_end: bool,
        cursor: Option<&str>,
        limit: u32,
        now_ms: i64,
    ) -> Result<Result<Page<Turn>, Invalid>, StoreError> {
        let partition = pk(tenant, conversation);
        let list = List { partition: ("pk", &partition), key: &["pk", "sk"] };
        let start = match list.start(cursor) {
            Ok(start) => start,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let query = self.turns(&partition).scan_index_forward(!from_end).set_exclusive_start_key(start);
        let mut page = list.page(query.limit(limit as i32).send().await?, turns::from_item, |_| true, limit, now_ms)?;
        if from_end {
            page.items.reverse();
        }
        Ok(Ok(page))
    }

    /// Deletes a conversation with everything in it, a page of items at a time; broken off, the next call goes on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn delete_conversation(&self, tenant: &Slug, conversation: &ConversationId) -> Result<(), StoreError> {
        self.delete_partition(&self.tables.conversations, &pk(tenant, conversation), HEAD_SK).await?;
        Ok(())
    }

    /// The partitions of a tenant's conversations, some of them; those of previews after all others.
    pub(super) async fn some_conversations(&self, tenant: &Slug, limit: i32) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for is_preview in [false, true] {
            let query = self.by_activity(&list_of(tenant, is_preview)).projection_expression("pk").limit(limit);
            let heads = query.send().await?.items.unwrap_or_default();
            found = heads.into_iter().filter_map(|head| head.get("pk")?.as_s().ok().cloned()).collect();
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// A query of a list of conversations, newest activity first.
    fn by_activity(&self, list: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.conversations)
            .index_name(CONVERSATIONS_BY_ACTIVITY)
            .key_condition_expression("#tenant = :tenant")
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_values(":tenant", s(list))
            .scan_index_forward(false)
    }
}
