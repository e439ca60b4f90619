//! Creates the first operator and the demo tenant with its key at the first start, and finds them again later.

use crate::{Options, StartError, data::Data, demo};
use bubblechat_admin::operator::{self, CreateError};
use bubblechat_core::{
    Slug,
    key::{ApiKey, KeyKind},
    origin::OriginPattern,
    secret::KeyRing,
    store::{KeyRecord, Saved, Store, Tenant},
    tenant::Settings,
    time::now_ms,
};
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

const OPERATOR_FILE: &str = "operator.json";
const DEMO_FILE: &str = "demo.json";
const DEFAULT_EMAIL: &str = "admin@localhost";
const PASSWORD_CHARS: usize = 20;

/// Who may sign in to the dashboard.
#[derive(Debug)]
pub struct Operator {
    /// The e-mail address.
    pub email: String,
    /// The password, if it was made up at this start; only its hash is stored.
    pub password: Option<SecretString>,
}

/// The first operator. A start without `BUBBLECHAT_ADMIN_EMAIL` reads this.
#[derive(Serialize, Deserialize)]
struct KeptOperator {
    email: String,
}

/// What the demo page needs at every start. The store has only the key's hash.
#[derive(Serialize, Deserialize)]
struct KeptDemo {
    key: String,
    /// The page's origins at the last start, which are removed when its address has changed.
    origins: Vec<String>,
}

/// Finds or creates the operator.
pub(crate) async fn operator(store: &Store, data: &Data, options: &Options) -> Result<Operator, StartError> {
    let kept = data.read::<KeptOperator>(OPERATOR_FILE).map(|kept| kept.email);
    let email = options.admin_email.clone().or_else(|| kept.clone()).unwrap_or_else(|| DEFAULT_EMAIL.to_owned());
    let email = email.trim().to_lowercase();
    // The operator of an earlier start whom others have removed since, or whose address is another one by now, does not come back.
    let was_made = kept.as_ref() == Some(&email) && !store.operators().await?.is_empty();
    if was_made || store.operator_by_email(&email).await?.is_some() {
        return Ok(Operator { email, password: None });
    }
    let password = options.admin_password.clone().unwrap_or_else(make_password);
    let is_made = operator::create(store, &email, &password, options.password_cost).await.map_err(refused)?;
    data.write(OPERATOR_FILE, &KeptOperator { email: email.clone() })?;
    // One that was given is known to whoever gave it.
    let is_news = is_made && options.admin_password.is_none();
    Ok(Operator { email, password: is_news.then_some(password) })
}

fn make_password() -> SecretString {
    let text: String = rand::rng().sample_iter(Alphanumeric).take(PASSWORD_CHARS).map(char::from).collect();
    text.into()
}

fn refused(error: CreateError) -> StartError {
    match error {
        CreateError::Invalid(invalid) => StartError::Operator(invalid),
        CreateError::Store(error) => error.into(),
        CreateError::Password(error) => StartError::Failed(error.to_string()),
    }
}

/// Lets the demo tenant work at these origins, and returns its key, or `None` once an operator has deleted the tenant for good.
/// `is_alone` removes the origins of the last start; processes that share the store may still use theirs.
pub(crate) async fn demo(
    store: &Store,
    data: &Data,
    origins: &[String],
    tags: &KeyRing,
    is_alone: bool,
) -> Result<Option<String>, StartError> {
    let kept = data.read::<KeptDemo>(DEMO_FILE);
    let slug = Slug::parse(demo::SLUG).map_err(|invalid| StartError::Failed(invalid.0))?;
    let patterns = parse(origins)?;
    let tenant = match store.tenant(&slug).await? {
        Some(tenant) => Some(tenant),
        None => store.create_tenant(&slug, demo::settings(patterns.clone()), now_ms()).await?,
    };
    // Another process on the same store may have created it in the meantime.
    let Some(tenant) = (if tenant.is_none() { store.tenant(&slug).await? } else { tenant }) else { return Ok(None) };
    let old = parse(kept.as_ref().filter(|_| is_alone).map_or(&[], |kept| &kept.origins))?;
    move_origins(store, tenant, &old, &patterns).await?;
    let key = match kept.and_then(|kept| ApiKey::parse(&kept.key, tags).ok()) {
        Some(key) if is_live(store, &slug, &key).await? => key,
        _ => make_key(store, &slug, tags).await?,
    };
    data.write(DEMO_FILE, &KeptDemo { key: key.expose().to_owned(), origins: origins.to_vec() })?;
    Ok(Some(key.expose().to_owned()))
}

fn parse(origins: &[String]) -> Result<Vec<OriginPattern>, StartError> {
    let patterns = origins.iter().map(|origin| OriginPattern::parse(origin));
    patterns.collect::<Result<_, _>>().map_err(|invalid| StartError::Failed(invalid.0))
}

/// Replaces the demo page's old origins by its new ones, and keeps those that operators added.
async fn move_origins(
    store: &Store,
    mut tenant: Tenant,
    old: &[OriginPattern],
    new: &[OriginPattern],
) -> Result<(), StartError> {
    const ATTEMPTS: usize = 5;
    for _ in 0..ATTEMPTS {
        let settings = with_origins(&tenant.settings, old, new);
        if settings.origins == tenant.settings.origins {
            return Ok(());
        }
        match store.save_tenant(&tenant.slug, tenant.revision, &settings, now_ms()).await? {
            Saved::Conflict(current) => tenant = *current,
            Saved::Done(_) | Saved::Missing => return Ok(()),
        }
    }
    Err(StartError::Failed("other changes to the demo tenant kept getting in the way; try again".to_owned()))
}

fn with_origins(settings: &Settings, old: &[OriginPattern], new: &[OriginPattern]) -> Settings {
    let mut settings = settings.clone();
    settings.origins.retain(|origin| new.contains(origin) || !old.contains(origin));
    let missing: Vec<_> = new.iter().filter(|origin| !settings.origins.contains(origin)).cloned().collect();
    settings.origins.extend(missing);
    settings
}

async fn is_live(store: &Store, slug: &Slug, key: &ApiKey) -> Result<bool, StartError> {
    let record = store.access(slug, &key.id()).await?.key;
    Ok(record.is_some_and(|record| record.hash == key.hash() && record.revoked_at_ms.is_none()))
}

async fn make_key(store: &Store, slug: &Slug, tags: &KeyRing) -> Result<ApiKey, StartError> {
    let key = ApiKey::generate(KeyKind::Publishable, slug, tags);
    let record = KeyRecord::new(&key, "Demo page", now_ms());
    store.create_key(slug, &record).await?;
    Ok(key)
}
