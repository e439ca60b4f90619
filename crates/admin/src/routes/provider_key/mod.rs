//! Tenants' provider keys: written, never read back.

pub(crate) mod remove;
pub(crate) mod set;

use bubblechat_core::{Invalid, tenant::Provider};

fn check_takes_key(provider: Provider) -> Result<(), Invalid> {
    if provider.takes_key() {
        return Ok(());
    }
    Err(Invalid(format!("provider must be one that takes a key. \"{}\" works without one.", provider.name())))
}
