//! The site's pages. They are static files: published beside the widget's, or served by the local server.

use super::{DOCUMENT, Document, Origin, STYLE, document, page};
use pulldown_cmark::{Options, Parser, html};
use std::{borrow::Cow, sync::LazyLock};

/// The content security policy of the site's pages. `infra/cdn.yaml` sets the same for all static files of the site.
pub const SITE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                               form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const GUIDE: &str = include_str!("../../../docs/coming-from-another-widget.md");

/// A file of the site.
#[derive(Debug)]
pub struct PageFile {
    /// Its path below the origin, without a leading slash. Pages have the extension `.html`, which their addresses lack.
    pub name: &'static str,
    /// Its content.
    pub text: Cow<'static, str>,
}

/// The files, the pages last.
pub fn site() -> &'static [PageFile] {
    static FILES: LazyLock<[PageFile; 4]> = LazyLock::new(|| {
        [
            PageFile { name: "docs.css", text: STYLE.into() },
            PageFile { name: "v1/openapi.json", text: DOCUMENT.into() },
            PageFile { name: "docs.html", text: page::page(Document(&document()), Origin::Site).into() },
            PageFile { name: "docs/coming-from-another-widget.html", text: guide().into() },
        ]
    });
    &*FILES
}

/// The guide, whose links to other guides lead to the reference, since the site has no other guide.
fn guide() -> String {
    let mut page = page::start("Coming from another widget", false);
    page.push_str("<nav aria-label=\"Documentation\"><a href=\"/docs\">API reference</a></nav><main class=\"guide\">");
    html::push_html(&mut page, Parser::new_ext(GUIDE, Options::ENABLE_TABLES));
    page.push_str("</main></body></html>");
    // Wide tables and code scroll, and the keyboard must be able to reach them.
    page.replace("<table>", "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>")
        .replace("</table>", "</table></div>")
        .replace("<pre>", "<pre tabindex=\"0\">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_has_its_tables_and_links_only_to_what_the_site_has() {
        let guide = &site().iter().find(|file| file.name.ends_with("widget.html")).expect("the guide").text;
        assert!(guide.contains("<h1>Coming from another widget</h1>") && guide.contains("<table>"));
        for link in guide.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            let name = link.trim_start_matches('/');
            let is_there = |file: &PageFile| file.name == name || file.name.strip_suffix(".html") == Some(name);
            assert!(link.starts_with("https://") || site().iter().any(is_there), "{link}");
        }
    }
}
