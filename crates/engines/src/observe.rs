//! Reads from a stream's raw frames what `genai` does not report.
//!
//! Its events don't say whether the upstream gave a stop reason before an abrupt end, or why Gemini blocked a prompt. They
//! also lose an Anthropic frame if a split line ending separates it from its event name.

use genai::chat::{ChatFrameSink, FrameCtx, RawFrameRef};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The streaming format an upstream speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Chat Completions, which most providers speak.
    OpenAi,
    Anthropic,
    Gemini,
    Ollama,
    Cohere,
    Bedrock,
}

/// What the frames have shown so far. Of their text, only the stop reason is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// The stop reason, in the provider's spelling.
    pub(crate) stop: Option<String>,
    /// The provider declined to answer.
    pub(crate) refused: bool,
    /// The provider reported a failure in a form that `genai` ignores.
    pub(crate) failed: bool,
    /// Part of the answer was lost between frames.
    pub(crate) torn: bool,
    /// Something arrived, whether in frames or not.
    pub(crate) anything: bool,
    /// At least one frame had a payload.
    pub(crate) payload: bool,
}

/// Watches the frames of one answer.
#[derive(Debug)]
pub(crate) struct Observer {
    dialect: Dialect,
    seen: Mutex<Seen>,
}

impl Observer {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, seen: Mutex::default() }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChatFrameSink for Observer {
    fn on_frame(&self, _: &FrameCtx, frame: RawFrameRef<'_>) {
        let mut seen = self.lock();
        seen.anything = true;
        if frame.data.trim().is_empty() {
            return;
        }
        seen.payload = true;
        let body = frame.json().unwrap_or_default();
        match self.dialect {
            Dialect::OpenAi => {
                note(&mut seen.stop, &body, "/choices/0/finish_reason");
                seen.refused |= text(&body, "/choices/0/delta/refusal").is_some();
            }
            Dialect::Anthropic => {
                note(&mut seen.stop, &body, "/delta/stop_reason");
                seen.torn |= frame.event.is_none();
            }
            Dialect::Gemini => seen.refused |= text(&body, "/promptFeedback/blockReason").is_some(),
            Dialect::Ollama => {
                seen.failed |= body.get("error").is_some();
                if body.get("done").and_then(Value::as_bool) == Some(true) {
                    // Old versions of Ollama give no reason.
                    seen.stop = Some(text(&body, "/done_reason").unwrap_or("stop").to_owned());
                }
            }
            // Their end events carry the stop reason.
            Dialect::Cohere | Dialect::Bedrock => {}
        }
    }
}

fn note(stop: &mut Option<String>, body: &Value, pointer: &str) {
    if let Some(reason) = text(body, pointer) {
        *stop = Some(reason.to_owned());
    }
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty())
}
