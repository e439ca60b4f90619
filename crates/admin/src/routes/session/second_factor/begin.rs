//! `POST /v1/admin/second-factor`

use super::check_password;
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    second_factor::TotpKey,
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    seal::{Purpose, SealedKey},
    store::{Changed, Operator, SecondFactor},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

/// What setting up a second factor takes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"password": "correct horse battery"}))]
pub(crate) struct SecondFactorStart {
    /// The operator's password.
    #[schema(value_type = String, format = Password, max_length = 72)]
    password: SecretString,
}

/// The key for an authenticator app. Only this response shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SecondFactorKey {
    /// The key, as one types it into an app: base32.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    key: String,
    /// The same as a QR code tells it to an app.
    #[schema(
        example = "otpauth://totp/BubbleChat:ada%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=BubbleChat"
    )]
    uri: String,
}

/// Begins to set up a second factor.
///
/// Makes a key for an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), in place of one that was not confirmed. Nothing asks for
/// codes until `PUT` confirms that the app shows the right ones.
#[utoipa::path(
    post,
    path = "/v1/admin/second-factor",
    operation_id = "begin_second_factor",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = SecondFactorStart,
    responses(
        (status = 200, description = "The key", body = SecondFactorKey),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`wrong_password`: it is wrong; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`second_factor_on`: turn it off first", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn begin_second_factor(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(SecondFactorStart { password }): StrictJson<SecondFactorStart>,
) -> Result<Json<SecondFactorKey>, ApiError> {
    check_password(&state, &caller, &password).await?;
    let operator = caller.operator;
    if operator.second_factor().is_some() {
        return Err(ApiError::of(ErrorCode::SecondFactorOn));
    }
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let (key, purpose) = (TotpKey::generate(), Purpose::SecondFactor(&operator.id));
    let sealed = SealedKey::seal(&secret.master, purpose, &key.text()).map_err(ApiError::internal)?;
    let factor = SecondFactor { key: sealed, since_ms: None, last_step: 0, recovery_codes: Vec::new() };
    let changed = Operator { second_factor: Some(factor), ..operator.clone() };
    match state.store.change_operator(&operator, changed, None).await? {
        Changed::Done(operator) => {
            let (uri, key) = (key.uri(&operator.email), key.text().expose_secret().to_owned());
            Ok(Json(SecondFactorKey { key, uri }))
        }
        Changed::Conflict => Err(ApiError::of(ErrorCode::Busy)),
    }
}
