//! Operators' records of earlier versions. Each was an owner, and its address was its key.

use super::{Operator, Store};
use crate::{
    operator::{Role, Tenants},
    store::{
        StoreError, condition,
        item::{self, Item},
    },
};
use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use serde::Deserialize;

#[derive(Deserialize)]
struct EarlierOperator {
    email: String,
    password_hash: String,
    session_version: u64,
    created_at_ms: i64,
}

impl Store {
    /// The operator whom an earlier version stored under that address, from now on as this version stores it. Its sessions end.
    pub(super) async fn adopt(&self, email: &str) -> Result<Option<Operator>, StoreError> {
        let Some(item) = self.operators_item(earlier_key(email)).await? else { return Ok(None) };
        let earlier: EarlierOperator = item::from_item(item)?;
        let operator = Operator {
            password_hash: Some(earlier.password_hash),
            session_version: earlier.session_version + 1,
            ..Operator::new(earlier.email, Role::Owner, Tenants::ALL, earlier.created_at_ms)
        };
        let delete = Delete::builder()
            .table_name(&self.tables.operators)
            .set_key(Some(earlier_key(email)))
            .condition_expression("attribute_exists(pk)")
            .build()?;
        let adopt = self
            .client
            .transact_write_items()
            .transact_items(self.put_operator(&operator, None)?)
            .transact_items(self.put_email(&operator)?)
            .transact_items(TransactWriteItem::builder().delete(delete).build());
        if condition::held(adopt.send().await)? {
            return Ok(Some(operator));
        }
        // Another process was faster.
        Box::pin(self.operator_by_email(email)).await
    }
}

fn earlier_key(email: &str) -> Item {
    item::key(&format!("operator#{email}"), "operator")
}
