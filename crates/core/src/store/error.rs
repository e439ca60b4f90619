//! What can go wrong in any call to the store.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// A call to the store that failed. The texts are for logs.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store throttled the call, even after the SDK's retries, or the local one has no room.
    #[error("the store is busy: {0}")]
    Busy(String),
    /// The store could not be reached or refused the call.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A record does not have the form that this version reads.
    #[error("a stored record is malformed: {0}")]
    Malformed(String),
}

/// The reasons of a cancelled transaction that pass by themselves.
const PASSING: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

impl<E> From<SdkError<E>> for StoreError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let busy = match error.code() {
            Some(
                "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                // The embedded store on a full disk.
                | "LimitExceededException"
                | "ThrottlingException"
                | "TransactionConflictException",
            ) => true,
            // Its message lists the reasons: "… for specific reasons [None, TransactionConflict]".
            Some("TransactionCanceledException") => {
                error.message().is_some_and(|reasons| PASSING.iter().any(|reason| reasons.contains(reason)))
            }
            _ => false,
        };
        let text = DisplayErrorContext(&error).to_string();
        if busy { Self::Busy(text) } else { Self::Unavailable(text) }
    }
}

impl From<serde_dynamo::Error> for StoreError {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<aws_sdk_dynamodb::error::BuildError> for StoreError {
    fn from(error: aws_sdk_dynamodb::error::BuildError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::{config::http::HttpResponse, error::ErrorMetadata, operation::update_item::UpdateItemError};

    #[test]
    fn a_throttled_call_means_a_busy_store_and_any_other_failure_an_unavailable_one() {
        let failed = |code: &str, message: &str| {
            let error = UpdateItemError::generic(ErrorMetadata::builder().code(code).message(message).build());
            let response = HttpResponse::new(400.try_into().expect("a status"), "".into());
            StoreError::from(SdkError::service_error(error, response))
        };
        for code in [
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "LimitExceededException",
            "ThrottlingException",
            "TransactionConflictException",
        ] {
            assert!(matches!(failed(code, ""), StoreError::Busy(_)), "{code}");
        }
        for (reasons, is_busy) in [
            ("[None, TransactionConflict]", true),
            ("[ThrottlingError, None]", true),
            ("[None, ProvisionedThroughputExceeded]", true),
            ("[None, ConditionalCheckFailed]", false),
            ("[ValidationError]", false),
        ] {
            let text =
                format!("Transaction cancelled, please refer cancellation reasons for specific reasons {reasons}");
            let error = failed("TransactionCanceledException", &text);
            assert_eq!(matches!(error, StoreError::Busy(_)), is_busy, "{reasons}");
        }
        for code in ["AccessDeniedException", "InternalServerError", "ResourceNotFoundException"] {
            assert!(matches!(failed(code, ""), StoreError::Unavailable(_)), "{code}");
        }
    }
}
