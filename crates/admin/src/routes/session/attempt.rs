//! An attempt to prove with a password who one is.

use crate::{
    State,
    email::Email,
    passwords::{Password, Worker},
};
use bubblechat_core::{
    store::{Attempts, AttemptsBy},
    time::{now_ms, running_ms},
};
use bubblechat_http::{ApiError, ErrorCode};

/// An attempt, counted as a failed one until it [succeeds](Attempt::succeeded).
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    state: &'a State,
    worker: Worker,
    counted: Counted<'a>,
}

#[derive(Debug)]
enum Counted<'a> {
    /// By device or session: others' guesses do not hold it up.
    Known(AttemptsBy<'a>),
    /// By network and account.
    Stranger([AttemptsBy<'a>; 2]),
}

impl<'a> Attempt<'a> {
    /// Counts an attempt from a device or a session of the account.
    pub(super) async fn known(state: &'a State, device: &'a str) -> Result<Self, ApiError> {
        let worker = state.passwords.worker_for_known().await.ok_or_else(|| too_many(1))?;
        let by = AttemptsBy::Device(device);
        count(state, by).await?;
        Ok(Self { state, worker, counted: Counted::Known(by) })
    }

    /// Counts an attempt from anywhere else. What costs least comes first: nothing is computed or stored for whom this process knows to be too
    /// fast. An attempt that the network's limit refuses is not counted against the account.
    pub(super) async fn stranger(state: &'a State, email: &'a Email, network: &'a str) -> Result<Self, ApiError> {
        state.sign_ins.admit(network, running_ms()).map_err(too_many)?;
        let worker = state.passwords.worker().ok_or_else(|| too_many(1))?;
        let counted = [AttemptsBy::Network(network), AttemptsBy::Account(email.as_str())];
        for by in counted {
            count(state, by).await?;
        }
        Ok(Self { state, worker, counted: Counted::Stranger(counted) })
    }

    /// Whether the password is right. Without a hash it is not, after as long.
    pub(super) async fn is_right(&self, password: &Password, hash: Option<&str>) -> Result<bool, ApiError> {
        self.state.passwords.is_right(&self.worker, password, hash).await.map_err(ApiError::internal)
    }

    /// The hash of a new password.
    pub(super) async fn hash(&self, password: &Password) -> Result<String, ApiError> {
        self.state.passwords.hash(&self.worker, password).await.map_err(ApiError::internal)
    }

    /// Forgets the failures of a device that proved to be its owner's. A network and an account keep them, since others try there, too.
    pub(super) async fn succeeded(&self) -> Result<(), ApiError> {
        match self.counted {
            Counted::Known(by) => self.state.store.forget_attempts(by).await?,
            Counted::Stranger([network, account]) => {
                self.state.store.give_back_attempt(network).await?;
                self.state.store.give_back_attempt(account).await?;
            }
        }
        Ok(())
    }
}

async fn count(state: &State, by: AttemptsBy<'_>) -> Result<(), ApiError> {
    match state.store.count_attempt(by, now_ms()).await? {
        Attempts::Counted => Ok(()),
        Attempts::Locked { retry_after_s } => Err(too_many(retry_after_s)),
    }
}

fn too_many(retry_after_s: u64) -> ApiError {
    let code = ErrorCode::TooManyAttempts;
    let wait =
        if retry_after_s < 60 { format!("{retry_after_s} s") } else { format!("{} min", retry_after_s.div_ceil(60)) };
    let message = format!("{} Try again in {wait}, or in a browser in which you signed in before.", code.meaning());
    ApiError::new(code, message).retry_after(retry_after_s)
}
