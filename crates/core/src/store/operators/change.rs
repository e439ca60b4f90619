//! Creating, changing and removing operators: the record and its address's in one transaction.

use super::{EMAIL_SK, EmailRecord, OPERATORS, Operator, email_key, email_pk, operator_key, operator_sk};
use crate::store::{
    Store, StoreError,
    item::{self, n},
};
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use serde_json::{Value, json};

const IS_NEW: &str = "attribute_not_exists(pk)";
const IS_UNCHANGED: &str = "version = :seen";

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is made; the operator as it is now.
    Done(Box<Operator>),
    /// Somebody else changed one of the records in between.
    Conflict,
}

impl Store {
    /// Creates an operator. False if there already is one with that address.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_operator(&self, operator: &Operator) -> Result<bool, StoreError> {
        self.change(vec![self.put_operator(operator, None)?, self.put_email(operator)?]).await
    }

    /// Writes an operator over the record that was `seen`. `stays` is another operator, who must not have changed either.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn change_operator(
        &self,
        seen: &Operator,
        new: Operator,
        stays: Option<&Operator>,
    ) -> Result<Changed, StoreError> {
        let new = Operator { version: seen.version + 1, ..new };
        let mut writes = vec![self.put_operator(&new, Some(seen.version))?];
        if new.email != seen.email {
            writes.extend([self.put_email(&new)?, self.delete_email(seen)?]);
        }
        writes.extend(stays.map(|stays| self.check_unchanged(stays)).transpose()?);
        let is_done = self.noting_changes(&visible(seen), &visible(&new), None).change(writes).await?;
        Ok(if is_done { Changed::Done(Box::new(new)) } else { Changed::Conflict })
    }

    /// Removes the operator that was `seen`. `stays` is another operator, who must not have changed either. False if one has.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn remove_operator(&self, seen: &Operator, stays: Option<&Operator>) -> Result<bool, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.tables.operators)
            .set_key(Some(operator_key(&seen.id)))
            .condition_expression(IS_UNCHANGED)
            .expression_attribute_values(":seen", n(seen.version))
            .build()?;
        let mut writes = vec![TransactWriteItem::builder().delete(delete).build(), self.delete_email(seen)?];
        writes.extend(stays.map(|stays| self.check_unchanged(stays)).transpose()?);
        self.change(writes).await
    }

    /// A record that is new, or put over that version.
    pub(super) fn put_operator(&self, operator: &Operator, over: Option<u64>) -> Result<TransactWriteItem, StoreError> {
        let item = item::to_item(OPERATORS, &operator_sk(&operator.id), operator)?;
        let put = Put::builder().table_name(&self.tables.operators).set_item(Some(item));
        let put = match over {
            None => put.condition_expression(IS_NEW),
            Some(seen) => put.condition_expression(IS_UNCHANGED).expression_attribute_values(":seen", n(seen)),
        };
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }

    pub(super) fn put_email(&self, operator: &Operator) -> Result<TransactWriteItem, StoreError> {
        let record = EmailRecord { id: operator.id.clone() };
        let item = item::to_item(&email_pk(&operator.email), EMAIL_SK, &record)?;
        let put = Put::builder().table_name(&self.tables.operators).set_item(Some(item)).condition_expression(IS_NEW);
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }

    fn delete_email(&self, operator: &Operator) -> Result<TransactWriteItem, StoreError> {
        let delete =
            Delete::builder().table_name(&self.tables.operators).set_key(Some(email_key(&operator.email))).build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    fn check_unchanged(&self, operator: &Operator) -> Result<TransactWriteItem, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&self.tables.operators)
            .set_key(Some(operator_key(&operator.id)))
            .condition_expression(IS_UNCHANGED)
            .expression_attribute_values(":seen", n(operator.version))
            .build()?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }
}

/// What the audit tells of an operator.
fn visible(operator: &Operator) -> Value {
    let Operator { email, role, tenants, is_disabled, .. } = operator;
    json!({ "email": email, "role": role, "tenants": tenants, "disabled": is_disabled })
}
