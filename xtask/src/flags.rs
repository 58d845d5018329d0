//! The command line: what may be written after `cargo xtask`. Anything else is refused.

use xtask::bench::Part;
use xtask::headers::Isolation;
use xtask::suite::Check;

xflags::xflags! {
    /// Sets up, builds, serves, tests and measures Interleave.
    cmd xtask {
        /// Sets up, builds, and serves the page on this machine.
        cmd serve {
            /// Serve what is built already.
            optional --dist
            /// The first port to try (8000).
            optional --port port: u16
            /// Do not open the browser.
            optional --no-open
            /// `none`: without the headers that give the page threads; `full`: with them.
            optional --isolation isolation: Isolation
        }
        /// Sets up, builds, and runs every check.
        cmd test {
            /// Run only this check. May be given more than once.
            repeated --only check: Check
        }
        /// Sets up, builds, and measures the page beside native Rust, CPython and other pools.
        cmd bench {
            /// Measure only this part. May be given more than once.
            repeated --only part: Part
            /// Less thoroughly, and in Chromium only.
            optional --quick
        }
        /// Sets up and builds the finished page in dist/, for any static host.
        cmd build {}
        /// Installs everything that building and testing need.
        cmd setup {}
        /// Reports what is installed, what is missing, and how to get it.
        cmd doctor {}
        /// Builds only the engine.
        cmd engine {}
        /// Completes the page while Trunk builds it. Only Trunk calls this.
        cmd stage {}
    }
}
