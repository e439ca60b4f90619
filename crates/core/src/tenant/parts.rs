//! The smaller parts of the tenant document.

use serde::{Deserialize, Serialize};

/// Texts the visitor reads. An empty one means the widget's own words in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Copy {
    /// The panel's title, at most 60 characters; empty means the tenant's name.
    #[schema(max_length = 60)]
    pub title: String,
    /// The line under the title, at most 120 characters.
    #[schema(max_length = 120)]
    pub subtitle: String,
    /// Shown before the first message, at most 1,000 characters.
    #[schema(max_length = 1000)]
    pub welcome_message: String,
    /// The empty input's text, at most 80 characters.
    #[schema(max_length = 80)]
    pub placeholder: String,
    /// Questions offered as buttons: at most 6 of at most 120 characters.
    #[schema(max_items = 6)]
    pub suggestions: Vec<String>,
    /// What a visitor reads who wrote too much at once, at most 300 characters.
    #[schema(max_length = 300)]
    pub limit_message: String,
    /// The line below the input, at most 300 characters.
    #[schema(max_length = 300)]
    pub privacy_note: String,
}

/// Where a visitor's thread lives in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionMode {
    /// sessionStorage: each tab its own thread, gone when it closes.
    #[default]
    Tab,
    /// localStorage: one thread per device.
    Device,
    /// Nothing stored: gone with the page.
    None,
}

/// How the widget and the store behave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Behaviour {
    /// Where the visitor's thread lives.
    pub session: SessionMode,
    /// How many earlier messages an engine and a reopened tab see, 0–50.
    #[schema(minimum = 0, maximum = 50)]
    pub history_limit: u32,
    /// Days after which a turn is deleted, 1–3,650.
    #[schema(minimum = 1, maximum = 3650)]
    pub retention_days: u32,
    /// Hosts whose images replies may show; none unless named. At most 20.
    #[schema(max_items = 20)]
    pub image_hosts: Vec<String>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self { session: SessionMode::Tab, history_limit: 50, retention_days: 90, image_hosts: Vec::new() }
    }
}

/// Messages per sliding minute, each 1–1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Limits {
    /// Per key, unless the key has its own.
    #[schema(minimum = 1, maximum = 1000)]
    pub key_per_minute: u32,
    /// Per session.
    #[schema(minimum = 1, maximum = 1000)]
    pub session_per_minute: u32,
    /// Per visitor address.
    #[schema(minimum = 1, maximum = 1000)]
    pub address_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { key_per_minute: 60, session_per_minute: 20, address_per_minute: 30 }
    }
}
