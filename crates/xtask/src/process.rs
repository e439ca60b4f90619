//! Running other programs: their output kept, and a sign of life while they work.

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
    /// Whether it ended well.
    pub(crate) success: bool,
    /// Both of its streams, in the order they came.
    pub(crate) output: String,
}

/// Runs a program to its end and keeps what it says. Prints its latest line every 20 seconds.
pub(crate) fn capture(command: &mut Command) -> Result<Finished> {
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
        .with_context(|| format!("{program} could not be started"))?;
    let (sender, lines) = mpsc::channel();
    let readers =
        [child.stdout.take().map(|s| forward(s, sender.clone())), child.stderr.take().map(|s| forward(s, sender))];
    let (mut output, mut latest) = (String::new(), String::new());
    let mut said = begun;
    loop {
        match lines.recv_timeout(SIGN_OF_LIFE) {
            Ok(line) => {
                output.push_str(&line);
                output.push('\n');
                if !line.trim().is_empty() {
                    latest = line;
                }
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

/// Runs a step of the set-up: one line, with the seconds it took; what it said only if it failed.
pub(crate) fn quietly(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("{what} …");
    let begun = Instant::now();
    let finished = capture(command)?;
    if !finished.success {
        eprint!("{}", finished.output);
        bail!("{what} failed; the lines above say why");
    }
    eprintln!("{what}: done in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
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
