//! Attempts to sign in. Each takes a place in an allowance that fills up again with time.

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, n},
};
use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder, types::ReturnValuesOnConditionCheckFailure,
};
use serde::{Deserialize, Serialize};

const ATTEMPTS_SK: &str = "attempts";
/// How far another process's clock may be ahead, in seconds. A record from further ahead was written before the clock was set back.
const SKEW_S: i64 = 120;

/// What attempts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptsBy<'a> {
    /// The network that they come from, whatever the account.
    Network(&'a str),
    /// The account, tried from anywhere but its known devices. Its e-mail address, in lower case.
    Account(&'a str),
    /// A device on which the account's owner signed in before, or a session of theirs.
    Device(&'a str),
    /// Codes of a second factor, after the right password: the account, or a device or session of its owner.
    Code(&'a str),
}

/// What became of an attempt to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempts {
    /// It may go on; it is counted as failed until [`Store::give_back_attempt`].
    Counted,
    /// There is no place left.
    Locked {
        /// Whole seconds until there is one.
        retry_after_s: u64,
    },
}

/// So many places, of which one is free again in every `every_ms`: the generic cell rate algorithm (ITU-T I.371).
struct Allowance {
    places: i64,
    every_ms: i64,
}

impl Allowance {
    /// When a record of an attempt at that time expires, in seconds: when all places are free again, however many were taken.
    const fn expires_at_s(&self, at_ms: i64) -> i64 {
        (at_ms + self.places * self.every_ms) / 1000 + 1
    }

    /// A record from before the clock was set back, as if its attempts had been counted now: what was taken stays taken for as long.
    fn set_back(&self, old: &AttemptsRecord, now_ms: i64) -> AttemptsRecord {
        let all_ms = self.places * self.every_ms;
        let counted_at_ms = (old.expires_at - 1) * 1000 - all_ms;
        let taken_ms = (old.whole_at_ms - counted_at_ms).clamp(0, all_ms);
        AttemptsRecord { whole_at_ms: now_ms + taken_ms, expires_at: self.expires_at_s(now_ms) }
    }
}

impl AttemptsBy<'_> {
    const fn allowance(self) -> Allowance {
        match self {
            // People behind one address may all mistype, and one address tries 4,350 accounts a day at most.
            Self::Network(_) => Allowance { places: 30, every_ms: 20_000 },
            // Ten at once, and 90 more within a day: a hundred guesses, from however many addresses.
            Self::Account(_) | Self::Device(_) => Allowance { places: 10, every_ms: 16 * 60_000 },
            // Three codes in a million are right at any time. With 28 a day, who has the password needs 32 years for an even chance.
            Self::Code(_) => Allowance { places: 5, every_ms: 60 * 60_000 },
        }
    }

    fn pk(self) -> String {
        match self {
            Self::Network(network) => format!("attempts#network#{network}"),
            Self::Account(email) => format!("attempts#account#{email}"),
            Self::Device(id) => format!("attempts#device#{id}"),
            Self::Code(whose) => format!("attempts#code#{whose}"),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct AttemptsRecord {
    /// When all places are free again, if nothing happens until then.
    whole_at_ms: i64,
    expires_at: i64,
}

impl Store {
    /// Counts an attempt before its password is checked, so that parallel guesses count too.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn count_attempt(&self, by: AttemptsBy<'_>, now_ms: i64) -> Result<Attempts, StoreError> {
        let allowance = by.allowance();
        let Allowance { places, every_ms } = allowance;
        let latest_ms = now_ms + (places - 1) * every_ms;
        let expires_at = allowance.expires_at_s(now_ms);
        // Only callers who find all places free race for the first one; each round lets one of them win.
        for _ in 0..places {
            let more = self
                .update_attempts(by)
                .update_expression("SET whole_at_ms = whole_at_ms + :every, expires_at = :ttl")
                .condition_expression("whole_at_ms > :now AND whole_at_ms <= :latest AND expires_at <= :ahead")
                .expression_attribute_values(":every", n(every_ms))
                .expression_attribute_values(":ttl", n(expires_at))
                .expression_attribute_values(":now", n(now_ms))
                .expression_attribute_values(":latest", n(latest_ms))
                .expression_attribute_values(":ahead", n(expires_at + SKEW_S))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
            let old = match more.send().await {
                Ok(_) => return Ok(Attempts::Counted),
                Err(error) => error.item_if_condition_failed()?,
            };
            let old: Option<AttemptsRecord> = old.map(item::from_item).transpose()?;
            if let Some(old) = old.as_ref().filter(|old| old.expires_at > expires_at + SKEW_S) {
                self.replace_attempts(by, old, &allowance.set_back(old, now_ms)).await?;
                continue;
            }
            if let Some(old) = old.filter(|old| old.whole_at_ms > latest_ms) {
                let wait_ms = old.whole_at_ms - latest_ms;
                return Ok(Attempts::Locked { retry_after_s: (wait_ms as u64).div_ceil(1000) });
            }
            let first = AttemptsRecord { whole_at_ms: now_ms + every_ms, expires_at };
            let first = self
                .client
                .put_item()
                .table_name(&self.tables.operators)
                .set_item(Some(item::to_item(&by.pk(), ATTEMPTS_SK, &first)?))
                .condition_expression("attribute_not_exists(pk) OR whole_at_ms <= :now")
                .expression_attribute_values(":now", n(now_ms));
            if condition::held(first.send().await)? {
                return Ok(Attempts::Counted);
            }
        }
        Ok(Attempts::Locked { retry_after_s: 1 })
    }

    /// Writes a record in place of another one, unless somebody else was faster.
    async fn replace_attempts(
        &self,
        by: AttemptsBy<'_>,
        old: &AttemptsRecord,
        new: &AttemptsRecord,
    ) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.operators)
            .set_item(Some(item::to_item(&by.pk(), ATTEMPTS_SK, new)?))
            .condition_expression("whole_at_ms = :whole AND expires_at = :ttl")
            .expression_attribute_values(":whole", n(old.whole_at_ms))
            .expression_attribute_values(":ttl", n(old.expires_at));
        condition::held(put.send().await).map(|_| ())
    }

    /// Gives back the place of an attempt that was no guess.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn give_back_attempt(&self, by: AttemptsBy<'_>) -> Result<(), StoreError> {
        let update = self
            .update_attempts(by)
            .update_expression("SET whole_at_ms = whole_at_ms - :every")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":every", n(by.allowance().every_ms));
        condition::held(update.send().await).map(|_| ())
    }

    /// Forgets what was counted, once there is proof that it was the owner.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn forget_attempts(&self, by: AttemptsBy<'_>) -> Result<(), StoreError> {
        let key = item::key(&by.pk(), ATTEMPTS_SK);
        self.client.delete_item().table_name(&self.tables.operators).set_key(Some(key)).send().await?;
        Ok(())
    }

    fn update_attempts(&self, by: AttemptsBy<'_>) -> UpdateItemFluentBuilder {
        let key = item::key(&by.pk(), ATTEMPTS_SK);
        self.client.update_item().table_name(&self.tables.operators).set_key(Some(key))
    }
}
