//! `echo` and `rules`.

use crate::{Answer, ask, engines, message, read};
use bubblechat_core::{
    engine::{End, EngineError, EngineRequest, Role},
    tenant::{EngineSpec, Rule},
};
use bubblechat_engines::{Engines, Options};

async fn answer(spec: &EngineSpec, text: &str) -> Answer {
    read(engines().engine(spec, None).expect("built-in engines need nothing").answer(ask(text))).await
}

fn rule(pattern: &str, answer: &str) -> Rule {
    Rule { pattern: pattern.to_owned(), answer: answer.to_owned() }
}

#[tokio::test]
async fn echo_answers_with_the_words_in_reverse_order() {
    let answer = answer(&EngineSpec::echo("echo"), "  one two\nthree ").await;
    assert_eq!(answer.pieces, ["three ", "two ", "one"]);
    assert_eq!(answer.end, Ok(End::default()));
}

#[tokio::test]
async fn echo_answers_the_newest_message() {
    let messages = vec![message(Role::User, "old"), message(Role::Assistant, "reply"), message(Role::User, "a b")];
    let engine = Engines::new(Options::default()).engine(&EngineSpec::echo("echo"), None).expect("an engine");
    assert_eq!(read(engine.answer(EngineRequest { system: "s".into(), messages })).await.text(), "b a");
}

#[tokio::test]
async fn the_first_matching_rule_answers_and_case_does_not_matter() {
    let rules = vec![
        rule("hours", "9 to 5"),
        rule("/^refunds?\\b/", "30 days"),
        rule("HOURS today", "never"),
        rule("1+1", "2"),
    ];
    let spec = EngineSpec::rules("rules", rules, "ask\nus");
    for (text, expected) in [
        ("Your HOURS today?", "9 to 5"),
        ("Refund please", "30 days"),
        ("refunded", "ask\nus"),
        ("a refund", "ask\nus"),
        ("is 1+1 hard", "2"),
        ("11", "ask\nus"),
    ] {
        let answer = answer(&spec, text).await;
        assert_eq!(answer.text(), expected, "{text}");
        assert_eq!(answer.end, Ok(End::default()));
    }
    assert_eq!(answer(&spec, "?").await.pieces, ["ask\n", "us"]);
}

#[tokio::test]
async fn broken_rules_are_reported() {
    let mut spec = EngineSpec::rules("rules", vec![rule("/(/", "x")], "fallback");
    assert!(matches!(answer(&spec, "hi").await.error(), EngineError::Misconfigured(text) if text.contains("rule 1")));
    spec.rules.clear();
    spec.fallback = None;
    assert!(matches!(answer(&spec, "hi").await.error(), EngineError::Misconfigured(_)));
}
