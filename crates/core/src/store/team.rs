//! What holds for the whole team.

use super::{
    Store, StoreError,
    item::{self, Item},
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use serde::{Deserialize, Serialize};
use serde_json::json;

const PK: &str = "team";
const SK: &str = "settings";

/// What is demanded of every operator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Whether nothing works without a second factor but setting one up.
    pub second_factor_required: bool,
}

pub(super) fn team_key() -> Item {
    item::key(PK, SK)
}

impl Store {
    /// What is demanded of every operator. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn team(&self) -> Result<Team, StoreError> {
        let get = self.client.get_item().table_name(&self.tables.operators).set_key(Some(team_key()));
        let team = get.consistent_read(true).send().await?.item;
        Ok(team.map(item::from_item).transpose()?.unwrap_or_default())
    }

    /// Changes what is demanded of every operator. It counts from each one's next request on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_team(&self, seen: Team, team: Team) -> Result<(), StoreError> {
        let put = Put::builder().table_name(&self.tables.operators).set_item(Some(item::to_item(PK, SK, &team)?));
        let put = TransactWriteItem::builder().put(put.build()?).build();
        self.noting_changes(&json!(seen), &json!(team), None).change(vec![put]).await.map(|_| ())
    }
}
