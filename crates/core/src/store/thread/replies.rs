//! What happens to a reply after its turn is stored: it is begun, saved, stopped, rated.

use super::{Thread, turns::sk};
use crate::{
    conversation::{Feedback, GeneratorId, ReplyId, ReplyStatus, Turn},
    engine::{Fault, Usage},
    store::{
        StoreError,
        condition::{self, ConditionFailed as _},
        item::{self, Item, NOT_EXPIRED, n, now_s, s},
    },
};
use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value;

/// How far a reply is, as its generator saves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Who makes it.
    pub generator: &'a GeneratorId,
    /// The reply so far.
    pub reply: &'a str,
    /// When it began, milliseconds since the Unix epoch; `None` until then.
    pub began_at_ms: Option<i64>,
    /// Its status.
    pub status: ReplyStatus,
    /// Until when the generator counts as alive, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
    /// How it ended; `None` while it grows.
    pub end: Option<Answered<'a>>,
}

/// What the last write of a reply adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<'a> {
    /// The name of the engine that answered.
    pub engine: &'a str,
    /// Its model.
    pub model: Option<&'a str>,
    /// Model tokens.
    pub usage: Option<Usage>,
    /// Why an engine failed.
    pub fault: Option<&'a Fault>,
}

/// What became of an attempt to begin a pending reply.
#[derive(Debug)]
pub enum Begun {
    /// The caller makes it.
    Mine(Box<Turn>),
    /// It is not pending. Holds the turn as it is.
    Other(Box<Turn>),
    /// There is no such turn.
    Missing,
}

impl Thread {
    /// Saves how far a reply is. False if the turn is gone (the visitor deleted it), no longer streaming or somebody else's by now, and, unless
    /// this is the last save, if the visitor asked to stop.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn save_progress(&self, reply: &ReplyId, progress: &Progress<'_>) -> Result<bool, StoreError> {
        let goes_on = progress.status == ReplyStatus::Streaming;
        let mut set = "SET reply = :reply, reply_status = :status, lease_until_ms = :until".to_owned();
        let mut update = self
            .update(&sk(reply))
            .condition_expression(if goes_on {
                "reply_status = :streaming AND generator = :mine AND stop_requested = :no"
            } else {
                "reply_status = :streaming AND generator = :mine"
            })
            .expression_attribute_values(":mine", s(progress.generator.as_str()))
            .expression_attribute_values(":reply", s(progress.reply))
            .expression_attribute_values(":status", to_attribute_value(progress.status)?)
            .expression_attribute_values(":streaming", to_attribute_value(ReplyStatus::Streaming)?)
            .expression_attribute_values(":until", n(progress.lease_until_ms));
        if goes_on {
            update = update.expression_attribute_values(":no", AttributeValue::Bool(false));
        }
        if let Some(began_at_ms) = progress.began_at_ms {
            set.push_str(", reply_began_at_ms = :began");
            update = update.expression_attribute_values(":began", n(began_at_ms));
        }
        if let Some(end) = &progress.end {
            (set, update) = end.add_to(set, update)?;
        }
        condition::held(update.update_expression(set).send().await)
    }

    /// Makes the caller the one that answers a pending turn.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_pending(
        &self,
        reply: &ReplyId,
        generator: &GeneratorId,
        lease_until_ms: i64,
        now_ms: i64,
    ) -> Result<Begun, StoreError> {
        let update = self
            .update(&sk(reply))
            .update_expression("SET reply_status = :streaming, lease_until_ms = :until, generator = :mine")
            .expression_attribute_values(":mine", s(generator.as_str()))
            .condition_expression(format!("reply_status = :pending AND {NOT_EXPIRED}"))
            .expression_attribute_values(":now_s", now_s(now_ms))
            .expression_attribute_values(":streaming", to_attribute_value(ReplyStatus::Streaming)?)
            .expression_attribute_values(":pending", to_attribute_value(ReplyStatus::Pending)?)
            .expression_attribute_values(":until", n(lease_until_ms))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match update.send().await {
            Ok(answer) => Ok(Begun::Mine(Box::new(item::from_item(answer.attributes.unwrap_or_default())?))),
            Err(error) => Ok(match error.item_if_condition_failed()?.filter(|item| !item::is_expired(item, now_ms)) {
                Some(item) => Begun::Other(Box::new(item::from_item(item)?)),
                None => Begun::Missing,
            }),
        }
    }

    /// Leaves a reply that the caller began, but cannot make, to its next reader.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn leave_pending(&self, reply: &ReplyId, generator: &GeneratorId) -> Result<(), StoreError> {
        let update = self
            .update(&sk(reply))
            .update_expression("SET reply_status = :pending")
            .condition_expression("reply_status = :streaming AND generator = :mine")
            .expression_attribute_values(":mine", s(generator.as_str()))
            .expression_attribute_values(":streaming", to_attribute_value(ReplyStatus::Streaming)?)
            .expression_attribute_values(":pending", to_attribute_value(ReplyStatus::Pending)?);
        condition::held(update.send().await).map(|_| ())
    }

    /// Asks a reply's generator to stop. A pending reply is stopped at once, and one that has ended stays as it is. False if there is no such
    /// reply.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn request_stop(&self, reply: &ReplyId, now_ms: i64) -> Result<bool, StoreError> {
        let update = |set: &str, status: ReplyStatus| {
            Ok::<_, StoreError>(
                self.update(&sk(reply))
                    .update_expression(set)
                    .condition_expression(format!("reply_status = :status AND {NOT_EXPIRED}"))
                    .expression_attribute_values(":now_s", now_s(now_ms))
                    .expression_attribute_values(":status", to_attribute_value(status)?)
                    .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
            )
        };
        let streaming = update("SET stop_requested = :yes", ReplyStatus::Streaming)?
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        let other = match streaming.clone().send().await {
            Ok(_) => return Ok(true),
            Err(error) => error.item_if_condition_failed()?,
        };
        let other = other.filter(|item: &Item| !item::is_expired(item, now_ms));
        let Some(turn) = other.map(item::from_item::<Turn>).transpose()? else { return Ok(false) };
        if turn.status == ReplyStatus::Pending {
            let pending = update("SET reply_status = :stopped, reply_began_at_ms = :now", ReplyStatus::Pending)?
                .expression_attribute_values(":stopped", to_attribute_value(ReplyStatus::Stopped)?)
                .expression_attribute_values(":now", n(now_ms));
            if !condition::held(pending.send().await)? {
                // Somebody began it in between.
                condition::held(streaming.send().await)?;
            }
        }
        Ok(true)
    }

    /// Stores a visitor's rating of a reply, and returns the turn. `None` if there is no such reply.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn rate(&self, reply: &ReplyId, feedback: &Feedback, now_ms: i64) -> Result<Option<Turn>, StoreError> {
        let update = self
            .update(&sk(reply))
            .update_expression("SET feedback = :feedback")
            .condition_expression(format!("attribute_exists(pk) AND {NOT_EXPIRED}"))
            .expression_attribute_values(":now_s", now_s(now_ms))
            .expression_attribute_values(":feedback", to_attribute_value(feedback)?)
            .return_values(ReturnValue::AllNew);
        match update.send().await {
            Ok(rated) => rated.attributes.map(item::from_item).transpose(),
            Err(error) => error.item_if_condition_failed().map(|_| None),
        }
    }

    /// Reopens an interrupted or pending reply of which nothing was shown, for another attempt by `next`, which is `streaming` if the caller makes
    /// it now, and `pending` if its reader will. An earlier request to stop it no longer counts. False if it is no longer such a reply.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn reopen(&self, seen: &Turn, next: &Turn) -> Result<bool, StoreError> {
        let mut removed = "reply_began_at_ms, fault".to_owned();
        let mut set =
            "reply_status = :next, lease_until_ms = :until, generator = :mine, engine = :engine, stop_requested = :no"
                .to_owned();
        let mut update = self
            .update(&sk(&seen.reply_id))
            .condition_expression("reply_status = :status AND reply = :empty AND lease_until_ms = :seen")
            .expression_attribute_values(":next", to_attribute_value(next.status)?)
            .expression_attribute_values(":mine", s(next.generator.as_str()))
            .expression_attribute_values(":engine", s(&next.engine))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":until", n(next.lease_until_ms))
            .expression_attribute_values(":status", to_attribute_value(seen.status)?)
            .expression_attribute_values(":empty", s(""))
            .expression_attribute_values(":seen", n(seen.lease_until_ms));
        match &next.model {
            Some(model) => {
                set.push_str(", model = :model");
                update = update.expression_attribute_values(":model", s(model));
            }
            None => removed.push_str(", model"),
        }
        condition::held(update.update_expression(format!("SET {set} REMOVE {removed}")).send().await)
    }
}

impl Answered<'_> {
    fn add_to(
        &self,
        mut set: String,
        mut update: UpdateItemFluentBuilder,
    ) -> Result<(String, UpdateItemFluentBuilder), StoreError> {
        set.push_str(", engine = :engine");
        update = update.expression_attribute_values(":engine", s(self.engine));
        if let Some(model) = self.model {
            set.push_str(", model = :model");
            update = update.expression_attribute_values(":model", s(model));
        }
        if let Some(usage) = self.usage {
            set.push_str(", #usage = :usage");
            update = update
                .expression_attribute_names("#usage", "usage")
                .expression_attribute_values(":usage", to_attribute_value(usage)?);
        }
        if let Some(fault) = self.fault {
            set.push_str(", fault = :fault");
            update = update.expression_attribute_values(":fault", to_attribute_value(fault)?);
        }
        if self.model.is_none() {
            set.push_str(" REMOVE model");
        }
        Ok((set, update))
    }
}
