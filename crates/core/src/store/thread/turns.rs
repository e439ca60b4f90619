//! Turns: a visitor's message and the reply to it, in one item.

use super::Thread;
use crate::{
    conversation::{HISTORY_TURNS, ReplyId, Retention, Turn},
    store::{
        ListError, Page, PageRequest, StoreError,
        item::{self, n, s},
        page::List,
        schema::TTL_ATTRIBUTE,
    },
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

const TURN_PREFIX: &str = "turn#";

pub(super) fn sk(reply: &ReplyId) -> String {
    format!("{TURN_PREFIX}{}", reply.as_str())
}

impl Thread {
    /// Stores a new turn and notes it in the conversation's head, side by side. Stored again after one of the two failed, it is the same turn.
    ///
    /// # Errors
    /// [`StoreError`] if either write failed.
    pub async fn store_turn(&self, turn: &Turn, retention: Retention) -> Result<(), StoreError> {
        let mut item = item::to_item(&self.pk, &sk(&turn.reply_id), turn)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(retention.expires_at_s(turn.created_at_ms)));
        let put = self.store.client.put_item().table_name(self.table()).set_item(Some(item)).send();
        let (put, noted) = tokio::join!(put, self.note_message(turn, retention));
        put?;
        noted
    }

    /// One turn. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn turn(&self, reply: &ReplyId, now_ms: i64) -> Result<Option<Turn>, StoreError> {
        let turn = self.get(&sk(reply)).send().await?.item;
        turn.filter(|item| !item::is_expired(item, now_ms)).map(item::from_item).transpose()
    }

    /// The newest turns, oldest first: as many as an engine sees and a visitor reads again. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn newest_turns(&self, now_ms: i64) -> Result<Vec<Turn>, StoreError> {
        let query = self.query_turns().scan_index_forward(false).limit(HISTORY_TURNS as i32);
        let items = query.send().await?.items.unwrap_or_default();
        items.into_iter().rev().filter(|item| !item::is_expired(item, now_ms)).map(item::from_item).collect()
    }

    /// A page of turns, oldest first. `from_end`: the first page has the newest turns, and each page leads to earlier ones. Consistent.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn turns(&self, request: PageRequest<'_>, from_end: bool, now_ms: i64) -> Result<Page<Turn>, ListError> {
        let list = List { partition: ("pk", &self.pk), key: &["pk", "sk"] };
        let query = self.query_turns().scan_index_forward(!from_end);
        let mut page = list.read(query, request, |_| true, now_ms).await?;
        if from_end {
            page.items.reverse();
        }
        Ok(page)
    }

    /// A query of the turns, by age. Consistent.
    fn query_turns(&self) -> QueryFluentBuilder {
        self.store
            .client
            .query()
            .table_name(self.table())
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(&self.pk))
            .expression_attribute_values(":prefix", s(TURN_PREFIX))
            .consistent_read(true)
    }
}
