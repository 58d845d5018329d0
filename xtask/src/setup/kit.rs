//! What a build is made with.

use crate::compiler::Compiler;
use crate::tools::Tools;

/// What builds the page and the engine.
#[derive(Debug)]
pub struct Kit {
    /// The compiler for wasm.
    pub compiler: Compiler,
    /// wasm-bindgen, Trunk, wasm-opt, esbuild and the highlighter.
    pub tools: Tools,
}
