//! `/v1/admin/rules/try`

use super::{Console, refusal, refused};
use crate::support::Answer;
use http::{Method, StatusCode};
use serde_json::{Value, json};

async fn send(console: &Console, body: Value) -> Answer {
    console.send(Method::POST, "/v1/admin/rules/try", body).await
}

async fn tried(console: &Console, patterns: &[&str], message: &str) -> Value {
    let answer = send(console, json!({ "patterns": patterns, "message": message })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_first_pattern_that_matches_is_named() {
    let console = Console::start().await;
    for (patterns, message, rule) in [
        (&["hours", "our"][..], "What are your HOURS?", json!(0)),
        (&["price", "/refunds?/", "refund"][..], "Refund, please", json!(1)),
        (&["/^hi$/"][..], "  hi \n", json!(0)),
        (&["/^hi$/", "a.c"][..], "oh hi, abc", Value::Null),
        (&["/(?i)\\Aéclair\\z/", "/[[:alpha:]]/"][..], "ÉCLAIR", json!(0)),
        (&[][..], "anything", Value::Null),
    ] {
        let result = tried(&console, patterns, message).await;
        assert_eq!(result, json!({ "rule": rule, "problems": [] }), "{patterns:?} on {message:?}");
    }
}

#[tokio::test]
async fn an_invalid_pattern_is_explained_and_skipped() {
    let console = Console::start().await;
    let long = "x".repeat(501);
    let patterns = ["", "/(/", "/a(?=b)/", &long, "/(\\w{200}){200}/", "hours", "/[/"];
    let result = tried(&console, &patterns, "your hours").await;
    assert_eq!(result["rule"], 5);
    let problems: Vec<_> = result["problems"].as_array().unwrap().iter().collect();
    let told: Vec<_> = problems.iter().map(|p| (p["rule"].as_u64().unwrap(), p["message"].as_str().unwrap())).collect();
    let plain = "leave the slashes out to match plain text";
    let unclosed = format!("is not a regular expression: unclosed group; {plain}");
    let around = "look-around, including look-ahead and look-behind, is not supported";
    let around = format!("is not a regular expression: {around}; {plain}");
    let class = format!("is not a regular expression: unclosed character class; {plain}");
    let length = "must have 1 to 500 characters";
    let size = "matches too many different texts; make its repetitions shorter";
    assert_eq!(told, [(0, length), (1, &unclosed), (2, &around), (3, length), (4, size), (6, &class)]);
}

#[tokio::test]
async fn a_pattern_is_refused_exactly_if_saving_refuses_it_and_in_the_same_words() {
    let console = Console::start().await;
    for pattern in ["", "/(/", "/(\\w{200}){200}/", "hours", "/hours?/", "//"] {
        let engine = json!({
            "name": "main", "provider": "rules", "fallback": "f", "rules": [{ "pattern": pattern, "answer": "a" }]
        });
        let slug = format!("tenant-{}", pattern.len());
        let document = json!({ "slug": slug, "name": "Acme", "engines": [engine] });
        let saved = console.send(Method::POST, super::TENANTS, document).await;
        let checked = send(&console, json!({ "patterns": [pattern] })).await.json();
        assert_eq!(checked["rule"], Value::Null, "nothing to match");
        if saved.status == StatusCode::CREATED {
            assert_eq!(checked["problems"], json!([]), "{pattern}");
        } else {
            assert_eq!(saved.json()["error"]["problems"][0]["field"], "engines.0.rules.0.pattern");
            let (told, checked) = (&saved.json()["error"]["problems"][0]["message"], &checked["problems"][0]);
            assert_eq!(*told, checked["message"], "{pattern}");
        }
    }
}

#[tokio::test]
async fn patterns_and_message_have_the_bounds_of_documents_and_messages() {
    let console = Console::start().await;
    assert_eq!(send(&console, json!({ "patterns": vec!["x"; 200] })).await.status, StatusCode::OK);
    for body in [
        json!({ "patterns": vec!["x"; 201] }),
        json!({ "patterns": ["x"], "message": "é".repeat(4001) }),
        json!({ "patterns": ["x"], "message": " " }),
        json!({ "message": "no patterns" }),
    ] {
        assert_eq!(refusal(&send(&console, body.clone()).await), refused(422, "invalid_request"), "{body}");
    }
    let misspelt = json!({ "patterns": ["x"], "mesage": "hi" });
    assert_eq!(refusal(&send(&console, misspelt).await), refused(422, "unknown_field"));
}
