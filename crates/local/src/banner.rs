//! What the server reports at its start: on the terminal for people, in a file for programs.

use crate::{Server, data, edge};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use serde_json::json;
use std::{
    io::{self, Write},
    path::Path,
};

/// Prints the addresses and how to begin.
pub fn print(server: &Server, mut out: impl Write) -> io::Result<()> {
    let password = match &server.operator.password {
        Some(password) => format!("password {} (shown only once)", password.expose_secret()),
        None => "password as given or shown at the first start".to_owned(),
    };
    writeln!(out, "\nBubbleChat is running. Press Ctrl-C to stop it.\n")?;
    if let Some(demo) = &server.demo {
        writeln!(out, "  demo page   {demo}")?;
    }
    writeln!(out, "  site        {}", server.site)?;
    writeln!(out, "  dashboard   {}   {}, {password}", server.console, server.operator.email)?;
    if server.site.starts_with("https://") {
        let [site, console] = server.listening;
        writeln!(out, "  listening   {site} for the site, {console} for the dashboard")?;
    }
    match curl(server) {
        Some(line) => writeln!(out, "\n{line}\n"),
        None => writeln!(out),
    }
}

/// A shell command that chats with the demo tenant and also passes the checks of `--edge`.
fn curl(server: &Server) -> Option<String> {
    let (demo, key) = (server.demo.as_ref()?, server.key.as_ref()?);
    let session = uuid::Uuid::new_v4();
    let body = json!({"session_id": session, "message": "When are you open?"}).to_string();
    let hash = edge::hex_sha256(body.as_bytes());
    Some(format!(
        "curl -N {}/v1/chat -H 'Origin: {demo}' -H 'X-API-Key: {key}' -H 'Content-Type: application/json' -H '{}: {hash}' -d '{body}'",
        server.site,
        edge::BODY_HASH,
    ))
}

#[derive(Serialize)]
struct Ready<'a> {
    site: &'a str,
    console: &'a str,
    demo: Option<&'a str>,
    key: Option<&'a str>,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

/// Writes the same as JSON to a file of mode 0600, which appears only once it is complete.
///
/// # Errors
/// The file cannot be written.
pub fn write_ready_file(server: &Server, path: &Path) -> io::Result<()> {
    let ready = Ready {
        site: &server.site,
        console: &server.console,
        demo: server.demo.as_deref(),
        key: server.key.as_deref(),
        email: &server.operator.email,
        password: server.operator.password.as_ref().map(|password| password.expose_secret()),
    };
    data::write_whole(path, &serde_json::to_string_pretty(&ready)?)
}
