//! Links with which operators choose a password, once: a new operator's first one, or one in place of a forgotten one.

use bubblechat_core::{
    operator::OperatorId,
    store::{Operator, PasswordLink},
};
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

const PREFIX: &str = "bc_pl_";
const RANDOM_CHARS: usize = 43;
/// How long a link is valid, in milliseconds.
pub(crate) const LIFE_MS: i64 = 72 * 60 * 60 * 1000;

/// A link's secret: `bc_pl_`, the operator's id, `_` and 43 random letters and digits.
#[derive(Debug)]
pub(crate) struct LinkSecret {
    pub(crate) operator: OperatorId,
    text: SecretString,
}

impl LinkSecret {
    pub(crate) fn generate(operator: &OperatorId) -> Self {
        let random: String = rand::rng().sample_iter(Alphanumeric).take(RANDOM_CHARS).map(char::from).collect();
        Self { operator: operator.clone(), text: format!("{PREFIX}{operator}_{random}").into() }
    }

    /// `None` for what cannot be one of ours.
    pub(crate) fn parse(text: &SecretString) -> Option<Self> {
        let (operator, random) = text.expose_secret().strip_prefix(PREFIX)?.rsplit_once('_')?;
        let is_random = random.len() == RANDOM_CHARS && random.bytes().all(|b| b.is_ascii_alphanumeric());
        let operator = OperatorId::parse(operator).ok().filter(|_| is_random)?;
        Some(Self { operator, text: text.clone() })
    }

    /// What is stored of it.
    pub(crate) fn record(&self, now_ms: i64) -> PasswordLink {
        PasswordLink { hash: self.hash(), expires_at_ms: now_ms + LIFE_MS }
    }

    /// Whether it is the operator's current one.
    pub(crate) fn opens(&self, operator: &Operator, now_ms: i64) -> bool {
        let link = operator.password_link.as_ref().filter(|link| link.expires_at_ms > now_ms);
        link.is_some_and(|link| link.hash == self.hash()) && !operator.is_disabled
    }

    /// Where the dashboard asks for the password. No server sees what follows the `#`, and nothing but a person's browser spends it.
    pub(crate) fn url(&self, console: &str) -> String {
        format!("{console}/set-password#{}", self.text.expose_secret())
    }

    fn hash(&self) -> String {
        Sha256::digest(self.text.expose_secret()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::operator::{Role, Tenants};

    #[test]
    fn a_link_opens_its_own_operator_until_it_expires() {
        let operator = Operator::new("ada@acme.example", Role::Viewer, Tenants::ALL, 0);
        let secret = LinkSecret::generate(&operator.id);
        let invited = Operator { password_link: Some(secret.record(0)), ..operator.clone() };
        let again = LinkSecret::parse(&secret.text).expect("ours");
        assert_eq!(again.operator, operator.id);
        assert!(again.opens(&invited, LIFE_MS - 1) && !again.opens(&invited, LIFE_MS));
        assert!(!again.opens(&operator, 0), "it is spent");
        assert!(!again.opens(&Operator { is_disabled: true, ..invited.clone() }, 0));
        assert!(!LinkSecret::generate(&operator.id).opens(&invited, 0), "there is a newer one");
    }

    #[test]
    fn what_cannot_be_a_link_is_recognised() {
        let text = LinkSecret::generate(&OperatorId::generate()).text;
        let text = text.expose_secret();
        for bad in ["", "bc_pl_", &text[1..], &text[..text.len() - 1], &format!("{text}0"), &text.replace("o_", "p_")] {
            assert!(LinkSecret::parse(&SecretString::from(bad)).is_none(), "{bad}");
        }
    }
}
