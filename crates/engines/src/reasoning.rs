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

/// After one of these, a mark is only text.
const QUOTES: [char; 3] = ['`', '"', '\''];

/// How much text is held back, in bytes, that may turn out to be reasoning. More than that is reasoning.
const HELD_MAX_BYTES: usize = 64 * 1024;

/// Models whose servers often leave out the opening mark, because it is part of the prompt. Their text is held back until a closing mark comes, or
/// something that shows that none will.
const UNOPENED: [&str; 5] = ["deepseek-r1", "r1-distill", "qwq", "-thinking", "-reasoning"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was shown yet, and whatever came may be reasoning without an opening mark.
    Unsure,
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

impl Mark {
    const fn text(self) -> &'static str {
        let (open, close) = MARKS[self.pair];
        if self.opens { open } else { close }
    }
}

/// Takes reasoning out of an answer, wherever its marks are cut.
#[derive(Debug)]
pub(crate) struct Filter {
    state: State,
    /// What may be the beginning of a mark, or of reasoning.
    held: String,
    /// Up to where `held` contains no mark.
    searched: usize,
    /// Whether something was taken out.
    pub(crate) has_hidden: bool,
    has_shown: bool,
    /// Whether the last character shown before `held` opens code, in which a mark is only text.
    quotes: bool,
}

impl Filter {
    pub(crate) fn new(model: &str) -> Self {
        let model = model.to_ascii_lowercase();
        let state = if UNOPENED.iter().any(|name| model.contains(name)) { State::Unsure } else { State::Shown };
        Self { state, held: String::new(), searched: 0, has_hidden: false, has_shown: false, quotes: false }
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
        let mut shown = String::new();
        while let Some((at, mark)) = self.next_mark() {
            self.pass(at, mark, &mut shown);
        }
        let safe = self.held.len() - partial_mark(&self.held);
        match self.state {
            State::Shown => {
                self.show(safe, &mut shown);
                self.searched = 0;
            }
            State::Hidden(_) => {
                self.held.drain(..safe);
                self.searched = 0;
            }
            State::Unsure => {
                self.searched = safe;
                if self.held.len() > HELD_MAX_BYTES {
                    self.hide(safe);
                }
            }
        }
        shown
    }

    /// Returns the rest at the end of the answer: a mark that was never finished is text.
    pub(crate) fn finish(&mut self) -> String {
        match self.state {
            State::Hidden(_) => String::new(),
            State::Unsure | State::Shown => std::mem::take(&mut self.held),
        }
    }

    /// The first mark in `held` that matters now: where it is, and which.
    fn next_mark(&self) -> Option<(usize, Mark)> {
        if !may_have_mark(self.held.as_bytes()) {
            return None;
        }
        let found = |mark: Mark| find(&self.held, mark.text(), self.searched).map(|at| (at, mark));
        let opens = |pair| Mark { pair, opens: true };
        let closes = |pair| Mark { pair, opens: false };
        match self.state {
            State::Hidden(pair) => found(closes(pair)),
            _ => (0..MARKS.len())
                .flat_map(|pair| [opens(pair), closes(pair)])
                .filter_map(found)
                .min_by_key(|(at, _)| *at),
        }
    }

    /// Deals with the mark at that place.
    fn pass(&mut self, at: usize, mark: Mark, shown: &mut String) {
        let end = at + mark.text().len();
        let is_quoted = if at == 0 { self.quotes } else { self.held[..at].ends_with(QUOTES) };
        if self.state == State::Shown {
            if is_quoted {
                return self.show(end, shown);
            }
            // An end without a beginning: what came before it was reasoning, if that can still be hidden.
            let before = if mark.opens || self.has_shown { at } else { 0 };
            self.show(before, shown);
            self.hide(end - before);
        } else {
            self.hide(end);
        }
        self.state = if mark.opens { State::Hidden(mark.pair) } else { State::Shown };
    }

    fn show(&mut self, length: usize, shown: &mut String) {
        if length > 0 {
            self.has_shown = true;
            self.quotes = self.held[..length].ends_with(QUOTES);
        }
        shown.extend(self.held.drain(..length));
        self.searched = 0;
    }

    fn hide(&mut self, length: usize) {
        self.has_hidden = true;
        self.held.drain(..length);
        self.searched = 0;
    }
}

fn find(text: &str, mark: &str, from: usize) -> Option<usize> {
    let (text, mark) = (text.as_bytes(), mark.as_bytes());
    let last = text.len().checked_sub(mark.len())?;
    (from..=last).find(|at| text[*at..*at + mark.len()].eq_ignore_ascii_case(mark))
}

/// Whether there is a byte with which a mark begins. Most text has none, and is not searched for sixteen marks.
fn may_have_mark(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'<' | b'[' | 0xe2))
}

/// How many bytes at the end of the text may be the beginning of a mark.
fn partial_mark(text: &str) -> usize {
    let longest = MARKS.iter().map(|(open, close)| open.len().max(close.len())).max().unwrap_or(0);
    if !may_have_mark(&text.as_bytes()[text.len().saturating_sub(longest)..]) {
        return 0;
    }
    let begins = |length: usize| {
        let tail = &text.as_bytes()[text.len() - length..];
        let marks = MARKS.iter().flat_map(|(open, close)| [open.as_bytes(), close.as_bytes()]);
        marks.into_iter().any(|mark| mark.len() > length && mark[..length].eq_ignore_ascii_case(tail))
    };
    let lengths = (1..longest.min(text.len() + 1)).rev();
    lengths.filter(|length| text.is_char_boundary(text.len() - length)).find(|length| begins(*length)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of these pieces, and whether something was taken out.
    fn shown(model: &str, pieces: &[&str]) -> (String, bool) {
        let mut filter = Filter::new(model);
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
    }

    #[test]
    fn a_model_whose_reasoning_comes_apart_is_shown_at_once() {
        let mut filter = Filter::new("deepseek-r1");
        assert_eq!(filter.push("Hel"), "");
        filter.trust();
        assert_eq!(filter.push("lo"), "Hello");
    }
}
