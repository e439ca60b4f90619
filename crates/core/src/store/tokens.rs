//! Service tokens' records, in one partition.

use super::{
    Store, StoreError, condition,
    item::{self, Item, n, s},
    schema::TTL_ATTRIBUTE,
};
use crate::{
    key::{KeyHash, KeyId},
    operator::{OperatorId, Role, Tenants},
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use serde::{Deserialize, Serialize};

const TOKENS: &str = "tokens";

/// What is stored of a service token: everything but the token itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// Its public id.
    pub id: KeyId,
    /// Its hash.
    pub hash: KeyHash,
    /// Its prefix and last four characters.
    pub hint: String,
    /// Its maker's name for it.
    pub name: String,
    /// What it may do, as far as its maker may.
    pub role: Role,
    /// With which tenants, as far as they are its maker's.
    pub tenants: Tenants,
    /// The operator who made it. It ends with that operator.
    pub maker: OperatorId,
    /// When it was made, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it expires, milliseconds since the Unix epoch.
    pub expires_at_ms: i64,
    /// When it was last used, to within an hour, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at_ms: Option<i64>,
}

fn key(id: &KeyId) -> Item {
    item::key(TOKENS, id.as_str())
}

impl Store {
    /// Stores a new token. TTL deletes it once it has expired.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_token(&self, token: &TokenRecord) -> Result<(), StoreError> {
        let mut item = item::to_item(TOKENS, token.id.as_str(), token)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(token.expires_at_ms / 1000 + 1));
        let put = Put::builder().table_name(&self.tables.operators).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)").build()?;
        match self.change(vec![TransactWriteItem::builder().put(put).build()]).await? {
            true => Ok(()),
            false => Err(StoreError::Unavailable("a token with this id exists already".to_owned())),
        }
    }

    /// A token that has not expired. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn token(&self, id: &KeyId, now_ms: i64) -> Result<Option<TokenRecord>, StoreError> {
        let get =
            self.client.get_item().table_name(&self.tables.operators).set_key(Some(key(id))).consistent_read(true);
        let token: Option<TokenRecord> = get.send().await?.item.map(item::from_item).transpose()?;
        Ok(token.filter(|token| token.expires_at_ms > now_ms))
    }

    /// All tokens that have not expired, newest first. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn tokens(&self, now_ms: i64) -> Result<Vec<TokenRecord>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.operators)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(TOKENS))
            .consistent_read(true);
        let items = query.send().await?.items.unwrap_or_default().into_iter();
        let mut tokens = items.map(item::from_item).collect::<Result<Vec<TokenRecord>, _>>()?;
        tokens.retain(|token| token.expires_at_ms > now_ms);
        tokens.sort_by_key(|token| std::cmp::Reverse(token.created_at_ms));
        Ok(tokens)
    }

    /// Notes that a token is used.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_token_use(&self, id: &KeyId, now_ms: i64) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(key(id)))
            .update_expression("SET used_at_ms = :now")
            // One that has just been deleted does not come back.
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", n(now_ms));
        condition::held(update.send().await).map(|_| ())
    }

    /// Deletes a token. False if there is none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn remove_token(&self, id: &KeyId) -> Result<bool, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.tables.operators)
            .set_key(Some(key(id)))
            .condition_expression("attribute_exists(pk)")
            .build()?;
        self.change(vec![TransactWriteItem::builder().delete(delete).build()]).await
    }
}
