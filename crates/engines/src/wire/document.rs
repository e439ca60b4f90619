//! JSON that may span lines.

use super::{json::parse_all, malformed::Malformed};
use serde_json::Value;

/// JSON as it grows, line by line.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) text: String,
    /// How many of its brackets are open.
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Document {
    /// Takes in a line, and returns the values that end with it.
    pub(super) fn push(&mut self, line: &str) -> Result<Vec<Value>, Malformed> {
        // What stands between values is skipped, such as the `keep-alive` of some proxies.
        if self.text.is_empty() && !line.trim_start().starts_with(['{', '[']) {
            return Ok(Vec::new());
        }
        line.bytes().for_each(|byte| self.count(byte));
        self.text.push_str(line);
        self.text.push('\n');
        if self.depth > 0 {
            return Ok(Vec::new());
        }
        parse_all(&std::mem::take(self).text).map_err(|_| Malformed::Garbage)
    }

    /// Counts open brackets, so that nothing is parsed again with every line.
    const fn count(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.in_string => self.is_escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_handed_out_with_the_line_that_closes_its_last_bracket() {
        let mut document = Document::default();
        for line in ["keep-alive", "{", r#""a": ["}", "\\\"]"],"#, r#""b": {"#, "}"] {
            assert_eq!(document.push(line), Ok(Vec::new()), "{line}");
        }
        assert_eq!(document.push("} []"), Ok(vec![json!({ "a": ["}", "\\\"]"], "b": {} }), json!([])]));
        assert_eq!(document.push("{oops}"), Err(Malformed::Garbage));
        assert_eq!(document.push("[1]"), Ok(vec![json!([1])]));
    }
}
