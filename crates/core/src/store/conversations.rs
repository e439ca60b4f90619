//! A tenant's conversations, listed by their newest message.

use super::{
    ListError, Page, PageRequest, Store, StoreError,
    item::{self, Item, s},
    page::List,
    schema::CONVERSATIONS_BY_ACTIVITY,
    thread::{ConversationSummary, list_of},
};
use crate::{Slug, time::rfc3339};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

/// How far a tenant's active conversations are counted.
const ACTIVITY_CAP: u64 = 100;

/// How busy a tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// When its newest message came, milliseconds since the Unix epoch; `None` if there is none.
    pub last_active_at_ms: Option<i64>,
    /// How many conversations had a message since the time that was asked for, 100 at most.
    pub conversations: u64,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// A page of a tenant's conversations that `wanted` names, newest activity first, without previews.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn conversations(
        &self,
        tenant: &Slug,
        request: PageRequest<'_>,
        wanted: impl Fn(&ConversationSummary) -> bool,
        now_ms: i64,
    ) -> Result<Page<ConversationSummary>, ListError> {
        let list = List { partition: ("tenant", tenant.as_str()), key: &["tenant", "active_at", "pk", "sk"] };
        list.read(self.by_activity(tenant.as_str()), request, wanted, now_ms).await
    }

    /// How busy a tenant is: one small call, and a second one if it had a message since `since_ms`. Expired conversations do
    /// not count. The newest expires last, unless the tenant has shortened its retention since.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn activity(&self, tenant: &Slug, since_ms: i64, now_ms: i64) -> Result<Activity, StoreError> {
        let query = || self.by_activity(tenant.as_str()).projection_expression("active_at_ms, expires_at");
        let is_live = |head: &Item| !item::is_expired(head, now_ms);
        let newest = query().limit(1).send().await?.items.unwrap_or_default().into_iter().find(is_live);
        let last_active_at_ms = newest.and_then(|head| head.get("active_at_ms")?.as_n().ok()?.parse().ok());
        if last_active_at_ms.is_none_or(|at_ms: i64| at_ms < since_ms) {
            return Ok(Activity { last_active_at_ms, conversations: 0, more: false });
        }
        let recent = query()
            .key_condition_expression("#tenant = :tenant AND active_at >= :since")
            .expression_attribute_values(":since", s(rfc3339(since_ms)))
            // One more, because a store that stops at its limit says that something follows, also where nothing does.
            .limit(ACTIVITY_CAP as i32 + 1)
            .send()
            .await?;
        let more = recent.last_evaluated_key.is_some();
        let count = recent.items.unwrap_or_default().iter().filter(|head| is_live(head)).count() as u64;
        Ok(Activity { last_active_at_ms, conversations: count.min(ACTIVITY_CAP), more })
    }

    /// The partitions of some of a tenant's conversations; of previews only when there are no others.
    pub(super) async fn some_conversations(&self, tenant: &Slug, limit: i32) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for is_preview in [false, true] {
            let query = self.by_activity(&list_of(tenant, is_preview)).projection_expression("pk").limit(limit);
            let heads = query.send().await?.items.unwrap_or_default();
            found = heads.into_iter().filter_map(|head| head.get("pk")?.as_s().ok().cloned()).collect();
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// A query of a list of conversations, newest activity first.
    fn by_activity(&self, list: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.conversations)
            .index_name(CONVERSATIONS_BY_ACTIVITY)
            .key_condition_expression("#tenant = :tenant")
            .expression_attribute_names("#tenant", "tenant")
            .expression_attribute_values(":tenant", s(list))
            .scan_index_forward(false)
    }
}
