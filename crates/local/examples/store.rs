//! Serves an embedded store in memory on a free loopback port, and prints its address: for programs that need a store of their own, such as
//! the functions' binaries in `tests/deploy`. Runs until it is ended.

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
