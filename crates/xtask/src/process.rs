//! Runs other programs, keeps their output, and shows a sign of life while they work.

use anyhow::{Context as _, Result, bail};
use std::{
    io::{BufRead as _, BufReader, Read},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
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
}

/// How long a program may print nothing before it counts as hung.
const SILENCE: Duration = Duration::from_mins(10);

/// Runs a program to its end and keeps its output. Prints its latest line every 20 seconds.
///
/// # Errors
/// When it cannot be started, and when it hangs: the error names its latest line.
pub(crate) fn capture(command: &mut Command) -> Result<Finished> {
    capture_until_silent(command, SILENCE)
}

fn capture_until_silent(command: &mut Command, silence: Duration) -> Result<Finished> {
    let program = command.get_program().to_string_lossy().into_owned();
    let begun = Instant::now();
    let mut child = command
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("FORCE_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let (sender, lines) = mpsc::channel();
    let readers =
        [child.stdout.take().map(|s| forward(s, sender.clone())), child.stderr.take().map(|s| forward(s, sender))];
    let (mut output, mut latest) = (String::new(), String::new());
    let (mut said, mut heard) = (begun, begun);
    loop {
        match lines.recv_timeout(SIGN_OF_LIFE.min(silence)) {
            Ok(line) => {
                heard = Instant::now();
                output.push_str(&line);
                output.push('\n');
                if !line.trim().is_empty() {
                    latest = line;
                }
            }
            Err(RecvTimeoutError::Timeout) if heard.elapsed() >= silence => {
                end_with_children(child.id());
                child.wait()?;
                eprint!("{output}");
                bail!("{program} hung: it printed nothing for {} s after {latest:?}", silence.as_secs());
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if said.elapsed() >= SIGN_OF_LIFE {
            let latest: String = latest.trim().chars().take(90).collect();
            eprintln!("  … {:.0} s  {latest}", begun.elapsed().as_secs_f64());
            said = Instant::now();
        }
    }
    for reader in readers.into_iter().flatten() {
        reader.join().ok();
    }
    Ok(Finished { success: child.wait()?.success(), output })
}

/// Runs a step of the set-up. Prints one line with the seconds it took, and its output only if it failed.
pub(crate) fn quietly(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("{what} …");
    let begun = Instant::now();
    let finished = capture(command)?;
    if !finished.success {
        eprint!("{}", finished.output);
        bail!("{what} failed; the output above says why");
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

fn forward(stream: impl Read + Send + 'static, sender: Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if sender.send(line).is_err() {
                return;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_of_both_streams_is_kept() {
        let finished = capture(&mut shell("echo out; echo err >&2; exit 3")).expect("it ran");
        assert!(!finished.success);
        assert!(finished.output.contains("out\n") && finished.output.contains("err\n"), "{}", finished.output);
    }

    #[test]
    fn a_program_that_falls_silent_is_ended_with_its_children_and_named() {
        let begun = Instant::now();
        let hung = capture_until_silent(&mut shell("echo step two; (sleep 60) & wait"), Duration::from_millis(300));
        let error = hung.err().expect("it hung").to_string();
        assert!(error.contains("\"step two\""), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(50), "the child was waited for");
    }
}
