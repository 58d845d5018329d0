//! The kernel by itself, in wasm: what the pools of others compute when `cargo xtask bench` measures them.

use interleave::kernel::Kernel;

/// Computes so many terms of the series for π, and returns what they give.
#[unsafe(no_mangle)]
pub extern "C" fn compute(units: u32) -> f64 {
    let mut computation = Kernel::Pi.begin();
    computation.extend(units.into());
    while !computation.advance() {}
    computation.pi().unwrap_or_default()
}
