//! The command line of `cargo xtask`. Deliberately no logic: each command is a function of the
//! library beside this file.

mod flags;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use xtask::error::{Error, Result};
use xtask::headers::Isolation;
use xtask::output::{self, Stopwatch, complain, say};
use xtask::serve::{self, PORT};
use xtask::suite;
use xtask::workspace::Workspace;
use xtask::{bench, engine, page, setup};

use flags::{Xtask, XtaskCmd};

/// What the command line asks for.
#[derive(Debug)]
enum Asked {
    Command(XtaskCmd),
    Help(String),
}

fn main() -> ExitCode {
    let ended = parse(env::args_os().skip(1).collect()).and_then(|asked| match asked {
        Asked::Command(command) => run(command),
        Asked::Help(help) => {
            say(help.trim_end());
            Ok(true)
        }
    });
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(&format!("\n{error}"));
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: Vec<OsString>) -> Result<Asked> {
    if arguments.is_empty() || arguments == ["help"] {
        arguments = vec!["--help".into()];
    }
    match Xtask::from_vec(arguments) {
        Ok(flags) => Ok(Asked::Command(flags.subcommand)),
        Err(error) if error.is_help() => Ok(Asked::Help(error.to_string())),
        Err(error) => Err(Error::Usage(format!("{error}."))),
    }
}

/// Runs one command. Returns whether it succeeded.
fn run(command: XtaskCmd) -> Result<bool> {
    let workspace = Workspace::here();
    match command {
        XtaskCmd::Setup(_) => {
            let kit = setup::for_build(&workspace)?;
            setup::test_runner(&workspace, &kit)?;
            setup::browsers(&workspace, &kit)?;
            // The missing ones have been printed.
            setup::fonts(&workspace);
            let _ = setup::pythons(&workspace, &kit);
            let _ = setup::valgrind(&workspace);
            let compiler = kit.compiler;
            say(&format!(
                "Everything that the build needs is installed ({compiler})."
            ));
        }
        XtaskCmd::Doctor(_) => return setup::doctor(&workspace),
        XtaskCmd::Engine(_) => {
            let _lock = workspace.lock()?;
            engine::build(&workspace, &setup::for_build(&workspace)?)?;
        }
        // Trunk calls it in a build that holds the lock.
        XtaskCmd::Stage(_) => page::stage(&workspace)?,
        XtaskCmd::Build(_) => build(&workspace)?,
        XtaskCmd::Serve(options) => serve(&workspace, options)?,
        XtaskCmd::Test(options) => {
            let _lock = workspace.lock()?;
            return suite::run(&workspace, &options.only);
        }
        XtaskCmd::Bench(options) => {
            let _lock = workspace.lock()?;
            bench::run(&workspace, &options.only, options.quick)?;
        }
    }
    Ok(true)
}

fn build(workspace: &Workspace) -> Result<()> {
    let _lock = workspace.lock()?;
    setup::room(workspace, setup::BUILD)?;
    let watch = Stopwatch::start();
    page::build(workspace, &setup::for_build(workspace)?)?;
    let elapsed = output::duration(watch.elapsed());
    say(&format!(
        "Built {} in {elapsed}.",
        workspace.dist().display()
    ));
    Ok(())
}

/// Serves until a signal ends this program.
fn serve(workspace: &Workspace, options: flags::Serve) -> Result<()> {
    if !options.dist {
        build(workspace)?;
    }
    let isolation = options.isolation.unwrap_or(Isolation::Full);
    let server = serve::start(&workspace.dist(), isolation, options.port.unwrap_or(PORT))?;
    say(&format!("{}\nPress Ctrl-C to stop.", server.url()));
    if !options.no_open && someone_is_looking() {
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
    // Without such a program, the user opens the printed URL by hand.
    let _ = command.spawn();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Asked> {
        parse(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn every_command_answers_help() {
        for command in [
            "", "serve", "test", "bench", "build", "setup", "doctor", "engine", "stage",
        ] {
            for flag in ["--help", "-h"] {
                let asked = parsed(&format!("{command} {flag}")).unwrap();
                assert!(
                    matches!(&asked, Asked::Help(help) if help.contains("xtask serve")),
                    "{command} {flag}: {asked:?}"
                );
            }
        }
        for line in ["", "help"] {
            assert!(matches!(parsed(line), Ok(Asked::Help(_))), "{line}");
        }
    }

    #[test]
    fn unknown_flags_and_stray_arguments_are_refused() {
        for line in [
            "srve",
            "serve --dst",
            "serve now",
            "serve --port",
            "serve --port many",
            "serve --isolation half",
            "test --only nothing",
            "test fmt",
            "bench --only nothing",
            "build --release",
            "setup all",
            "doctor --fix",
            "engine threaded",
            "stage --x",
            "--version-2",
        ] {
            let refused = parsed(line).map(|_| ()).unwrap_err().to_string();
            assert!(refused.ends_with("Next: cargo xtask --help"), "{refused}");
        }
    }

    #[test]
    fn flags_are_read() {
        let Ok(Asked::Command(XtaskCmd::Serve(serve))) =
            parsed("serve --dist --no-open --port 9000 --isolation none")
        else {
            panic!("it is a command");
        };
        assert!(serve.dist && serve.no_open);
        assert_eq!(serve.port, Some(9000));
        assert_eq!(serve.isolation, Some(Isolation::None));
        let Ok(Asked::Command(XtaskCmd::Test(test))) = parsed("test --only fmt --only sizes")
        else {
            panic!("it is a command");
        };
        assert_eq!(test.only, [suite::Check::Format, suite::Check::Sizes]);
    }
}
