//! What happens to a reply after its turn is stored: made, written down, stopped, rated.

use super::{
    Store, StoreError,
    conversations::pk,
    item::{self, n, s},
    tenants::ConditionFailed as _,
    turns::{from_item, sk},
};
use crate::{
    Slug,
    conversation::{ConversationId, Feedback, ReplyId, ReplyStatus, Turn},
    engine::Usage,
};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};

/// How far a reply is, as its generator writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The reply so far.
    pub reply: &'a str,
    /// Its status.
    pub status: ReplyStatus,
    /// Until when the generator is taken to be alive, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
    /// The model that answered.
    pub model: Option<&'a str>,
    /// Model tokens.
    pub usage: Option<Usage>,
}

/// What became of a caller's wish to answer a pending turn.
#[derive(Debug)]
pub enum Begun {
    /// The caller answers it.
    Mine(Box<Turn>),
    /// It is not pending: as it is.
    Other(Box<Turn>),
    /// There is no such turn.
    Missing,
}

impl Store {
    /// Writes down how far a reply is. False when the turn is gone (the visitor deleted it) or no longer streaming, and, while it goes on
    /// streaming, when the visitor asked to stop.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn save_progress(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        reply: &ReplyId,
        progress: &Progress<'_>,
    ) -> Result<bool, StoreError> {
        let mut set = "SET reply = :reply, reply_status = :status, lease_until_ms = :until".to_owned();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&pk(tenant, conversation), &sk(reply))))
            .condition_expression(if progress.status == ReplyStatus::Streaming {
                "reply_status = :streaming AND stop_requested = :no"
            } else {
                "reply_status = :streaming"
            })
            .expression_attribute_values(":reply", s(progress.reply))
            .expression_attribute_values(":status", status_value(progress.status)?)
            .expression_attribute_values(":streaming", status_value(ReplyStatus::Streaming)?)
            .expression_attribute_values(":until", n(progress.lease_until_ms));
        if progress.status == ReplyStatus::Streaming {
            update = update.expression_attribute_values(":no", AttributeValue::Bool(false));
        }
        if let Some(model) = progress.model {
            set.push_str(", model = :model");
            update = update.expression_attribute_values(":model", s(model));
        }
        if let Some(usage) = progress.usage {
            set.push_str(", #usage = :usage");
            let value = serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(usage)?;
            update = update.expression_attribute_names("#usage", "usage").expression_attribute_values(":usage", value);
        }
        match update.update_expression(set).send().await {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }

    /// Makes the caller the one that answers a pending turn. When it is not pending (any more): the turn as it is; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_pending(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        reply: &ReplyId,
        lease_until_ms: i64,
    ) -> Result<Begun, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&pk(tenant, conversation), &sk(reply))))
            .update_expression("SET reply_status = :streaming, lease_until_ms = :until")
            .condition_expression("reply_status = :pending")
            .expression_attribute_values(":streaming", status_value(ReplyStatus::Streaming)?)
            .expression_attribute_values(":pending", status_value(ReplyStatus::Pending)?)
            .expression_attribute_values(":until", n(lease_until_ms))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match update.send().await {
            Ok(answer) => Ok(Begun::Mine(Box::new(from_item(answer.attributes.unwrap_or_default())?))),
            Err(error) => Ok(match error.into_service_error_if_condition_failed()? {
                Some(item) => Begun::Other(Box::new(from_item(item)?)),
                None => Begun::Missing,
            }),
        }
    }

    /// Asks a reply's generator to stop; a pending reply is stopped at once. False when there is no such reply; an ended one stays as it is.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn request_stop(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        reply: &ReplyId,
    ) -> Result<bool, StoreError> {
        let update = |set: &str, status: ReplyStatus| {
            Ok::<_, StoreError>(
                self.client
                    .update_item()
                    .table_name(&self.tables.conversations)
                    .set_key(Some(item::key(&pk(tenant, conversation), &sk(reply))))
                    .update_expression(set)
                    .condition_expression("reply_status = :status")
                    .expression_attribute_values(":status", status_value(status)?)
                    .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
            )
        };
        let streaming = update("SET stop_requested = :yes", ReplyStatus::Streaming)?
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        let other = match streaming.send().await {
            Ok(_) => return Ok(true),
            Err(error) => error.into_service_error_if_condition_failed()?,
        };
        let Some(turn) = other.map(from_item).transpose()? else { return Ok(false) };
        if turn.status == ReplyStatus::Pending {
            let stopped = status_value(ReplyStatus::Stopped)?;
            let pending = update("SET reply_status = :stopped", ReplyStatus::Pending)?;
            if let Err(error) = pending.expression_attribute_values(":stopped", stopped).send().await {
                error.into_service_error_if_condition_failed()?;
            }
        }
        Ok(true)
    }

    /// Stores a visitor's rating of a reply. False when there is no such reply.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn rate(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        reply: &ReplyId,
        feedback: &Feedback,
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&pk(tenant, conversation), &sk(reply))))
            .update_expression("SET feedback = :feedback")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":feedback", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(feedback)?);
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }

    /// Opens an interrupted or pending reply of which nothing was shown for another try: `streaming` when the caller makes it now, `pending` when its reader will. An earlier wish to stop it
    /// is over. False when it is not such a reply any more.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn reopen(
        &self,
        tenant: &Slug,
        conversation: &ConversationId,
        seen: &Turn,
        status: ReplyStatus,
        lease_until_ms: i64,
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&pk(tenant, conversation), &sk(&seen.reply_id))))
            .update_expression("SET reply_status = :next, lease_until_ms = :until, stop_requested = :no")
            .condition_expression("reply_status = :status AND reply = :empty AND lease_until_ms = :seen")
            .expression_attribute_values(":next", status_value(status)?)
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":until", n(lease_until_ms))
            .expression_attribute_values(":status", status_value(seen.status)?)
            .expression_attribute_values(":empty", s(""))
            .expression_attribute_values(":seen", n(seen.lease_until_ms));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }
}

fn status_value(status: ReplyStatus) -> Result<AttributeValue, StoreError> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(status)?)
}
