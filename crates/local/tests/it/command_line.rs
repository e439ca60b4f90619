//! Errors at startup are one line that says what to do, and exit code 2.

use crate::running::{Running, bare_binary, binary};
use anyhow::{Context as _, Result};
use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

/// Asserts that it exited with one line that contains all of `says`.
fn assert_refused(command: &mut Command, says: &[&str]) -> Result<()> {
    let Output { status, stdout, stderr } = command.output()?;
    let stderr = String::from_utf8(stderr)?;
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stdout.is_empty());
    for part in says {
        assert!(stderr.contains(part), "{part} is not in: {stderr}");
    }
    Ok(())
}

#[test]
fn a_bad_flag_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    for (flags, says) in [
        (["--adr", "127.0.0.1:0"], "--adr"),
        (["--addr", "8787"], "127.0.0.1:8787"),
        (["--trusted-proxy", "proxy"], "--trusted-proxy"),
        (["--dynamodb-endpoint", "localhost:8000"], "http://127.0.0.1:8000"),
        (["--host", "http://chat.example"], "chat.example"),
        (["--widget-dir", "/nowhere"], "--widget-dir"),
        (["--dashboard-dir", "/nowhere"], "--dashboard-dir"),
    ] {
        assert_refused(binary(&data).args(flags), &[says])?;
    }
    assert_refused(binary(&data).env("BUBBLECHAT_CONSOLE_ADDR", "nonsense"), &["--console-addr", "nonsense"])?;
    assert!(!data.exists());
    Ok(())
}

#[test]
fn help_and_version_are_not_errors() -> Result<()> {
    for flag in ["--help", "--version"] {
        let Output { status, stdout, stderr } = bare_binary().arg(flag).output()?;
        assert!(status.success() && !stdout.is_empty() && stderr.is_empty());
    }
    Ok(())
}

#[test]
fn a_taken_port_is_named_with_its_flag_and_nothing_is_created() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let addr = taken.local_addr()?.to_string();
    for flag in ["--addr", "--console-addr", "--demo-addr"] {
        assert_refused(binary(&data).args([flag, &addr]), &[&format!("{addr} is taken"), &format!("with {flag}")])?;
    }
    assert!(!data.exists());
    Ok(())
}

#[test]
fn an_unusable_data_folder_is_named() -> Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    let below = file.path().join("data");
    for path in [file.path(), &below] {
        assert_refused(&mut binary(path), &[&path.display().to_string(), "--data"])?;
    }
    Ok(())
}

#[test]
fn an_invalid_store_or_secret_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("store.db"), "this is no database, whatever its name says")?;
    assert_refused(&mut binary(folder.path()), &["store.db is damaged", "backup"])?;
    std::fs::remove_file(folder.path().join("store.db"))?;
    std::fs::write(folder.path().join("secret.json"), "{}")?;
    assert_refused(&mut binary(folder.path()), &["secret"])
}

#[test]
fn a_store_that_does_not_answer_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let endpoint = format!("http://{closed}");
    assert_refused(binary(folder.path()).args(["--dynamodb-endpoint", &endpoint]), &["--dynamodb-endpoint"])
}

#[test]
fn the_first_password_must_follow_the_rules() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let password = "short";
    let mut command = binary(folder.path());
    assert_refused(command.env("BUBBLECHAT_ADMIN_PASSWORD", password), &["BUBBLECHAT_ADMIN_PASSWORD", "10 characters"])
}

#[test]
fn one_process_has_the_data_folder_and_only_its_owner_can_read_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let running = Running::start(&data, &[])?;
    assert_refused(&mut binary(&data), &["another bubblechat-local", "--data"])?;
    let mode = |path: &Path| Ok::<_, std::io::Error>(std::fs::metadata(path)?.permissions().mode() & 0o777);
    assert_eq!(mode(&data)?, 0o700);
    for name in ["secret.json", "demo.json", "operator.json", "store.db", "store.db-wal"] {
        assert_eq!(mode(&data.join(name))?, 0o600, "{name}");
    }
    assert_eq!(mode(&data.with_extension("ready.json"))?, 0o600);
    // The system holds the lock, so a process that was killed leaves none behind.
    drop(running);
    assert_eq!(Running::start(&data, &[])?.terminate()?, Some(0));
    Ok(())
}

#[test]
fn the_printed_command_streams_a_reply_even_behind_the_edge() -> Result<()> {
    Command::new("curl").arg("--version").output().context("the printed command needs curl; install it to test it")?;
    let folder = tempfile::tempdir()?;
    let running = Running::start(&folder.path().join("data"), &["--edge"])?;
    let line = running.printed.lines().find(|line| line.starts_with("curl ")).unwrap_or_default();
    let Output { status, stdout, stderr } = Command::new("sh").args(["-c", line]).output()?;
    assert!(status.success(), "{line}: {}", String::from_utf8_lossy(&stderr));
    let events = String::from_utf8(stdout)?;
    let names: Vec<_> = events.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!((names.first(), names.last()), (Some(&"start"), Some(&"done")), "{events}");
    assert!(names.contains(&"token"));
    Ok(())
}

#[test]
fn health_tells_a_running_server_from_none() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let running = Running::start(&folder.path().join("data"), &[])?;
    let addr = running.ready.site.trim_start_matches("http://").to_owned();
    let health = || bare_binary().args(["--addr", &addr, "health"]).output();
    assert!(health()?.status.success());
    assert_eq!(running.terminate()?, Some(0));
    assert_refused(bare_binary().args(["--addr", &addr, "health"]), &[&addr])
}
