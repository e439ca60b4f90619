//! What the routes may touch.

use crate::{cookie::Cookie, passwords::Passwords};
use bubblechat_core::{currency::Currency, limits::Pace, secret::Secrets, store::Store, tenant::Policy};
use std::sync::Arc;

/// How many sign-ins per minute and network cost the store a call.
const SIGN_INS_PER_MINUTE: u32 = 60;

/// What the routes may touch. Cheap to clone.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) policy: Policy,
    pub(crate) currency: Currency,
    pub(crate) cookie: Cookie,
    pub(crate) passwords: Passwords,
    /// Sign-ins per network that this process looks at.
    pub(crate) sign_ins: Arc<Pace>,
}

/// What depends on where the service runs.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What tenants may set.
    pub policy: Policy,
    /// In which engines' prices are entered.
    pub currency: Currency,
    /// False only on loopback without TLS.
    pub secure_cookies: bool,
    /// Tells servers on one machine apart, whose cookies browsers send to all ports. Not needed with `secure_cookies`.
    pub instance: Option<u16>,
    /// bcrypt's cost for new passwords.
    pub password_cost: u32,
}

impl Options {
    /// bcrypt's cost outside tests.
    pub const PASSWORD_COST: u32 = 12;

    /// Behind CloudFront.
    pub const DEPLOYED: Self = Self {
        policy: Policy::PUBLIC,
        currency: Currency::USD,
        secure_cookies: true,
        instance: None,
        password_cost: Self::PASSWORD_COST,
    };
}

impl State {
    /// The state of one process, with its own bounds on sign-ins.
    pub fn new(store: Store, secrets: Secrets, options: Options) -> Self {
        Self {
            store,
            secrets,
            policy: options.policy,
            currency: options.currency,
            cookie: Cookie { secure: options.secure_cookies, instance: options.instance },
            passwords: Passwords::new(options.password_cost),
            sign_ins: Arc::new(Pace::per_minute(SIGN_INS_PER_MINUTE)),
        }
    }

    /// The password checker, which counts its checks.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}
