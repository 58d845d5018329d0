//! Brings the newest CPythons of Debian's unstable suite into the user's cache, without installing them.
//!
//! apt-get does it, with lists and a status file of its own, in which nothing is installed: so it brings all that they
//! need, the C library included. A script for each starts it by that library's own loader. So
//! neither root nor a container is needed, and the system stays as it is.
//! Deliberately knows no address: it asks the archive that this machine has its packages from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::files;
use crate::python::Python;
use crate::step::Step;
use crate::tools;
use crate::workspace::Workspace;

/// Something, or why there is none, as a part of a sentence.
type OrWhy<T> = std::result::Result<T, String>;

/// The versions that are looked for.
pub(super) const VERSIONS: [(u32, u32); 2] = [(3, 14), (3, 15)];

/// What signs Debian's archive.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The folder of the scripts that start them; empty as long as not everything is there.
pub(super) fn programs(folder: &Path) -> PathBuf {
    folder.join("bin")
}

/// Brings these versions, as far as there are any, into an own folder.
///
/// # Errors
/// Why there are none, as a part of a sentence.
pub(super) fn bring(versions: &[(u32, u32)], folder: &Path, workspace: &Workspace) -> OrWhy<()> {
    if tools::on_path("apt-get").is_none() || tools::on_path("dpkg-deb").is_none() {
        return Err("this machine has no apt-get".to_owned());
    }
    let sources = sources();
    let address = archive(&sources).ok_or("its apt sources name no archive of Debian")?;
    if !Path::new(KEYRING).is_file() {
        return Err(format!("there is no {KEYRING}"));
    }
    let unstable = Unstable { folder, workspace };
    let unreachable = |_| "Debian's archive cannot be reached".to_owned();
    unstable.prepare(address).map_err(unreachable)?;
    let packages = unstable.packages(versions)?;
    unstable.unpack(&packages).map_err(in_words)?;
    unstable.write_programs(versions)
}

fn in_words(error: Error) -> String {
    let words = error.to_string();
    words.split(". ").next().unwrap_or_default().to_owned()
}

/// The apt sources of this machine, in either of their formats.
fn sources() -> String {
    let parts = fs::read_dir("/etc/apt/sources.list.d");
    let parts = parts.into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = parts.map(|entry| entry.path()).collect();
    paths.sort();
    paths.insert(0, PathBuf::from("/etc/apt/sources.list"));
    let texts = paths
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    texts.collect::<Vec<_>>().join("\n")
}

/// The address of Debian's archive in apt sources.
fn archive(sources: &str) -> Option<&str> {
    let lines = sources.lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(str::split_whitespace).find(|word| {
        let is_address = word.starts_with("http://") || word.starts_with("https://");
        is_address && word.trim_end_matches('/').ends_with("/debian")
    })
}

/// The packages that a simulated installation names.
fn named(simulated: &str) -> impl Iterator<Item = String> {
    let lines = simulated.lines();
    let packages = lines.filter_map(|line| line.strip_prefix("Inst ")?.split_whitespace().next());
    packages.map(str::to_owned)
}

/// The script that starts a program of the folder: by its own loader, with its own libraries.
fn script(loader: &Path, program: &Path) -> String {
    let libraries = loader.parent().unwrap_or(loader);
    format!(
        "#!/bin/sh\nexec '{}' --library-path '{}' --argv0 \"$0\" '{}' \"$@\"\n",
        loader.display(),
        libraries.display(),
        program.display()
    )
}

/// The suite, and the folder that its packages go to.
struct Unstable<'a> {
    folder: &'a Path,
    workspace: &'a Workspace,
}

impl Unstable<'_> {
    /// A program of apt's, which knows nothing but this suite.
    fn apt(&self, program: &str) -> Command {
        let own = |name: &str| self.folder.join("apt").join(name).display().to_string();
        let mut command = Command::new(program);
        for (key, value) in [
            ("Dir::Etc::sourcelist", own("sources.list")),
            ("Dir::Etc::sourceparts", "/dev/null".to_owned()),
            ("Dir::Etc::preferences", "/dev/null".to_owned()),
            ("Dir::Etc::preferencesparts", "/dev/null".to_owned()),
            ("Dir::State::status", own("status")),
            ("Dir::State::lists", own("lists")),
            ("Dir::Cache", own("cache")),
            // Another user could not write to this folder.
            ("APT::Sandbox::User", "root".to_owned()),
            ("APT::Install-Recommends", "false".to_owned()),
            // A list that cannot be fetched is a failure, and it is known soon.
            ("APT::Update::Error-Mode", "any".to_owned()),
            ("Acquire::Retries", "0".to_owned()),
            ("Acquire::http::Timeout", "15".to_owned()),
            ("Acquire::https::Timeout", "15".to_owned()),
            ("Acquire::Languages", "none".to_owned()),
        ] {
            command.arg("-o").arg(format!("{key}={value}"));
        }
        command
    }

    fn step(&self, what: &str, command: Command) -> Step {
        Step::new(what, command, &self.workspace.logs())
    }

    /// Fetches the suite's lists into an empty folder.
    fn prepare(&self, address: &str) -> Result<()> {
        files::remove_folder(self.folder)?;
        let apt = self.folder.join("apt");
        files::create_folder(&apt.join("lists/partial"))?;
        files::create_folder(&apt.join("cache/archives/partial"))?;
        files::create_folder(&apt.join("packages"))?;
        files::write_if_changed(&apt.join("status"), "")?;
        let source = format!("deb [signed-by={KEYRING}] {address} sid main\n");
        files::write_if_changed(&apt.join("sources.list"), &source)?;
        let mut command = self.apt("apt-get");
        command.arg("update");
        let step = self.step("package lists of Debian unstable", command);
        step.run().map(drop)
    }

    /// The packages that these versions need, as far as there are any.
    fn packages(&self, versions: &[(u32, u32)]) -> OrWhy<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        for (major, minor) in versions {
            let mut command = self.apt("apt-get");
            let package = format!("python{major}.{minor}");
            command.args(["install", "--simulate", &package]);
            let output = command.output().map_err(|error| error.to_string())?;
            // It fails for what there is not.
            for package in named(&String::from_utf8_lossy(&output.stdout)) {
                if !all.contains(&package) {
                    all.push(package);
                }
            }
        }
        match all.is_empty() {
            true => Err("Debian's unstable suite has none".to_owned()),
            false => Ok(all),
        }
    }

    fn unpack(&self, packages: &[String]) -> Result<()> {
        let downloads = self.folder.join("apt/packages");
        let mut command = self.apt("apt-get");
        command
            .arg("download")
            .args(packages)
            .current_dir(&downloads);
        let step = self.step("CPython from Debian unstable", command);
        step.run()?;
        let mut script = Command::new("sh");
        script
            .args([
                "-c",
                "for package in *.deb; do dpkg-deb -x \"$package\" \"$0\" || exit; done",
            ])
            .arg(self.folder)
            .current_dir(&downloads);
        self.step("CPython unpacked", script).run()?;
        // Python looks for its library beside the folder of its program.
        let library = self.folder.join("lib");
        if !library.exists() {
            files::link(Path::new("usr/lib"), &library)?;
        }
        files::remove_folder(&self.folder.join("apt"))
    }

    /// Writes the scripts, and compiles the library of each, so that no process has to.
    fn write_programs(&self, versions: &[(u32, u32)]) -> OrWhy<()> {
        let libraries = tools::folders(&self.folder.join("usr/lib"));
        let loader = libraries.iter().find_map(|folder| {
            let entries = fs::read_dir(folder).ok()?.flatten();
            let mut paths = entries.map(|entry| entry.path());
            paths.find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with("ld-linux") || name.starts_with("ld64.so")
            })
        });
        let loader = loader.ok_or("Debian's C library has no loader for this machine")?;
        let unfinished = self.folder.join("unfinished");
        let names = versions
            .iter()
            .map(|(major, minor)| format!("python{major}.{minor}"));
        for name in names {
            let program = self.folder.join("usr/bin").join(&name);
            if !program.is_file() {
                continue;
            }
            let path = unfinished.join(&name);
            files::write_if_changed(&path, &script(&loader, &program)).map_err(in_words)?;
            make_executable(&path).map_err(|error| error.to_string())?;
            if Python::ask(&path).is_none() {
                return Err(format!("Debian's {name} does not run here"));
            }
            let mut command = Command::new(&path);
            command.args(["-m", "compileall", "-q", "-j", "0"]);
            command.arg(self.folder.join("lib").join(&name));
            let step = self.step(&format!("library of {name}"), command);
            step.run().map_err(in_words)?;
        }
        fs::rename(&unfinished, programs(self.folder)).map_err(|error| error.to_string())
    }
}

fn make_executable(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_the_machine_s_own_sources() {
        let one_line = "# deb http://old.example/debian sid main\n\
            deb [signed-by=/a/debian] https://mirror.example/debian/ bookworm main";
        assert_eq!(archive(one_line), Some("https://mirror.example/debian/"));
        let paragraphs = "Types: deb\nURIs: http://mirror.example/debian-security\n\n\
            Types: deb\nURIs: http://mirror.example/linux/debian\nSuites: trixie";
        assert_eq!(
            archive(paragraphs),
            Some("http://mirror.example/linux/debian")
        );
        assert_eq!(archive("deb http://mirror.example/ubuntu noble main"), None);
        assert_eq!(archive(""), None);
    }

    #[test]
    fn a_simulated_installation_names_its_packages() {
        let output = "Reading package lists...\nInst libc6 (2.42-1 Debian:unstable [amd64]) []\n\
            Inst python3.14 (3.14.2-1 Debian:unstable [amd64])\nConf libc6 (2.42-1)\n";
        let names: Vec<String> = named(output).collect();
        assert_eq!(names, ["libc6", "python3.14"]);
    }

    #[test]
    fn a_program_is_started_by_its_own_loader() {
        let script = script(
            Path::new("/c/usr/lib/x/ld-linux.so.2"),
            Path::new("/c/usr/bin/python3.14"),
        );
        assert_eq!(
            script,
            "#!/bin/sh\nexec '/c/usr/lib/x/ld-linux.so.2' --library-path '/c/usr/lib/x' \
             --argv0 \"$0\" '/c/usr/bin/python3.14' \"$@\"\n"
        );
    }
}
