//! Claims: of all callers with the same message id, which one answers.

use super::Thread;
use crate::{
    conversation::{GeneratorId, MessageId, ReplyId},
    store::{
        StoreError,
        condition::{self, ConditionFailed as _},
        item::{self, n, s},
        schema::TTL_ATTRIBUTE,
    },
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
    /// A digest of the message's text, by which the same id for another message is noticed.
    pub text_digest: String,
    /// Until when the claimant counts as alive while nothing of the turn is stored, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
    /// Who makes that reply.
    #[serde(default)]
    pub generator: GeneratorId,
}

/// How a claim ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The caller answers.
    New,
    /// Somebody already answers, or has answered.
    Existing(Claim),
}

fn sk(id: &MessageId) -> String {
    format!("claim#{}", id.as_str())
}

impl Thread {
    /// Claims a message, in one write. An expired claim is no obstacle.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn claim(&self, claim: &Claim, now_ms: i64) -> Result<Claimed, StoreError> {
        let mut item = item::to_item(&self.pk, &sk(&claim.message_id), claim)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n((now_ms + REMEMBERED_MS) / 1000));
        let put = self
            .store
            .client
            .put_item()
            .table_name(self.table())
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR expires_at <= :now_s")
            .expression_attribute_values(":now_s", item::now_s(now_ms))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(Claimed::New),
            Err(error) => match error.item_if_condition_failed()? {
                Some(item) => Ok(Claimed::Existing(item::from_item(item)?)),
                None => Err(StoreError::Malformed("a failed condition returned no item".to_owned())),
            },
        }
    }

    /// Withdraws a claim, unless somebody has taken it over.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        let delete = self
            .store
            .client
            .delete_item()
            .table_name(self.table())
            .set_key(self.key(&sk(&claim.message_id)))
            .condition_expression("reply_id = :reply")
            .expression_attribute_values(":reply", s(claim.reply_id.as_str()));
        condition::held(delete.send().await).map(|_| ())
    }

    /// Renews the lease of a claim while its turn is not stored yet. False if somebody has taken it over, or it is gone.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn renew_claim(
        &self,
        message: &MessageId,
        generator: &GeneratorId,
        lease_until_ms: i64,
    ) -> Result<bool, StoreError> {
        let update = self
            .update(&sk(message))
            .update_expression("SET lease_until_ms = :until")
            .condition_expression("generator = :mine")
            .expression_attribute_values(":mine", s(generator.as_str()))
            .expression_attribute_values(":until", n(lease_until_ms));
        condition::held(update.send().await)
    }

    /// Takes over a claim whose claimant died before it stored anything. False if somebody else was faster.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn take_over(&self, dead: &Claim, mine: &Claim) -> Result<bool, StoreError> {
        let update = self
            .update(&sk(&dead.message_id))
            .update_expression("SET reply_id = :mine, lease_until_ms = :until, generator = :generator")
            .condition_expression("reply_id = :dead AND lease_until_ms = :seen")
            .expression_attribute_values(":mine", s(mine.reply_id.as_str()))
            .expression_attribute_values(":until", n(mine.lease_until_ms))
            .expression_attribute_values(":generator", s(mine.generator.as_str()))
            .expression_attribute_values(":dead", s(dead.reply_id.as_str()))
            .expression_attribute_values(":seen", n(dead.lease_until_ms));
        condition::held(update.send().await)
    }
}
