//! Runs other programs, keeps their output, and shows a sign of life while they work.

use anyhow::{Context as _, Result, bail};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How long a program may work before a line says that it still does.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// What a program did.
pub(crate) struct Finished {
    /// Whether it succeeded.
    pub(crate) success: bool,
    /// Both of its streams, in the order they came.
    pub(crate) output: String,
    /// Why it counts as hung, if it was ended for that.
    pub(crate) hung: Option<String>,
}

/// How long a program may print nothing before it counts as hung.
const SILENCE: Duration = Duration::from_mins(10);

/// How long a step of the set-up may take, which downloads.
const SET_UP_LIMIT: Duration = Duration::from_mins(20);

/// Runs a program to its end and keeps its output. Every 20 seconds it prints what the program is for and its latest line.
///
/// # Errors
/// When it cannot be started, and when it hangs: it prints nothing for ten minutes, or takes longer than its limit. The error names its latest
/// line.
pub(crate) fn capture(what: &str, command: &mut Command, limit: Duration) -> Result<Finished> {
    capture_within(what, command, limit, SILENCE)
}

fn capture_within(what: &str, command: &mut Command, limit: Duration, silence: Duration) -> Result<Finished> {
    let begun = Instant::now();
    let (mut child, lines) = start(command)?;
    let (mut output, mut latest) = (String::new(), String::new());
    let (mut said, mut heard) = (begun, begun);
    loop {
        match lines.recv_timeout(SIGN_OF_LIFE.min(silence).min(limit)) {
            Ok(line) => {
                heard = Instant::now();
                output.push_str(&line);
                output.push('\n');
                if !line.trim().is_empty() {
                    latest = line;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if heard.elapsed() >= silence || begun.elapsed() >= limit {
            let (what, time) =
                if begun.elapsed() >= limit { ("it did not end", limit) } else { ("no output", silence) };
            end_with_children(child.id());
            child.wait()?;
            let hung = format!("{what} within {} s; its latest line is {latest:?}", time.as_secs());
            return Ok(Finished { success: false, output, hung: Some(hung) });
        }
        if said.elapsed() >= SIGN_OF_LIFE {
            let latest: String = latest.trim().chars().take(90).collect();
            eprintln!("  … {what} {:.0} s  {latest}", begun.elapsed().as_secs_f64());
            said = Instant::now();
        }
    }
    Ok(Finished { success: child.wait()?.success(), output, hung: None })
}

/// A program and the lines that it prints, in their order: both of its streams are one pipe.
fn start(command: &mut Command) -> Result<(Child, Receiver<String>)> {
    let (reader, writer) = std::io::pipe()?;
    let child = command
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    // The command holds the pipe's other end, which must be closed here for the pipe to end with the program.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                return;
            }
        }
    });
    Ok((child, lines))
}

/// Runs a step of the set-up. Prints one line with the seconds it took, and its output only if it failed.
pub(crate) fn quietly(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("{what} …");
    let begun = Instant::now();
    let finished = capture(what, command, SET_UP_LIMIT)?;
    if !finished.success {
        eprint!("{}", finished.output);
        bail!("{what} failed: {}", finished.hung.as_deref().unwrap_or("the output above says why"));
    }
    eprintln!("{what}: done in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Ends a program and everything it started, because npm and bash leave their children behind.
fn end_with_children(id: u32) {
    let id = id.to_string();
    let children = Command::new("pgrep").args(["-P", &id]).output();
    Command::new("kill").args(["-KILL", &id]).stderr(Stdio::null()).status().ok();
    for child in children.iter().flat_map(|found| found.stdout.split(|byte| *byte == b'\n')) {
        if let Some(child) = std::str::from_utf8(child).ok().and_then(|child| child.parse().ok()) {
            end_with_children(child);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    const LONG: Duration = Duration::from_secs(50);

    #[test]
    fn output_of_both_streams_is_kept_in_order() {
        let script = "for i in 1 2 3 4 5 6; do echo out $i; echo err $i >&2; done; exit 3";
        let finished = capture("a test", &mut shell(script), LONG).expect("it ran");
        assert!(!finished.success && finished.hung.is_none());
        let expected: String = (1..=6).map(|i| format!("out {i}\nerr {i}\n")).collect();
        assert_eq!(finished.output, expected);
    }

    #[test]
    fn a_program_that_falls_silent_is_ended_with_its_children_and_named() {
        let begun = Instant::now();
        let mut program = shell("echo step two; (sleep 60) & wait");
        let finished = capture_within("a test", &mut program, LONG, Duration::from_millis(300)).expect("it ran");
        let hung = finished.hung.expect("it hung");
        assert!(hung.starts_with("no output") && hung.contains("\"step two\""), "{hung}");
        assert!(begun.elapsed() < LONG, "the child was waited for");
    }

    #[test]
    fn a_program_that_never_ends_is_ended_although_it_prints() {
        let mut program = shell("while true; do echo again; sleep 0.01; done");
        let finished = capture("a test", &mut program, Duration::from_millis(300)).expect("it ran");
        let hung = finished.hung.expect("it hung");
        assert!(hung.starts_with("it did not end") && hung.contains("\"again\""), "{hung}");
        assert!(finished.output.starts_with("again\nagain\n"), "{}", finished.output);
    }
}
