//! Bounded waits, which name what did not come.

use std::time::Duration;

/// A test that waits this long has failed. Nothing is measured by it.
const FAR: Duration = Duration::from_secs(60);

/// Waits for something that announces itself.
pub(crate) async fn coming<T>(what: &str, announced: impl Future<Output = T>) -> T {
    let came = tokio::time::timeout(FAR, announced).await;
    came.unwrap_or_else(|_| panic!("{what} did not come within {FAR:?}"))
}

/// Asks again and again for something that nobody announces.
pub(crate) async fn until_some<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            match ask().await {
                Some(found) => return found,
                None => tokio::task::yield_now().await,
            }
        }
    };
    coming(what, asking).await
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    until_some(what, async || is_so().then_some(())).await;
}
