//! Mirrors the URL tree.

mod chat;
mod conversation;
mod health;
mod messages;
mod replies;
