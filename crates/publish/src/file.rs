//! The files of this build, and how each is served.

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// A built file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Its path below the origin, without a leading slash.
    pub name: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

/// The widget's files. Empty in a debug build.
pub(crate) fn widget() -> Vec<File> {
    files(embedded::WIDGET)
}

/// The dashboard's files. Empty in a debug build.
pub(crate) fn dashboard() -> Vec<File> {
    files(embedded::DASHBOARD)
}

/// Those that never change come first: nothing that names them is there before they are.
fn files(all: &'static [(&'static str, &'static [u8])]) -> Vec<File> {
    let mut files: Vec<File> = all.iter().map(|&(name, bytes)| File { name, bytes }).collect();
    files.sort_by_key(|file| !file.is_versioned());
    files
}

impl File {
    /// The media type, by the name's ending.
    pub fn content_type(&self) -> &'static str {
        match self.name.rsplit('.').next().unwrap_or_default() {
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "json" => "application/json",
            "webmanifest" => "application/manifest+json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    /// How long browsers and the edge keep it.
    pub fn cache_control(&self) -> &'static str {
        if self.is_versioned() {
            "public, max-age=31536000, immutable"
        } else if self.name.ends_with(".html") {
            // A page is asked for each time: it names the files of its own build.
            "no-cache"
        } else {
            "public, max-age=300"
        }
    }

    /// Whether the content behind the name never changes: a hash (`index-Bx4f9Qz1.js`) or a version (`1.4.0/widget.js`) is part of it.
    pub fn is_versioned(&self) -> bool {
        let (folders, last) = self.name.rsplit_once('/').unwrap_or(("", self.name));
        let has_hash = last.rsplit_once('-').is_some_and(|(_, end)| is_hash(end));
        let ends = || self.name.split('/').map(|part| part.rsplit_once('-').map_or(part, |(_, end)| end));
        // Vite puts nothing but hashed files into its folder.
        has_hash || ends().any(is_version) || folders == "assets" && last.contains('-')
    }
}

/// Begins with three numbers.
fn is_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.trim_start_matches('v').splitn(4, '.').take(3).collect();
    numbers.len() == 3 && numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Begins with eight or more letters and digits that are no word.
fn is_hash(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let is_word = stem.bytes().all(|b| b.is_ascii_lowercase());
    stem.len() >= 8 && !is_word && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &'static str) -> File {
        File { name, bytes: b"" }
    }

    #[test]
    fn what_never_changes_is_kept_for_a_year() {
        for name in
            ["widget-0.1.0-9c7ed4c2.js", "chunks/german-PSWZ3YJC.js", "1.4.0/widget.js", "assets/index-Bx4f9Qz1.css"]
        {
            assert_eq!(file(name).cache_control(), "public, max-age=31536000, immutable", "{name}");
        }
    }

    #[test]
    fn what_may_change_is_not() {
        for name in ["widget.js", "bubblechat.mjs", "manifest.json", "favicon.svg", "side-by-side.svg"] {
            assert_eq!(file(name).cache_control(), "public, max-age=300", "{name}");
        }
        assert_eq!(file("index.html").cache_control(), "no-cache");
    }

    #[test]
    fn scripts_are_scripts() {
        assert_eq!(file("widget.js").content_type(), "text/javascript; charset=utf-8");
        assert_eq!(file("chunks/menu-ABCD1234.mjs").content_type(), "text/javascript; charset=utf-8");
        assert_eq!(file("index.html").content_type(), "text/html; charset=utf-8");
    }

    #[test]
    fn a_page_comes_after_what_it_names() {
        static ALL: [(&str, &[u8]); 3] = [("index.html", b""), ("assets/a-0a1b2c3d.js", b""), ("icon.svg", b"")];
        let names: Vec<&str> = files(&ALL).iter().map(|file| file.name).collect();
        assert_eq!(names, ["assets/a-0a1b2c3d.js", "index.html", "icon.svg"]);
    }
}
