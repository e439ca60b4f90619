//! The design tokens: one validated model, from which the widget's custom properties and the editor's controls are derived.

use crate::Invalid;
use serde::{Deserialize, Serialize};

/// A CSS hex colour: `#rgb`, `#rrggbb` or `#rrggbbaa`. Stored in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$", example = "#0f766e")]
pub struct Color(String);

impl Color {
    /// Parses a CSS hex colour.
    ///
    /// # Errors
    /// [`Invalid`] for anything else, including colour names and functions.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        if !matches!(digits.len(), 3 | 6 | 8) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Invalid::new("a colour must be CSS hex, for example \"#0f766e\""));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The colour's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn default_of(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

impl TryFrom<String> for Color {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.0
    }
}

/// The design tokens in their five groups.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Tokens {
    /// Colours.
    pub brand: Brand,
    /// Text.
    pub typography: Typography,
    /// Corners, sizes and bubbles.
    pub shape: Shape,
    /// The widget's position.
    pub layout: Layout,
    /// How the panel opens.
    pub motion: Motion,
}

/// Colours. The widget chooses the text colour on `primary` for a contrast of at least 4.5:1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Brand {
    /// Header, launcher and the visitor's messages.
    pub primary: Color,
    /// Accents.
    pub secondary: Color,
    /// The panel.
    pub background: Color,
    /// The replies.
    pub surface: Color,
    /// Text on background and surface.
    pub text: Color,
    /// Light, dark, or as the visitor's system says.
    pub scheme: Scheme,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            primary: Color::default_of("#3b5bf6"),
            secondary: Color::default_of("#f2c14e"),
            background: Color::default_of("#ffffff"),
            surface: Color::default_of("#f2f3f3"),
            text: Color::default_of("#1c1c1a"),
            scheme: Scheme::Auto,
        }
    }
}

/// Light, dark, or as the visitor's system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// The visitor's system decides.
    #[default]
    Auto,
}

/// Text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Typography {
    /// A CSS font-family list; null matches the page.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^{};<\\\x00-\x1f\x7f-\x9f]*$",
        extensions(("x-rule" = json!("must be a list of font names, for example \"Inter, sans-serif\"")))
    )]
    pub font_family: Option<String>,
    /// The size of text, in pixels.
    #[schema(minimum = 12, maximum = 20)]
    pub base_size: u32,
    /// The CSS font weight of headings.
    #[schema(minimum = 100, maximum = 900)]
    pub heading_weight: u32,
    /// The CSS font weight of everything else.
    #[schema(minimum = 100, maximum = 900)]
    pub body_weight: u32,
    /// The line height, as a multiple of the text size.
    #[schema(minimum = 1.2, maximum = 2.0)]
    pub line_height: f64,
}

impl Default for Typography {
    fn default() -> Self {
        Self { font_family: None, base_size: 15, heading_weight: 600, body_weight: 400, line_height: 1.5 }
    }
}

/// Corners and sizes, in pixels, and whether answers have bubbles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Shape {
    /// The radius of the panel's corners.
    #[schema(minimum = 0, maximum = 32)]
    pub radius: u32,
    /// The radius of the messages' corners.
    #[schema(minimum = 0, maximum = 32)]
    pub bubble_radius: u32,
    /// The panel's width.
    #[schema(minimum = 280, maximum = 640)]
    pub width: u32,
    /// The panel's height.
    #[schema(minimum = 360, maximum = 900)]
    pub height: u32,
    /// How answers are set.
    pub answers: AnswerStyle,
}

impl Default for Shape {
    fn default() -> Self {
        Self { radius: 18, bubble_radius: 14, width: 380, height: 600, answers: AnswerStyle::Bubble }
    }
}

/// How answers are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswerStyle {
    /// Each in a bubble.
    #[default]
    Bubble,
    /// In the panel's full width and without a bubble, which suits tables and code.
    Document,
}

/// The widget's position, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Layout {
    /// The corner.
    pub position: Position,
    /// The distance from the side.
    #[schema(minimum = 0, maximum = 200)]
    pub offset_x: u32,
    /// The distance from the bottom.
    #[schema(minimum = 0, maximum = 200)]
    pub offset_y: u32,
    /// The launcher's diameter.
    #[schema(minimum = 40, maximum = 96)]
    pub launcher_size: u32,
    /// The CSS z-index.
    #[schema(minimum = 0, maximum = 2147483647_u32)]
    pub z_index: u32,
}

impl Default for Layout {
    fn default() -> Self {
        Self { position: Position::BottomRight, offset_x: 20, offset_y: 20, launcher_size: 56, z_index: 2_147_483_000 }
    }
}

/// The corner of the page for the launcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// Bottom right.
    #[default]
    BottomRight,
    /// Bottom left.
    BottomLeft,
}

/// How the panel opens. `prefers-reduced-motion` always wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Motion {
    /// The kind of movement.
    pub style: MotionStyle,
    /// How long it takes, in milliseconds.
    #[schema(minimum = 0, maximum = 1000)]
    pub duration: u32,
}

impl Default for Motion {
    fn default() -> Self {
        Self { style: MotionStyle::Slide, duration: 160 }
    }
}

/// The animation with which the panel opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MotionStyle {
    /// None.
    None,
    /// Fades in.
    Fade,
    /// Slides up.
    #[default]
    Slide,
    /// Grows out of the launcher.
    Scale,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_three_six_or_eight_hex_digits_kept_in_lower_case() {
        for (text, kept) in [("#0F7", "#0f7"), ("#0f766E", "#0f766e"), ("#0f766e80", "#0f766e80")] {
            assert_eq!(Color::parse(text).map(String::from).as_deref(), Ok(kept));
        }
        for wrong in ["", "#", "0f766e", "#0f76", "#0f766", "#0f766e8", "#0f766e800", "#0f766g", "red", "##0f766"] {
            assert!(Color::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_document_from_before_answers_had_a_style_has_bubbles() {
        let stored = serde_json::json!({ "radius": 4, "bubble_radius": 2, "width": 400, "height": 700 });
        let shape: Shape = serde_json::from_value(stored).expect("a stored shape");
        assert_eq!((shape.radius, shape.answers), (4, AnswerStyle::Bubble));
    }
}
