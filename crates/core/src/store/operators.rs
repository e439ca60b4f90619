//! Operators and their sign-in attempts.

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, n, s},
};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::{Deserialize, Serialize};

const OPERATOR_SK: &str = "operator";
const ATTEMPTS_SK: &str = "attempts";
/// Failures after which a pair of account and address is locked.
const MAX_FAILURES: u32 = 10;
/// How long failures count, and how long a lock lasts after the last one, in milliseconds.
const LOCK_MS: i64 = 15 * 60 * 1000;

/// A person who signs in to the dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The e-mail address, in lower case.
    pub email: String,
    /// bcrypt.
    pub password_hash: String,
    /// Goes up with each password change. Sessions signed under another version are refused.
    pub session_version: u64,
    /// When the operator was created, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
}

/// What became of an attempt to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempts {
    /// It may go on; it is counted as failed until [`Store::forget_attempts`].
    Counted,
    /// The pair of account and address is locked.
    Locked {
        /// Whole seconds until it is not.
        retry_after_s: u64,
    },
}

#[derive(Serialize, Deserialize)]
struct AttemptsRecord {
    failures: u32,
    first_at_ms: i64,
    last_at_ms: i64,
    expires_at: i64,
}

impl Store {
    /// The operator with that e-mail address (in lower case). Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn operator(&self, email: &str) -> Result<Option<Operator>, StoreError> {
        let key = item::key(&operator_pk(email), OPERATOR_SK);
        let get = self.client.get_item().table_name(&self.tables.operators).set_key(Some(key)).consistent_read(true);
        get.send().await?.item.map(item::from_item).transpose()
    }

    /// Creates an operator. False if there already is one with that address.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_operator(&self, operator: &Operator) -> Result<bool, StoreError> {
        let item = item::to_item(&operator_pk(&operator.email), OPERATOR_SK, operator)?;
        let put = self.client.put_item().table_name(&self.tables.operators).set_item(Some(item));
        condition::held(put.condition_expression("attribute_not_exists(pk)").send().await)
    }

    /// Sets a password over the version that was checked, and ends all sessions. Returns the new version, or `None` if somebody was faster.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_password(&self, email: &str, seen: u64, password_hash: &str) -> Result<Option<u64>, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(item::key(&operator_pk(email), OPERATOR_SK)))
            .update_expression("SET password_hash = :hash, session_version = :next")
            .condition_expression("session_version = :seen")
            .expression_attribute_values(":hash", s(password_hash))
            .expression_attribute_values(":seen", n(seen))
            .expression_attribute_values(":next", n(seen + 1));
        match update.send().await {
            Ok(_) => Ok(Some(seen + 1)),
            Err(error) => error.item_if_condition_failed().map(|_| None),
        }
    }

    /// Counts an attempt before its password is checked, so that parallel guesses count too.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn count_attempt(&self, email: &str, address: &str, now_ms: i64) -> Result<Attempts, StoreError> {
        let pk = attempts_pk(email, address);
        let expires_at = (now_ms + LOCK_MS) / 1000 + 1;
        // Only callers at the start of a window race here; each round lets one of them win.
        for _ in 0..MAX_FAILURES {
            let counted = self
                .client
                .update_item()
                .table_name(&self.tables.operators)
                .set_key(Some(item::key(&pk, ATTEMPTS_SK)))
                .update_expression("SET failures = failures + :one, last_at_ms = :now, expires_at = :ttl")
                .condition_expression("attribute_exists(pk) AND failures < :most AND first_at_ms > :since")
                .expression_attribute_values(":one", n(1))
                .expression_attribute_values(":now", n(now_ms))
                .expression_attribute_values(":ttl", n(expires_at))
                .expression_attribute_values(":most", n(MAX_FAILURES))
                .expression_attribute_values(":since", n(now_ms - LOCK_MS))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                .send()
                .await;
            let old = match counted {
                Ok(_) => return Ok(Attempts::Counted),
                Err(error) => error.item_if_condition_failed()?,
            };
            let old: Option<AttemptsRecord> = old.map(item::from_item).transpose()?;
            if let Some(old) = &old {
                let until_ms = old.last_at_ms + LOCK_MS;
                if old.failures >= MAX_FAILURES && until_ms > now_ms {
                    return Ok(Attempts::Locked { retry_after_s: ((until_ms - now_ms) as u64).div_ceil(1000) });
                }
            }
            let fresh = AttemptsRecord { failures: 1, first_at_ms: now_ms, last_at_ms: now_ms, expires_at };
            if self.begin_attempts(&pk, &fresh, old.as_ref()).await? {
                return Ok(Attempts::Counted);
            }
        }
        Ok(Attempts::Locked { retry_after_s: 1 })
    }

    async fn begin_attempts(
        &self,
        pk: &str,
        fresh: &AttemptsRecord,
        old: Option<&AttemptsRecord>,
    ) -> Result<bool, StoreError> {
        let item = item::to_item(pk, ATTEMPTS_SK, fresh)?;
        let put = self.client.put_item().table_name(&self.tables.operators).set_item(Some(item));
        let put = match old {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(old) => put
                .condition_expression("first_at_ms = :first AND failures = :failures")
                .expression_attribute_values(":first", n(old.first_at_ms))
                .expression_attribute_values(":failures", n(old.failures)),
        };
        condition::held(put.send().await)
    }

    /// Forgets a pair's failures after a success.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn forget_attempts(&self, email: &str, address: &str) -> Result<(), StoreError> {
        let key = item::key(&attempts_pk(email, address), ATTEMPTS_SK);
        self.client.delete_item().table_name(&self.tables.operators).set_key(Some(key)).send().await?;
        Ok(())
    }
}

fn operator_pk(email: &str) -> String {
    format!("operator#{email}")
}

fn attempts_pk(email: &str, address: &str) -> String {
    format!("attempts#{address}#{email}")
}
