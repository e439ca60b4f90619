//! Claims: of all callers with one message id, the one that answers.

use super::{
    Store, StoreError,
    item::{self, n, s},
    tenants::ConditionFailed as _,
};
use crate::{
    Slug,
    conversation::{ConversationId, MessageId, ReplyId},
};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::{Deserialize, Serialize};

/// How long a message id is remembered. A client that retries does so within seconds.
const REMEMBERED_MS: i64 = 30 * 24 * 3600 * 1000;

/// Who answers a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The message.
    pub message_id: MessageId,
    /// The reply that answers it.
    pub reply_id: ReplyId,
    /// A digest of the message's text, so that an id used for two messages is noticed.
    pub text_digest: String,
    /// Until when the claimant is taken to be alive while nothing of the turn is stored, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
}

/// How claiming ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The caller answers.
    New,
    /// Somebody answers, or answered, already.
    Existing(Claim),
}

fn sk(id: &MessageId) -> String {
    format!("claim#{}", id.as_str())
}

impl Store {
    /// Claims a message, in one write.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn claim(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        claim: &Claim,
        now_ms: i64,
    ) -> Result<Claimed, StoreError> {
        let mut item = item::to_item(&super::conversations::pk(tenant, conversation), &sk(&claim.message_id), claim)?;
        item.insert(super::schema::TTL_ATTRIBUTE.to_owned(), n((now_ms + REMEMBERED_MS) / 1000));
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.conversations)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(Claimed::New),
            Err(error) => match error.into_service_error_if_condition_failed()? {
                Some(item) => Ok(Claimed::Existing(item::from_item(item)?)),
                None => Err(StoreError::Malformed("a failed condition returned no item".to_owned())),
            },
        }
    }

    /// Takes a claim back, unless it is somebody else's by now.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn release(&self, tenant: &Slug, conversation: &ConversationId, claim: &Claim) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&super::conversations::pk(tenant, conversation), &sk(&claim.message_id))))
            .condition_expression("reply_id = :reply")
            .expression_attribute_values(":reply", s(claim.reply_id.as_str()));
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| ()),
        }
    }

    /// Takes over a claim whose claimant died before anything was stored. False when somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn take_over(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        dead: &Claim,
        mine: &Claim,
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&super::conversations::pk(tenant, conversation), &sk(&dead.message_id))))
            .update_expression("SET reply_id = :mine, lease_until_ms = :until")
            .condition_expression("reply_id = :dead AND lease_until_ms = :seen")
            .expression_attribute_values(":mine", s(mine.reply_id.as_str()))
            .expression_attribute_values(":until", n(mine.lease_until_ms))
            .expression_attribute_values(":dead", s(dead.reply_id.as_str()))
            .expression_attribute_values(":seen", n(dead.lease_until_ms));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }
}
