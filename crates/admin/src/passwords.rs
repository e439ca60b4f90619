//! Passwords: hashed with bcrypt, off the threads that answer requests, and on no more cores than there are.
//!
//! Whoever does not know a password can still make the service compute a hash, which takes a core for a quarter of a second. So only a
//! [`Worker`] may compute one. Strangers find one free or are sent away; one worker is kept for those who are known.

use bubblechat_core::Invalid;
use icu_normalizer::ComposingNormalizerBorrowed;
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::available_parallelism,
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// How much of a password bcrypt reads, in bytes. It would silently ignore the rest.
const MAX_BYTES: usize = 72;
/// The minimum length of a new password, in characters.
const MIN_CHARS: usize = 10;
/// How long somebody who is known waits for a worker.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: u32,
    checks: Arc<AtomicU64>,
    for_anyone: Arc<Semaphore>,
    for_known: Arc<Semaphore>,
}

/// The right to keep one core busy with a hash.
#[derive(Debug)]
pub(crate) struct Worker {
    _permit: OwnedSemaphorePermit,
}

/// bcrypt failed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// A stored hash is malformed, or the cost is out of bcrypt's range.
    #[error("bcrypt: {0}")]
    Bcrypt(#[from] bcrypt::BcryptError),
    /// No core was free for it.
    #[error("the password workers are busy")]
    Busy,
    /// The process is shutting down.
    #[error("the password worker stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

/// A password in Unicode's form NFC, since keyboards write the same letters in different ways.
#[derive(Debug, Clone)]
pub(crate) struct Password(SecretString);

impl Password {
    /// A password given to sign in. One that is too long cannot be anyone's.
    pub(crate) fn claimed(text: &SecretString, field: &str) -> Result<Self, Invalid> {
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(text.expose_secret());
        if text.len() > MAX_BYTES || text.contains('\0') {
            return Err(Invalid(format!("{field} must have at most {MAX_BYTES} bytes and no NUL character.")));
        }
        Ok(Self(text.into_owned().into()))
    }

    /// A new password.
    pub(crate) fn chosen(text: &SecretString, field: &str) -> Result<Self, Invalid> {
        let password = Self::claimed(text, field)?;
        if password.0.expose_secret().chars().count() < MIN_CHARS {
            return Err(Invalid(format!("{field} must have at least {MIN_CHARS} characters.")));
        }
        Ok(password)
    }

    /// Whether both are the same.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Passwords {
    /// Sets bcrypt's cost for new passwords.
    pub fn new(cost: u32) -> Self {
        let for_anyone = available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1));
        Self {
            cost,
            checks: Arc::default(),
            for_anyone: Arc::new(Semaphore::new(for_anyone)),
            for_known: Arc::new(Semaphore::new(1)),
        }
    }

    /// A worker for somebody who may be anyone, if one is free.
    pub(crate) fn worker(&self) -> Option<Worker> {
        self.for_anyone.clone().try_acquire_owned().ok().map(|permit| Worker { _permit: permit })
    }

    /// A worker for somebody whose device or session is known. `None` if none was free for ten seconds.
    pub(crate) async fn worker_for_known(&self) -> Option<Worker> {
        let any = async {
            tokio::select! {
                permit = self.for_known.clone().acquire_owned() => permit,
                permit = self.for_anyone.clone().acquire_owned() => permit,
            }
        };
        timeout(PATIENCE, any).await.ok()?.ok().map(|permit| Worker { _permit: permit })
    }

    /// How many passwords were checked. An unknown account counts like a wrong password, because it costs the same.
    pub fn checks(&self) -> u64 {
        self.checks.load(Ordering::Relaxed)
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, _: &Worker, password: &Password) -> Result<String, PasswordError> {
        let (password, cost) = (password.0.clone(), self.cost);
        Ok(tokio::task::spawn_blocking(move || bcrypt::hash(password.expose_secret(), cost)).await??)
    }

    /// Whether the password matches the hash. Without a hash (the account does not exist), the answer is no and takes just as long.
    pub(crate) async fn is_right(
        &self,
        _: &Worker,
        password: &Password,
        hash: Option<&str>,
    ) -> Result<bool, PasswordError> {
        let is_known = hash.is_some();
        let hash = hash.map_or_else(|| nobodys_hash(self.cost), str::to_owned);
        let (password, checks) = (password.0.clone(), Arc::clone(&self.checks));
        let check = move || {
            checks.fetch_add(1, Ordering::Relaxed);
            bcrypt::verify(password.expose_secret(), &hash)
        };
        Ok(tokio::task::spawn_blocking(check).await?? && is_known)
    }
}

/// A hash of that cost whose password nobody knows. A constant, because the time to compute one would reveal that the account is unknown.
fn nobodys_hash(cost: u32) -> String {
    format!("$2b${cost:02}$abcdefghijklmnopqrstuuK8nF3C5b0Y1vQmXz7Ld2Rt4Wp6Sa9eG")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: u32 = 4;

    fn claimed(text: &str) -> Result<Password, Invalid> {
        Password::claimed(&SecretString::from(text), "password")
    }

    fn secret(text: &str) -> Password {
        claimed(text).expect("a password")
    }

    #[tokio::test]
    async fn an_unknown_account_costs_as_much_as_a_wrong_password() {
        let passwords = Passwords::new(COST);
        let worker = passwords.worker().expect("it is free");
        let hash = passwords.hash(&worker, &secret("correct horse")).await.expect("a hash");
        let mut checks = Vec::new();
        for (password, hash, is_right) in [
            ("correct horse", Some(hash.as_str()), true),
            ("wrong horse", Some(hash.as_str()), false),
            ("correct horse", None, false),
        ] {
            assert_eq!(passwords.is_right(&worker, &secret(password), hash).await.expect("checked"), is_right);
            checks.push(passwords.checks());
        }
        assert_eq!(checks, [1, 2, 3]);
        let cost_of = |hash: &str| hash.parse::<bcrypt::HashParts>().expect("a hash").get_cost();
        assert_eq!(cost_of(&nobodys_hash(COST)), cost_of(&hash));
        assert_eq!(cost_of(&nobodys_hash(12)), 12);
    }

    #[tokio::test]
    async fn strangers_never_take_the_last_worker() {
        let passwords = Passwords::new(COST);
        let strangers: Vec<_> = std::iter::from_fn(|| passwords.worker()).collect();
        let cores = available_parallelism().expect("a number").get();
        assert_eq!(strangers.len(), (cores - 1).max(1));
        let known = passwords.worker_for_known().await;
        assert!(known.is_some() && passwords.worker().is_none());
        drop(strangers);
        assert!(passwords.worker_for_known().await.is_some(), "those who are known may have any");
    }

    #[test]
    fn passwords_longer_than_bcrypt_reads_are_refused() {
        assert!(claimed(&"x".repeat(72)).is_ok());
        assert!(claimed(&"x".repeat(73)).is_err());
        assert!(claimed(&"é".repeat(37)).is_err());
        assert!(claimed("a\0b").is_err());
        let chosen = |text: &str| Password::chosen(&SecretString::from(text), "new");
        assert!(chosen("123456789").is_err());
        assert!(chosen("1234567890").is_ok());
    }

    #[tokio::test]
    async fn letters_count_however_a_keyboard_writes_them() {
        let (composed, decomposed) = ("Z\u{fc}rich \u{1ec7}", "Zu\u{308}rich e\u{323}\u{302}");
        let passwords = Passwords::new(COST);
        let worker = passwords.worker().expect("it is free");
        let hash = passwords.hash(&worker, &secret(composed)).await.expect("a hash");
        for (text, is_right) in [(composed, true), (decomposed, true), ("Zurich e", false)] {
            assert_eq!(passwords.is_right(&worker, &secret(text), Some(&hash)).await.expect("checked"), is_right);
        }
        assert!(secret(composed).is(&secret(decomposed)));
        // 60 bytes once composed.
        assert!(claimed(&"u\u{308}".repeat(30)).is_ok());
    }
}
