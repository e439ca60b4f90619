//! How much of a conversation fits into a model's window.

use bubblechat_core::engine::{EngineRequest, likely_tokens};

/// What roles and separators take per message, in model tokens.
const PER_MESSAGE: usize = 8;

/// An estimate of a text's model tokens that errs to the safe side: three ASCII characters make one at least, and two bytes of anything else.
/// Measured tokenizers need about four and three.
fn estimate(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    ascii.div_ceil(3) + (text.len() - ascii).div_ceil(2) + PER_MESSAGE
}

/// How many of the newest exchanges fit, together with prompt and message. Those are sent in any case.
pub(crate) fn exchanges_that_fit(request: &EngineRequest, context_tokens: usize) -> usize {
    let room = context_tokens.saturating_sub(estimate(&request.system) + estimate(&request.message));
    let sizes = request.history.iter().rev().map(|e| estimate(&e.question) + estimate(&e.answer));
    let filled = sizes.scan(0, |sum, size| {
        *sum += size;
        Some(*sum)
    });
    filled.take_while(|sum| *sum <= room).count()
}

/// How many model tokens a request with `kept` exchanges probably has. For counting, not for fitting in.
pub(crate) fn likely_input(request: &EngineRequest, kept: usize) -> u64 {
    let history = request.history.iter().rev().take(kept);
    let history: u64 = history.map(|e| likely_tokens(&e.question) + likely_tokens(&e.answer)).sum();
    likely_tokens(&request.system) + likely_tokens(&request.message) + history
}

/// How many of `kept` exchanges to send after the provider found the request too long: half of them, or fewer if it said by how much.
/// `share`: what part of the request would have fitted.
pub(crate) fn fewer(request: &EngineRequest, kept: usize, share: Option<f64>) -> usize {
    let half = kept / 2;
    let Some(share) = share.filter(|share| (0.0..1.0).contains(share)) else { return half };
    let sent = &request.history[request.history.len() - kept..];
    let history: usize = sent.iter().map(|e| estimate(&e.question) + estimate(&e.answer)).sum();
    let all = estimate(&request.system) + estimate(&request.message) + history;
    // A tenth is left for the difference between our estimate and the provider's count.
    let target = (all as f64 * share * 0.9) as usize;
    exchanges_that_fit(request, target).min(half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::engine::Exchange;

    fn request(exchanges: usize) -> EngineRequest {
        // 300 ASCII characters: 100 tokens and 8 around them, twice.
        let exchange = Exchange { question: "q".repeat(300), answer: "a".repeat(300) };
        EngineRequest { system: "s".repeat(300), history: vec![exchange; exchanges], message: "m".repeat(300) }
    }

    #[test]
    fn the_newest_whole_exchanges_fit() {
        assert_eq!(exchanges_that_fit(&request(5), 216 * 4), 3);
        assert_eq!(exchanges_that_fit(&request(5), 216 * 4 - 1), 2);
        assert_eq!(exchanges_that_fit(&request(5), 100_000), 5);
        assert_eq!(exchanges_that_fit(&request(5), 10), 0, "prompt and message are sent in any case");
    }

    #[test]
    fn estimates_err_to_the_safe_side() {
        assert_eq!(estimate(""), PER_MESSAGE);
        assert_eq!(estimate("four words of English"), 7 + PER_MESSAGE);
        assert_eq!(estimate("日本語"), 5 + PER_MESSAGE);
    }

    #[test]
    fn half_is_left_out_or_more_if_the_provider_says_so() {
        assert_eq!(fewer(&request(8), 8, None), 4);
        assert_eq!(fewer(&request(8), 8, Some(0.99)), 4);
        assert_eq!(fewer(&request(8), 8, Some(0.4)), 2);
        assert_eq!(fewer(&request(8), 8, Some(0.01)), 0);
        assert_eq!(fewer(&request(8), 1, None), 0);
    }
}
