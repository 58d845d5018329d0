//! Changes to the text of `index.html` after Trunk has written it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files;

/// How Trunk's script loads the page's wasm.
pub(crate) const LOAD: &str = "await init(";
/// What has to finish before that: see `www/boot.js`.
const SEEN: &str = "await interleaveSeen;\n";
/// How the names of the page's wasm and of its JavaScript begin.
const PAGE: &str = "interleave-web-";
/// The start of the link with which Trunk preloads the wasm.
const WASM_FIRST: &str = "<link rel=\"preload\" href=\"./interleave-web-";

/// The page with a text in place of a marker, if the marker is there exactly once.
pub(crate) fn splice(page: &str, marker: &str, text: &str) -> Option<String> {
    let (before, after) = page.split_once(marker)?;
    (!after.contains(marker)).then(|| format!("{before}{}{after}", text.trim_end()))
}

/// Trunk's page, changed so that the first view is painted before the wasm is loaded.
pub(crate) fn seen_first(page: &str) -> Option<String> {
    let page = splice(page, LOAD, LOAD)?;
    let (before, link) = page.split_once(WASM_FIRST)?;
    let (_, after) = link.split_once('>')?;
    let page = [before, after].concat();
    // The whole statement waits.
    let (before, after) = page.split_once(LOAD)?;
    let line = before.rfind('\n')? + 1;
    let (before, begin) = before.split_at(line);
    Some([before, SEEN, begin, LOAD, after].concat())
}

/// Renames the page's wasm and JavaScript by a hash of their final bytes. Trunk hashes before
/// minifying, so another minifier would change a file but not its name, and caches would keep the
/// old one. Returns the page with the new names.
pub(crate) fn name_by_content(page: &str, staging: &Path) -> Result<String> {
    let is_of_page = |file: &PathBuf| file.to_string_lossy().starts_with(PAGE);
    let files: Vec<PathBuf> = files::list(staging)?
        .into_iter()
        .filter(is_of_page)
        .collect();
    let mut contents = Vec::new();
    for file in &files {
        let path = staging.join(file);
        contents.extend(fs::read(&path).map_err(Error::file("read", &path))?);
    }
    let named = format!("{PAGE}{}", &files::hash(&contents)[..16]);
    let mut page = page.to_owned();
    for file in files.iter().map(|file| file.to_string_lossy()) {
        // What comes after the hash: `.js`, or `_bg.wasm`.
        let end = &file[file.find(['.', '_']).unwrap_or(file.len())..];
        let new = format!("{named}{end}");
        let (from, to) = (staging.join(&*file), staging.join(&new));
        fs::rename(&from, to).map_err(Error::file("rename", &from))?;
        page = page.replace(&*file, &new);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    const MARKER: &str = "<!--here-->";

    #[test]
    fn a_text_takes_the_place_of_its_marker() {
        let page = format!("<body>{MARKER}</body>");
        assert_eq!(
            splice(&page, MARKER, "<h1>x</h1>\n").as_deref(),
            Some("<body><h1>x</h1></body>")
        );
    }

    #[test]
    fn a_marker_that_is_missing_or_there_twice_is_noticed() {
        assert_eq!(splice("<body></body>", MARKER, "x"), None);
        assert_eq!(splice(&MARKER.repeat(2), MARKER, "x"), None);
    }

    #[test]
    fn the_first_view_comes_before_the_wasm() {
        let page = "<script type=\"module\">\nconst wasm = await init({});\n</script>\
                    <link rel=\"preload\" href=\"./interleave-web-1_bg.wasm\" as=\"fetch\"><link>";
        assert_eq!(
            seen_first(page).as_deref(),
            Some(
                "<script type=\"module\">\nawait interleaveSeen;\nconst wasm = await init({});\n\
                 </script><link>"
            )
        );
        assert_eq!(seen_first("<script></script>"), None);
    }

    #[test]
    fn the_page_is_named_by_its_content() {
        let name = |wasm: &str| {
            let scratch = Scratch::new("named").unwrap();
            let write = |file: &str, text: &str| {
                files::write_if_changed(&scratch.path().join(file), text).unwrap();
            };
            write("interleave-web-1.js", "export {}");
            write("interleave-web-1_bg.wasm", wasm);
            write("embed.js", "");
            let page = "import './interleave-web-1.js'; init('./interleave-web-1_bg.wasm')";
            let page = name_by_content(page, scratch.path()).unwrap();
            let named = files::list(scratch.path()).unwrap();
            assert_eq!(named.len(), 3, "{named:?}");
            for file in named.iter().filter(|file| !file.ends_with("embed.js")) {
                let file = file.to_string_lossy();
                assert!(page.contains(&format!("'./{file}'")), "{file}: {page}");
            }
            page
        };
        assert_eq!(name("small"), name("small"));
        assert_ne!(name("small"), name("smaller"));
    }
}
