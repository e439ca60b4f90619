//! Helping an operator who is locked out and whom no other owner can help: by whoever runs the service.

use crate::password_link::LinkSecret;
use bubblechat_core::{
    audit::{Action, Actor, AuditEntry},
    store::{Changed, Operator, Store, StoreError},
    time::now_ms,
};

/// How often a change is tried anew that others get in the way of.
const ATTEMPTS: usize = 5;

/// Makes a link with which an operator who has forgotten the password chooses another one, within 72 hours. `also_without_factor` turns off the
/// second factor, too. Returns the link's path and fragment on the console, or `None` if nobody who may sign in has that address.
///
/// # Errors
/// [`StoreError`]
pub async fn password_link(
    store: &Store,
    email: &str,
    also_without_factor: bool,
) -> Result<Option<String>, StoreError> {
    let email = email.trim().to_lowercase();
    let actor = Actor { operator: None, name: "command line".to_owned(), token: None, address: String::new() };
    let entry = AuditEntry::new(actor, Action::PasswordLinkCreated, now_ms()).about(&email);
    for _ in 0..ATTEMPTS {
        let operator = store.operator_by_email(&email).await?.filter(|operator| !operator.is_disabled);
        let Some(seen) = operator else { return Ok(None) };
        let secret = LinkSecret::generate(&seen.id);
        let second_factor = seen.second_factor.clone().filter(|_| !also_without_factor);
        let changed = Operator { password_link: Some(secret.record(now_ms())), second_factor, ..seen.clone() };
        if let Changed::Done(_) = store.noting(entry.clone()).change_operator(&seen, changed, None).await? {
            return Ok(Some(secret.url("")));
        }
    }
    Err(StoreError::Busy("the operator's record kept changing".to_owned()))
}
