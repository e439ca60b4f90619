//! Operators: their records in one partition, so that they can be listed, and for each e-mail address a record that names its operator.

mod change;
mod earlier;

pub use change::Changed;

use super::{
    Store, StoreError,
    item::{self, Item, s},
};
use crate::{
    operator::{OperatorId, Role, Tenants},
    seal::SealedKey,
};
use serde::{Deserialize, Serialize};

/// The partition of all operators.
const OPERATORS: &str = "operators";
const OPERATOR_PREFIX: &str = "operator#";
const EMAIL_SK: &str = "email";

/// A person who signs in to the dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The id, which stays the same when the address changes.
    pub id: OperatorId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// What the operator may do.
    pub role: Role,
    /// With which tenants.
    pub tenants: Tenants,
    /// Whether an owner has shut the operator out.
    pub is_disabled: bool,
    /// bcrypt. `None` until the operator has chosen a password.
    pub password_hash: Option<String>,
    /// The link with which the operator can choose a password.
    pub password_link: Option<PasswordLink>,
    /// The second factor, in force or being set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// Goes up with whatever ends all sessions. Sessions that began under another version have ended.
    pub session_version: u64,
    /// Goes up with each change of this record.
    pub version: u64,
    /// When the operator was created, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
}

/// A link with which an operator chooses a password, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    /// The SHA-256 of its secret, in hexadecimal digits.
    pub hash: String,
    /// When it expires, milliseconds since the Unix epoch.
    pub expires_at_ms: i64,
}

/// A key that an operator's authenticator app has, too, and codes for when there is no app at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The app's key, sealed.
    pub key: SealedKey,
    /// When the operator proved that the app has the key, milliseconds since the Unix epoch. Until then, nothing asks for codes.
    pub since_ms: Option<i64>,
    /// The time step of the last code that was used. Neither it nor an earlier one can be used again.
    pub last_step: u64,
    /// The SHA-256 of the recovery codes that are left, in hexadecimal digits.
    pub recovery_codes: Vec<String>,
}

/// An address's record.
#[derive(Serialize, Deserialize)]
struct EmailRecord {
    id: OperatorId,
}

impl Operator {
    /// An operator with no password yet.
    pub fn new(email: impl Into<String>, role: Role, tenants: Tenants, now_ms: i64) -> Self {
        Self {
            id: OperatorId::generate(),
            email: email.into(),
            role,
            tenants,
            is_disabled: false,
            password_hash: None,
            password_link: None,
            second_factor: None,
            session_version: 1,
            version: 1,
            created_at_ms: now_ms,
        }
    }

    /// The second factor, if it is in force.
    pub fn second_factor(&self) -> Option<&SecondFactor> {
        self.second_factor.as_ref().filter(|factor| factor.since_ms.is_some())
    }

    /// Whether the operator can sign in and manage all others: the last one of these has to stay.
    pub const fn is_head(&self) -> bool {
        matches!(self.role, Role::Owner) && self.tenants.are_all() && !self.is_disabled && self.password_hash.is_some()
    }
}

impl Store {
    /// An operator. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn operator(&self, id: &OperatorId) -> Result<Option<Operator>, StoreError> {
        self.operators_item(operator_key(id)).await?.map(item::from_item).transpose()
    }

    /// The operator with that e-mail address (in lower case). Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn operator_by_email(&self, email: &str) -> Result<Option<Operator>, StoreError> {
        let Some(record) = self.operators_item(email_key(email)).await? else { return self.adopt(email).await };
        let EmailRecord { id } = item::from_item(record)?;
        // An address that has just been given up names an operator with another one.
        Ok(self.operator(&id).await?.filter(|operator| operator.email == email))
    }

    /// All operators, by their e-mail addresses. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.operators)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(OPERATORS))
            .consistent_read(true);
        let items = query.send().await?.items.unwrap_or_default();
        let mut operators = items.into_iter().map(item::from_item).collect::<Result<Vec<Operator>, _>>()?;
        operators.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(operators)
    }

    async fn operators_item(&self, key: Item) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.tables.operators).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await?.item)
    }
}

pub(super) fn operator_key(id: &OperatorId) -> Item {
    item::key(OPERATORS, &operator_sk(id))
}

fn operator_sk(id: &OperatorId) -> String {
    format!("{OPERATOR_PREFIX}{id}")
}

fn email_key(email: &str) -> Item {
    item::key(&email_pk(email), EMAIL_SK)
}

fn email_pk(email: &str) -> String {
    format!("email#{email}")
}
