//! The single rule that decides whether a key gives a caller access to its tenant. It needs one read from the store: [`store::Access`].

use crate::{
    key::{ApiKey, KeyKind, Scope},
    origin::Origin,
    store,
};

/// Why a key did not give access to its tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The key does not exist. An unknown or deleted tenant and a wrong secret look the same.
    #[error("the key is unknown")]
    UnknownKey,
    /// The key was revoked.
    #[error("the key was revoked")]
    Revoked,
    /// The key has expired.
    #[error("the key has expired")]
    Expired,
    /// This call takes the other kind of key.
    #[error("this kind of key does not work here")]
    WrongKind,
    /// The key is a secret one without the scope.
    #[error("the key lacks the scope {}", .0.name())]
    MissingScope(Scope),
    /// The key is publishable, and the caller did not say which page it is on.
    #[error("the origin is missing")]
    OriginMissing,
    /// The key is publishable, and its tenant does not allow this origin. Contains what the caller sent.
    #[error("the origin is not allowed: {0}")]
    OriginNotAllowed(String),
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source<'a> {
    /// The text of the `Origin` header.
    pub origin: Option<&'a str>,
    /// The site's own origin, if something vouches for it. The site's frame page chats on behalf of the pages that embed it.
    pub site: Option<&'a str>,
    /// True for reads, because browsers send no `Origin` with reads from the site itself.
    pub may_lack_origin: bool,
}

/// Gives a key access to its tenant. A publishable key may chat from the tenant's origins and from the site's frame page, a preview key only
/// from that page. A secret key needs the scope but no origin.
///
/// # Errors
/// [`Denied`]. Only a caller with the whole key learns that it is revoked, expired or on the wrong page.
pub fn open(
    access: store::Access,
    key: &ApiKey,
    source: Source<'_>,
    scope: Scope,
    now_ms: i64,
) -> Result<(store::Tenant, store::KeyRecord), Denied> {
    // Compared in constant time. The hash covers the prefix, so the record has the key's kind.
    if access.key.as_ref().is_none_or(|record| record.hash != key.hash()) {
        return Err(Denied::UnknownKey);
    }
    let (tenant, record) = still_open(access, now_ms)?;
    match record.kind {
        KeyKind::Secret if !record.scopes.contains(&scope) => return Err(Denied::MissingScope(scope)),
        KeyKind::Secret => {}
        KeyKind::Publishable if scope != Scope::Chat => return Err(Denied::WrongKind),
        KeyKind::Publishable => check_origin(&tenant, &record, source)?,
    }
    Ok((tenant, record))
}

/// Whether a key that gave access before still does, for what was granted to its caller.
///
/// # Errors
/// [`Denied`]
pub fn still_open(access: store::Access, now_ms: i64) -> Result<(store::Tenant, store::KeyRecord), Denied> {
    let store::Access { tenant: Some(tenant), key: Some(record) } = access else { return Err(Denied::UnknownKey) };
    // Whatever the time of it says: the clock of the process that revoked it may be ahead.
    if record.revoked_at_ms.is_some() {
        return Err(Denied::Revoked);
    }
    if record.expires_at_ms.is_some_and(|at_ms| at_ms <= now_ms) {
        return Err(Denied::Expired);
    }
    Ok((tenant, record))
}

fn check_origin(tenant: &store::Tenant, record: &store::KeyRecord, source: Source<'_>) -> Result<(), Denied> {
    let Some(text) = source.origin else {
        return if source.may_lack_origin { Ok(()) } else { Err(Denied::OriginMissing) };
    };
    let is_own = source.site == Some(text);
    // `null` (a sandboxed frame, a file) does not parse, so no pattern allows it, not even `*`.
    let is_named = || Origin::parse(text).is_ok_and(|origin| tenant.settings.allows(&origin));
    if is_own || (record.preview_in.is_none() && is_named()) {
        return Ok(());
    }
    Err(Denied::OriginNotAllowed(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Slug, origin::OriginPattern, secret::KeyRing, store::Access, tenant::Settings};

    const NOW_MS: i64 = 1_000_000;
    const HOME: Option<&str> = Some("https://acme.example");

    fn fixture(kind: KeyKind) -> (ApiKey, store::Tenant, store::KeyRecord) {
        let slug = Slug::parse("acme").expect("a slug");
        let key = ApiKey::generate(kind, &slug, &KeyRing::generate());
        let origins = vec![OriginPattern::parse("https://acme.example").expect("a pattern")];
        let tenant = store::Tenant {
            slug,
            revision: 1,
            created_at_ms: 0,
            updated_at_ms: 0,
            settings: Settings { origins, ..Settings::default() },
            provider_keys: Default::default(),
            failing_engines: Default::default(),
            updated_by: None,
            earlier_limits: None,
        };
        let record = store::KeyRecord::new(&key, "a key", 0);
        (key, tenant, record)
    }

    fn outcome(
        (key, tenant, record): (ApiKey, store::Tenant, store::KeyRecord),
        origin: Option<&str>,
        missing_ok: bool,
        scope: Scope,
    ) -> Result<(), Denied> {
        let access = Access { tenant: Some(tenant), key: Some(record) };
        let source = Source { origin, site: Some("https://chat.example"), may_lack_origin: missing_ok };
        open(access, &key, source, scope, NOW_MS).map(|_| ())
    }

    #[test]
    fn a_publishable_key_works_from_its_tenants_origins_only() {
        let outcome = |origin, missing_ok| outcome(fixture(KeyKind::Publishable), origin, missing_ok, Scope::Chat);
        assert_eq!(outcome(HOME, false), Ok(()));
        assert_eq!(outcome(None, true), Ok(()));
        assert_eq!(outcome(None, false), Err(Denied::OriginMissing));
        for other in ["https://evil.example", "http://acme.example", "null", "", "*"] {
            assert_eq!(outcome(Some(other), true), Err(Denied::OriginNotAllowed(other.to_owned())), "{other}");
        }
    }

    #[test]
    fn the_sites_frame_page_may_chat_and_preview_keys_work_nowhere_else() {
        let frame = Some("https://chat.example");
        assert_eq!(outcome(fixture(KeyKind::Publishable), frame, false, Scope::Chat), Ok(()));
        let preview = || {
            let (key, tenant, record) = fixture(KeyKind::Publishable);
            (key, tenant, store::KeyRecord { preview_in: Some("https://console.example".to_owned()), ..record })
        };
        assert_eq!(outcome(preview(), frame, false, Scope::Chat), Ok(()));
        let refused = Err(Denied::OriginNotAllowed("https://acme.example".to_owned()));
        assert_eq!(outcome(preview(), HOME, false, Scope::Chat), refused);
    }

    #[test]
    fn null_is_refused_even_where_every_origin_is_allowed() {
        let (key, mut tenant, record) = fixture(KeyKind::Publishable);
        tenant.settings.origins = vec![OriginPattern::Any];
        let refused = outcome((key, tenant, record), Some("null"), true, Scope::Chat);
        assert_eq!(refused, Err(Denied::OriginNotAllowed("null".to_owned())));
    }

    #[test]
    fn a_secret_key_needs_its_scope_and_no_origin() {
        let with = |scopes| {
            let (key, tenant, record) = fixture(KeyKind::Secret);
            (key, tenant, store::KeyRecord { scopes, ..record })
        };
        let denied = Err(Denied::MissingScope(Scope::Chat));
        assert_eq!(outcome(with(vec![Scope::Chat]), Some("https://evil.example"), false, Scope::Chat), Ok(()));
        assert_eq!(outcome(with(vec![Scope::Chat]), None, false, Scope::Chat), Ok(()));
        assert_eq!(outcome(with(vec![Scope::ConversationsRead]), HOME, false, Scope::Chat), denied);
        let publishable = outcome(fixture(KeyKind::Publishable), HOME, false, Scope::ConversationsRead);
        assert_eq!(publishable, Err(Denied::WrongKind));
    }

    #[test]
    fn revoked_and_expired_keys_are_refused() {
        let (key, tenant, record) = fixture(KeyKind::Publishable);
        let with = |record| outcome((key.clone(), tenant.clone(), record), HOME, false, Scope::Chat);
        let base = record;
        let revoked = store::KeyRecord { revoked_at_ms: Some(NOW_MS), ..base.clone() };
        let by_a_fast_clock = store::KeyRecord { revoked_at_ms: Some(NOW_MS + 200), ..base.clone() };
        let expired = store::KeyRecord { expires_at_ms: Some(NOW_MS), ..base.clone() };
        let expiring = store::KeyRecord { expires_at_ms: Some(NOW_MS + 1), ..base.clone() };
        assert_eq!(with(revoked), Err(Denied::Revoked));
        assert_eq!(with(by_a_fast_clock), Err(Denied::Revoked));
        assert_eq!(with(expired), Err(Denied::Expired));
        assert_eq!(with(expiring), Ok(()));
    }

    #[test]
    fn a_missing_record_and_a_wrong_secret_look_the_same() {
        let (key, tenant, record) = fixture(KeyKind::Publishable);
        let open = |tenant: Option<&store::Tenant>, record: Option<&store::KeyRecord>, key: &ApiKey| {
            let access = Access { tenant: tenant.cloned(), key: record.cloned() };
            let source = Source { origin: HOME, ..Source::default() };
            open(access, key, source, Scope::Chat, NOW_MS).map(|_| ())
        };
        let other = ApiKey::generate(KeyKind::Publishable, &tenant.slug, &KeyRing::generate());
        let revoked = store::KeyRecord { revoked_at_ms: Some(0), ..record.clone() };
        assert_eq!(open(None, None, &key), Err(Denied::UnknownKey));
        assert_eq!(open(None, Some(&record), &key), Err(Denied::UnknownKey));
        assert_eq!(open(Some(&tenant), None, &key), Err(Denied::UnknownKey));
        assert_eq!(open(Some(&tenant), Some(&record), &other), Err(Denied::UnknownKey));
        assert_eq!(open(Some(&tenant), Some(&revoked), &other), Err(Denied::UnknownKey));
    }
}
