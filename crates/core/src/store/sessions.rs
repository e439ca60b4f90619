//! Operators' sessions: what a signed token must find here at every request.

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, Item, n, s},
    operators::{Operator, operator_key},
    schema::TTL_ATTRIBUTE,
    team::{Team, team_key},
};
use crate::{Slug, key::KeyId, operator::OperatorId};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use serde::{Deserialize, Serialize};

const SESSION_PREFIX: &str = "session#";

/// Where an operator is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id. It is no credential: the token that names it is signed.
    pub id: String,
    /// The operator's id.
    pub operator: OperatorId,
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

/// The partition of an operator's sessions.
fn pk(operator: &OperatorId) -> String {
    format!("operator#{operator}")
}

fn sk(id: &str) -> String {
    format!("{SESSION_PREFIX}{id}")
}

fn session_key(operator: &OperatorId, id: &str) -> Item {
    item::key(&pk(operator), &sk(id))
}

impl Store {
    /// Stores a session that begins. TTL deletes it once it has ended.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let mut item = item::to_item(&pk(&session.operator), &sk(&session.id), session)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(session.ends_at_ms / 1000 + 1));
        self.client.put_item().table_name(&self.tables.operators).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// A session that has not ended, its operator, and what the team demands of everybody. One consistent call.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn session(
        &self,
        operator: &OperatorId,
        id: &str,
        now_ms: i64,
    ) -> Result<Option<(Operator, Session, Team)>, StoreError> {
        let keys = [operator_key(operator), session_key(operator, id), team_key()];
        let mut items = self.batch_get(&self.tables.operators, keys.to_vec()).await?;
        let [operator, session, team] = keys.map(|key| take(&mut items, &key));
        let (Some(operator), Some(session)) = (operator, session) else { return Ok(None) };
        let (operator, session): (Operator, Session) = (item::from_item(operator)?, item::from_item(session)?);
        let team = team.map(item::from_item).transpose()?.unwrap_or_default();
        Ok(is_live(&session, &operator, now_ms).then_some((operator, session, team)))
    }

    /// An operator's sessions that have not ended, oldest first, up to as many as fit one page. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn sessions(&self, operator: &Operator, now_ms: i64) -> Result<Vec<Session>, StoreError> {
        let items = self.session_items(&operator.id).await?.into_iter();
        let mut sessions = items.map(item::from_item).collect::<Result<Vec<Session>, _>>()?;
        sessions.retain(|session| is_live(session, operator, now_ms));
        sessions.sort_by(|a, b| (a.created_at_ms, &a.id).cmp(&(b.created_at_ms, &b.id)));
        Ok(sessions)
    }

    async fn session_items(&self, operator: &OperatorId) -> Result<Vec<Item>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.operators)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(pk(operator)))
            .consistent_read(true);
        Ok(query.send().await?.items.unwrap_or_default())
    }

    /// Notes that a session is used.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_session_use(&self, session: &Session, now_ms: i64) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(session_key(&session.operator, &session.id)))
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
            .set_key(Some(session_key(&session.operator, &session.id)))
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
    pub async fn end_session(&self, operator: &OperatorId, id: &str) -> Result<Option<Vec<PreviewKey>>, StoreError> {
        let delete =
            self.client.delete_item().table_name(&self.tables.operators).set_key(Some(session_key(operator, id)));
        let deleted = delete.return_values(ReturnValue::AllOld).send().await?;
        Ok(deleted.attributes.map(|item| PreviewKey::all_of(&item)))
    }

    /// The preview keys that are to end with an operator's sessions: those that began under a session version below `version`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn preview_keys_of_sessions_below(
        &self,
        operator: &OperatorId,
        version: u64,
    ) -> Result<Vec<PreviewKey>, StoreError> {
        let began_under = |item: &Item| item.get("version")?.as_n().ok()?.parse::<u64>().ok();
        let items = self.session_items(operator).await?;
        let ended = items.iter().filter(|item| began_under(item).is_some_and(|began| began < version));
        Ok(ended.flat_map(PreviewKey::all_of).collect())
    }

    /// Ends all sessions of an operator at once, and those of sign-ins under way. Returns the session version from now on; `None` if there is
    /// no such operator.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn end_sessions(&self, operator: &OperatorId) -> Result<Option<u64>, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.operators)
            .set_key(Some(operator_key(operator)))
            .update_expression("SET session_version = session_version + :one, version = version + :one")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":one", n(1))
            .return_values(ReturnValue::AllNew);
        match update.send().await {
            Ok(done) => Ok(Some(item::from_item::<Operator>(done.attributes.unwrap_or_default())?.session_version)),
            Err(error) => error.item_if_condition_failed().map(|_| None),
        }
    }
}

/// Takes the item with that key out of others.
fn take(items: &mut Vec<Item>, key: &Item) -> Option<Item> {
    let at = items.iter().position(|item| key.iter().all(|(name, value)| item.get(name) == Some(value)))?;
    Some(items.swap_remove(at))
}

fn is_live(session: &Session, operator: &Operator, now_ms: i64) -> bool {
    session.version == operator.session_version && session.ends_at_ms > now_ms && !operator.is_disabled
}
