//! The engines that answer without a model: `echo` and `rules`.

use bubblechat_core::{
    engine::{Cause, End, Engine, EngineRequest, EngineStream, Fault, Piece, Problem},
    tenant::EngineSpec,
};
use futures_util::{StreamExt, stream};
use regex::Regex;

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
    /// Each pattern, compiled, with its answer. One that was saved before patterns were checked, and is none, is left out.
    rules: Vec<(Regex, String)>,
    fallback: Option<String>,
}

impl Rules {
    pub(crate) fn new(spec: &EngineSpec) -> Self {
        let rules = spec.rules.iter().filter_map(|rule| Some((rule.matcher().ok()?, rule.answer.clone()))).collect();
        Self { name: spec.name.clone(), rules, fallback: spec.fallback.clone() }
    }

    fn choose(&self, message: &str) -> Option<&str> {
        let rule = self.rules.iter().find(|(matcher, _)| matcher.is_match(message));
        rule.map(|(_, answer)| answer.as_str()).or(self.fallback.as_deref())
    }
}

impl Engine for Rules {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        match self.choose(&request.message) {
            Some(answer) => word_by_word(answer),
            None => {
                let fault = Fault::new(Cause::Misconfigured(Problem::RulesWrong), &self.name);
                stream::iter([Err(fault)]).boxed()
            }
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
