//! The currency of a deployment, in which engines' prices are entered and costs are told.

use crate::Invalid;
use serde::Serialize;
use std::{fmt, str::FromStr};

/// A currency's code of ISO 4217, such as `EUR`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(into = "String")]
#[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "USD")]
pub struct Currency([char; 3]);

impl Currency {
    /// The currency of a deployment that names none: that of providers' price lists.
    pub const USD: Self = Self(['U', 'S', 'D']);
}

impl FromStr for Currency {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let letters: Vec<_> = text.chars().collect();
        match <[char; 3]>::try_from(letters) {
            Ok(letters) if letters.iter().all(char::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(Invalid::new("a currency is a code of three capital letters (ISO 4217), for example EUR")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_iter(self.0))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({self})")
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!("EUR".parse::<Currency>().expect("a currency").to_string(), "EUR");
        for text in ["", "eur", "EURO", "EU", "E R", "ÄÖÜ"] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
    }
}
