//! What holds for the whole team.

pub(crate) mod read;
pub(crate) mod update;

use bubblechat_core::store::Team;
use serde::{Deserialize, Serialize};

/// What is demanded of every operator.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct TeamSettings {
    /// Whether nothing works without a second factor but setting one up. Service tokens are not affected.
    second_factor_required: bool,
}

impl From<Team> for TeamSettings {
    fn from(Team { second_factor_required }: Team) -> Self {
        Self { second_factor_required }
    }
}
