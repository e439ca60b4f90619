//! A visitor's message.

use crate::Invalid;
use std::fmt;

/// The maximum length of a message after trimming, in characters.
pub const MESSAGE_MAX_CHARS: usize = 4_000;

/// A visitor's message: 1–4,000 characters after trimming.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Trims and checks a message.
    ///
    /// # Errors
    /// [`Invalid`] if it is empty or too long.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Invalid::new("message is empty. Write something to send.")),
            1..=MESSAGE_MAX_CHARS => Ok(Self(text.to_owned())),
            n => Err(Invalid::new(format!("message has {n} characters. Send at most {MESSAGE_MAX_CHARS}."))),
        }
    }

    /// The message's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_in_characters_after_trimming() {
        assert!(MessageText::parse(&format!("  {}\n", "é".repeat(4000))).is_ok());
        assert!(MessageText::parse(&"é".repeat(4001)).is_err());
        assert!(MessageText::parse(" \n\t ").is_err());
    }

    #[test]
    fn a_message_is_kept_without_the_space_around_it() {
        assert_eq!(MessageText::parse(" one\n two \t").expect("a message").as_str(), "one\n two");
    }
}
