//! `backup`, `restore` and `check`, by the real binary.

use crate::{
    restart::{SESSION, chat, sign_in},
    running::{Running, bare_binary},
};
use anyhow::{Context as _, Result};
use bubblechat_core::{Slug, store::Store, tenant::Settings, time::now_ms};
use bubblechat_local::{Options, Server};
use reqwest::{Client, StatusCode};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

const PASSPHRASE: &str = "correct horse battery staple";

/// A command on that data folder, with the passphrase in a file beside it.
fn command(data: &Path, passphrase: &str, arguments: &[&Path]) -> Result<Output> {
    let file = data.with_extension("passphrase");
    fs::write(&file, format!("{passphrase}\n"))?;
    let command = &mut bare_binary();
    Ok(command.arg("--data").arg(data).arg("--passphrase-file").arg(file).args(arguments).output()?)
}

fn done(data: &Path, arguments: &[&Path]) -> Result<String> {
    let Output { status, stdout, stderr } = command(data, PASSPHRASE, arguments)?;
    let stderr = String::from_utf8(stderr)?;
    assert_eq!(status.code(), Some(0), "{stderr}");
    Ok(String::from_utf8(stdout)? + &stderr)
}

/// Asserts that it exited with code 2 and one line that contains this, after what it says of its progress.
fn assert_refused(output: &Output, says: &str) -> Result<()> {
    let stderr = String::from_utf8(output.stderr.clone())?;
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let complaints: Vec<_> = stderr.lines().filter(|line| line.starts_with("bubblechat-local: ")).collect();
    assert!(complaints.len() == 1 && complaints[0].contains(says), "{says} is not in: {stderr}");
    Ok(())
}

/// Everything in a store: table, partition and sort key, record.
type Records = BTreeMap<(String, String, String), Value>;

fn records(data: &Path) -> Result<Records> {
    let store = Connection::open(data.join("store.db"))?;
    let mut records = Records::new();
    for table in ["tenants", "conversations", "operators", "audit"] {
        let mut select = store.prepare(&format!("SELECT pk, sk, item_json FROM \"bubblechat-{table}\""))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let json: String = row.get(2)?;
            records.insert((table.to_owned(), row.get(0)?, row.get(1)?), serde_json::from_str(&json)?);
        }
    }
    Ok(records)
}

fn slug(writer: usize, number: usize) -> Result<Slug> {
    Slug::parse(&format!("w{writer}-{number}")).context("a slug")
}

/// Creates one tenant after the other, each with much text.
async fn write(store: &Store, writer: usize, written: &AtomicUsize, is_over: &AtomicBool) -> Result<()> {
    let settings = Settings { name: "Load".to_owned(), prompt: "load ".repeat(8000), ..Settings::default() };
    while !is_over.load(Ordering::Relaxed) {
        let number = written.load(Ordering::Relaxed);
        store.create_tenant(&slug(writer, number)?, settings.clone(), now_ms()).await?.context("it is new")?;
        written.store(number + 1, Ordering::Relaxed);
    }
    Ok(())
}

const WRITERS: usize = 3;
/// So much that it is copied in many steps.
const BEFORE: usize = 30;

#[tokio::test]
async fn what_was_written_before_a_backup_under_load_is_restored_record_by_record() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, archive) = (folder.path().join("data"), folder.path().join("archive"));
    let server = Server::start(Options::for_tests(&data)).await?;
    let written: [AtomicUsize; WRITERS] = Default::default();
    let is_over = AtomicBool::new(false);
    let backup = async {
        while written.iter().map(|count| count.load(Ordering::Relaxed)).sum::<usize>() < BEFORE {
            tokio::task::yield_now().await;
        }
        let before = written.each_ref().map(|count| count.load(Ordering::Relaxed));
        let (data, archive) = (data.clone(), archive.clone());
        let backup = tokio::task::spawn_blocking(move || done(&data, &["backup".as_ref(), &archive]));
        let said = backup.await?;
        is_over.store(true, Ordering::Relaxed);
        said.map(|said| (before, said))
    };
    let [first, second, third] = [0, 1, 2].map(|writer| write(&server.store, writer, &written[writer], &is_over));
    let ((before, said), ..) = tokio::try_join!(backup, first, second, third)?;
    server.shutdown().await;
    assert!(said.matches("copied ").count() > 1 && said.contains("read back 100 %"), "{said}");
    let live = records(&data)?;
    let after = written.each_ref().map(|count| count.load(Ordering::Relaxed));
    assert!((0..WRITERS).all(|writer| after[writer] > before[writer]), "nothing was written meanwhile");

    fs::remove_dir_all(&data)?;
    done(&data, &["restore".as_ref(), &archive])?;
    let restored = records(&data)?;
    let holds = |writer, number| {
        let key = ("tenants".to_owned(), format!("S:{}", slug(writer, number)?), "S:tenant".to_owned());
        Ok::<_, anyhow::Error>(restored.contains_key(&key))
    };
    for writer in 0..WRITERS {
        let mut count = 0;
        while holds(writer, count)? {
            count += 1;
        }
        assert!(count >= before[writer], "{count} of {} before the backup", before[writer]);
        // It is what the store had at one moment: nothing is there without what came before it.
        for number in count..after[writer] {
            assert!(!holds(writer, number)?, "{number} without {count}");
        }
    }
    for (key, record) in &restored {
        assert_eq!(live.get(key), Some(record), "{key:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_server_goes_on_with_what_was_restored() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, archive) = (folder.path().join("data"), folder.path().join("archive"));
    let first = Running::start(&data, &[])?;
    let password = first.ready.password.clone().context("a password")?;
    let answer = chat(&first.ready, &first.ready.demo).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = answer.json().await?;
    done(&data, &["check".as_ref()])?;
    done(&data, &["backup".as_ref(), &archive])?;
    assert_eq!(fs::metadata(&archive)?.permissions().mode() & 0o777, 0o600);
    let key = first.ready.key.clone();
    // Dropping it kills it. Nothing was written since.
    drop(first);
    let before = records(&data)?;
    fs::remove_dir_all(&data)?;

    done(&data, &["restore".as_ref(), &archive])?;
    assert_eq!(records(&data)?, before);
    for file in fs::read_dir(&data)? {
        let file = file?;
        assert_eq!(file.metadata()?.permissions().mode() & 0o777, 0o600, "{}", file.path().display());
    }
    let second = Running::start(&data, &[])?;
    assert_eq!((&second.ready.key, &second.ready.password), (&key, &None));
    assert!(sign_in(&second.ready, &password).await?.is_success());
    let request = Client::new().get(format!("{}/v1/conversation", second.ready.site)).header("x-session-id", SESSION);
    let request = request.header("x-api-key", &key).header("origin", &second.ready.demo);
    let conversation: Value = request.send().await?.error_for_status()?.json().await?;
    assert_eq!(conversation["messages"][1]["content"], answer["content"]);
    Ok(())
}

#[tokio::test]
async fn an_archive_that_was_cut_or_altered_or_is_not_ours_is_refused_before_anything_is_written() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, archive) = (folder.path().join("data"), folder.path().join("archive"));
    Server::start(Options::for_tests(&data)).await?.shutdown().await;
    done(&data, &["backup".as_ref(), &archive])?;
    done(&data, &["check".as_ref(), &archive])?;
    let whole = fs::read(&archive)?;
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let other = folder.path().join("other");
    let target = folder.path().join("elsewhere/data");
    fs::create_dir(folder.path().join("elsewhere"))?;
    for (bytes, says) in [
        (&whole[..whole.len() - 1], "altered"),
        (&whole[..whole.len() / 2], "altered"),
        (&altered, "altered"),
        (&[&whole[..], b"x"].concat(), "altered"),
        (&whole[..10], "no archive"),
        (b"", "no archive"),
    ] {
        fs::write(&other, bytes)?;
        for what in ["restore", "check"] {
            assert_refused(&command(&target, PASSPHRASE, &[what.as_ref(), &other])?, says)?;
        }
        assert!(!target.exists());
    }
    assert_refused(&command(&target, "another passphrase", &["restore".as_ref(), &archive])?, "passphrase")?;
    assert!(!target.exists());
    Ok(())
}

#[tokio::test]
async fn an_archive_needs_a_passphrase_and_replaces_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, archive) = (folder.path().join("data"), folder.path().join("archive"));
    let backup: [&Path; 2] = ["backup".as_ref(), &archive];
    assert_refused(&command(&data, PASSPHRASE, &backup)?, "--data")?;
    assert!(!data.exists());
    let server = Server::start(Options::for_tests(&data)).await?;
    assert_refused(&Command::output(bare_binary().arg("--data").arg(&data).args(backup))?, "--passphrase-file")?;
    assert_refused(&command(&data, "too short", &backup)?, "12 characters")?;
    assert!(!archive.exists());
    done(&data, &backup)?;
    let whole = fs::read(&archive)?;
    let secret = fs::read(data.join("secret.json"))?;
    assert!(!whole.windows(20).any(|window| window == &secret[..20]));
    assert_refused(&command(&data, PASSPHRASE, &backup)?, "exists already")?;
    assert_refused(&command(&data, PASSPHRASE, &["restore".as_ref(), &archive])?, "exists already")?;
    assert!(!data.join("store.copy").exists() && fs::read(&archive)? == whole);
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn a_damaged_store_is_neither_sound_nor_backed_up() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, archive) = (folder.path().join("data"), folder.path().join("archive"));
    Server::start(Options::for_tests(&data)).await?.shutdown().await;
    assert!(done(&data, &["check".as_ref()])?.contains("sound"));
    let mut store = fs::read(data.join("store.db"))?;
    let end = store.len();
    store[4096..end].fill(0x55);
    fs::write(data.join("store.db"), store)?;
    assert_refused(&command(&data, PASSPHRASE, &["check".as_ref()])?, "damaged")?;
    assert_refused(&command(&data, PASSPHRASE, &["backup".as_ref(), &archive])?, "damaged")?;
    assert!(!archive.exists());
    let wrong = json!({}).to_string();
    Server::start(Options::for_tests(folder.path().join("second"))).await?.shutdown().await;
    fs::write(folder.path().join("second/secret.json"), wrong)?;
    assert_refused(&command(&folder.path().join("second"), PASSPHRASE, &["check".as_ref()])?, "secret.json")?;
    Ok(())
}
