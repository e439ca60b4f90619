//! JSON as servers write it: also with halves of characters, `NaN`, and several values in a row.

use serde_json::{Deserializer, Value};

/// Halves of characters (UTF-16 surrogates) that stand alone become these private characters, until [`halves_joined`] puts them together.
const HALVES: u32 = 0x0010_f800;

/// Every value in the text. `Err` holds whether the text ended too early.
pub(crate) fn parse_all(text: &str) -> Result<Vec<Value>, bool> {
    let parse = |text: &str| Deserializer::from_str(text).into_iter().collect::<Result<Vec<Value>, _>>();
    parse(text).or_else(|_| parse(&mended(text))).map_err(|error| error.is_eof())
}

/// Replaces what JSON does not know: `NaN` and infinities by `null`, escapes of lone surrogates by private characters.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut in_string) = (text, false);
    while let Some(first) = rest.chars().next() {
        let mut taken = first.len_utf8();
        let not_a_number = ["-Infinity", "Infinity", "NaN"].into_iter().find(|word| rest.starts_with(word));
        match (in_string, first) {
            (false, _) if not_a_number.is_some() => {
                out.push_str("null");
                taken = not_a_number.map_or(1, str::len);
            }
            (true, '\\') => {
                let (text, length) = escape(rest);
                out.push_str(&text);
                taken = length;
            }
            (_, '"') => {
                in_string = !in_string;
                out.push('"');
            }
            _ => out.push(first),
        }
        rest = &rest[taken..];
    }
    out
}

/// The escape at the start of the text, with its length; a lone surrogate as a private character.
fn escape(text: &str) -> (String, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => (text[..12].to_owned(), 12),
        (Some(half @ 0xd800..0xe000), _) => {
            (char::from_u32(HALVES + half - 0xd800).map_or_else(String::new, String::from), 6)
        }
        _ => {
            let length = 1 + text[1..].chars().next().map_or(0, char::len_utf8);
            (text[..length].to_owned(), length)
        }
    }
}

/// Joins halves of characters, also across calls: `kept` holds the first half of a character whose second has not come yet. A half that stays alone
/// becomes U+FFFD.
pub(crate) fn halves_joined(kept: &mut Option<u32>, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let half = (c as u32).checked_sub(HALVES).filter(|half| *half < 0x800);
        match (kept.take(), half) {
            (Some(high), Some(low @ 0x400..)) => {
                let joined = char::from_u32(0x1_0000 + (high << 10) + (low - 0x400));
                out.push(joined.unwrap_or(char::REPLACEMENT_CHARACTER));
                continue;
            }
            (Some(_), _) => out.push(char::REPLACEMENT_CHARACTER),
            (None, _) => {}
        }
        match half {
            Some(high @ ..0x400) => *kept = Some(high),
            Some(_) => out.push(char::REPLACEMENT_CHARACTER),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_that_are_none_become_null_but_only_outside_texts() {
        let text = r#"{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \" Infinity"}"#;
        assert_eq!(parse_all(text), Ok(vec![json!({ "a": null, "b": [null, null], "c": "NaN \" Infinity" })]));
    }

    #[test]
    fn values_in_a_row_are_all_read_and_an_early_end_is_told_apart() {
        assert_eq!(parse_all("{} [1]\n2"), Ok(vec![json!({}), json!([1]), json!(2)]));
        assert_eq!(parse_all(r#"{"a": "b"#), Err(true));
        assert_eq!(parse_all("{oops}"), Err(false));
        assert_eq!(parse_all(r#"{"a":"\u12"#), Err(true));
    }

    #[test]
    fn halves_of_a_character_are_joined_across_texts() {
        let mut kept = None;
        let mut join = |json: &str| {
            let parsed = parse_all(json).expect("mended JSON");
            halves_joined(&mut kept, parsed[0].as_str().expect("a text"))
        };
        assert_eq!(join(r#""hi \ud83d""#), "hi ");
        assert_eq!(join(r#""\ude80 there \ud83d\ude80""#), "🚀 there 🚀");
        assert_eq!(join(r#""\ud83dx\ude80 \ud83d""#), "\u{fffd}x\u{fffd} ");
        assert_eq!(join(r#""end""#), "\u{fffd}end");
    }
}
