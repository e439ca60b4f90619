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

/// A transaction fails as a whole if a condition of any of its writes does not hold.
impl ConditionFailed
    for aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError>
{
    fn item_if_condition_failed(self) -> Result<Option<Item>, StoreError> {
        use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError as Error;
        let Some(Error::TransactionCanceledException(canceled)) = self.as_service_error() else {
            return Err(self.into());
        };
        let failed = canceled.cancellation_reasons().iter().find(|why| why.code() == Some("ConditionalCheckFailed"));
        match failed {
            Some(failed) => Ok(failed.item.clone()),
            None => Err(self.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        config::http::HttpResponse,
        error::SdkError,
        operation::transact_write_items::TransactWriteItemsError,
        types::{CancellationReason, error::TransactionCanceledException},
    };

    #[test]
    fn a_transaction_that_meets_another_one_is_not_refused() {
        let held = |codes: [&str; 2]| {
            let mut cancelled = TransactionCanceledException::builder();
            for code in codes {
                cancelled = cancelled.cancellation_reasons(CancellationReason::builder().code(code).build());
            }
            let error = TransactWriteItemsError::TransactionCanceledException(cancelled.build());
            let response = HttpResponse::new(400.try_into().expect("a status"), "".into());
            super::held(Err::<(), _>(SdkError::service_error(error, response)))
        };
        assert!(matches!(held(["None", "ConditionalCheckFailed"]), Ok(false)));
        assert!(held(["None", "TransactionConflict"]).is_err());
        assert!(held(["ThrottlingError", "None"]).is_err());
    }
}
