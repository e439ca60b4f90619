//! `echo` and `rules`.

use crate::{Answer, ask, engine_of, engines, read};
use bubblechat_core::{
    engine::{Cause, End, EngineRequest, Exchange, Problem},
    tenant::{EngineSpec, Rule},
};

async fn answer(spec: &EngineSpec, text: &str) -> Answer {
    read(engine_of(&engines(), spec, None).answer(ask(text))).await
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
    let exchange = Exchange { question: "old".to_owned(), answer: "reply".to_owned() };
    let request = EngineRequest { history: vec![exchange], ..ask("a b") };
    assert_eq!(read(engine_of(&engines(), &EngineSpec::echo("echo"), None).answer(request)).await.text(), "b a");
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
async fn rules_without_an_answer_are_reported() {
    let wrong = Cause::Misconfigured(Problem::RulesWrong);
    let mut spec = EngineSpec::rules("rules", vec![rule("/(/", "x"), rule("hi", "Hello")], "fallback");
    assert_eq!(
        answer(&spec, "hi").await.text(),
        "Hello",
        "one that was saved before patterns were checked harms no other"
    );
    spec.rules.clear();
    spec.fallback = None;
    assert_eq!(answer(&spec, "hi").await.cause(), wrong);
}
