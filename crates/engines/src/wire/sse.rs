//! Lines, and the events that they spell.

/// Cuts bytes into lines at LF, CRLF or CR, wherever they are split. Every byte is looked at once.
#[derive(Debug, Default)]
pub(super) struct Lines {
    line: Vec<u8>,
    after_cr: bool,
    begun: bool,
}

impl Lines {
    /// Takes in bytes and hands out each line that they complete. What is not UTF-8 becomes U+FFFD, as in browsers.
    pub(super) fn push(&mut self, bytes: &[u8], mut on_line: impl FnMut(String)) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if self.after_cr && first == b'\n' {
                rest = &rest[1..];
            }
            self.after_cr = false;
            let Some(at) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.line.extend_from_slice(rest);
                return;
            };
            self.line.extend_from_slice(&rest[..at]);
            self.after_cr = rest[at] == b'\r';
            rest = &rest[at + 1..];
            on_line(self.take());
        }
    }

    /// The line that nothing has ended.
    pub(super) fn take(&mut self) -> String {
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        let is_first = !std::mem::replace(&mut self.begun, true);
        match line.strip_prefix('\u{feff}') {
            Some(line) if is_first => line.to_owned(),
            _ => line,
        }
    }

    /// Whether the line that nothing has ended begins with this character, white space apart.
    pub(super) fn begin_with(&self, first: u8) -> bool {
        self.line.trim_ascii_start().first() == Some(&first)
    }

    /// How long the line is that nothing has ended.
    pub(super) fn len(&self) -> usize {
        self.line.len()
    }
}

/// An event as it grows, line by line (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
#[derive(Debug, Default)]
pub(super) struct Event {
    name: Option<String>,
    data: String,
}

impl Event {
    /// Whether the line is one of an event, or a comment.
    pub(super) fn has_field(line: &str) -> bool {
        line.split_once(':').is_some_and(|(field, _)| matches!(field, "data" | "event" | "id" | "retry" | ""))
    }

    /// Whether the event is over although no empty line has ended it, because the line can only belong to the next one.
    pub(super) fn ends_before(&self, line: &str) -> bool {
        let data = self.data.trim();
        if data.is_empty() {
            return false;
        }
        match line.split_once(':') {
            // Within a value, a comma would stand between these brackets.
            Some(("data", value)) => {
                value.trim_start().starts_with(['{', '['])
                    && (data.ends_with(['}', ']']) || !data.starts_with(['{', '[']))
            }
            Some(("event", _)) => self.name.is_some(),
            _ => false,
        }
    }

    /// Takes in a line; true if it ends the event. Lines of no known field are skipped, and so are comments.
    pub(super) fn push(&mut self, line: &str) -> bool {
        if line.is_empty() {
            return true;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.name = Some(value.to_owned()),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            _ => {}
        }
        false
    }

    /// The event's name and data, for a new one to begin.
    pub(super) fn take(&mut self) -> (Option<String>, String) {
        let Self { name, data } = std::mem::take(self);
        (name, data)
    }

    pub(super) fn len(&self) -> usize {
        self.data.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for chunk in chunks {
            lines.push(chunk, |line| found.push(line));
        }
        found.push(lines.take());
        found
    }

    #[test]
    fn every_line_ending_is_known_wherever_it_is_split() {
        let text = "\u{feff}one\r\n\r\ntwo\rthree\n\nfür".as_bytes();
        let expected = ["one", "", "two", "three", "", "für"];
        for cut in 0..=text.len() {
            assert_eq!(lines(&[&text[..cut], &text[cut..]]), expected, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(lines(&bytes), expected);
    }

    #[test]
    fn a_byte_order_mark_is_one_only_at_the_start() {
        assert_eq!(lines(&["a\n\u{feff}b".as_bytes()]), ["a", "\u{feff}b"]);
    }

    #[test]
    fn fields_are_read_as_browsers_read_them() {
        let mut event = Event::default();
        for line in ["event: ping", ": a comment", "id: 7", "data:one", "data:  two", "data", "retry: 1"] {
            assert!(!event.push(line));
        }
        assert!(event.push(""));
        assert_eq!(event.take(), (Some("ping".to_owned()), "one\n two\n\n".to_owned()));
    }
}
