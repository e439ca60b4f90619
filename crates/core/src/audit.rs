//! Who changed what, and when: entries that are written with the change itself and never again.

use crate::{Slug, operator::OperatorId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How long an entry is kept, in days.
pub const KEPT_DAYS: i64 = 400;
/// How many fields an entry lists.
const MAX_FIELDS: usize = 50;
/// How long a value may be, as JSON, in bytes. Longer ones can be read in the tenant's revisions.
const MAX_VALUE_BYTES: usize = 200;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A tenant was created.
    TenantCreated,
    /// A tenant's settings were changed.
    TenantSaved,
    /// A tenant was deleted.
    TenantDeleted,
    /// A provider's key, or the value of a header, was set.
    ProviderKeySet,
    /// A provider's key, or the value of a header, was removed.
    ProviderKeyRemoved,
    /// An API key was created.
    KeyCreated,
    /// An API key was replaced by another one.
    KeyRotated,
    /// An API key was revoked.
    KeyRevoked,
    /// A conversation was deleted.
    ConversationDeleted,
    /// An operator was invited, or the first one created.
    OperatorCreated,
    /// An operator's address, role or tenants were changed, or the operator was disabled or enabled.
    OperatorChanged,
    /// An operator was removed.
    OperatorRemoved,
    /// A link to choose a password was made.
    PasswordLinkCreated,
    /// An operator chose a password.
    PasswordChanged,
    /// An operator turned on a second factor.
    SecondFactorSet,
    /// An operator's second factor was turned off.
    SecondFactorRemoved,
    /// An operator got new recovery codes.
    RecoveryCodesReplaced,
    /// An operator signed in with a recovery code.
    RecoveryCodeUsed,
    /// What is demanded of the whole team was changed.
    TeamChanged,
    /// A service token was made.
    TokenCreated,
    /// A service token was deleted.
    TokenRemoved,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The operator's id; `None` for the service itself.
    pub operator: Option<OperatorId>,
    /// The operator's address at that time, or what part of the service it was.
    pub name: String,
    /// The id and name of the service token that did it on the operator's behalf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The network address that it was done from; empty for the service itself.
    pub address: String,
}

/// A field that was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// Its path.
    #[schema(example = "limits.key_per_minute")]
    pub field: String,
    /// Its value before; null if there was none, or if it is too long.
    #[schema(value_type = Option<Value>)]
    pub from: Option<Value>,
    /// Its value afterwards; null if there is none, or if it is too long.
    #[schema(value_type = Option<Value>)]
    pub to: Option<Value>,
    /// Whether a value is left out because it is longer than 200 bytes.
    pub is_long: bool,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When it was done, milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// The tenant that it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Slug>,
    /// To what else: a key's id and name, an operator's address, a conversation's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What the actor wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The tenant's revision afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The fields that were changed, up to 50.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// How many more fields were changed.
    #[serde(default)]
    pub more_changes: usize,
}

impl AuditEntry {
    /// An entry about nothing in particular.
    pub fn new(actor: Actor, action: Action, at_ms: i64) -> Self {
        Self {
            at_ms,
            actor,
            action,
            tenant: None,
            subject: None,
            note: None,
            revision: None,
            changes: Vec::new(),
            more_changes: 0,
        }
    }

    /// With the tenant that it was done to.
    #[must_use]
    pub fn to_tenant(self, slug: &Slug) -> Self {
        Self { tenant: Some(slug.clone()), ..self }
    }

    /// With what else it was done to.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// With what the actor wrote about it.
    #[must_use]
    pub fn with_note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }

    /// With the fields in which two documents differ. Neither may have secrets.
    pub(crate) fn changing(self, before: &Value, after: &Value) -> Self {
        let (before, after) = (fields(before), fields(after));
        let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        let mut changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        let changes = changed.by_ref().take(MAX_FIELDS).map(|name| change(name, before.get(name), after.get(name)));
        let changes = changes.collect();
        Self { changes, more_changes: changed.count(), ..self }
    }
}

fn change(name: &str, from: Option<&Value>, to: Option<&Value>) -> FieldChange {
    let is_long = |value: &Value| value.to_string().len() > MAX_VALUE_BYTES;
    FieldChange {
        field: name.to_owned(),
        is_long: from.into_iter().chain(to).any(is_long),
        from: from.filter(|value| !is_long(value)).cloned(),
        to: to.filter(|value| !is_long(value)).cloned(),
    }
}

/// A document's fields by their paths. Entries of lists are fields by their indexes; what is empty is one field.
fn fields(document: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    collect(String::new(), document, &mut found);
    found
}

fn collect(path: String, value: &Value, found: &mut Map<String, Value>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(object) if !object.is_empty() => {
            object.iter().for_each(|(name, value)| collect(below(name), value, found));
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(index, value)| collect(below(&index.to_string()), value, found));
        }
        _ if path.is_empty() => {}
        _ => {
            found.insert(path, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(before: &Value, after: &Value) -> AuditEntry {
        let actor = Actor { operator: None, name: "test".to_owned(), token: None, address: String::new() };
        AuditEntry::new(actor, Action::TenantSaved, 0).changing(before, after)
    }

    #[test]
    fn the_fields_that_differ_are_listed_with_both_values() {
        let before = json!({ "name": "Acme", "caps": { "day": 5 }, "origins": ["a", "b"], "same": [1] });
        let after = json!({ "name": "Acme", "caps": { "day": 6 }, "origins": ["a"], "same": [1], "new": {} });
        let changes = entry(&before, &after).changes;
        let short: Vec<_> = changes.iter().map(|c| (c.field.as_str(), c.from.clone(), c.to.clone())).collect();
        let expected = [
            ("caps.day", Some(json!(5)), Some(json!(6))),
            ("new", None, Some(json!({}))),
            ("origins.1", Some(json!("b")), None),
        ];
        assert_eq!(short, expected);
        assert_eq!(entry(&before, &before).changes, []);
    }

    #[test]
    fn long_values_and_long_lists_are_left_out() {
        let long = "x".repeat(MAX_VALUE_BYTES);
        let changes = entry(&json!({ "prompt": "short" }), &json!({ "prompt": long })).changes;
        assert_eq!((&changes[0].from, &changes[0].to, changes[0].is_long), (&Some(json!("short")), &None, true));
        let many: Vec<_> = (0..60).collect();
        let entry = entry(&json!({}), &json!({ "list": many }));
        assert_eq!((entry.changes.len(), entry.more_changes), (MAX_FIELDS, 10));
    }
}
