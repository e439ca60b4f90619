//! Mirrors the URL tree.

mod admin;
mod chat;
mod conversation;
mod elsewhere;
mod health;
mod messages;
mod replies;
mod widget_config;
mod widget_frame;
