//! What a tenant may use up in a day and in a month.

use serde::{Deserialize, Serialize};

/// Caps on what a tenant uses up. Days and months are those of UTC. `null` means that there is no cap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Caps {
    /// Messages per day.
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub messages_per_day: Option<u32>,
    /// Messages per day and network address of visitors: an IPv4 address or an IPv6 /64. A /56 may send twice, a /48 four times as many. Does
    /// not apply to secret keys.
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub messages_per_day_per_address: Option<u32>,
    /// Model tokens per month, of requests and replies together. Replies that are being written when the cap is reached are finished.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_u64)]
    pub model_tokens_per_month: Option<u64>,
    /// Cost per month in the service's currency, by the engines' prices. Replies that are being written when the cap is reached are finished.
    #[schema(minimum = 0.01, maximum = 10_000_000)]
    pub cost_per_month: Option<f64>,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            messages_per_day: Some(2000),
            messages_per_day_per_address: Some(500),
            model_tokens_per_month: None,
            cost_per_month: None,
        }
    }
}
