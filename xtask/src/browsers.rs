//! The browsers of this machine that tests drive: one of each engine.
//!
//! Deliberately installs nothing, as set-up does that, and starts nothing, as the tests do that.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{self, Tools, existing, named_by, on_path};

/// Chromium's engine. It is required.
#[derive(Clone, Debug)]
pub struct Chromium {
    /// Chromium, or Chrome.
    pub browser: PathBuf,
    /// ChromeDriver.
    pub driver: PathBuf,
}

/// Firefox's engine.
#[derive(Clone, Debug)]
pub struct Firefox {
    /// Firefox.
    pub browser: PathBuf,
    /// geckodriver.
    pub driver: PathBuf,
}

/// WebKit's engine, as GTK has it.
#[derive(Clone, Debug)]
pub struct WebKit {
    /// MiniBrowser, which comes with the engine.
    pub browser: PathBuf,
    /// WebKitWebDriver.
    pub driver: PathBuf,
    /// Xvfb, the screen that it needs: it has no headless mode.
    pub screen: PathBuf,
}

/// The browsers of this machine.
#[derive(Clone, Debug)]
pub struct Browsers {
    /// Chromium.
    pub chromium: Chromium,
    /// Firefox, if it is there.
    pub firefox: Option<Firefox>,
    /// WebKit, if it is there.
    pub webkit: Option<WebKit>,
}

impl Browsers {
    /// The environment variables that tell the tests where they are. Missing ones are left out.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, &Path)> {
        let mut named = vec![
            ("CHROMIUM", self.chromium.browser.as_path()),
            ("CHROMEDRIVER", &self.chromium.driver),
        ];
        if let Some(firefox) = &self.firefox {
            named.push(("FIREFOX", &firefox.browser));
            named.push(("GECKODRIVER", &firefox.driver));
        }
        if let Some(webkit) = &self.webkit {
            named.push(("WEBKIT", &webkit.browser));
            named.push(("WEBKITDRIVER", &webkit.driver));
            named.push(("XVFB", &webkit.screen));
        }
        named
    }
}

impl Chromium {
    /// Flags for a browser without a screen. Sandboxes need rights that a container's root lacks; the
    /// other flags keep the browser from contacting hosts that it does not need.
    pub const FLAGS: &[&str] = &[
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    /// The browser of this machine: what `CHROMIUM` and `CHROMEDRIVER` name, else what is on the
    /// path or in the usual place.
    #[must_use]
    pub fn find() -> Option<Self> {
        let driver = Self::driver()?;
        let mut browsers = Self::browsers();
        // A driver drives only its own release, and some machines have more than one browser.
        if browsers.len() > 1
            && let Some(release) = release(&driver)
            && let Some(fits) = browsers
                .iter()
                .position(|browser| self::release(browser) == Some(release))
        {
            browsers.swap(0, fits);
        }
        Some(Self {
            browser: browsers.into_iter().next()?,
            driver,
        })
    }

    /// Every Chromium and Chrome; only the one that `CHROMIUM` names, if it does.
    #[must_use]
    pub fn browsers() -> Vec<PathBuf> {
        if let Some(named) = named_by("CHROMIUM") {
            return vec![named];
        }
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ];
        let folders = [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
        ];
        names
            .into_iter()
            .filter_map(on_path)
            .chain(folders.into_iter().filter_map(existing))
            .collect()
    }

    /// ChromeDriver, if there is one.
    #[must_use]
    pub fn driver() -> Option<PathBuf> {
        named_by("CHROMEDRIVER")
            .or_else(|| on_path("chromedriver"))
            .or_else(|| existing("/usr/lib/chromium/chromedriver"))
    }
}

impl Firefox {
    /// The browser of this machine: what `FIREFOX` and `GECKODRIVER` name, else what is on the
    /// path, in the usual place, or among the tools that set-up has installed.
    #[must_use]
    pub fn find(tools: &Tools) -> Option<Self> {
        Some(Self {
            browser: Self::browser()?,
            driver: Self::driver(tools)?,
        })
    }

    /// Firefox, if it is there.
    #[must_use]
    pub fn browser() -> Option<PathBuf> {
        named_by("FIREFOX")
            .or_else(|| on_path("firefox-esr"))
            .or_else(|| on_path("firefox"))
            .or_else(|| existing("/Applications/Firefox.app/Contents/MacOS/firefox"))
    }

    /// geckodriver, if it is there.
    #[must_use]
    pub fn driver(tools: &Tools) -> Option<PathBuf> {
        named_by("GECKODRIVER")
            .or_else(|| on_path("geckodriver"))
            .or_else(|| existing(tools.geckodriver()))
    }
}

impl WebKit {
    /// The browser of this machine: what `WEBKIT`, `WEBKITDRIVER` and `XVFB` name, else what is
    /// on the path or where distributions put it.
    #[must_use]
    pub fn find() -> Option<Self> {
        Some(Self {
            browser: Self::browser()?,
            driver: Self::driver()?,
            screen: Self::screen()?,
        })
    }

    /// MiniBrowser, if it is there.
    #[must_use]
    pub fn browser() -> Option<PathBuf> {
        named_by("WEBKIT").or_else(|| {
            // Debian has a folder for each architecture below the first.
            tools::folders(Path::new("/usr/lib"))
                .into_iter()
                .chain(["/usr/lib", "/usr/libexec"].map(PathBuf::from))
                .flat_map(|folder| {
                    ["webkit2gtk-4.1", "webkit2gtk-4.0"].map(|name| folder.join(name))
                })
                .find_map(|folder| existing(folder.join("MiniBrowser")))
        })
    }

    /// WebKitWebDriver, if it is there.
    #[must_use]
    pub fn driver() -> Option<PathBuf> {
        named_by("WEBKITDRIVER").or_else(|| on_path("WebKitWebDriver"))
    }

    /// Xvfb, if it is there.
    #[must_use]
    pub fn screen() -> Option<PathBuf> {
        named_by("XVFB").or_else(|| on_path("Xvfb"))
    }
}

/// The first number of a browser's or a driver's version.
fn release(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    first_number(&String::from_utf8_lossy(&output.stdout))
}

fn first_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .find_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_of_a_browser_and_its_driver_is_parsed() {
        assert_eq!(first_number("Google Chrome 156.0.8078.79 "), Some(156));
        assert_eq!(first_number("ChromeDriver 156.0.8078.73 (5b1)"), Some(156));
        assert_eq!(first_number("no browser"), None);
    }

    #[test]
    fn a_browser_that_is_not_there_is_not_named() {
        let path = PathBuf::from("x");
        let chromium = Chromium {
            browser: path.clone(),
            driver: path.clone(),
        };
        let firefox = Firefox {
            browser: path.clone(),
            driver: path,
        };
        let browsers = Browsers {
            chromium,
            firefox: Some(firefox),
            webkit: None,
        };
        let names: Vec<&str> = browsers
            .environment()
            .iter()
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(
            names,
            ["CHROMIUM", "CHROMEDRIVER", "FIREFOX", "GECKODRIVER"]
        );
    }
}
