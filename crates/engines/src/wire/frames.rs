//! Cuts a response's body into frames of JSON: server-sent events, a value per line, one document, or AWS's binary messages.
//!
//! The body decides, not its `Content-Type`: gateways answer a streaming request with one document, pretty-printed or not, and name what they send
//! as they like.

use super::{
    document::Document,
    json::parse_all,
    malformed::Malformed,
    sse::{Event, Lines},
};
use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use aws_smithy_types::event_stream::Message;
use bytes::BytesMut;
use serde_json::{Value, json};

/// The maximum size of one frame, in bytes. A whole answer is smaller, even with everything that providers send along.
const FRAME_MAX_BYTES: usize = 8 * 1024 * 1024;

/// A frame of JSON.
#[derive(Debug, PartialEq)]
pub(crate) struct Frame {
    /// Its name, if it has one outside its JSON.
    pub(crate) event: Option<String>,
    pub(crate) value: Value,
}

#[derive(Debug)]
enum Form {
    /// Not known before the first line.
    Unknown,
    Events(Event),
    /// JSON, a value per line or over several.
    Json(Document),
    /// Neither, unless events follow all the same. Only that something arrived is of interest.
    Text,
    Binary(MessageFrameDecoder, BytesMut),
}

/// A body as it arrives.
#[derive(Debug)]
pub(crate) struct Frames {
    form: Form,
    lines: Lines,
    /// Whether the body has said `[DONE]`.
    pub(crate) is_done: bool,
}

impl Frames {
    pub(crate) fn of_text() -> Self {
        Self { form: Form::Unknown, lines: Lines::default(), is_done: false }
    }

    pub(crate) fn of_aws_messages() -> Self {
        Self { form: Form::Binary(MessageFrameDecoder::new(), BytesMut::new()), ..Self::of_text() }
    }

    /// Whether the body is JSON without events.
    pub(crate) fn is_plain_json(&self) -> bool {
        matches!(self.form, Form::Json(_))
    }

    /// Takes in bytes, and adds the frames that they complete, up to the first malformed one.
    pub(crate) fn push(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), Malformed> {
        if let Form::Binary(decoder, buffer) = &mut self.form {
            buffer.extend_from_slice(bytes);
            return messages(decoder, buffer, frames);
        }
        let Self { form, lines, is_done } = self;
        let mut found = Ok(());
        lines.push(bytes, |line| {
            if found.is_ok() {
                found = form.push(&line, is_done, frames);
            }
        });
        if matches!(self.form, Form::Unknown) && self.lines.begin_with(b'<') {
            return Err(Malformed::Foreign);
        }
        if self.lines.len() + self.form.len() > FRAME_MAX_BYTES { Err(Malformed::Garbage) } else { found }
    }

    /// Adds the frames in what the end of the body has left.
    pub(crate) fn finish(&mut self, frames: &mut Vec<Frame>) -> Result<(), Malformed> {
        if let Form::Binary(_, buffer) = &self.form {
            return if buffer.is_empty() { Ok(()) } else { Err(Malformed::Torn) };
        }
        let line = self.lines.take();
        self.form.push(&line, &mut self.is_done, frames)?;
        match &mut self.form {
            Form::Events(event) if event.len() > 0 => dispatch(event, &mut self.is_done, frames, Malformed::Torn)?,
            Form::Json(document) if !document.text.is_empty() => {
                let is_torn = parse_all(document.text.trim_end()) != Err(false);
                return Err(if is_torn { Malformed::Torn } else { Malformed::Garbage });
            }
            Form::Text => return Err(Malformed::Foreign),
            _ => {}
        }
        Ok(())
    }
}

impl Form {
    fn push(&mut self, line: &str, is_done: &mut bool, frames: &mut Vec<Frame>) -> Result<(), Malformed> {
        if matches!(self, Self::Unknown | Self::Text) && !line.trim().is_empty() {
            *self = match line.trim_start().chars().next() {
                _ if Event::has_field(line) => Self::Events(Event::default()),
                Some('{' | '[') if matches!(self, Self::Unknown) => Self::Json(Document::default()),
                Some('<') => return Err(Malformed::Foreign),
                _ => Self::Text,
            };
        }
        match self {
            Self::Events(event) => {
                if event.ends_before(line) {
                    dispatch(event, is_done, frames, Malformed::Garbage)?;
                }
                if event.push(line) {
                    dispatch(event, is_done, frames, Malformed::Garbage)?;
                }
            }
            Self::Json(document) => {
                frames.extend(document.push(line)?.into_iter().flat_map(|value| named(None, value)))
            }
            Self::Unknown | Self::Text | Self::Binary(..) => {}
        }
        Ok(())
    }

    fn len(&self) -> usize {
        match self {
            Self::Events(event) => event.len(),
            Self::Json(document) => document.text.len(),
            Self::Binary(_, buffer) => buffer.len(),
            Self::Unknown | Self::Text => 0,
        }
    }
}

/// Hands out a finished event. What does not look like JSON, such as the `keep-alive` of some proxies, is skipped, unless it is called an error.
fn dispatch(
    event: &mut Event,
    is_done: &mut bool,
    frames: &mut Vec<Frame>,
    if_torn: Malformed,
) -> Result<(), Malformed> {
    let (name, data) = event.take();
    let data = data.trim();
    if data == "[DONE]" {
        *is_done = true;
    } else if data.starts_with(['{', '[']) {
        let values = parse_all(data).map_err(|is_torn| if is_torn { if_torn } else { Malformed::Garbage })?;
        frames.extend(values.into_iter().flat_map(|value| named(name.as_deref(), value)));
    } else if name.as_deref() == Some("error") && !data.is_empty() {
        frames.push(Frame { event: name, value: json!({ "error": data }) });
    }
    Ok(())
}

/// A value may be a list of frames.
fn named(event: Option<&str>, value: Value) -> Vec<Frame> {
    let values = match value {
        Value::Array(values) => values,
        value => vec![value],
    };
    values.into_iter().map(|value| Frame { event: event.map(str::to_owned), value }).collect()
}

/// What the body of an error says, whatever its form. A page says nothing, whatever its words.
pub(crate) fn error_body(body: &str) -> Value {
    let (mut frames, mut found) = (Frames::of_text(), Vec::new());
    let result = frames.push(body.as_bytes(), &mut found).and_then(|()| frames.finish(&mut found));
    if !found.is_empty() {
        return found.into_iter().map(|frame| frame.value).collect();
    }
    let is_page = result == Err(Malformed::Foreign) && !matches!(frames.form, Form::Text);
    if is_page { Value::Null } else { Value::String(body.to_owned()) }
}

fn messages(
    decoder: &mut MessageFrameDecoder,
    buffer: &mut BytesMut,
    frames: &mut Vec<Frame>,
) -> Result<(), Malformed> {
    loop {
        if buffer.len() > FRAME_MAX_BYTES {
            return Err(Malformed::Garbage);
        }
        match decoder.decode_frame(&mut *buffer) {
            Ok(DecodedFrame::Complete(message)) => frames.push(frame_of(&message)?),
            Ok(DecodedFrame::Incomplete) => return Ok(()),
            Err(_) => return Err(Malformed::Garbage),
        }
    }
}

fn frame_of(message: &Message) -> Result<Frame, Malformed> {
    let header = |name: &str| {
        let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
        header.value().as_string().ok().map(|value| value.as_str().to_owned())
    };
    let payload = std::str::from_utf8(message.payload()).map_err(|_| Malformed::Garbage)?;
    let value = parse_all(payload).ok().and_then(|values| values.into_iter().next()).unwrap_or(Value::Null);
    match header(":message-type").as_deref() {
        Some("event") => Ok(Frame { event: header(":event-type"), value }),
        _ => {
            let kind = header(":exception-type").or_else(|| header(":error-code")).unwrap_or_default();
            let message = value.get("message").cloned().unwrap_or_default();
            Ok(Frame { event: None, value: json!({ "error": { "type": kind, "message": message } }) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(body: &str) -> Result<Vec<Value>, Malformed> {
        let (mut frames, mut found) = (Frames::of_text(), Vec::new());
        frames.push(body.as_bytes(), &mut found)?;
        frames.finish(&mut found)?;
        Ok(found.into_iter().map(|frame| frame.value).collect())
    }

    #[test]
    fn the_body_decides_its_form() {
        for (body, expected) in [
            ("data: {\"a\":1}\n\n: ping\n\ndata: keep-alive\n\ndata: {\"a\":2}", vec![json!({"a":1}), json!({"a":2})]),
            ("\n{\"a\":1}\n\n{\"a\":2}\n", vec![json!({"a":1}), json!({"a":2})]),
            ("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", vec![json!({"a":{"b":1}})]),
            ("[{\"a\":1}\n,\r\n{\"a\":2}\n]", vec![json!({"a":1}), json!({"a":2})]),
            ("{\"a\":1}", vec![json!({"a":1})]),
            ("data: {\"a\":1}\ndata: {\"a\":2}\n\n", vec![json!({"a":1}), json!({"a":2})]),
            ("", vec![]),
        ] {
            assert_eq!(values(body).as_ref(), Ok(&expected), "{body}");
        }
    }

    #[test]
    fn what_is_no_model_s_answer_is_told_apart_from_what_was_cut() {
        assert_eq!(values("<!doctype html>\n<title>x: y</title>"), Err(Malformed::Foreign));
        assert_eq!(values("It works!"), Err(Malformed::Foreign));
        assert_eq!(values("data: {\"a\""), Err(Malformed::Torn));
        assert_eq!(values("data: {\"a\"\n\ndata: {}\n\n"), Err(Malformed::Garbage));
        assert_eq!(values("{\n\"a\": 1,"), Err(Malformed::Torn));
        assert_eq!(values("data: {oops}\n\n"), Err(Malformed::Garbage));
    }

    #[test]
    fn a_frame_has_a_bound() {
        let mut frames = Frames::of_text();
        let mut push = |size: usize| frames.push("x".repeat(size).as_bytes(), &mut Vec::new());
        assert_eq!(push(FRAME_MAX_BYTES), Ok(()));
        assert_eq!(push(1), Err(Malformed::Garbage));
    }
}
