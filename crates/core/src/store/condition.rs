//! Conditional writes: telling a condition that did not hold from a call that failed.

use super::{StoreError, item::Item};

/// An error of a conditional write.
pub(super) trait ConditionFailed {
    /// `Ok` if the condition did not hold, with the item as it was, if there was one. Any other error is returned.
    fn item_if_condition_failed(self) -> Result<Option<Item>, StoreError>;
}

/// Whether a conditional write went through: false if its condition did not hold.
pub(super) fn held<T, E: ConditionFailed>(sent: Result<T, E>) -> Result<bool, StoreError> {
    match sent {
        Ok(_) => Ok(true),
        Err(error) => error.item_if_condition_failed().map(|_| false),
    }
}

macro_rules! condition_failed {
    ($($operation:ident :: $error:ident),+) => {$(
        impl ConditionFailed
            for aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::$operation::$error>
        {
            fn item_if_condition_failed(self) -> Result<Option<Item>, StoreError> {
                use aws_sdk_dynamodb::operation::$operation::$error as Error;
                match self.as_service_error() {
                    Some(Error::ConditionalCheckFailedException(failed)) => Ok(failed.item.clone()),
                    _ => Err(self.into()),
                }
            }
        }
    )+};
}

condition_failed!(update_item::UpdateItemError, put_item::PutItemError, delete_item::DeleteItemError);
