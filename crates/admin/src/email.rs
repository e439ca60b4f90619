//! Operators' e-mail addresses.

use bubblechat_core::Invalid;

/// An e-mail address in lower case. Parsing rules out what would break a record or a header, not what a mail server would reject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Email(String);

impl Email {
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_lowercase();
        let parts = text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
        });
        if !parts || text.len() > 254 || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Invalid::new("email must be an e-mail address, for example \"ada@acme.example\"."));
        }
        Ok(Self(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_in_lower_case() {
        assert_eq!(Email::parse(" Ada@ACME.example ").expect("an address").as_str(), "ada@acme.example");
        assert!(Email::parse("admin@localhost").is_ok());
        for bad in ["", "ada", "@acme.example", "ada@", "ada@b@c", "a da@acme.example", "ada@.example"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert!(Email::parse(&format!("{}@acme.example", "x".repeat(250))).is_err());
    }
}
