//! Debian's package manager, as far as set-up needs it.
//!
//! Deliberately nothing is updated or removed.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::Result;
use crate::step::Step;
use crate::tools;
use crate::workspace::Workspace;

/// Debian's package manager, with the rights to use it.
pub(crate) struct Apt<'a> {
    workspace: &'a Workspace,
    is_root: bool,
}

impl<'a> Apt<'a> {
    /// Finds it, if it exists and may be used.
    pub(crate) fn find(workspace: &'a Workspace) -> Option<Self> {
        tools::on_path("apt-get")?;
        let id = Command::new("id").arg("-u").output().ok()?;
        let is_root = id.stdout.trim_ascii() == b"0";
        let allowed = is_root || tools::on_path("sudo").is_some();
        allowed.then_some(Self { workspace, is_root })
    }

    /// Fetches the lists of packages, which may be empty on a new machine.
    pub(crate) fn update(&self) -> Result<()> {
        if !self.is_root && io::stdin().is_terminal() {
            // Asks for the password now, where it can be seen, not in the middle of a step.
            // Ignore sudo's result: if it was refused, apt-get fails next.
            let _ = Command::new("sudo")
                .arg("-v")
                .stdin(Stdio::inherit())
                .status();
        }
        let mut command = self.command();
        command.arg("update");
        // A list that cannot be downloaded matters only if we need it; the next step finds out.
        self.step("package lists", command).watch().map(drop)
    }

    /// Whether all of these packages are available.
    pub(crate) fn knows(&self, packages: &[&str]) -> bool {
        let known = |package: &&str| {
            Command::new("apt-cache")
                .args(["show", "--no-all-versions", package])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        };
        packages.iter().all(known)
    }

    /// Whether there are any lists of packages. Without them it knows only installed packages.
    pub(crate) fn has_lists(&self) -> bool {
        let Ok(entries) = Path::new("/var/lib/apt/lists").read_dir() else {
            return false;
        };
        let is_list = |name: &str| name.contains("_Packages");
        entries
            .flatten()
            .any(|entry| is_list(&entry.file_name().to_string_lossy()))
    }

    /// The version of a package that it would install.
    pub(crate) fn version(&self, package: &str) -> Option<String> {
        let shown = Command::new("apt-cache")
            .args(["show", "--no-all-versions", package])
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let shown = String::from_utf8_lossy(&shown.stdout);
        let version = shown
            .lines()
            .find_map(|line| line.strip_prefix("Version: "));
        version.map(str::to_owned)
    }

    /// Installs packages.
    pub(crate) fn install(&self, what: &str, packages: &[&str]) -> Result<()> {
        let mut command = self.command();
        command.args(["install", "--yes", "--no-install-recommends"]);
        command.args(packages);
        self.step(what, command).run().map(drop)
    }

    fn command(&self) -> Command {
        let mut command = if self.is_root {
            Command::new("env")
        } else {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        };
        // Another apt-get may be running, as on a machine that has just started.
        command.args([
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-o",
            "DPkg::Lock::Timeout=120",
        ]);
        command
    }

    fn step(&self, what: &str, command: Command) -> Step {
        let name = format!("{what} by apt-get");
        Step::new(name, command, &self.workspace.logs()).or(
            "check that apt-get works and may be used (sudo, where you are not root), \
             then run the same command again.",
        )
    }
}
