//! Keeps reasoning that models write into their text from being shown.

/// How models mark reasoning in their text, each with the mark that ends it. ASCII letters may be of either case.
const MARKS: [(&str, &str); 8] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[think]", "[/think]"),
    ("◁think▷", "◁/think▷"),
    // gpt-oss behind a server that does not take its channels apart.
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
];

/// Between two of the same of these, a mark is only text.
const QUOTES: [u8; 3] = [b'`', b'"', b'\''];

/// How much text is held back, in bytes, that may turn out to be reasoning. More than that is reasoning.
const HELD_MAX_BYTES: usize = 64 * 1024;

/// Models whose servers often leave out the opening mark, because it is part of the prompt. Their text is held back until a closing mark comes, or
/// something that shows that none will.
const UNOPENED: [&str; 5] = ["deepseek-r1", "r1-distill", "qwq", "-thinking", "-reasoning"];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Nothing was shown yet, and whatever came may be reasoning without an opening mark.
    Unsure,
    #[default]
    Shown,
    /// In reasoning, until the closing mark with this index.
    Hidden(usize),
}

/// One of [`MARKS`].
#[derive(Debug, Clone, Copy)]
struct Mark {
    pair: usize,
    opens: bool,
}

/// What begins at a place of the text.
enum Found {
    Mark(Mark),
    /// The text ends before that can be told.
    Unknown,
    Text,
}

impl Mark {
    const fn text(self) -> &'static str {
        let (open, close) = MARKS[self.pair];
        if self.opens { open } else { close }
    }
}

/// Takes reasoning out of an answer, wherever its marks are cut. Every byte is looked at once.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    state: State,
    /// What may be the beginning of a mark, or of reasoning.
    held: String,
    /// Up to where `held` contains no mark.
    searched: usize,
    /// Whether something was taken out.
    pub(crate) has_hidden: bool,
    has_shown: bool,
    /// The last byte shown, unless reasoning followed it.
    last: Option<u8>,
}

impl Filter {
    /// For a model that may leave out the mark that opens its reasoning, if its name says so. "non-reasoning" does not.
    pub(crate) fn of_model(model: &str) -> Self {
        let model = model.to_ascii_lowercase();
        let is_in = |name: &&str| model.find(*name).is_some_and(|at| !model[..at].ends_with("non"));
        let state = if UNOPENED.iter().any(is_in) { State::Unsure } else { State::Shown };
        Self { state, ..Self::default() }
    }

    /// The upstream sends reasoning apart from the text, so the text has none.
    pub(crate) fn trust(&mut self) {
        if self.state == State::Unsure {
            self.state = State::Shown;
        }
    }

    /// Whether the answer is in its reasoning.
    pub(crate) fn is_hiding(&self) -> bool {
        self.state != State::Shown
    }

    /// Takes in text, and returns what of it can be shown.
    pub(crate) fn push(&mut self, text: &str) -> String {
        self.held.push_str(text);
        let mut held = std::mem::take(&mut self.held);
        let mut shown = String::new();
        // Up to where the text is dealt with, and where the next mark may begin.
        let (mut begin, mut at) = (0, self.searched);
        while let Some(next) = held.as_bytes()[at..].iter().position(|byte| begins_mark(*byte)) {
            at += next;
            match self.at(&held[begin..], at - begin) {
                Found::Text => at += 1,
                Found::Unknown => break,
                Found::Mark(mark) => {
                    self.pass(mark, &held[begin..at], &mut shown);
                    at += mark.text().len();
                    begin = at;
                }
            }
        }
        let is_held = held.as_bytes()[at..].iter().any(|byte| begins_mark(*byte));
        let safe = if is_held { at } else { held.len() };
        if self.state == State::Shown {
            self.show(&held[begin..safe], &mut shown);
            begin = safe;
        } else if self.state != State::Unsure || held.len() - begin > HELD_MAX_BYTES {
            self.has_hidden |= safe > begin;
            begin = safe;
        }
        held.drain(..begin);
        (self.held, self.searched) = (held, safe - begin);
        shown
    }

    /// Returns the rest at the end of the answer: a mark that was never finished is text.
    pub(crate) fn finish(&mut self) -> String {
        match self.state {
            State::Hidden(_) => String::new(),
            State::Unsure | State::Shown => std::mem::take(&mut self.held),
        }
    }

    /// What begins at this place of the text that is not dealt with yet.
    fn at(&self, text: &str, at: usize) -> Found {
        let rest = &text.as_bytes()[at..];
        let marks = (0..MARKS.len()).flat_map(|pair| [Mark { pair, opens: true }, Mark { pair, opens: false }]);
        let matters = |mark: &Mark| !matches!(self.state, State::Hidden(pair) if mark.opens || mark.pair != pair);
        let mut is_cut = false;
        for mark in marks.filter(matters) {
            let bytes = mark.text().as_bytes();
            let length = bytes.len().min(rest.len());
            if rest[..length].eq_ignore_ascii_case(&bytes[..length]) {
                if length == bytes.len() {
                    return self.unless_quoted(mark, text, at);
                }
                is_cut = true;
            }
        }
        if is_cut { Found::Unknown } else { Found::Text }
    }

    fn unless_quoted(&self, mark: Mark, text: &str, at: usize) -> Found {
        let before = at.checked_sub(1).map_or(self.last, |before| Some(text.as_bytes()[before]));
        match before.filter(|byte| self.state == State::Shown && QUOTES.contains(byte)) {
            None => Found::Mark(mark),
            Some(quote) => match text.as_bytes().get(at + mark.text().len()) {
                None => Found::Unknown,
                Some(byte) if *byte == quote => Found::Text,
                Some(_) => Found::Mark(mark),
            },
        }
    }

    /// Deals with a mark and the text before it.
    fn pass(&mut self, mark: Mark, before: &str, shown: &mut String) {
        // An end without a beginning: what came before it was reasoning, if that can still be hidden.
        if self.state == State::Shown && (mark.opens || self.has_shown) {
            self.show(before, shown);
        }
        self.has_hidden = true;
        self.last = None;
        self.state = if mark.opens { State::Hidden(mark.pair) } else { State::Shown };
    }

    fn show(&mut self, text: &str, shown: &mut String) {
        if let Some(last) = text.as_bytes().last() {
            self.has_shown = true;
            self.last = Some(*last);
            shown.push_str(text);
        }
    }
}

/// Whether a mark may begin with this byte. Most text has none, and is not compared with sixteen marks.
const fn begins_mark(byte: u8) -> bool {
    matches!(byte, b'<' | b'[' | 0xe2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of these pieces, and whether something was taken out.
    fn shown(model: &str, pieces: &[&str]) -> (String, bool) {
        let mut filter = Filter::of_model(model);
        let mut text: String = pieces.iter().map(|piece| filter.push(piece)).collect();
        text += &filter.finish();
        (text, filter.has_hidden)
    }

    #[test]
    fn reasoning_is_taken_out_wherever_its_marks_are_cut() {
        for (open, close) in MARKS {
            let text = format!("{open}so, €\n < 5</b>{close}Hello <b>. {open}more{close}End <");
            let cuts: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            for cut in cuts {
                let (before, after) = text.split_at(cut);
                assert_eq!(shown("m", &[before, after]), ("Hello <b>. End <".to_owned(), true), "{before}|{after}");
            }
            let letters: Vec<String> = text.chars().map(String::from).collect();
            let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
            assert_eq!(shown("m", &letters).0, "Hello <b>. End <");
        }
        assert_eq!(shown("m", &["<THINK>x</Think>y"]).0, "y");
    }

    #[test]
    fn an_end_without_a_beginning_hides_what_was_not_shown_yet() {
        assert_eq!(shown("m", &["hmm\n</think>\n\nHello."]), ("\n\nHello.".to_owned(), true));
        assert_eq!(shown("QwQ-32B", &["hm", "m\n</th", "ink>Hello", "."]), ("Hello.".to_owned(), true));
        assert_eq!(shown("qwq", &["just an ", "answer"]), ("just an answer".to_owned(), false));
        assert_eq!(shown("qwq", &["<think>a</think>b", "c"]), ("bc".to_owned(), true));
        let long = "x".repeat(HELD_MAX_BYTES);
        assert_eq!(shown("qwq", &[&long, &long, "</think>y"]), ("y".to_owned(), true));
    }

    #[test]
    fn reasoning_that_never_ends_is_not_shown() {
        assert_eq!(shown("m", &["<think>hmm", " and so on"]), (String::new(), true));
    }

    #[test]
    fn marks_in_code_and_quotes_are_text() {
        let text = "Write `<think>` or \"</think>\".";
        assert_eq!(shown("m", &[text]), (text.to_owned(), false));
        assert_eq!(shown("m", &["Write `", "<think>` now"]), ("Write `<think>` now".to_owned(), false));
        assert_eq!(shown("m", &["Write `<think>", "` now"]), ("Write `<think>` now".to_owned(), false));
    }

    #[test]
    fn a_model_whose_reasoning_comes_apart_is_shown_at_once() {
        let mut filter = Filter::of_model("deepseek-r1");
        assert_eq!(filter.push("Hel"), "");
        filter.trust();
        assert_eq!(filter.push("lo"), "Hello");
    }

    #[test]
    fn a_quote_that_was_closed_before_a_mark_does_not_show_the_reasoning() {
        for text in ["I say \"hi\"<think>secret</think>.", "`a`<think>secret</think>.", "It's '<think>secret</think>."]
        {
            let expected = text.replace("<think>secret</think>", "");
            for cut in 0..=text.len() {
                let (before, after) = text.split_at(cut);
                assert_eq!(shown("m", &[before, after]), (expected.clone(), true), "{before}|{after}");
            }
        }
    }

    #[test]
    fn only_models_that_reason_are_held_back() {
        for (model, is_held) in [
            ("Qwen/QwQ-32B", true),
            ("deepseek-ai/DeepSeek-R1-Distill-Llama-8B", true),
            ("qwen3-30b-thinking-2507", true),
            ("grok-4-fast-non-reasoning", false),
            ("some-non-thinking", false),
            ("gpt-4o", false),
        ] {
            assert_eq!(Filter::of_model(model).is_hiding(), is_held, "{model}");
        }
    }

    #[test]
    fn a_mark_that_needs_no_more_text_is_not_waited_for() {
        let mut filter = Filter::of_model("m");
        assert_eq!(filter.push("a < b [1] <th"), "a < b [1] ");
        assert_eq!(filter.push("e>"), "<the>");
        assert_eq!(filter.push("“x”"), "“x”");
    }
}
