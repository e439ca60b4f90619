//! One file per endpoint.

pub(crate) mod widget_config;
