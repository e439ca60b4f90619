//! The files of this build, and how they are served.

use bubblechat_http::web_file;
use std::borrow::Cow;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// A built file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the origin, without a leading slash.
    pub name: &'static str,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

/// The widget's files. Empty in a debug build.
pub(crate) fn widget() -> Vec<File> {
    files(embedded::WIDGET)
}

/// The API reference, which is on the site beside the widget.
pub(crate) fn reference() -> impl Iterator<Item = File> {
    bubblechat_reference::site().iter().map(|page| File { name: page.name, bytes: page.text.as_bytes().into() })
}

/// The dashboard's files. Empty in a debug build.
pub(crate) fn dashboard() -> Vec<File> {
    files(embedded::DASHBOARD)
}

/// Files that never change come first, so that nothing refers to a file before it exists.
fn files(all: &'static [(&'static str, &'static [u8])]) -> Vec<File> {
    let mut files: Vec<File> = all.iter().map(|&(name, bytes)| File { name, bytes: bytes.into() }).collect();
    files.sort_by_key(|file| !file.is_versioned());
    files
}

impl File {
    /// Its media type.
    pub fn content_type(&self) -> &'static str {
        web_file::content_type(self.name)
    }

    /// How long browsers and the edge cache it.
    pub fn cache_control(&self) -> &'static str {
        web_file::cache_control(self.name)
    }

    /// Whether its content never changes under this name.
    pub fn is_versioned(&self) -> bool {
        web_file::is_versioned(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_published_as_pages_style_and_document() {
        let names: Vec<&str> = reference().map(|file| file.name).collect();
        for name in ["docs.html", "docs/coming-from-another-widget.html", "docs.css", "v1/openapi.json"] {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_page_comes_after_what_it_names() {
        static ALL: [(&str, &[u8]); 3] = [("index.html", b""), ("assets/a-0a1b2c3d.js", b""), ("icon.svg", b"")];
        let names: Vec<&str> = files(&ALL).iter().map(|file| file.name).collect();
        assert_eq!(names, ["assets/a-0a1b2c3d.js", "index.html", "icon.svg"]);
    }
}
