//! Chat Completions, which most providers and servers speak
//! (<https://platform.openai.com/docs/api-reference/chat-streaming>).

use super::{
    Conversation, Reading,
    reading::{is_something, number},
    set,
};
use crate::{address::is_azure, plan::Plan};
use bubblechat_core::tenant::Provider;
use serde_json::{Value, json};

pub(super) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    let message = |role: &'static str| move |text: &str| json!({ "role": role, "content": text });
    let mut messages = conversation.messages(message("user"), message("assistant"));
    if let Some(system) = conversation.system {
        messages.insert(0, message("system")(system));
    }
    let mut body = json!({ "model": plan.model, "messages": messages, "stream": true });
    // Mistral always reports usage, and refuses fields that it does not know. So do Azure's versions from before this one.
    let is_old_azure = azure_version(plan).is_some_and(|version| version.as_str() < "2024-09");
    if plan.provider != Provider::Mistral && !is_old_azure {
        body["stream_options"] = json!({ "include_usage": true });
    }
    // OpenAI's reasoning models refuse the old name. Many compatible servers know no other.
    let limit = if plan.is_openais_own && !is_old_azure { "max_completion_tokens" } else { "max_tokens" };
    body[limit] = plan.max_output_tokens.into();
    set(&mut body, "temperature", plan.temperature);
    set(&mut body, "top_p", plan.top_p);
    set(&mut body, "reasoning_effort", plan.effort_name());
    body
}

/// The version that an address of Azure's older form names, such as `2024-10-21`.
fn azure_version(plan: &Plan) -> Option<String> {
    let address = plan.address.as_ref().filter(|address| is_azure(&address.host))?;
    address.url.query_pairs().find_map(|(name, value)| (name == "api-version").then(|| value.into_owned()))
}

pub(super) fn read(frame: &Value, reading: &mut Reading) {
    reading.model(frame.get("model"));
    for usage in [frame.get("usage"), frame.pointer("/x_groq/usage")].into_iter().flatten() {
        read_usage(usage, reading);
    }
    let choices = frame.get("choices").and_then(Value::as_array);
    // One answer is asked for. Others that come along all the same have other numbers.
    let is_first = |choice: &&Value| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0;
    let Some(choice) = choices.and_then(|choices| choices.iter().find(is_first)) else { return };
    reading.stop(choice.get("finish_reason"));
    if let Some(usage) = choice.get("usage") {
        read_usage(usage, reading);
    }
    let delta = ["delta", "message"].into_iter().filter_map(|name| choice.get(name)).find(|delta| delta.is_object());
    let Some(delta) = delta else { return reading.text(choice.get("text")) };
    for name in ["reasoning_content", "reasoning", "thinking"] {
        reading.reasoning(delta.get(name));
    }
    // OpenRouter's, which has a type also when it holds nothing.
    for detail in delta.get("reasoning_details").and_then(Value::as_array).into_iter().flatten() {
        ["text", "summary", "data"].iter().for_each(|name| reading.reasoning(detail.get(name)));
    }
    reading.refused |= delta.get("refusal").is_some_and(is_something);
    match delta.get("content") {
        Some(Value::Array(parts)) => parts.iter().for_each(|part| read_part(part, reading)),
        content => reading.text(content),
    }
}

/// A part of content in pieces, as Mistral's reasoning models send it.
fn read_part(part: &Value, reading: &mut Reading) {
    match part.get("type").and_then(Value::as_str) {
        Some("thinking" | "reasoning") => reading.reasoning(Some(part)),
        _ => reading.text(part.get("text")),
    }
}

fn read_usage(usage: &Value, reading: &mut Reading) {
    let cached = usage.pointer("/prompt_tokens_details/cached_tokens").or_else(|| usage.get("prompt_cache_hit_tokens"));
    reading.count(number(usage.get("prompt_tokens")), number(usage.get("completion_tokens")), number(cached));
}
