//! The engines that answer without a model: `echo` and `rules`.

use bubblechat_core::{
    engine::{Cause, End, Engine, EngineRequest, EngineStream, Fault, Piece, Problem},
    tenant::{EngineSpec, Rule},
};
use futures_util::{StreamExt, stream};
use std::sync::Arc;

/// Answers with the words of the visitor's message in reverse order.
#[derive(Debug)]
pub(crate) struct Echo;

impl Engine for Echo {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        let mut words: Vec<&str> = request.message.split_whitespace().collect();
        words.reverse();
        word_by_word(&words.join(" "))
    }
}

/// Answers with the first rule whose pattern matches the visitor's message.
#[derive(Debug)]
pub(crate) struct Rules {
    name: String,
    rules: Arc<[Rule]>,
    fallback: Option<Arc<str>>,
}

impl Rules {
    pub(crate) fn new(spec: &EngineSpec) -> Self {
        Self {
            name: spec.name.clone(),
            rules: spec.rules.as_slice().into(),
            fallback: spec.fallback.as_deref().map(Into::into),
        }
    }

    fn choose(&self, message: &str) -> Result<&str, Fault> {
        let wrong = || Fault::new(Cause::Misconfigured(Problem::RulesWrong), &self.name);
        for rule in self.rules.iter() {
            // Tenant documents are validated, so this one was saved before the check existed.
            let matcher = rule.matcher().map_err(|_| wrong())?;
            if matcher.is_match(message) {
                return Ok(&rule.answer);
            }
        }
        self.fallback.as_deref().ok_or_else(wrong)
    }
}

impl Engine for Rules {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        match self.choose(&request.message) {
            Ok(answer) => word_by_word(answer),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }
}

/// Splits text into words, each with the white space after it, so that Markdown survives.
fn word_by_word(text: &str) -> EngineStream {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let space = rest[word..].find(char::is_whitespace).map_or(rest.len(), |at| word + at);
        let next = rest[space..].find(|c: char| !c.is_whitespace()).map_or(rest.len(), |at| space + at);
        pieces.push(Ok(Piece::Text(rest[..next].to_owned())));
        rest = &rest[next..];
    }
    pieces.push(Ok(Piece::End(End::default())));
    stream::iter(pieces).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let all = futures_util::FutureExt::now_or_never(word_by_word(text).collect::<Vec<_>>()).unwrap_or_default();
        let text = all.into_iter().filter_map(|piece| match piece {
            Ok(Piece::Text(text)) => Some(text),
            _ => None,
        });
        text.collect()
    }

    #[test]
    fn pieces_are_words_with_their_trailing_space_and_nothing_is_lost() {
        assert_eq!(pieces("- one\n- two  three"), ["- ", "one\n", "- ", "two  ", "three"]);
        assert_eq!(pieces("  ä 日本 "), ["  ä ", "日本 "]);
        assert_eq!(pieces(""), [""; 0]);
        assert_eq!(pieces(" \n"), [" \n"]);
    }
}
