//! How built web files are served: by the local server, or from S3 with the headers stored there.

/// The media type, from the file name's extension.
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// How long browsers and the edge cache a file. `name` is its path below the origin, without a leading slash.
pub fn cache_control(name: &str) -> &'static str {
    if is_versioned(name) {
        "public, max-age=31536000, immutable"
    } else if name.ends_with(".html") {
        // Pages are revalidated every time, because they name the files of their own build.
        "no-cache"
    } else {
        "public, max-age=300"
    }
}

/// Whether the content behind a name never changes, because a hash (`index-Bx4f9Qz1.js`) or a version (`1.4.0/widget.js`) is part of it.
pub fn is_versioned(name: &str) -> bool {
    let (folders, last) = name.rsplit_once('/').unwrap_or(("", name));
    let has_hash = last.rsplit_once('-').is_some_and(|(_, end)| is_hash(end));
    let mut ends = name.split('/').map(|part| part.rsplit_once('-').map_or(part, |(_, end)| end));
    // Vite's folder contains only hashed files.
    has_hash || ends.any(is_version) || folders == "assets" && last.contains('-')
}

/// Whether it begins with three numbers.
fn is_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.trim_start_matches('v').splitn(4, '.').take(3).collect();
    numbers.len() == 3 && numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether it begins with eight or more letters and digits that aren't a word.
fn is_hash(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let is_word = stem.bytes().all(|b| b.is_ascii_lowercase());
    stem.len() >= 8 && !is_word && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_never_change_are_cached_for_a_year() {
        for name in [
            "widget-0.1.0-9c7ed4c2.js",
            "widget-1.2.0.js",
            "chunks/german-PSWZ3YJC.js",
            "1.4.0/widget.js",
            "v1.2.0/x.mjs",
            "assets/index-Bx4f9Qz1.css",
            // A hash may look like a word.
            "assets/index-abcdefgh.js",
        ] {
            assert_eq!(cache_control(name), "public, max-age=31536000, immutable", "{name}");
        }
    }

    #[test]
    fn files_that_may_change_are_not() {
        for name in ["widget.js", "bubblechat.mjs", "manifest.json", "favicon.svg", "a-b.js", "side-by-side.svg"] {
            assert_eq!(cache_control(name), "public, max-age=300", "{name}");
        }
        assert_eq!(cache_control("index.html"), "no-cache");
    }

    #[test]
    fn scripts_are_scripts() {
        assert_eq!(content_type("widget.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("chunks/menu-ABCD1234.mjs"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("index.html"), "text/html; charset=utf-8");
    }
}
