//! Operators.

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, n, s},
};
use serde::{Deserialize, Serialize};

pub(super) const OPERATOR_SK: &str = "operator";

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
}

pub(super) fn operator_pk(email: &str) -> String {
    format!("operator#{email}")
}
