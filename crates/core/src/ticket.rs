//! Tickets: each grants the right to read one reply for ten minutes. The only secret credential that may appear in a URL.

use crate::{
    Slug,
    conversation::{ConversationId, ReplyId},
    key::KeyId,
    secret::KeyRing,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// How long a ticket is valid, in milliseconds.
pub const TICKET_LIFE_MS: i64 = 10 * 60 * 1000;

/// What a ticket gives access to. The conversation's id stands for the session it is derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The tenant.
    pub tenant: Slug,
    /// The key that the message came with. A ticket is worth nothing without it.
    pub key: KeyId,
    /// The session's conversation.
    pub conversation: ConversationId,
    /// The reply.
    pub reply: ReplyId,
    /// When it expires, in milliseconds since the Unix epoch. A ticket for the same reply that replaces it expires no later.
    pub expires_at_ms: i64,
}

/// A ticket that was tampered with, was signed with a removed key, or has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is not valid or has expired; ask for the reply's stream again")]
pub struct BadTicket;

impl Ticket {
    /// The ticket's text: `base64url(tenant.key.conversation.reply.expiry) . key id . base64url(HMAC-SHA-256)`.
    pub fn sign(&self, ring: &KeyRing) -> String {
        let (id, secret) = ring.current();
        let Self { tenant, key, conversation, reply, expires_at_ms } = self;
        let body = format!("{tenant}.{}.{}.{}.{expires_at_ms}", key.as_str(), conversation.as_str(), reply.as_str());
        let mac = mac(secret, &body).finalize().into_bytes();
        format!("{}.{id}.{}", BASE64.encode(body), BASE64.encode(mac))
    }

    /// Verifies a ticket's text.
    ///
    /// # Errors
    /// [`BadTicket`], whatever is wrong.
    pub fn verify(text: &str, ring: &KeyRing, now_ms: i64) -> Result<Self, BadTicket> {
        let verify = || {
            let mut parts = text.splitn(3, '.');
            let (body, id, tag) = (parts.next()?, parts.next()?, parts.next()?);
            let body = String::from_utf8(BASE64.decode(body).ok()?).ok()?;
            mac(ring.get(id)?, &body).verify_slice(&BASE64.decode(tag).ok()?).ok()?;
            let mut fields = body.split('.');
            let ticket = Self {
                tenant: Slug::parse(fields.next()?).ok()?,
                key: KeyId::new(fields.next()?),
                conversation: ConversationId::parse(fields.next()?).ok()?,
                reply: ReplyId::parse(fields.next()?).ok()?,
                expires_at_ms: fields.next()?.parse().ok()?,
            };
            (ticket.expires_at_ms >= now_ms).then_some(ticket)
        };
        verify().ok_or(BadTicket)
    }
}

fn mac(key: &[u8; 32], body: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length (RFC 2104), so this cannot fail for 32 bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("32 bytes are a key"));
    mac.update(b"bubblechat ticket\0");
    mac.update(body.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::SessionId;

    #[test]
    fn lasts_ten_minutes() {
        assert_eq!(TICKET_LIFE_MS, 600_000);
    }

    #[test]
    fn is_valid_until_it_expires_unless_tampered_with() {
        let ring = KeyRing::generate();
        let tenant = Slug::parse("acme").expect("slug");
        let session = SessionId::parse("0123456789abcdef").expect("session");
        let conversation = ConversationId::derive(&tenant, &session);
        let key = KeyId::new("4f1d9c02ab77e310");
        let ticket = Ticket { tenant, key, conversation, reply: ReplyId::generate(), expires_at_ms: 1_000 };
        let text = ticket.sign(&ring);
        assert_eq!(Ticket::verify(&text, &ring, 1_000), Ok(ticket));
        assert_eq!(Ticket::verify(&text, &ring, 1_001), Err(BadTicket));
        assert_eq!(Ticket::verify(&text, &KeyRing::generate(), 1_000), Err(BadTicket));
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert_eq!(Ticket::verify(&changed, &ring, 0), Err(BadTicket), "{changed}");
        }
    }
}
