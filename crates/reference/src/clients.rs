//! Clients to copy, of which the tests run each against a server that refuses what CloudFront would.

use super::escape;
use std::fmt::Write as _;

const CLIENTS: [(&str, &str); 6] = [
    ("curl", include_str!("../../../docs/clients/chat.sh")),
    ("Python", include_str!("../../../docs/clients/chat.py")),
    ("Node.js", include_str!("../../../docs/clients/chat.mjs")),
    ("PHP", include_str!("../../../docs/clients/chat.php")),
    ("Go", include_str!("../../../docs/clients/chat.go")),
    ("Rust", include_str!("../../../docs/clients/chat.rs")),
];

pub(super) fn section() -> String {
    let mut html =
        "<section><h2 id=\"clients\">Clients</h2><p>Whole programs that ask a question and print the answer as it is \
                    written. A body needs its hash in <code>x-amz-content-sha256</code>, or CloudFront refuses it.</p>"
            .to_owned();
    for (language, code) in CLIENTS {
        let _ = write!(
            html,
            "<details><summary>{language}</summary><pre tabindex=\"0\"><code>{}</code></pre></details>",
            escape(code)
        );
    }
    html.push_str("</section>");
    html
}
