// With the crates reqwest (features "json" and "stream"), serde_json, sha2, tokio (features "macros" and "rt-multi-thread") and uuid
// (feature "v4"). SITE and KEY (a secret key) come from the environment, the message from the command line.
use sha2::{Digest, Sha256};
use std::{env, error::Error, io::Write};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let message = env::args().nth(1).ok_or("no message")?;
    let body = serde_json::json!({ "session_id": uuid::Uuid::new_v4(), "message": message }).to_string();
    let hash: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut response = reqwest::Client::new()
        .post(format!("{}/v1/chat", env::var("SITE")?))
        .header("X-API-Key", env::var("KEY")?)
        .header("Content-Type", "application/json")
        .header("Accept", "application/x-ndjson")
        .header("x-amz-content-sha256", hash)
        .body(body)
        .send()
        .await?;
    if !response.status().is_success() {
        let refusal: serde_json::Value = response.json().await?;
        return Err(refusal["error"]["message"].as_str().unwrap_or_default().into());
    }
    let mut rest = Vec::new();
    while let Some(piece) = response.chunk().await? {
        rest.extend_from_slice(&piece);
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=end).collect();
            let event: serde_json::Value = serde_json::from_slice(&line)?;
            match event["type"].as_str() {
                Some("token") => print!("{}", event["content"].as_str().unwrap_or_default()),
                Some("error") => return Err(event["message"].as_str().unwrap_or_default().into()),
                _ => {}
            }
            std::io::stdout().flush()?;
        }
    }
    println!();
    Ok(())
}
