//! Operators' sessions: what a signed token must find here at every request.

use super::{
    Store, StoreError, condition,
    item::{self, Item, n, s},
    operators::{OPERATOR_SK, Operator, operator_pk},
    schema::TTL_ATTRIBUTE,
};
use crate::{Slug, key::KeyId};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use serde::{Deserialize, Serialize};

const SESSION_PREFIX: &str = "session#";

/// Where an operator is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id. It is no credential: the token that names it is signed.
    pub id: String,
    /// The operator's e-mail address, in lower case.
    pub email: String,
    /// The operator's session version when it began. Under another one, it has ended.
    pub version: u64,
    /// When it began, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it was last used, to within some minutes, milliseconds since the Unix epoch.
    pub seen_at_ms: i64,
    /// When it ends however much it is used, milliseconds since the Unix epoch.
    pub ends_at_ms: i64,
    /// The network address at its beginning.
    pub address: String,
    /// The browser's `User-Agent` at its beginning, shortened.
    pub user_agent: String,
}

/// A preview key that was made in a session, and ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewKey {
    /// Its tenant.
    pub tenant: Slug,
    /// Its id.
    pub id: KeyId,
}

/// The attribute with a session's preview keys.
const PREVIEW_KEYS: &str = "preview_keys";

impl PreviewKey {
    fn text(&self) -> String {
        format!("{}#{}", self.tenant, self.id.as_str())
    }

    fn parse(text: &str) -> Option<Self> {
        let (tenant, id) = text.split_once('#')?;
        Some(Self { tenant: Slug::parse(tenant).ok()?, id: KeyId::new(id) })
    }

    /// Those of a session's item.
    fn all_of(item: &Item) -> Vec<Self> {
        let texts = item.get(PREVIEW_KEYS).and_then(|set| set.as_ss().ok()).into_iter().flatten();
        texts.filter_map(|text| Self::parse(text)).collect()
    }
}

fn sk(id: &str) -> String {
    format!("{SESSION_PREFIX}{id}")
}

impl Store {
    /// Stores a session that begins. TTL deletes it once it has ended.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let mut item = item::to_item(&operator_pk(&session.email), &sk(&session.id), session)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(session.ends_at_ms / 1000 + 1));
        self.client.put_item().table_name(&self.tables.operators).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// A session that has not ended. One consistent call.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn session(&self, email: &str, id: &str, now_ms: i64) -> Result<Option<Session>, StoreError> {
        let pk = operator_pk(email);
        let keys = vec![item::key(&pk, OPERATOR_SK), item::key(&pk, &sk(id))];
        Ok(live(self.batch_get(&self.tables.operators, keys).await?, now_ms)?.pop())
    }

    /// An operator's sessions that have not ended, oldest first, up to as many as fit one page. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn sessions(&self, email: &str, now_ms: i64) -> Result<Vec<Session>, StoreError> {
        let mut sessions = live(self.operator_items(email).await?, now_ms)?;
        sessions.sort_by(|a, b| (a.created_at_ms, &a.id).cmp(&(b.created_at_ms, &b.id)));
        Ok(sessions)
    }

    /// An operator's record and sessions.
    async fn operator_items(&self, email: &str) -> Result<Vec<Item>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.operators)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(operator_pk(email)))
            .consistent_read(true);
        Ok(query.send().await?.items.unwrap_or_default())
    }

    /// Notes that a session is used.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_session_use(&self, session: &Session, now_ms: i64) -> Result<(), StoreError> {
        let key = item::key(&operator_pk(&session.email), &sk(&session.id));
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(key))
            .update_expression("SET seen_at_ms = :now")
            // One that has just been ended does not come back.
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", n(now_ms));
        condition::held(update.send().await).map(|_| ())
    }

    /// Notes that a preview key belongs to a session. False if the session has ended.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_preview_key(&self, session: &Session, key: &PreviewKey) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(item::key(&operator_pk(&session.email), &sk(&session.id))))
            .update_expression("ADD #keys :key")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#keys", PREVIEW_KEYS)
            .expression_attribute_values(":key", AttributeValue::Ss(vec![key.text()]));
        condition::held(update.send().await)
    }

    /// Ends a session. Returns the preview keys that are to end with it; `None` if there was no session.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_session(&self, email: &str, id: &str) -> Result<Option<Vec<PreviewKey>>, StoreError> {
        let key = item::key(&operator_pk(email), &sk(id));
        let delete = self.client.delete_item().table_name(&self.tables.operators).set_key(Some(key));
        let deleted = delete.return_values(ReturnValue::AllOld).send().await?;
        Ok(deleted.attributes.map(|item| PreviewKey::all_of(&item)))
    }

    /// The preview keys that are to end with the sessions that a change of the session version ended.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn preview_keys_of_ended_sessions(&self, email: &str) -> Result<Vec<PreviewKey>, StoreError> {
        let items = self.operator_items(email).await?;
        let version = |item: &Item| item.get("version").and_then(|version| version.as_n().ok()).cloned();
        let of_operator = |item: &Item| item.get("session_version").and_then(|version| version.as_n().ok()).cloned();
        let current = items.iter().find_map(of_operator);
        let ended = items.iter().filter(|item| version(item).is_some() && version(item) != current);
        Ok(ended.flat_map(PreviewKey::all_of).collect())
    }

    /// Ends all sessions of an operator at once, and those of sign-ins under way.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_sessions(&self, email: &str) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(item::key(&operator_pk(email), OPERATOR_SK)))
            .update_expression("SET session_version = session_version + :one")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":one", n(1));
        condition::held(update.send().await).map(|_| ())
    }
}

/// Of an operator's items, the sessions that have not ended.
fn live(items: Vec<Item>, now_ms: i64) -> Result<Vec<Session>, StoreError> {
    let (operators, sessions): (Vec<_>, Vec<_>) = items
        .into_iter()
        .partition(|item| item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk == OPERATOR_SK));
    let Some(operator) = operators.into_iter().next() else { return Ok(Vec::new()) };
    let operator: Operator = item::from_item(operator)?;
    let sessions = sessions.into_iter().map(item::from_item::<Session>);
    let sessions: Vec<_> = sessions.collect::<Result<_, _>>()?;
    let is_live = |session: &Session| session.version == operator.session_version && session.ends_at_ms > now_ms;
    Ok(sessions.into_iter().filter(is_live).collect())
}
