//! The ids of a conversation and its parts.

use crate::{Invalid, Slug};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use uuid::{Builder, Uuid};

/// The visitor's credential: whoever has it can read and write the conversation. Never stored, logged or put in a URL.
#[derive(Clone)]
pub struct SessionId(SecretString);

impl SessionId {
    /// Parses a session id: `^[A-Za-z0-9._:-]{16,128}$`.
    ///
    /// # Errors
    /// [`Invalid`] with the rule.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !is_token(text, 16..=128) {
            return Err(Invalid::new(
                "session_id must be 16 to 128 characters of A-Z, a-z, 0-9 and . _ : -. Use a random UUID, so that nobody can guess it.",
            ));
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The session id's text, for deriving what depends on it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

/// The public id of a tenant's conversation, derived from tenant and session. Finding it takes no look-up, and it does not reveal the session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "c_3b0c44298fc1c149afbf4c8996fb9242")]
pub struct ConversationId(String);

impl ConversationId {
    /// The conversation of a session with a tenant.
    pub fn derive(tenant: &Slug, session: &SessionId) -> Self {
        let digest = Sha256::new()
            .chain_update(b"bubblechat conversation\0")
            .chain_update(tenant.as_str())
            .chain_update(b"\0")
            .chain_update(session.expose())
            .finalize();
        Self(format!("c_{}", hex(&digest[..16])))
    }

    /// Parses an id from a URL.
    ///
    /// # Errors
    /// [`Invalid`] if it does not have the form of an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix("c_").unwrap_or_default();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Invalid::new("a conversation id is c_ and 32 hex digits"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message's idempotency key, unique in its conversation. The client sends it, or one is generated here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct MessageId(String);

impl MessageId {
    /// Parses a message id: `^[A-Za-z0-9._:-]{1,128}$`.
    ///
    /// # Errors
    /// [`Invalid`] with the rule.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !is_token(text, 1..=128) {
            return Err(Invalid::new("message_id must be 1 to 128 characters of A-Z, a-z, 0-9 and . _ : -"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A new id.
    pub fn generate() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A reply's id, which names its turn. Ids sort in the order that turns began, so a conversation is read in order by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "r_01935b5c9f7a7c3e8d1f2a4b6c8d0e1f")]
pub struct ReplyId(String);

impl ReplyId {
    /// A new id, which sorts after those generated before in this process.
    pub fn generate() -> Self {
        Self(format!("r_{}", Uuid::now_v7().simple()))
    }

    /// A new id, which sorts after another one whatever the clock says: it may have been set back since, or another process's may be ahead.
    pub fn generate_after(newest: &Self) -> Self {
        let next = Self::generate();
        if next > *newest {
            return next;
        }
        let digits = newest.0.strip_prefix("r_").unwrap_or_default();
        let millis = u128::from_str_radix(digits, 16).unwrap_or_default() >> 80;
        // One more millisecond, and the rest at random: of two messages at once, each gets an id of its own.
        let random = Uuid::new_v4().into_bytes();
        let id = Builder::from_unix_timestamp_millis(millis as u64 + 1, random.last_chunk().unwrap_or(&[0; 10]));
        Self(format!("r_{}", id.into_uuid().simple()))
    }

    /// Parses an id from a URL or a record.
    ///
    /// # Errors
    /// [`Invalid`] if it does not have the form of an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix("r_").unwrap_or_default();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Invalid::new("a reply id is r_ and 32 hex digits"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who makes a reply: one attempt by one process. Every write of a reply names it, so that an attempt that was given up for dead changes nothing
/// any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GeneratorId(String);

impl GeneratorId {
    /// A new id. It only has to differ from those of the same turn.
    pub fn generate() -> Self {
        Self(hex(&Uuid::new_v4().as_bytes()[..8]))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_token(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_conversation_belongs_to_one_tenant_and_one_session() {
        let (a, b) = (Slug::parse("aa").expect("slug"), Slug::parse("bb").expect("slug"));
        let session = SessionId::parse("0123456789abcdef").expect("session");
        let id = ConversationId::derive(&a, &session);
        assert_eq!(id, ConversationId::derive(&a, &session));
        assert_ne!(id, ConversationId::derive(&b, &session));
        assert_eq!(ConversationId::parse(id.as_str()), Ok(id.clone()));
        assert!(!id.as_str().contains(session.expose()));
    }

    #[test]
    fn session_ids_are_bounded_and_plain() {
        for bad in ["short", "has space 0123456789", "ümlaut-0123456789", &"x".repeat(129)] {
            assert!(SessionId::parse(bad).is_err(), "{bad}");
        }
        assert!(SessionId::parse(&Uuid::new_v4().to_string()).is_ok());
    }

    #[test]
    fn reply_ids_sort_in_the_order_of_creation() {
        let ids: Vec<_> = (0..1000).map(|_| ReplyId::generate()).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn a_reply_id_sorts_after_another_one_also_if_that_is_from_an_hour_ahead() {
        let mut newest = ReplyId::generate();
        assert!(ReplyId::generate_after(&newest) > newest);
        let ahead_ms = crate::time::now_ms().unsigned_abs() + 3_600_000;
        newest =
            ReplyId(format!("r_{}", Builder::from_unix_timestamp_millis(ahead_ms, &[0xff; 10]).into_uuid().simple()));
        let ids: HashSet<_> = (0..100).map(|_| ReplyId::generate_after(&newest)).collect();
        assert_eq!(ids.len(), 100, "of messages at once, each has its own");
        for id in ids {
            assert!(id > newest && ReplyId::parse(id.as_str()).as_ref() == Ok(&id), "{id:?}");
        }
    }

    #[test]
    fn tokens_have_letters_digits_and_four_other_characters() {
        assert_eq!(MessageId::parse("aZ09._:-").expect("an id").as_str(), "aZ09._:-");
        for wrong in ["", "a b", "a/b", "ä", &"x".repeat(129)] {
            assert!(MessageId::parse(wrong).is_err(), "{wrong}");
        }
        for length in [16, 128] {
            assert!(SessionId::parse(&"x".repeat(length)).is_ok());
        }
        assert_ne!(MessageId::generate(), MessageId::generate());
        assert!(MessageId::parse(MessageId::generate().as_str()).is_ok());
    }

    #[test]
    fn ids_of_conversations_and_replies_are_32_hex_digits_in_lower_case() {
        let digits = "0123456789abcdef0123456789abcdef";
        for (prefix, is_ok) in [
            ("c_", ConversationId::parse as fn(&str) -> _),
            ("r_", |id| ReplyId::parse(id).map(|id| ConversationId(id.0))),
        ] {
            assert_eq!(is_ok(&format!("{prefix}{digits}")).expect("an id").as_str(), format!("{prefix}{digits}"));
            for wrong in
                [digits, &format!("x_{digits}"), &format!("{prefix}{}", &digits[1..]), &format!("{prefix}{digits}0")]
            {
                assert!(is_ok(wrong).is_err(), "{wrong}");
            }
            for wrong in ["A", "g", "-", "/", ":", "`"] {
                assert!(is_ok(&format!("{prefix}{wrong}{}", &digits[1..])).is_err(), "{wrong}");
            }
        }
    }
}
