//! Builds the finished page: the engine, the first view as HTML, and all the rest by Trunk.
//!
//! Deliberately nothing of Trunk's work is done here: its hooks call back for the two things
//! that it cannot do, the engine ([`crate::engine`]) and [`stage`].

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compiler::Compiler;
use crate::engine;
use crate::error::{Error, Result};
use crate::files;
use crate::headers::{self, Isolation};
use crate::release;
use crate::script;
use crate::setup::Kit;
use crate::share;
use crate::step::{self, Step};
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

/// What the shell takes the place of in `www/index.html`.
const SHELL: &str = "<!--shell-->";
/// What the link to the texts takes the place of there.
const TEXTS: &str = "<!--texts-->";
/// What the name of the engine's folder takes the place of there.
const ENGINE: &str = "<!--engine-->";
/// What the link to the styles takes the place of.
const STYLES: &str = "<!--styles-->";
/// What the tags that need the page's address take the place of.
const ADDRESS: &str = "<!--address-->";
/// What the page's own policy takes the place of, for hosts that send none.
const POLICY: &str = "<!--policy-->";
/// How Trunk's script loads the page's wasm, and what has to be over before that: see `www/boot.js`.
const LOAD: &str = "await init(";
const SEEN: &str = "await interleaveSeen;\n";
/// How the names of the page's wasm and of its JavaScript begin.
const PAGE: &str = "interleave-web-";
/// How the link begins by which Trunk has the wasm loaded before all else.
const WASM_FIRST: &str = "<link rel=\"preload\" href=\"./interleave-web-";
/// The page's scripts, which Trunk does not name by their content: without their `.js`.
const SCRIPTS: [&str; 2] = ["boot", "isolation"];

/// Builds `dist/` whole.
///
/// # Errors
/// When a tool fails.
pub fn build(workspace: &Workspace, kit: &Kit) -> Result<()> {
    fetch(workspace, kit)?;
    engine::build(workspace, kit)?;
    render_shell(workspace)?;

    // Trunk does all of its work each time, so it is called only for something new.
    let stamp = workspace.target("dist.stamp");
    let inputs = inputs(workspace, kit)?;
    let dist = workspace.dist();
    // Someone may have changed or lost what it made, too.
    let made = || files::hash_folder(&dist).map(|hash| format!("{inputs} {hash}"));
    if dist.is_dir() && fs::read_to_string(&stamp).ok() == Some(made()?) {
        return Ok(());
    }
    trunk(workspace, kit)?;
    files::write_if_changed(&stamp, &made()?)
}

/// A hash over all that the page is made of. (The engine and the shell come from here as well.)
fn inputs(workspace: &Workspace, kit: &Kit) -> Result<String> {
    let address = share::address(env::var(share::ADDRESS).ok())?;
    let mut text = format!("{} {} {address:?}\n", kit.compiler, tools::TRUNK);
    for folder in ["crate", "web", "www", "xtask/src"] {
        text += &files::hash_folder(&workspace.root().join(folder))?;
    }
    for file in ["Cargo.toml", "Cargo.lock", "Trunk.toml"] {
        text += &files::read_text(&workspace.root().join(file))?;
    }
    Ok(files::hash(text.as_bytes()))
}

/// Cargo as the user has it, for what runs on this machine.
#[must_use]
pub fn native_cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace.root());
    command
}

/// Has the page's own code, natively, print its first view, which is readable before any wasm
/// arrives and can never differ from what the page draws; its texts; and its experiments.
fn render_shell(workspace: &Workspace) -> Result<()> {
    let mut build = native_cargo(workspace);
    build.args(["build", "--package", "interleave-web"]);
    Step::new("page, natively", build, &workspace.logs()).run()?;

    print(workspace, &[], &workspace.shell())?;
    print(workspace, &["texts"], &workspace.texts())?;
    print(workspace, &["experiments"], &workspace.experiments())
}

/// Runs the page's native program and keeps what it prints.
fn print(workspace: &Workspace, arguments: &[&str], file: &Path) -> Result<()> {
    // Not as a step, whose log would hold the output and cargo's messages in one.
    let mut print = native_cargo(workspace);
    print.args(["run", "--quiet", "--package", "interleave-web", "--"]);
    print.args(arguments);
    let output = print
        .output()
        .map_err(Error::file("start", Path::new("cargo")))?;
    if !output.status.success() {
        let log = workspace.logs().join("shell.log");
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        files::write_if_changed(&log, &printed)?;
        return Err(Error::Tool {
            step: "printing the page's first view".to_owned(),
            status: output.status.to_string(),
            next: "run `cargo run -p interleave-web` and mend what it says.".to_owned(),
            log,
            excerpt: step::excerpt(&printed),
        });
    }
    files::write_if_changed(file, &String::from_utf8_lossy(&output.stdout))
}

/// Downloads all crates: Trunk is told to stay offline, and tells cargo the same.
fn fetch(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut command = kit.compiler.cargo();
    for_page(&mut command, workspace, &kit.compiler);
    command
        .args(["fetch", "--target", "wasm32-unknown-unknown"])
        .current_dir(workspace.root());
    Step::new("crates", command, &workspace.logs())
        .or("see that crates can be downloaded, then run the same command again.")
        .run()
        .map(drop)
}

fn trunk(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut command = Command::new(kit.tools.trunk());
    kit.compiler.prepare(&mut command);
    for_page(&mut command, workspace, &kit.compiler);
    command
        .arg("build")
        .env("PATH", tool_path(kit)?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes only `true` and `false` here, and ends at the usual `1`.
        .env_remove("NO_COLOR")
        .current_dir(workspace.root());
    Step::new("page", command, &workspace.logs())
        .run()
        .map(drop)
}

/// The page's settings that Trunk has no key for: `std` rebuilt for size, as the rest of it.
fn for_page(command: &mut Command, workspace: &Workspace, compiler: &Compiler) {
    Compiler::allow_unstable(command);
    let mut flags = compiler.remap_flags(workspace.root());
    // A page that panics is beyond help, and the texts of all panics are a tenth of its weight.
    flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(Into::into));
    command
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CARGO_TARGET_DIR", workspace.target("page"));
}

/// The path on which Trunk finds its tools in the right versions, and on which its hooks find
/// this very program: `cargo xtask` in a hook would build it again with the other compiler.
fn tool_path(kit: &Kit) -> Result<OsString> {
    let xtask = env::current_exe().map_err(Error::file("find", Path::new("xtask")))?;
    let (bindgen, opt) = (kit.tools.wasm_bindgen(), kit.tools.wasm_opt());
    let folders: Vec<&Path> = [&xtask, &bindgen, &opt]
        .into_iter()
        .filter_map(|file| file.parent())
        .chain([kit.compiler.bin()])
        .collect();
    Ok(tools::path_with(&folders))
}

/// Completes what Trunk has built, before it becomes `dist/`: the engine, the first view and the
/// policy in `index.html`, the pages that show what a link leads to, the headers for static hosts,
/// and the release in the service worker.
///
/// # Errors
/// When this is not called by Trunk, or a file is not as it should be.
pub fn stage(workspace: &Workspace) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| {
            Error::Usage("`stage` is for Trunk's hook; the page is built by `build`.".to_owned())
        })?;
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let minify = |scripts: &[PathBuf]| script::minify(&tools, &staging, scripts, &workspace.logs());
    minify(&script::all(&staging)?)?;
    let (name, engine) = engine::built(workspace)?;
    files::copy_folder(&engine, &staging.join(&name))?;
    let address = share::address(env::var(share::ADDRESS).ok())?;
    complete_index(workspace, &staging, &name, address.as_deref())?;
    write_shared(workspace, &staging, address.as_deref())?;

    let headers = headers::all(Isolation::Full, &pages(&staging)?);
    let kept: Vec<String> = files::list(&staging)?
        .iter()
        .map(|path| files::slashed(path))
        .collect();
    let paths: Vec<String> = kept.iter().map(|path| format!("/{path}")).collect();
    let hosts = headers::hosts_file(&headers, &paths);
    files::write_if_changed(&staging.join("_headers"), &hosts)?;

    let source = workspace.root().join("www/sw.js");
    let script = files::read_text(&source)?;
    // Over all that a release is made of, the service worker as well.
    let release = files::hash(format!("{} {script}", files::hash_folder(&staging)?).as_bytes());
    let script = release::write(&script, &release[..12], &headers, &kept).ok_or_else(|| {
        let problem = "write the release's marker once.".to_owned();
        Error::Content {
            path: source,
            problem,
        }
    })?;
    files::write_if_changed(&staging.join("sw.js"), &script)?;
    minify(&["sw.js".into()])
}

/// Writes into `index.html` what Trunk cannot. No file carries a hash of it, so it may be changed.
fn complete_index(
    workspace: &Workspace,
    staging: &Path,
    engine: &str,
    address: Option<&str>,
) -> Result<()> {
    let index = staging.join("index.html");
    let page = files::read_text(&index)?;
    let shell = files::read_text(&workspace.shell())?;
    let replace = |page: String, marker: &str, text: &str| {
        splice(&page, marker, text).ok_or_else(|| Error::Content {
            path: workspace.root().join("www/index.html"),
            problem: format!("write {marker} once, where it belongs."),
        })
    };
    let texts = files::read_text(&workspace.texts())?;
    let texts_file = format!("texts-{}.txt", &files::hash(texts.as_bytes())[..16]);
    files::write_if_changed(&staging.join(&texts_file), &texts)?;
    let link =
        format!(r#"<link id="texts" rel="preload" as="fetch" crossorigin href="{texts_file}">"#);
    let page = replace(page, SHELL, &shell)?;
    let page = replace(page, TEXTS, &link)?;
    let engine = format!(r#"<meta name="engine" content="{engine}/">"#);
    let page = replace(page, ENGINE, &engine)?;
    let styles = styles(workspace, staging)?;
    let styles = format!(r#"<link rel="stylesheet" href="{styles}">"#);
    let page = replace(page, STYLES, &styles)?;
    let page = seen_first(&page).ok_or_else(|| Error::Content {
        path: index.clone(),
        problem: format!("see how Trunk starts the page now, for it has no `{LOAD}`."),
    })?;
    let page = replace(page, ADDRESS, &share::tags(address, ""))?;
    let page = SCRIPTS.iter().try_fold(page, |page, script| {
        let file = staging.join(format!("{script}.js"));
        let content = fs::read(&file).map_err(Error::file("read", &file))?;
        let named = format!("{script}-{}.js", &files::hash(&content)[..16]);
        fs::rename(&file, staging.join(&named)).map_err(Error::file("rename", &file))?;
        replace(page, &format!("\"{script}.js\""), &format!("\"{named}\""))
    })?;
    let page = name_by_content(&page, staging)?;
    let policy = headers::content_security_policy(std::slice::from_ref(&page));
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let page = replace(page, POLICY, &policy)?;
    fs::write(&index, page).map_err(Error::file("write", &index))
}

/// Names the page's wasm and its JavaScript by what is in them, which Trunk does before they are made
/// small: with other tools for that they would be others under the same names, and those who have been
/// here keep what they have by its name. The page, with the new names.
fn name_by_content(page: &str, staging: &Path) -> Result<String> {
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

/// The page as Trunk has written it, but with the first view painted before the wasm is loaded.
fn seen_first(page: &str) -> Option<String> {
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

/// Makes one file of all styles; its name.
fn styles(workspace: &Workspace, staging: &Path) -> Result<String> {
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let from = workspace.root().join("www/css/index.css");
    let joined = workspace.target("styles.css");
    script::bundle(&tools, &from, &joined, &workspace.logs())?;
    let text = files::read_text(&joined)?;
    let name = format!("styles-{}.css", &files::hash(text.as_bytes())[..16]);
    files::write_if_changed(&staging.join(&name), &text)?;
    Ok(name)
}

/// Writes the small pages that show what a link leads to.
fn write_shared(workspace: &Workspace, staging: &Path, address: Option<&str>) -> Result<()> {
    let list = workspace.experiments();
    let pages = share::pages(&files::read_text(&list)?, address).ok_or_else(|| Error::Content {
        path: list,
        problem: "print an experiment a line, its fields apart by tabs.".to_owned(),
    })?;
    pages
        .iter()
        .try_for_each(|(name, page)| files::write_if_changed(&staging.join(name), page))
}

/// The texts of all HTML files below a folder.
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

/// The page with a text in place of a marker, if that stands there exactly once.
fn splice(page: &str, marker: &str, text: &str) -> Option<String> {
    let (before, after) = page.split_once(marker)?;
    (!after.contains(marker)).then(|| format!("{before}{}{after}", text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn the_shell_takes_the_place_of_its_marker() {
        let page = format!("<body>{SHELL}</body>");
        assert_eq!(
            splice(&page, SHELL, "<h1>x</h1>\n").as_deref(),
            Some("<body><h1>x</h1></body>")
        );
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

    #[test]
    fn a_marker_that_is_missing_or_there_twice_is_noticed() {
        assert_eq!(splice("<body></body>", SHELL, "x"), None);
        assert_eq!(splice(&SHELL.repeat(2), SHELL, "x"), None);
    }
}
