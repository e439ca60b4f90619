//! Domain types and rules of BubbleChat, the ports its functions use, and the DynamoDB and Secrets Manager adapters.
//!
//! Core knows no HTTP framework and no Lambda type: the functions translate at their edge.

pub mod access;
pub mod address;
pub mod audit;
pub mod calendar;
pub mod conversation;
pub mod currency;
pub mod deployment;
pub mod engine;
pub mod host;
pub mod invalid;
pub mod key;
pub mod limits;
pub mod operator;
pub mod origin;
pub mod seal;
pub mod secret;
pub mod service_token;
pub mod slug;
pub mod store;
pub mod tenant;
pub mod ticket;
pub mod time;
pub mod usage;

pub use invalid::Invalid;

/// The version of the protocol between widget and service. Clients ignore events and fields that they do not know.
pub const PROTOCOL: u32 = 1;

pub use slug::Slug;

/// Whether a value is its type's default, which records leave out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
