//! The one list of response headers, for xtask's own server, for static hosts, and for the
//! service worker.
//!
//! Threads need cross-origin isolation, which a page gets from headers on every one of its
//! files, workers and wasm too. Deliberately no `frame-ancestors`: anyone may embed the page,
//! and its `*` would still shut out an article that was opened from a disk.

use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::files;
use crate::naming::{engine_folder_of, is_named_by_content};

/// Whether the page is served so that it can have threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// With all headers.
    Full,
    /// With none at all, as on a host that has no headers.
    None,
}

impl FromStr for Isolation {
    type Err = &'static str;

    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        match name {
            "full" => Ok(Self::Full),
            "none" => Ok(Self::None),
            _ => Err("use `full` or `none`"),
        }
    }
}

/// A response header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// The texts of all HTML files below a folder: the policy names what they run by its hash.
///
/// # Errors
/// When one cannot be read.
pub fn pages(folder: &Path) -> Result<Vec<String>> {
    files::list(folder)?
        .iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "html")
        })
        .map(|path| files::read_text(&folder.join(path)))
        .collect()
}

/// What isolates the page. On all files, and each only once: WebKit ignores a header that it
/// gets twice.
const ISOLATION: [(&str, &str); 4] = [
    ("cross-origin-opener-policy", "same-origin"),
    // Never `credentialless`, which Safari lacks.
    ("cross-origin-embedder-policy", "require-corp"),
    // An article that is isolated itself may embed the page all the same.
    ("cross-origin-resource-policy", "cross-origin"),
    // Isolates the page in Chromium inside an article that is not isolated.
    ("document-isolation-policy", "isolate-and-credentialless"),
];

/// For files with their content's hash in their name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For the others: cached, but revalidated each time.
const ASK_AGAIN: &str = "no-cache";

/// The headers of every response. `pages` are the HTML files, whose inline scripts and styles
/// are allowed by their hashes.
#[must_use]
pub fn all(isolation: Isolation, pages: &[String]) -> Vec<Header> {
    if isolation == Isolation::None {
        return Vec::new();
    }
    let header = |name, value: &str| Header {
        name,
        value: value.to_owned(),
    };
    ISOLATION
        .iter()
        .map(|&(name, value)| header(name, value))
        .chain([
            header("content-security-policy", &content_security_policy(pages)),
            header("x-content-type-options", "nosniff"),
        ])
        .collect()
}

/// How long browsers may keep the file at this path, which starts with a slash.
#[must_use]
pub fn cache_control(path: &str) -> &'static str {
    if is_named_by_content(path) {
        FOR_EVER
    } else {
        ASK_AGAIN
    }
}

/// The headers in the format of Cloudflare's and Netlify's `_headers` file. `files` are the
/// paths of all files, each with a slash before it.
#[must_use]
pub fn hosts_file(headers: &[Header], files: &[String]) -> String {
    // One block for all files: if a header is in two blocks, both values are sent. So the caching of
    // other files is left to the host, which has browsers revalidate them.
    let mut text = String::from("/*\n");
    for Header { name, value } in headers {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    let mut kept: Vec<String> = files
        .iter()
        .filter(|path| is_named_by_content(path))
        .map(|path| match engine_folder_of(path) {
            Some(folder) => format!("/{folder}/*"),
            None => path.clone(),
        })
        .collect();
    kept.sort();
    kept.dedup();
    for path in kept {
        text.push_str(&format!("{path}\n  cache-control: {FOR_EVER}\n"));
    }
    text
}

/// What the page may load and run. Also in the page itself, for hosts that send no headers.
#[must_use]
pub fn content_security_policy(pages: &[String]) -> String {
    let hashes = |element, counts: fn(&str) -> bool| -> String {
        let mut hashes: Vec<String> = pages
            .iter()
            .flat_map(|page| inline_texts(page, element, counts))
            .map(|text| format!(" 'sha256-{}'", BASE64.encode(Sha256::digest(text))))
            .collect();
        hashes.sort();
        hashes.dedup();
        hashes.concat()
    };
    [
        "default-src 'none'".to_owned(),
        // Trunk starts the page from an inline module.
        format!(
            "script-src 'self' 'wasm-unsafe-eval'{}",
            hashes("script", is_run)
        ),
        // wasm-bindgen-rayon starts its threads from a blob.
        "worker-src 'self' blob:".to_owned(),
        "connect-src 'self'".to_owned(),
        // No `style` attributes: what Rust sets by name needs no permission.
        format!("style-src 'self'{}", hashes("style", |_| true)),
        "img-src 'self' data:".to_owned(),
        "font-src 'self'".to_owned(),
        "manifest-src 'self'".to_owned(),
        "frame-src 'self'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
    ]
    .join("; ")
}

/// Whether a browser runs a script with this opening tag from within the page.
fn is_run(tag: &str) -> bool {
    let data = ["application/json", "application/ld+json", "text/plain"];
    !tag.contains(" src=") && !data.iter().any(|kind| tag.contains(kind))
}

/// The texts of one kind of element. `counts` decides by its opening tag.
///
/// Enough for this project's own HTML; not a general parser.
fn inline_texts<'a>(page: &'a str, element: &str, counts: fn(&str) -> bool) -> Vec<&'a str> {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut texts = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        rest = &rest[start + open.len()..];
        let Some((tag, content)) = rest.split_once('>') else {
            break;
        };
        let is_element = tag.is_empty() || tag.starts_with(|c: char| c.is_ascii_whitespace());
        if !is_element {
            continue;
        }
        let Some((text, behind)) = content.split_once(&close) else {
            break;
        };
        if counts(tag) && !text.is_empty() {
            texts.push(text);
        }
        rest = behind;
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<html><head><style>a{}</style>
        <script src="x.js"></script>
        <script type="application/json" id="interleave-result">{"not": "code"}</script>
        <script type="module">import x from './x.js';</script></head></html>"#;

    #[test]
    fn the_hosts_file_has_the_servers_headers() {
        let headers = all(Isolation::Full, &[PAGE.to_owned()]);
        let text = hosts_file(&headers, &[]);
        let written: Vec<Header> = text
            .lines()
            .skip(1)
            .map(|line| line.trim().split_once(": ").unwrap())
            .map(|(name, value)| Header {
                name: headers
                    .iter()
                    .find(|header| header.name == name)
                    .unwrap()
                    .name,
                value: value.to_owned(),
            })
            .collect();
        assert_eq!(text.lines().next(), Some("/*"));
        assert_eq!(written, headers);
    }

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_ever() {
        let files = [
            "/index.html",
            "/sw.js",
            "/interleave-web-0123456789abcdef.js",
            "/interleave-web-0123456789abcdef_bg.wasm",
            "/engine-ba7816bf8f01/worker.js",
            "/engine-ba7816bf8f01/plain/engine.js",
        ]
        .map(str::to_owned);
        assert_eq!(
            hosts_file(&[], &files)
                .lines()
                .filter(|line| line.starts_with('/'))
                .collect::<Vec<_>>(),
            [
                "/*",
                "/engine-ba7816bf8f01/*",
                "/interleave-web-0123456789abcdef.js",
                "/interleave-web-0123456789abcdef_bg.wasm",
            ]
        );
        assert_eq!(cache_control("/"), ASK_AGAIN);
        assert_eq!(cache_control("/css/page-0123456789abcdef.css"), FOR_EVER);
    }

    #[test]
    fn inline_code_is_allowed_by_its_hash_and_data_needs_none() {
        assert_eq!(
            inline_texts(PAGE, "script", is_run),
            ["import x from './x.js';"]
        );
        assert_eq!(inline_texts(PAGE, "style", |_| true), ["a{}"]);
        let policy = content_security_policy(&["<script>alert(1)</script>".to_owned()]);
        // From the specification's own example of this script's hash.
        let expected = BASE64.encode(Sha256::digest("alert(1)"));
        assert!(
            policy.contains(&format!("'wasm-unsafe-eval' 'sha256-{expected}';")),
            "{policy}"
        );
        assert!(!content_security_policy(&[]).contains("sha256"));
    }

    #[test]
    fn an_element_is_not_taken_for_one_whose_name_it_begins() {
        assert_eq!(
            inline_texts("<styled>x</styled><style >y</style>", "style", |_| true),
            ["y"]
        );
    }
}
