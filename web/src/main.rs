//! In the browser this mounts the page. Natively it prints the shell: the first view, rendered to
//! text in every language, so that the page can be read before any wasm arrives; or, asked for
//! `experiments`, what links to them show.

#[cfg(target_arch = "wasm32")]
fn main() {
    interleave_web::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("experiments") => print!("{}", interleave_web::experiments()),
        _ => print!("{}", interleave_web::shell()),
    }
}
