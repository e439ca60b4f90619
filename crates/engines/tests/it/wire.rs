//! The providers' streaming formats, as their API references show them.

use bubblechat_core::tenant::Provider;
use serde_json::{Value, json};

/// How one provider streams an answer.
pub(crate) struct Wire {
    pub(crate) provider: Provider,
    /// The answer in these pieces, ended with this (provider-specific) stop reason or not ended at all.
    pub(crate) body: fn(pieces: &[&str], stop: Option<&str>) -> String,
    /// (complete, truncated, filtered) in this provider's spelling; `None` if it has no such reason.
    pub(crate) stops: (&'static str, &'static str, Option<&'static str>),
    /// The model that the body names.
    pub(crate) model: &'static str,
}

pub(crate) const ALL: [Wire; 5] = [
    Wire {
        provider: Provider::Openai,
        body: openai,
        stops: ("stop", "length", Some("content_filter")),
        model: "gpt-4o-mini",
    },
    Wire {
        provider: Provider::Anthropic,
        body: anthropic,
        stops: ("end_turn", "max_tokens", Some("refusal")),
        model: "claude-opus-5-5",
    },
    Wire {
        provider: Provider::Gemini,
        body: gemini,
        stops: ("STOP", "MAX_TOKENS", Some("SAFETY")),
        model: "gemini-3-flash",
    },
    Wire { provider: Provider::Ollama, body: ollama, stops: ("stop", "length", None), model: "llama3.2" },
    Wire {
        provider: Provider::Cohere,
        body: cohere,
        stops: ("COMPLETE", "MAX_TOKENS", Some("ERROR_TOXIC")),
        model: "some-model",
    },
];

/// The model tokens that every body reports at its end.
pub(crate) const USAGE: (u64, u64) = (19, 10);

pub(crate) fn openai(pieces: &[&str], stop: Option<&str>) -> String {
    let chunk = |delta: Value, finish: Option<&str>| {
        openai_chunk(json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]), Value::Null)
    };
    let mut body = chunk(json!({"role": "assistant", "content": "", "refusal": null}), None);
    body.extend(pieces.iter().map(|piece| chunk(json!({"content": piece}), None)));
    if let Some(stop) = stop {
        body += &chunk(json!({}), Some(stop));
        body += &openai_chunk(json!([]), json!({"prompt_tokens": 19, "completion_tokens": 10, "total_tokens": 29}));
        body += "data: [DONE]\n\n";
    }
    body
}

fn openai_chunk(choices: Value, usage: Value) -> String {
    let chunk = json!({
        "id": "chatcmpl-123", "object": "chat.completion.chunk", "created": 1_694_268_190, "model": "gpt-4o-mini",
        "service_tier": "default", "system_fingerprint": "fp_44709d6fcb", "choices": choices, "usage": usage,
    });
    format!("data: {chunk}\n\n")
}

pub(crate) fn anthropic(pieces: &[&str], stop: Option<&str>) -> String {
    let event = |body: Value| format!("event: {}\ndata: {body}\n\n", body["type"].as_str().expect("a type"));
    let mut body = event(json!({"type": "message_start", "message": {
        "id": "msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY", "type": "message", "role": "assistant", "content": [],
        "model": "claude-opus-5-5", "stop_reason": null, "stop_sequence": null,
        "usage": {"input_tokens": 19, "output_tokens": 1},
    }}));
    body += &event(json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}));
    body += &event(json!({"type": "ping"}));
    for piece in pieces {
        let delta = json!({"type": "text_delta", "text": piece});
        body += &event(json!({"type": "content_block_delta", "index": 0, "delta": delta}));
    }
    if let Some(stop) = stop {
        body += &event(json!({"type": "content_block_stop", "index": 0}));
        let delta = json!({"stop_reason": stop, "stop_sequence": null});
        body += &event(json!({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 10}}));
        body += &event(json!({"type": "message_stop"}));
    }
    body
}

/// Gemini ends its lines with CRLF and has no final event: the chunk with the finish reason is the last.
pub(crate) fn gemini(pieces: &[&str], stop: Option<&str>) -> String {
    let chunk = |candidate: Value, usage: Value| {
        let body = json!({
            "candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-3-flash", "responseId": "tTCwac",
        });
        format!("data: {body}\r\n\r\n")
    };
    let content = |text: &str| json!({"role": "model", "parts": [{"text": text}]});
    // The first chunk may only count tokens.
    let mut body = format!("data: {}\r\n\r\n", json!({"usageMetadata": {"promptTokenCount": 19}}));
    for piece in pieces {
        body += &chunk(json!({"content": content(piece), "index": 0}), json!({"promptTokenCount": 19}));
    }
    if let Some(stop) = stop {
        let usage = json!({"promptTokenCount": 19, "candidatesTokenCount": 10, "totalTokenCount": 29});
        body += &chunk(json!({"content": content(""), "finishReason": stop, "index": 0}), usage);
    }
    body
}

pub(crate) fn ollama(pieces: &[&str], stop: Option<&str>) -> String {
    let line = |content: &str| {
        let message = json!({"role": "assistant", "content": content});
        json!({"model": "llama3.2", "created_at": "2026-08-04T08:52:19.385406455-07:00", "message": message, "done": false})
    };
    let mut lines: Vec<Value> = pieces.iter().map(|piece| line(piece)).collect();
    if let Some(stop) = stop {
        let mut last = line("");
        let more = json!({"done": true, "done_reason": stop, "total_duration": 4_883_583_458_u64, "prompt_eval_count": 19, "eval_count": 10});
        last.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        lines.push(last);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Version 2 of Cohere's API.
pub(crate) fn cohere(pieces: &[&str], stop: Option<&str>) -> String {
    let event = |body: Value| format!("event: {}\ndata: {body}\n\n", body["type"].as_str().expect("a type"));
    let mut body = event(
        json!({"id": "29f14a5a", "type": "message-start", "delta": {"message": {"role": "assistant", "content": []}}}),
    );
    let content =
        |kind: &str, content: Value| json!({"type": kind, "index": 0, "delta": {"message": {"content": content}}});
    body += &event(content("content-start", json!({"type": "text", "text": ""})));
    for piece in pieces {
        body += &event(content("content-delta", json!({"text": piece})));
    }
    if let Some(stop) = stop {
        body += &event(json!({"type": "content-end", "index": 0}));
        let tokens = json!({"input_tokens": 19, "output_tokens": 10});
        let usage = json!({"billed_units": {"input_tokens": 9, "output_tokens": 10}, "tokens": tokens});
        body += &event(json!({"type": "message-end", "delta": {"finish_reason": stop, "usage": usage}}));
    }
    body
}
