//! Turns: a visitor's message and the reply to it, in one item.

use super::{
    Store, StoreError,
    conversations::pk,
    item::{self, Item, n, s},
    schema::TTL_ATTRIBUTE,
};
use crate::{
    Slug,
    conversation::{ConversationId, Feedback, MessageId, Page, ReplyId, ReplyStatus, Retention, Turn},
    engine::Usage,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use serde::{Deserialize, Serialize};

const TURN_PREFIX: &str = "turn#";

/// A turn as it is stored.
#[derive(Serialize, Deserialize)]
struct TurnRecord {
    reply_id: ReplyId,
    message_id: MessageId,
    message: String,
    created_at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<Page>,
    engine: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(default)]
    reply: String,
    reply_status: ReplyStatus,
    lease_until_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    #[serde(default)]
    stop_requested: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback>,
}

impl From<TurnRecord> for Turn {
    fn from(r: TurnRecord) -> Self {
        Self {
            reply_id: r.reply_id,
            message_id: r.message_id,
            message: r.message,
            created_at_ms: r.created_at_ms,
            page: r.page,
            engine: r.engine,
            model: r.model,
            reply: r.reply,
            status: r.reply_status,
            lease_until_ms: r.lease_until_ms,
            usage: r.usage,
            stop_requested: r.stop_requested,
            feedback: r.feedback,
        }
    }
}

impl From<&Turn> for TurnRecord {
    fn from(t: &Turn) -> Self {
        Self {
            reply_id: t.reply_id.clone(),
            message_id: t.message_id.clone(),
            message: t.message.clone(),
            created_at_ms: t.created_at_ms,
            page: t.page.clone(),
            engine: t.engine.clone(),
            model: t.model.clone(),
            reply: t.reply.clone(),
            reply_status: t.status,
            lease_until_ms: t.lease_until_ms,
            usage: t.usage,
            stop_requested: t.stop_requested,
            feedback: t.feedback.clone(),
        }
    }
}

pub(super) fn sk(reply: &ReplyId) -> String {
    format!("{TURN_PREFIX}{}", reply.as_str())
}

pub(super) fn from_item(item: Item) -> Result<Turn, StoreError> {
    Ok(item::from_item::<TurnRecord>(item)?.into())
}

impl Store {
    /// Stores a new turn and notes it in its conversation, side by side. Written again (after a failed half), it changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when either write failed.
    pub async fn store_turn(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        turn: &Turn,
        retention: Retention,
    ) -> Result<(), StoreError> {
        let note = self.note_message(tenant, conversation, turn, retention);
        let sk = sk(&turn.reply_id);
        let mut item = item::to_item(&pk(tenant, conversation), &sk, &TurnRecord::from(turn))?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(retention.expires_at_s(turn.created_at_ms)));
        let put = self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send();
        let (put, noted) = tokio::join!(put, note);
        put?;
        noted
    }

    /// One turn. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn turn(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        reply: &ReplyId,
        now_ms: i64,
    ) -> Result<Option<Turn>, StoreError> {
        let key = item::key(&pk(tenant, conversation), &sk(reply));
        let get =
            self.client.get_item().table_name(&self.tables.conversations).set_key(Some(key)).consistent_read(true);
        get.send().await?.item.filter(|item| !item::is_expired(item, now_ms)).map(from_item).transpose()
    }

    /// The newest turns of a conversation, oldest first, `limit` at the most. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn recent_turns(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        limit: u32,
        now_ms: i64,
    ) -> Result<Vec<Turn>, StoreError> {
        let query = self.turns(&pk(tenant, conversation)).scan_index_forward(false).limit(limit as i32);
        let items = query.send().await?.items.unwrap_or_default();
        items.into_iter().rev().filter(|item| !item::is_expired(item, now_ms)).map(from_item).collect()
    }

    /// A query of the turns in a conversation's partition, by age. Consistent.
    pub(super) fn turns(&self, partition: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.conversations)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(partition))
            .expression_attribute_values(":prefix", s(TURN_PREFIX))
            .consistent_read(true)
    }
}
