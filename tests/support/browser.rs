//! A browser of one of three engines, with a driver of its own, for one test.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use xtask::browsers::Chromium;

use super::folder::Folder;

/// What makes a page run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium's; the tests need it.
    Chromium,
    /// Firefox's.
    Firefox,
    /// WebKit's, as GTK has it: Safari's engine, but not Safari.
    WebKit,
}

/// Firefox asks other hosts about many things of its own accord. It is told not to, for no test
/// may depend on them. (Its driver switches off what else a test does not want.)
const QUIET: &[(&str, &str)] = &[
    (
        "services.settings.server",
        "data:,#remote-settings-dummy/v1",
    ),
    ("browser.region.network.url", ""),
    ("extensions.getAddons.discovery.api_url", "data:,"),
    ("media.gmp-manager.url", "data:,"),
    ("network.connectivity-service.IPv4.url", ""),
    ("network.connectivity-service.IPv6.url", ""),
];
/// The same, for what is only on or off.
const OFF: &[&str] = &[
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "network.dns.native_https_query",
    "app.normandy.enabled",
    "app.update.auto",
    "browser.newtabpage.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "datareporting.policy.dataSubmissionEnabled",
    "dom.push.connection.enabled",
    "extensions.systemAddon.update.enabled",
    "extensions.update.enabled",
    "media.gmp-manager.updateEnabled",
    "signon.rustMirror.enabled",
    "toolkit.telemetry.enabled",
];

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// How many times Chromium's bounds its times must keep. They are proved in Chromium; here they
    /// only catch what is far out. WebKit draws each frame on the processor, which takes a core
    /// for 50 ms and more.
    pub fn slack(self) -> f64 {
        match self {
            Self::Chromium => 1.0,
            Self::Firefox => 2.0,
            Self::WebKit => 4.0,
        }
    }

    /// The same for how late a browser may be, where only what is far out shall be caught: WebKit without
    /// a graphics processor answers late whenever the machine has something else to do, too.
    pub fn lateness(self) -> f64 {
        match self {
            Self::Chromium => 1.0,
            Self::Firefox => 2.0,
            Self::WebKit => 10.0,
        }
    }

    /// Whether this machine has it. If not, and it is one that can be done without, that is said.
    pub fn is_here(self) -> bool {
        let variable = match self {
            // Without it nothing is tested, so the test fails and says what to do.
            Self::Chromium => return true,
            Self::Firefox => "GECKODRIVER",
            Self::WebKit => "WEBKITDRIVER",
        };
        let is_here = env::var_os(variable).is_some();
        if !is_here {
            let name = self.name();
            println!("SKIPPED: browser tests in {name} (not installed; see cargo xtask doctor)");
        }
        is_here
    }

    /// Whether a page shows that this browser has stopped its wasm. WebKit does, once in hundreds of starts, most
    /// likely by a fault of its own (see the README); in the other engines, where the same tests run, nothing is
    /// excused.
    pub fn stops_wasm(self, shown: &str) -> bool {
        let traps = ["Out of bounds memory access", "wasm-function["];
        self == Self::WebKit && traps.iter().any(|trap| shown.contains(trap))
    }

    fn capabilities(self, proxy: Option<u16>, more_flags: &[String]) -> Capabilities {
        let (name, key, options) = match self {
            Self::Chromium => {
                let mut flags = Chromium::FLAGS.to_vec();
                flags.push("--window-size=1360,1000");
                flags.extend(more_flags.iter().map(String::as_str));
                let options = json!({"binary": path("CHROMIUM"), "args": flags});
                ("chrome", "goog:chromeOptions", options)
            }
            Self::Firefox => {
                let set = |name: &str, value: Value| (name.to_owned(), value);
                let quiet = QUIET.iter().map(|(name, value)| set(name, json!(value)));
                let off = OFF.iter().map(|name| set(name, json!(false)));
                let options = json!({
                    "binary": path("FIREFOX"),
                    "args": ["-headless", "-width", "1360", "-height", "1000"],
                    "prefs": quiet.chain(off).collect::<serde_json::Map<_, _>>(),
                });
                ("firefox", "moz:firefoxOptions", options)
            }
            Self::WebKit => {
                let options = json!({"binary": path("WEBKIT"), "args": ["--automation"]});
                ("MiniBrowser", "webkitgtk:browserOptions", options)
            }
        };
        let mut capabilities = Capabilities::new();
        let mut set = |key: &str, value: Value| {
            let done = capabilities.set(key, value);
            done.expect("it is JSON already");
        };
        set("browserName", json!(name));
        set(key, options);
        if let Some(port) = proxy {
            let address = format!("127.0.0.1:{port}");
            set(
                "proxy",
                json!({"proxyType": "manual", "httpProxy": address}),
            );
        }
        capabilities
    }
}

/// A program that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Ends {
    /// Starts a program, and waits for the first thing of interest that it prints.
    fn and_says<T>(command: &mut Command, look: impl Fn(&str) -> Option<T>) -> (Self, T) {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let output = process.stdout.take().expect("it was piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let found = lines.find_map(|line| look(&line));
        // What else it prints is read, so that it never waits for a reader.
        thread::spawn(move || lines.for_each(drop));
        let process = Self(process);
        (process, found.expect("it says that it is ready"))
    }
}

/// A driver, ready to start one browser.
pub struct Driver {
    engine: Engine,
    port: u16,
    // Dropped in this order: what is shown goes before the screen, and both before their files.
    process: Ends,
    _screen: Option<Ends>,
    files: Folder,
}

/// What a driver and its browser say of their own troubles goes to this file.
const TROUBLES: &str = "troubles.txt";
/// How much of the end of it is shown when a test fails, in lines.
const SHOWN: usize = 8;

impl Driver {
    /// Starts the engine's driver on a free port. Without `shared_memory` an engine that can be
    /// had without it, as WebKit, is.
    pub fn start(engine: Engine, shared_memory: bool) -> Self {
        let number_after = |line: &str, before: &str| {
            let (_, port) = line.split_once(before)?;
            port.trim_end_matches('.').parse().ok()
        };
        let files = Folder::new("browser");
        let troubles = File::create(files.path().join(TROUBLES)).expect("there is room");
        let (process, port, screen) = match engine {
            Engine::Chromium => {
                let mut command = Command::new(path("CHROMEDRIVER"));
                // It leaves megabytes among the temporary files each time.
                command.arg("--port=0").env("TMPDIR", files.path());
                let (process, port) = Ends::and_says(command.stderr(troubles), |line| {
                    number_after(line, "started successfully on port ")
                });
                (process, port, None)
            }
            Engine::Firefox => {
                let mut command = Command::new(path("GECKODRIVER"));
                command.args(["--port", "0", "--websocket-port", "0"]);
                // Lets `services.settings.server` be set; see `QUIET`.
                command.env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
                let (process, port) = Ends::and_says(command.stderr(troubles), |line| {
                    number_after(line, "Listening on 127.0.0.1:")
                });
                (process, port, None)
            }
            Engine::WebKit => {
                let mut command = Command::new(path("XVFB"));
                command.args(["-displayfd", "1", "-screen", "0", "1360x1000x24"]);
                command.args(["-nolisten", "tcp"]).stderr(Stdio::null());
                let number = |line: &str| line.trim().parse::<u32>().ok();
                let (screen, display) = Ends::and_says(&mut command, number);
                let (process, port) = webkit(display, shared_memory, troubles);
                (process, port, Some(screen))
            }
        };
        Self {
            engine,
            port,
            process,
            _screen: screen,
            files,
        }
    }

    /// Whether the browser fell over a known fault of its own: WebKit stops its threads by signals, whose
    /// handler changes `errno`, and GLib's `g_check_setuid` takes that for a failure and ends the
    /// process (seen in WebKitGTK 2.50; by reading, in GLib's `gutils.c`).
    pub fn fell_by_its_own_fault(&self) -> bool {
        self.said()
            .contains("getauxval () failed: Interrupted system call")
    }

    fn said(&self) -> String {
        let said = std::fs::read(self.files.path().join(TROUBLES)).unwrap_or_default();
        String::from_utf8_lossy(&said).into_owned()
    }

    /// The last that the driver and its browser said of their own troubles.
    pub fn troubles(&self) -> String {
        let said = self.said();
        let lines: Vec<&str> = said
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        lines[lines.len().saturating_sub(SHOWN)..].join("\n")
    }

    /// A browser with a fresh profile, which has this port of this machine for a proxy if one is
    /// named; if it is Chromium, with these flags, which may name another profile.
    pub async fn session(&self, proxy: Option<u16>, flags: &[String]) -> WebDriver {
        let url = format!("http://127.0.0.1:{}", self.port);
        let driver = WebDriver::new(url, self.engine.capabilities(proxy, flags)).await;
        let driver =
            driver.unwrap_or_else(|error| panic!("no browser: {error}\n{}", self.troubles()));
        driver
            .set_script_timeout(Duration::from_secs(150))
            .await
            .expect("it can be set");
        driver
    }

    /// How many workers the browser's processes have: their threads have names, in Chromium.
    pub fn workers(&self) -> usize {
        let mut family = vec![self.process.0.id()];
        let parents: Vec<(u32, u32)> = processes().filter_map(parent).collect();
        let mut next = 0;
        while let Some(&known) = family.get(next) {
            let children = parents.iter().filter(|(_, parent)| *parent == known);
            family.extend(children.map(|(child, _)| *child));
            next += 1;
        }
        family.iter().map(|process| worker_threads(*process)).sum()
    }
}

/// Starts WebKit's driver, which does not say when it is ready, nor which port it has chosen.
fn webkit(display: u32, shared_memory: bool, troubles: File) -> (Ends, u16) {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
    let port = free.expect("some port is free").port();
    let mut command = Command::new(path("WEBKITDRIVER"));
    command
        .arg(format!("--port={port}"))
        .env("DISPLAY", format!(":{display}"))
        .env("GDK_BACKEND", "x11")
        // There is no graphics card here. On Mesa's stand-in for one, WebKit paints slowly, from several
        // threads, and crashes now and then.
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        // Without it there is no shared memory at all, isolated or not.
        .env(
            "JSC_useSharedArrayBuffer",
            if shared_memory { "1" } else { "0" },
        )
        .stdin(Stdio::null())
        .stderr(troubles);
    let mut process = Ends(command.spawn().expect("WebKitWebDriver starts"));
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        let ended = process.0.try_wait().expect("it is ours");
        assert_eq!(ended, None, "WebKitWebDriver has ended");
        thread::yield_now();
    }
    (process, port)
}

fn path(variable: &str) -> PathBuf {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set; run `cargo xtask test --only browser`"))
        .into()
}

/// The finished page.
pub fn dist() -> PathBuf {
    path("INTERLEAVE_DIST")
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = Path::new("/proc").read_dir().expect("this is Linux");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

fn parent(process: u32) -> Option<(u32, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it is in parentheses and may hold anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    let parent = rest.split(' ').nth(1)?.parse().ok()?;
    Some((process, parent))
}

fn worker_threads(process: u32) -> usize {
    let Ok(threads) = Path::new(&format!("/proc/{process}/task")).read_dir() else {
        return 0;
    };
    threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with("DedicatedWorker"))
        .count()
}
