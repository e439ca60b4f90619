//! `bubblechat-local`

use bubblechat_local::{Args, Server, StartError, print, write_ready_file};
use clap::{Parser as _, error::ErrorKind};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Thousands of streams allocate all the time, from many threads: the system's own allocator takes a fifth of the processor then, and keeps what
/// they leave.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bad flags, a taken port, an unusable folder: the caller can fix these.
const CALLERS_FAULT: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            error.print().ok();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            return complain(&format!("{first}; --help lists the flags"));
        }
    };
    // The embedded store warns about failed conditions, which are part of its normal use.
    bubblechat_http::log_to_stderr("warn,dynoxide=error");
    if let Some(command) = &args.command {
        return match args.carry_out(command).await {
            Ok(done) => {
                println!("{done}");
                ExitCode::SUCCESS
            }
            Err(error) => complain(&error.to_string()),
        };
    }
    match run(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

async fn run(args: &Args) -> Result<(), StartError> {
    // Before anything else, so that no signal is missed.
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    if let Some(path) = &args.ready_file {
        // So that nobody mistakes an earlier run's file for ours.
        std::fs::remove_file(path).ok();
    }
    let server = Server::start(args.options()?).await?;
    if let Some(path) = &args.ready_file {
        let failed = |error| StartError::Failed(format!("--ready-file {} cannot be written: {error}", path.display()));
        write_ready_file(&server, path).map_err(failed)?;
    }
    // A closed standard output is no reason to stop.
    print(&server, std::io::stdout()).ok();
    tokio::select! {
        _ = interrupts.recv() => {}
        _ = terminations.recv() => {}
    }
    eprintln!("stopping once running replies have finished; press Ctrl-C again to stop at once");
    tokio::select! {
        () = server.shutdown() => {}
        _ = interrupts.recv() => {}
        _ = terminations.recv() => {}
    }
    Ok(())
}

fn complain(line: &str) -> ExitCode {
    eprintln!("bubblechat-local: {}", line.replace('\n', " "));
    ExitCode::from(CALLERS_FAULT)
}
