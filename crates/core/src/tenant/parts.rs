//! The smaller parts of the tenant document.

use serde::{Deserialize, Serialize};

/// Texts that visitors read. If one is empty, the widget uses its own words in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Copy {
    /// The panel's title; empty means the tenant's name.
    #[schema(max_length = 60)]
    pub title: String,
    /// The line under the title.
    #[schema(max_length = 120)]
    pub subtitle: String,
    /// The greeting before the first message.
    #[schema(max_length = 1000)]
    pub welcome_message: String,
    /// The text in the empty input.
    #[schema(max_length = 80)]
    pub placeholder: String,
    /// Questions offered as buttons.
    #[schema(value_type = Vec<Suggestion>, max_items = 6)]
    pub suggestions: Vec<String>,
    /// Shown to visitors who send too much at once, and once a cap is reached.
    #[schema(max_length = 300)]
    pub limit_message: String,
    /// Shown to visitors while the tenant is paused.
    #[schema(max_length = 300)]
    pub paused_message: String,
    /// The line below the input.
    #[schema(max_length = 300)]
    pub privacy_note: String,
}

/// A question offered as a button.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 120)]
#[expect(dead_code, reason = "states the bounds of the schema's entries")]
pub(super) struct Suggestion(String);

/// Where the browser keeps a visitor's conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionMode {
    /// In sessionStorage: each tab has its own conversation, which ends with the tab.
    #[default]
    Tab,
    /// In localStorage: one conversation per device.
    Device,
    /// Nowhere: the conversation ends with the page.
    None,
}

/// How the widget and the store behave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Behaviour {
    /// Where the browser keeps a visitor's conversation.
    pub session: SessionMode,
    /// How many earlier messages an engine gets and a reopened tab shows.
    #[schema(minimum = 0, maximum = 50)]
    pub history_limit: u32,
    /// After how many days messages and replies are deleted.
    #[schema(minimum = 1, maximum = 3650)]
    pub retention_days: u32,
    /// Hosts from which replies may show images. The default is none.
    #[schema(max_items = 20)]
    pub image_hosts: Vec<String>,
    /// Hosts to which replies may link, beside the page's own. Other links are shown as text. `null`, the default, allows all.
    #[schema(max_items = 20)]
    pub link_hosts: Option<Vec<String>>,
    /// Whether visitors are told which model answered, and how many model tokens that took. Servers with a secret key always are.
    pub show_models: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            session: SessionMode::Tab,
            history_limit: 50,
            retention_days: 90,
            image_hosts: Vec::new(),
            link_hosts: None,
            show_models: false,
        }
    }
}
