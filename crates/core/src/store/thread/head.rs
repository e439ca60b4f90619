//! A conversation's head: one item, by which lists name the conversation.

use super::Thread;
use crate::{
    Slug,
    conversation::{ConversationId, Retention, Turn},
    store::{
        StoreError, condition,
        item::{self, NOT_EXPIRED, n, now_s, s},
        schema::TTL_ATTRIBUTE,
    },
    time::rfc3339,
};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use serde::Deserialize;

pub(in crate::store) const HEAD_SK: &str = "conversation";
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
    /// How many messages the visitor wrote.
    pub turns: u64,
}

/// The list that names a conversation: its tenant's, or for a preview a hidden one that only the tenant's deletion reads. No slug contains
/// a `#`.
pub(in crate::store) fn list_of(tenant: &Slug, is_preview: bool) -> String {
    if is_preview { format!("{tenant}#preview") } else { tenant.as_str().to_owned() }
}

impl Thread {
    /// What a list shows of the conversation. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn summary(&self, now_ms: i64) -> Result<Option<ConversationSummary>, StoreError> {
        let head = self.get(HEAD_SK).send().await?.item;
        head.filter(|head| !item::is_expired(head, now_ms)).map(item::from_item).transpose()
    }

    /// Notes a turn's message in the head. The first message creates it, and so does the first one after the head has expired.
    pub(super) async fn note_message(&self, turn: &Turn, retention: Retention) -> Result<(), StoreError> {
        let go_on = self
            .note(turn, retention, "created_at_ms = if_not_exists(created_at_ms, :ms) ADD turns :one")
            .condition_expression(NOT_EXPIRED);
        if condition::held(go_on.clone().send().await)? {
            return Ok(());
        }
        let start_anew = self
            .note(turn, retention, "created_at_ms = :ms, turns = :one")
            .condition_expression("expires_at <= :now_s");
        if !condition::held(start_anew.send().await)? {
            // Somebody started it anew in between.
            go_on.send().await?;
        }
        Ok(())
    }

    fn note(&self, turn: &Turn, retention: Retention, rest: &str) -> UpdateItemFluentBuilder {
        let snippet: String = turn.message.chars().take(SNIPPET_CHARS).collect();
        let at_ms = turn.created_at_ms;
        self.update(HEAD_SK)
            .update_expression(format!(
                "SET #tenant = :tenant, conversation_id = :id, #schema = :schema, active_at = :active, active_at_ms = :ms, \
                 last_message = :snippet, #ttl = :ttl, {rest}",
            ))
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_names("#schema", "schema")
            .expression_attribute_names("#ttl", TTL_ATTRIBUTE)
            .expression_attribute_values(":tenant", s(list_of(&self.tenant, retention.is_preview)))
            .expression_attribute_values(":id", s(self.conversation.as_str()))
            .expression_attribute_values(":schema", n(item::SCHEMA))
            .expression_attribute_values(":active", s(rfc3339(at_ms)))
            .expression_attribute_values(":ms", n(at_ms))
            .expression_attribute_values(":snippet", s(snippet))
            .expression_attribute_values(":ttl", n(retention.expires_at_s(at_ms)))
            .expression_attribute_values(":one", n(1))
            .expression_attribute_values(":now_s", now_s(at_ms))
    }
}
