//! Serves an embedded in-memory store on a free loopback port, and prints its address. For programs that need their own store, such as the
//! functions' binaries in `tests/deploy`. Runs until it is stopped.

use std::io::Write as _;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let database = dynoxide::Database::memory()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let mut out = std::io::stdout();
    writeln!(out, "http://{}", listener.local_addr()?)?;
    out.flush()?;
    dynoxide::server::serve_on(listener, database).await;
    Ok(())
}
