//! Builds the finished page: the engine, the first view as HTML, and the rest with Trunk.
//!
//! Deliberately does none of Trunk's work. Trunk's hook calls [`stage`] for what Trunk cannot do.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::article::{self, Around, Placeholders};
use crate::engine;
use crate::error::{Error, Result};
use crate::excerpt::excerpt;
use crate::files;
use crate::headers::{self, Isolation};
use crate::index::{self, splice};
use crate::release;
use crate::script;
use crate::setup::Kit;
use crate::share;
use crate::step::{self, Step};
use crate::tools::{self, Tools};
use crate::wasm;
use crate::workspace::Workspace;

/// The marker for the shell in `www/index.html`.
const SHELL: &str = "<!--shell-->";
/// The marker for the name of the engine's folder.
const ENGINE: &str = "<!--engine-->";
/// The marker for the link to the styles.
const STYLES: &str = "<!--styles-->";
/// The marker for the tags that need the page's address.
const ADDRESS: &str = "<!--address-->";
/// The marker for the page's own policy, for hosts that send none.
const POLICY: &str = "<!--policy-->";
/// The page's scripts, which Trunk does not name by their content: without their `.js`.
const SCRIPTS: [&str; 2] = ["boot", "isolation"];

/// Builds all of `dist/`.
///
/// # Errors
/// When a tool fails.
pub fn build(workspace: &Workspace, kit: &Kit) -> Result<()> {
    // If nothing has changed, start nothing: even tools that find nothing to do take seconds.
    let stamp = workspace.target("dist.stamp");
    let inputs = inputs(workspace, kit)?;
    let dist = workspace.dist();
    // The result may have been changed or deleted, too.
    let made = || files::hash_folder(&dist).map(|hash| format!("{inputs} {hash}"));
    if dist.is_dir() && fs::read_to_string(&stamp).ok() == Some(made()?) {
        return Ok(());
    }
    fetch(workspace, kit)?;
    compile(workspace, kit)?;
    engine::assemble(workspace, kit)?;
    render_shell(workspace)?;
    trunk(workspace, kit)?;
    files::write_if_changed(&stamp, &made()?)
}

/// Compiles everything side by side: each program ends with a link that keeps only one core busy.
fn compile(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut steps = engine::compilation(workspace, kit);

    // The same build that Trunk will request, which cargo then finds done.
    let mut page = kit.compiler.cargo();
    wasm::for_page(&mut page, workspace, &kit.compiler);
    page.args("build --package interleave-web --bin interleave-web --profile page".split(' '))
        .args(["--target", wasm::TARGET])
        .current_dir(workspace.root());
    steps.push(Step::new("page's wasm", page, &workspace.logs()));

    // In cargo's development profile: it prints a few texts, once.
    let mut native = workspace.native_cargo();
    native.args(["build", "--package", "interleave-web"]);
    steps.push(Step::new("page, natively", native, &workspace.logs()));
    step::run_together(steps)
}

/// A hash over everything that the page, its engine and its first view are made of.
fn inputs(workspace: &Workspace, kit: &Kit) -> Result<String> {
    let address = share::address(env::var(share::ADDRESS).ok())?;
    let mut text = format!("{} {} {address:?}\n", kit.compiler, tools::TRUNK);
    for folder in ["crate", "web", "www", "xtask/src"] {
        text += &files::hash_folder(&workspace.root().join(folder))?;
    }
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        ".cargo/config.toml",
    ] {
        text += &files::read_text(&workspace.root().join(file))?;
    }
    Ok(files::hash(text.as_bytes()))
}

/// Runs the page's own code natively, to print its first view, which is readable before any wasm arrives
/// and always equals what the page renders; its experiments; and what the article is filled with.
fn render_shell(workspace: &Workspace) -> Result<()> {
    print(workspace, &[], &workspace.shell())?;
    print(workspace, &["experiments"], &workspace.experiments())?;
    print(workspace, &["article"], &workspace.article())
}

/// Runs the page's native program and keeps what it prints.
fn print(workspace: &Workspace, arguments: &[&str], file: &Path) -> Result<()> {
    // Not as a step, whose log would hold the output and cargo's messages in one.
    let mut print = workspace.native_cargo();
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
            excerpt: excerpt(&printed),
        });
    }
    files::write_if_changed(file, &String::from_utf8_lossy(&output.stdout))
}

/// Downloads all crates: Trunk is told to stay offline, and tells cargo the same.
fn fetch(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut command = kit.compiler.cargo();
    wasm::for_page(&mut command, workspace, &kit.compiler);
    command
        .args(["fetch", "--target", wasm::TARGET])
        .current_dir(workspace.root());
    Step::new("crates", command, &workspace.logs())
        .or("see that crates can be downloaded, then run the same command again.")
        .run()
        .map(drop)
}

fn trunk(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut command = Command::new(kit.tools.trunk());
    kit.compiler.prepare(&mut command);
    wasm::for_page(&mut command, workspace, &kit.compiler);
    command
        .arg("build")
        .env("PATH", tool_path(workspace, kit)?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes only `true` and `false` here, and ends at the usual `1`.
        .env_remove("NO_COLOR")
        .current_dir(workspace.root());
    Step::new("page by Trunk", command, &workspace.logs())
        .run()
        .map(drop)
}

/// The path on which Trunk finds its tools in the right versions, and on which its hook finds this
/// very program: `cargo xtask` in a hook would build it again with the other compiler.
fn tool_path(workspace: &Workspace, kit: &Kit) -> Result<OsString> {
    // In a folder of their own: the folder that a tool lies in may hold another cargo, too.
    let folder = workspace.target("tools");
    files::remove_folder(&folder)?;
    files::create_folder(&folder)?;
    let xtask = env::current_exe().map_err(Error::file("find", Path::new("xtask")))?;
    for tool in [xtask, kit.tools.wasm_bindgen(), kit.tools.wasm_opt()] {
        let name = tool.file_name().unwrap_or_default();
        files::link(&tool, &folder.join(name))?;
    }
    Ok(tools::path_with(&[&folder, kit.compiler.bin()]))
}

/// Completes what Trunk has built, before it becomes `dist/`: the engine, the first view and the
/// policy in `index.html`, the pages that show what a link leads to, the article, the headers for static
/// hosts, and the release in the service worker.
///
/// # Errors
/// When this is not called by Trunk, or a file is not as it should be.
pub fn stage(workspace: &Workspace) -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| {
            Error::Usage("`stage` is called by Trunk; to build the page, use `build`.".to_owned())
        })?;
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let minify = |scripts: &[PathBuf]| script::minify(&tools, &staging, scripts, &workspace.logs());
    minify(&script::all(&staging)?)?;
    let (name, engine) = engine::built(workspace)?;
    files::copy_folder(&engine, &staging.join(&name))?;
    let address = share::address(env::var(share::ADDRESS).ok())?;
    complete_index(workspace, &staging, &name, address.as_deref())?;
    write_shared(workspace, &staging, address.as_deref())?;
    write_article(workspace, &staging, &tools)?;

    let headers = headers::all(Isolation::Full, &headers::pages(&staging)?);
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
        let problem = "it must contain the release's marker exactly once.".to_owned();
        Error::Content {
            path: source,
            problem,
        }
    })?;
    files::write_if_changed(&staging.join("sw.js"), &script)?;
    minify(&["sw.js".into()])
}

/// Writes into `index.html` what Trunk cannot. No file contains a hash of it, so it may change.
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
            problem: format!("it must contain {marker} exactly once."),
        })
    };
    let page = replace(page, SHELL, &shell)?;
    let engine = format!(r#"<meta name="engine" content="{engine}/">"#);
    let page = replace(page, ENGINE, &engine)?;
    let styles = styles(workspace, staging)?;
    let styles = format!(r#"<link rel="stylesheet" href="{styles}">"#);
    let page = replace(page, STYLES, &styles)?;
    let page = index::seen_first(&page).ok_or_else(|| Error::Content {
        path: index.clone(),
        problem: format!(
            "Trunk starts the page in a new way: there is no `{}` in it. Adapt `index.rs`.",
            index::LOAD
        ),
    })?;
    let page = replace(page, ADDRESS, &share::tags(address, ""))?;
    let page = SCRIPTS.iter().try_fold(page, |page, script| {
        let file = staging.join(format!("{script}.js"));
        let content = fs::read(&file).map_err(Error::file("read", &file))?;
        let named = format!("{script}-{}.js", &files::hash(&content)[..16]);
        fs::rename(&file, staging.join(&named)).map_err(Error::file("rename", &file))?;
        replace(page, &format!("\"{script}.js\""), &format!("\"{named}\""))
    })?;
    let page = index::name_by_content(&page, staging)?;
    let policy = headers::content_security_policy(std::slice::from_ref(&page));
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let page = replace(page, POLICY, &policy)?;
    fs::write(&index, page).map_err(Error::file("write", &index))
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

/// Writes the article and the worksheets, their style sheet and their script.
fn write_article(workspace: &Workspace, staging: &Path, tools: &Tools) -> Result<()> {
    let www = workspace.root().join("www");
    let bundle = |file: &str, extension: &str| {
        let joined = workspace.target(&format!("article.{extension}"));
        script::bundle(tools, &www.join(file), &joined, &workspace.logs())?;
        let text = files::read_text(&joined)?;
        let name = format!(
            "article-{}.{extension}",
            &files::hash(text.as_bytes())[..16]
        );
        files::write_if_changed(&staging.join(article::FOLDER).join(&name), &text)?;
        Ok(name)
    };
    let list = workspace.article();
    let placeholders =
        Placeholders::parse(&files::read_text(&list)?).ok_or_else(|| Error::Content {
            path: list,
            problem: "each line must be a language, a placeholder and its HTML.".to_owned(),
        })?;
    let around = Around {
        styles: &bundle("article/article.css", "css")?,
        script: &bundle("article/article.js", "js")?,
        policy: &headers::content_security_policy(&[]),
    };
    article::pages(&www, &placeholders, around)?
        .iter()
        .try_for_each(|(name, page)| files::write_if_changed(&staging.join(name), page))
}

/// Writes the small pages that show what a link leads to.
fn write_shared(workspace: &Workspace, staging: &Path, address: Option<&str>) -> Result<()> {
    let list = workspace.experiments();
    let pages = share::pages(&files::read_text(&list)?, address).ok_or_else(|| Error::Content {
        path: list,
        problem: "each line must be one experiment with tab-separated fields.".to_owned(),
    })?;
    pages
        .iter()
        .try_for_each(|(name, page)| files::write_if_changed(&staging.join(name), page))
}
