//! How many descriptors the process may have open.

/// More connections than this need more memory than a small machine has to spare.
const MOST: usize = 4096;
/// What to assume where the system does not say: macOS's usual limit.
const ASSUMED: usize = 256;
/// The least that is kept for the store, the files that are served and the calls to providers.
const LEAST_KEPT: usize = 64;

/// How many connections all listeners together may have. What is left is for files and for calls to providers.
pub(super) fn for_connections() -> usize {
    let table = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    beside_files(soft_limit(&table).unwrap_or(ASSUMED))
}

fn beside_files(limit: usize) -> usize {
    let kept = (limit / 8).max(LEAST_KEPT);
    limit.saturating_sub(kept).clamp(1, MOST)
}

/// The soft limit in Linux's table; `None` if it is missing or `unlimited`.
fn soft_limit(table: &str) -> Option<usize> {
    table.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_descriptors_are_kept_for_files_and_providers() {
        for (limit, connections) in [(16, 1), (256, 192), (1024, 896), (1_000_000, 4096)] {
            assert_eq!(beside_files(limit), connections, "{limit}");
        }
    }

    #[test]
    fn the_soft_limit_counts() {
        let table = "Limit                     Soft Limit           Hard Limit           Units\n\
                     Max processes             95000                95000                processes\n\
                     Max open files            1024                 1048576              files\n";
        assert_eq!(soft_limit(table), Some(1024));
        assert_eq!(soft_limit("Max open files            unlimited            unlimited            files"), None);
        assert_eq!(soft_limit(""), None);
    }
}
