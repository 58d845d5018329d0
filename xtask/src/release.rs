//! What the service worker knows of its release: name, headers, files.
//!
//! What it does with them is in `www/sw.js`.

use crate::headers::Header;
use crate::share;

/// Its marker in `www/sw.js`.
const MARKER: &str = "\"--release--\"";
/// Files that the service worker does not cache: itself, files for hosts, and the small pages of links.
const NOT_KEPT: [&str; 3] = ["sw.js", "_headers", share::PICTURE];
/// This file has no hash in its name; the service worker fetches it last.
const PAGE: &str = "index.html";

/// The service worker for a release with this name, if its script has the marker once.
#[must_use]
pub fn write(script: &str, name: &str, headers: &[Header], files: &[String]) -> Option<String> {
    let (before, after) = script.split_once(MARKER)?;
    let headers: Vec<String> = headers
        .iter()
        .map(|header| format!("{}: {}", quoted(header.name), quoted(&header.value)))
        .collect();
    let files: Vec<String> = files
        .iter()
        .filter(|file| **file != PAGE && !NOT_KEPT.contains(&file.as_str()))
        .filter(|file| !file.starts_with(share::FOLDER))
        .map(|file| quoted(file))
        .collect();
    let release = format!(
        "{{\"name\": {}, \"headers\": {{{}}}, \"files\": [{}]}}",
        quoted(name),
        headers.join(", "),
        files.join(", ")
    );
    (!after.contains(MARKER)).then(|| format!("{before}{release}{after}"))
}

/// A text as JSON, if it has only characters of names and headers.
fn quoted(text: &str) -> String {
    debug_assert!(text.bytes().all(|b| matches!(b, b' '..=b'~')));
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files;
    use crate::headers::{self, Isolation};

    #[test]
    fn the_service_worker_sends_the_servers_headers() {
        let headers = headers::all(Isolation::Full, &["<script>go()</script>".to_owned()]);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let script = files::read_text(&root.join("www/sw.js")).unwrap();
        let written = write(&script, "0123", &headers, &["a.js".to_owned()]).unwrap();
        for Header { name, value } in headers {
            let times = written.matches(&format!("\"{name}\": \"{value}\"")).count();
            assert_eq!(times, 1, "{name}");
        }
    }

    #[test]
    fn it_keeps_all_files_but_what_it_must_not() {
        let files = [
            "_headers",
            "a.js",
            "card.png",
            "engine-0/b.wasm",
            "index.html",
            "share/pi.en.html",
            "sw.js",
        ];
        let files = files.map(str::to_owned);
        assert_eq!(
            write("r = \"--release--\";", "0123", &[], &files).as_deref(),
            Some(
                "r = {\"name\": \"0123\", \"headers\": {}, \"files\": [\"a.js\", \
                 \"engine-0/b.wasm\"]};"
            )
        );
    }

    #[test]
    fn a_script_that_does_not_ask_for_its_release_is_noticed() {
        assert_eq!(write("", "", &[], &[]), None);
        assert_eq!(write(&MARKER.repeat(2), "", &[], &[]), None);
    }
}
