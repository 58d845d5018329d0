//! Compares the page's transfer sizes with the budgets of the design.
//!
//! Measured as brotli at its highest level, which static hosts send; 1 KB is 1000 bytes. Deliberately no
//! brotli in Rust: Node.js is there already, and has it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::article;
use crate::engine::Build;
use crate::error::{Error, Result};
use crate::files;
use crate::naming::is_engine_folder;

/// Prints the compressed length of each given file, one a line.
const SCRIPT: &str = "const fs = require('fs'), zlib = require('zlib');\
    for (const path of process.argv.slice(1))\
    console.log(zlib.brotliCompressSync(fs.readFileSync(path)).length);";

/// One part of the page and its budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The part.
    pub what: String,
    /// Its compressed size in bytes.
    pub bytes: u64,
    /// Its limit and its aim, in bytes.
    pub budget: Option<Budget>,
}

/// A limit and an aim, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// More than this is a failure.
    pub limit: u64,
    /// The size to aim at.
    pub aim: u64,
}

impl Budget {
    const fn kilobytes(limit: u64, aim: u64) -> Option<Self> {
        Some(Self {
            limit: limit * 1000,
            aim: aim * 1000,
        })
    }
}

// The executors on a virtual clock, which say what to expect, are 25 KB of it; the shared counter with its
// texts, presets and programs is 10 KB, its locks and their deadlock with a pattern and programs of their own
// 8 KB; a queue of results and a semaphore, with their texts and programs, 6 KB; interpreters, and the Rust programs
// of the ends, are 2 KB. The lesson is 30 KB: its sixteen steps in two languages 10 KB, its panel with guesses,
// questions and progress the rest; its presenter view with the speaker's window 20 KB. Stepping through a lost update
// and bounded queues with their curve are 9 KB; the codes of a class with their picture 12 KB, links to a moment 8 KB,
// guesses in free play and scanning 4 KB.
const PAGE_WASM: Option<Budget> = Budget::kilobytes(500, 260);
const PAGE_JAVASCRIPT: Option<Budget> = Budget::kilobytes(12, 8);
const EMBED_JAVASCRIPT: Option<Budget> = Budget::kilobytes(3, 2);
const THREADED_WASM: Option<Budget> = Budget::kilobytes(90, 60);
// The shared counter is 6 KB of it: its kernel, its locks, and their part in each executor; a queue of results and a
// semaphore are 3 KB, bounded queues 2 KB and catching a lost update 1 KB, of the threaded one, too.
const PLAIN_WASM: Option<Budget> = Budget::kilobytes(72, 45);
const PARTS_JAVASCRIPT: Option<Budget> = Budget::kilobytes(10, 8);
const ARTICLE_JAVASCRIPT: Option<Budget> = Budget::kilobytes(2, 1);
const INDEX: Option<Budget> = Budget::kilobytes(14, 10);

impl Size {
    /// Whether it is within its limit.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.budget.is_none_or(|budget| self.bytes <= budget.limit)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<34} {:>6} KB", self.what, kilobytes(self.bytes))?;
        let Some(Budget { limit, aim }) = self.budget else {
            return Ok(());
        };
        let (limit_text, aim_text) = (limit / 1000, aim / 1000);
        write!(f, "   limit {limit_text:>3}   aim {aim_text:>3}")?;
        if self.bytes > limit {
            write!(f, "   OVER THE LIMIT")?;
        }
        Ok(())
    }
}

fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Measures a finished page.
///
/// # Errors
/// When there is none, or Node.js cannot be run.
pub fn measure(dist: &Path) -> Result<Vec<Size>> {
    let parts = parts(&files::list(dist)?);
    let all: Vec<&PathBuf> = parts.iter().flat_map(|part| &part.files).collect();
    let output = Command::new("node")
        .args(["-e", SCRIPT, "--"])
        .args(&all)
        .current_dir(dist)
        .output()
        .map_err(Error::file("start", Path::new("node")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lengths = text.lines().map_while(|line| line.parse::<u64>().ok());
    let sizes: Vec<Size> = parts
        .iter()
        .map(|part| Size {
            what: part.what.clone(),
            bytes: lengths.by_ref().take(part.files.len()).sum(),
            budget: part.budget,
        })
        .collect();
    // A part without files is missing from the page, and would always be within its budget.
    match sizes.iter().find(|size| size.bytes == 0) {
        None => Ok(sizes),
        Some(lost) => Err(Error::Content {
            path: dist.to_path_buf(),
            problem: format!(
                "The size of {} cannot be measured. Build the page again.",
                lost.what
            ),
        }),
    }
}

struct Part {
    what: String,
    files: Vec<PathBuf>,
    budget: Option<Budget>,
}

/// Sorts the files of a finished page into the parts that have budgets.
fn parts(files: &[PathBuf]) -> Vec<Part> {
    let of_engine = |path: &Path| {
        let first = path.components().next();
        first.is_some_and(|first| is_engine_folder(&first.as_os_str().to_string_lossy()))
    };
    let has =
        |path: &Path, extension: &str| path.extension().is_some_and(|found| found == extension);
    let part = |what: &str, budget, belongs: &dyn Fn(&Path) -> bool| Part {
        what: what.to_owned(),
        files: files.iter().filter(|path| belongs(path)).cloned().collect(),
        budget,
    };
    let is_article = |path: &Path| path.starts_with(article::FOLDER);
    let is_embed = |path: &Path| path == Path::new("embed.js");
    let is_worker = |path: &Path| of_engine(path) && path.ends_with("worker.js");
    let mut parts = vec![
        part("page's wasm", PAGE_WASM, &|path| {
            has(path, "wasm") && !of_engine(path)
        }),
        part(
            "page's JavaScript and worker.js",
            PAGE_JAVASCRIPT,
            &|path| {
                let is_other = is_embed(path) || is_article(path);
                has(path, "js") && !is_other && (!of_engine(path) || is_worker(path))
            },
        ),
        part("index.html", INDEX, &|path| path == Path::new("index.html")),
    ];
    parts.push(part("article's JavaScript", ARTICLE_JAVASCRIPT, &|path| {
        has(path, "js") && is_article(path)
    }));
    let in_parts = |path: &Path| of_engine(path) && path.iter().any(|part| part == "parts");
    parts.push(part(
        "JavaScript that is loaded on demand",
        PARTS_JAVASCRIPT,
        &|path| has(path, "js") && in_parts(path),
    ));
    for build in Build::ALL {
        let budget = match build {
            Build::Threaded => THREADED_WASM,
            Build::Plain => PLAIN_WASM,
        };
        let within = |path: &Path| of_engine(path) && path.iter().any(|part| part == build.name());
        parts.push(part(
            &format!("engine's wasm, {}", build.name()),
            budget,
            &|path| has(path, "wasm") && within(path),
        ));
        // Written by wasm-bindgen; the design sets no budget for it.
        parts.push(part(
            &format!("engine's JavaScript, {}", build.name()),
            None,
            &|path| has(path, "js") && within(path),
        ));
    }
    if files.iter().any(|path| is_embed(path)) {
        parts.push(part("embed.js", EMBED_JAVASCRIPT, &is_embed));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_with_a_budget_is_weighed_once() {
        let files = [
            "article/article-0123456789abcdef.js",
            "css/page.css",
            "embed.js",
            "engine-0123456789ab/parts/highlight.js",
            "engine-0123456789ab/plain/engine.js",
            "engine-0123456789ab/plain/engine_bg.wasm",
            "engine-0123456789ab/threaded/engine.js",
            "engine-0123456789ab/threaded/engine_bg.wasm",
            "engine-0123456789ab/threaded/snippets/pool/helpers.js",
            "engine-0123456789ab/worker.js",
            "index.html",
            "page-0123456789abcdef.js",
            "page-0123456789abcdef_bg.wasm",
            "sw.js",
        ]
        .map(PathBuf::from);
        let parts = parts(&files);
        let mut weighed: Vec<PathBuf> = parts.iter().flat_map(|part| part.files.clone()).collect();
        weighed.sort();
        let mut expected = files.to_vec();
        expected.retain(|file| file != Path::new("css/page.css"));
        assert_eq!(weighed, expected);
        let page: Vec<_> = parts[1]
            .files
            .iter()
            .map(|path| files::slashed(path))
            .collect();
        assert_eq!(
            page,
            [
                "engine-0123456789ab/worker.js",
                "page-0123456789abcdef.js",
                "sw.js"
            ]
        );
    }

    #[test]
    fn a_part_over_its_limit_says_so() {
        let size = |bytes| Size {
            what: "index.html".to_owned(),
            bytes,
            budget: INDEX,
        };
        assert!(size(14_000).is_within());
        assert!(!size(14_001).is_within());
        assert!(size(14_001).to_string().ends_with("OVER THE LIMIT"));
        assert!(size(9_949).to_string().contains(" 9.9 KB"));
    }
}
