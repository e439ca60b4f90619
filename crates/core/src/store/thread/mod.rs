//! A conversation's partition: its head, its turns and the claims of its messages.

mod claims;
mod head;
mod replies;
mod turns;

pub use claims::{Claim, Claimed};
pub use head::ConversationSummary;
pub(super) use head::{HEAD_SK, list_of};
pub use replies::{Answered, Begun, Progress};

use super::{
    Store, StoreError,
    item::{self, Item},
};
use crate::{Slug, conversation::ConversationId};
use aws_sdk_dynamodb::operation::{
    get_item::builders::GetItemFluentBuilder, update_item::builders::UpdateItemFluentBuilder,
};

/// A handle on one conversation of a tenant. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Thread {
    store: Store,
    tenant: Slug,
    conversation: ConversationId,
    /// The partition key of everything in it.
    pk: String,
}

impl Store {
    /// The thread of a conversation. Does not ask the store whether there is one.
    pub fn thread(&self, tenant: &Slug, conversation: &ConversationId) -> Thread {
        Thread {
            store: self.clone(),
            tenant: tenant.clone(),
            conversation: conversation.clone(),
            pk: format!("{tenant}#{}", conversation.as_str()),
        }
    }
}

impl Thread {
    /// The tenant that it belongs to.
    pub fn tenant(&self) -> &Slug {
        &self.tenant
    }

    /// The conversation's id.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    /// Deletes the conversation with everything in it, a batch of items at a time. If a call is cut short, the next one goes on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn delete(&self) -> Result<(), StoreError> {
        self.store.delete_partition(self.table(), &self.pk, HEAD_SK).await?;
        Ok(())
    }

    fn table(&self) -> &str {
        &self.store.tables.conversations
    }

    fn key(&self, sk: &str) -> Option<Item> {
        Some(item::key(&self.pk, sk))
    }

    /// A consistent read of one item.
    fn get(&self, sk: &str) -> GetItemFluentBuilder {
        self.store.client.get_item().table_name(self.table()).set_key(self.key(sk)).consistent_read(true)
    }

    /// An update of one item.
    fn update(&self, sk: &str) -> UpdateItemFluentBuilder {
        self.store.client.update_item().table_name(self.table()).set_key(self.key(sk))
    }
}
