//! The command line of `cargo xtask`. Deliberately no logic: each command is a function of the
//! library beside this file.

use std::env;
use std::io::{self, IsTerminal as _};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use xtask::error::{Error, Result};
use xtask::headers::Isolation;
use xtask::serve::{self, PORT};
use xtask::step::{self, Stopwatch, say};
use xtask::suite::{self, Check};
use xtask::workspace::Workspace;
use xtask::{engine, page, setup};

const HELP: &str = "\
cargo xtask serve     set up, build, and serve the page on this machine
    --dist              serve what is built already
    --port <n>          the first port to try (8000)
    --no-open           do not open the browser
    --isolation none    without the headers that give the page threads
cargo xtask test      set up, build, and run every check
    --only <check>      only this one; may be given more than once
cargo xtask build     set up and build the finished page in dist/, for any static host
cargo xtask setup     install what is missing
cargo xtask doctor    what is there, what is missing, how to get it
cargo xtask engine    build the engine (Trunk's hook does)";

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command; tells whether all was well.
fn run(mut arguments: Vec<String>) -> Result<bool> {
    let workspace = Workspace::here();
    let command = if arguments.is_empty() {
        "help".to_owned()
    } else {
        arguments.remove(0)
    };
    let mut options = Options(arguments);
    match command.as_str() {
        "setup" => {
            options.end()?;
            let kit = setup::for_build(&workspace)?;
            setup::browsers(&workspace, &kit)?;
            // What is missing has been said.
            let _ = setup::python(&workspace);
            say(&format!("Everything is there: {}.", kit.compiler));
        }
        "doctor" => {
            options.end()?;
            return setup::doctor(&workspace);
        }
        "engine" => {
            options.end()?;
            // Trunk's hook is part of a build that has the lock.
            let in_hook = env::var_os("TRUNK_STAGING_DIR").is_some();
            let _lock = if in_hook {
                None
            } else {
                Some(workspace.lock()?)
            };
            engine::build(&workspace, &setup::for_build(&workspace)?)?;
        }
        // Trunk's hook; of no use to a person.
        "stage" => {
            options.end()?;
            page::stage(&workspace)?;
        }
        "build" => {
            options.end()?;
            build(&workspace)?;
        }
        "serve" => return serve(&workspace, options),
        "test" => {
            let mut only = Vec::new();
            while let Some(name) = options.value("--only")? {
                only.push(Check::named(&name)?);
            }
            options.end()?;
            let _lock = workspace.lock()?;
            return suite::run(&workspace, &only);
        }
        "help" | "--help" | "-h" => say(HELP),
        other => {
            let problem = format!("There is no command `{other}`.");
            return Err(Error::Usage(problem));
        }
    }
    Ok(true)
}

fn build(workspace: &Workspace) -> Result<()> {
    let _lock = workspace.lock()?;
    setup::room(workspace, setup::BUILD)?;
    let watch = Stopwatch::start();
    page::build(workspace, &setup::for_build(workspace)?)?;
    let elapsed = step::duration(watch.elapsed());
    say(&format!(
        "Built {} in {elapsed}.",
        workspace.dist().display()
    ));
    Ok(())
}

fn serve(workspace: &Workspace, mut options: Options) -> Result<bool> {
    let as_built = options.flag("--dist");
    let open = !options.flag("--no-open");
    let isolation = match options.value("--isolation")?.as_deref() {
        None | Some("full") => Isolation::Full,
        Some("none") => Isolation::None,
        Some(other) => {
            let problem = format!("--isolation is `full` or `none`, not `{other}`.");
            return Err(Error::Usage(problem));
        }
    };
    let port = match options.value("--port")? {
        None => PORT,
        Some(text) => text
            .parse()
            .map_err(|_| Error::Usage(format!("`{text}` is no port.")))?,
    };
    options.end()?;
    if !as_built {
        build(workspace)?;
    }
    let server = serve::start(&workspace.dist(), isolation, port)?;
    say(&format!("{}\nCtrl-C ends it.", server.url()));
    if open && someone_is_looking() {
        open_browser(&server.url());
    }
    loop {
        // The server has its own thread; a signal ends them both.
        thread::park();
    }
}

/// Whether a browser that opens now would be seen.
fn someone_is_looking() -> bool {
    let has_display = !cfg!(target_os = "linux")
        || env::var_os("DISPLAY").is_some()
        || env::var_os("WAYLAND_DISPLAY").is_some();
    has_display && env::var_os("CI").is_none() && io::stdout().is_terminal()
}

fn open_browser(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        start.args(["/c", "start"]);
        start
    } else {
        Command::new("xdg-open")
    };
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // The URL is on the screen; who has no such program opens it by hand.
    let _ = command.spawn();
}

/// What follows the command.
struct Options(Vec<String>);

impl Options {
    fn flag(&mut self, name: &str) -> bool {
        let found = self.0.iter().position(|option| option == name);
        found.map(|at| self.0.remove(at)).is_some()
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|option| option == name) else {
            return Ok(None);
        };
        if at + 1 == self.0.len() {
            return Err(Error::Usage(format!("{name} needs a value.")));
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// Refuses what was not taken: a typing error must not be ignored.
    fn end(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(option) => Err(Error::Usage(format!("`{option}` is not known here."))),
        }
    }
}
