//! Serves a finished page on this machine, with the headers that isolate it.
//!
//! Also for tests, in their own process: [`start`] serves until its result is dropped.
//! Deliberately no https, no other interface than loopback, and no watching of files.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::thread::{self, JoinHandle};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::sync::oneshot;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use crate::error::{Error, Result};
use crate::headers::{self, Isolation};

/// The port that is tried first.
pub const PORT: u16 = 8000;
/// How many ports after the first are tried.
const TRIES: u16 = 100;

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens: loopback, on a free port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The page's URL by the name that browsers treat as secure, with a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_as("localhost")
    }

    /// The page's URL by another name of this machine, as `a.localhost`: two names are two
    /// sites.
    #[must_use]
    pub fn url_as(&self, host: &str) -> String {
        format!("http://{host}:{}/", self.address.port())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone if the server has ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // The server's panic has been printed already; a second one here would hide a test's.
            let _ = thread.join();
        }
    }
}

/// Serves the folder on the first free port from `port` on; 0 is any free port.
///
/// # Errors
/// When the folder holds no page, or no port is free.
pub fn start(dist: &Path, isolation: Isolation, port: u16) -> Result<Running> {
    if !dist.join("index.html").is_file() {
        return Err(Error::Missing {
            what: format!("There is no finished page in {}", dist.display()),
            next: "cargo xtask build".to_owned(),
        });
    }
    let headers = headers::all(isolation, &headers::pages(dist)?);
    let app = app(dist, headers);
    let failed = |source| Error::Port { port, source };
    let listener = bind(port).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .map_err(failed)?;
    let (stop, stopped) = oneshot::channel();
    let thread = thread::spawn(move || {
        runtime.block_on(async {
            // The listener is valid, so this fails only without a runtime, which exists.
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                return;
            };
            tokio::spawn(async { axum::serve(listener, app).await });
            // A dropped sender also means stop.
            let _ = stopped.await;
        });
        // Does not wait for open connections: browsers keep them open for minutes.
        runtime.shutdown_background();
    });
    Ok(Running {
        address,
        stop: Some(stop),
        thread: Some(thread),
    })
}

/// The first free port from this one on.
fn bind(port: u16) -> io::Result<TcpListener> {
    let last = if port == 0 {
        0
    } else {
        port.saturating_add(TRIES)
    };
    let taken = |result: &io::Result<TcpListener>| matches!(result, Err(error) if error.kind() == io::ErrorKind::AddrInUse);
    let mut results = (port..=last).map(bind_one);
    results
        .find(|result| !taken(result))
        .unwrap_or_else(|| bind_one(port))
}

fn bind_one(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

fn app(dist: &Path, headers: Vec<headers::Header>) -> Router {
    // This package writes the list, so all its headers are valid.
    let headers: Vec<(HeaderName, HeaderValue)> = headers
        .iter()
        .filter_map(|header| {
            let value = HeaderValue::from_str(&header.value).ok()?;
            Some((HeaderName::from_static(header.name), value))
        })
        .collect();
    // As static hosts do.
    let files = Router::new()
        .fallback_service(ServeDir::new(dist))
        .layer(CompressionLayer::new());
    if headers.is_empty() {
        // Not even about caching.
        return files;
    }
    files.layer(middleware::from_fn(move |request: Request, next: Next| {
        let headers = headers.clone();
        async move { with_headers(request, next, headers).await }
    }))
}

async fn with_headers(
    request: Request,
    next: Next,
    headers: Vec<(HeaderName, HeaderValue)>,
) -> Response {
    let caching = headers::cache_control(request.uri().path());
    let mut response = next.run(request).await;
    // Set, never appended: WebKit ignores a header that it gets twice.
    for (name, value) in headers {
        response.headers_mut().insert(name, value);
    }
    let caching = HeaderValue::from_static(caching);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, caching);
    response
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;
    use crate::files::{self, Scratch};

    fn page(name: &str) -> Scratch {
        let scratch = Scratch::new(name).unwrap();
        let write =
            |file: &str, text| files::write_if_changed(&scratch.path().join(file), text).unwrap();
        write("index.html", "<script>go()</script>");
        write("engine-0123456789ab/worker.js", "export {}");
        write("engine-0123456789ab/plain/engine_bg.wasm", "\0asm");
        scratch
    }

    fn get(server: &Running, path: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn every_answer_is_isolated_once() {
        let page = page("isolated");
        let server = start(page.path(), Isolation::Full, 0).unwrap();
        for path in ["/", "/engine-0123456789ab/worker.js", "/not-there"] {
            let answer = get(&server, path);
            for header in headers::all(Isolation::Full, &[]) {
                let times = answer.matches(&format!("\r\n{}: ", header.name)).count();
                assert_eq!(times, 1, "{} at {path}: {answer}", header.name);
            }
        }
    }

    #[test]
    fn types_and_caching_are_right() {
        let page = page("types");
        let server = start(page.path(), Isolation::Full, 0).unwrap();
        let index = get(&server, "/");
        assert!(index.starts_with("HTTP/1.1 200"), "{index}");
        assert!(index.contains("content-type: text/html"), "{index}");
        assert!(index.contains("cache-control: no-cache"), "{index}");
        assert!(index.contains("'sha256-"), "{index}");
        let worker = get(&server, "/engine-0123456789ab/worker.js");
        assert!(worker.contains("content-type: text/javascript"), "{worker}");
        assert!(worker.contains("immutable"), "{worker}");
        let wasm = get(&server, "/engine-0123456789ab/plain/engine_bg.wasm");
        assert!(wasm.contains("content-type: application/wasm"), "{wasm}");
    }

    #[test]
    fn answers_are_compressed_for_clients_that_accept_it() {
        let page = page("compressed");
        files::write_if_changed(&page.path().join("long.js"), &"let x = 1;\n".repeat(100)).unwrap();
        let server = start(page.path(), Isolation::Full, 0).unwrap();
        let mut stream = TcpStream::connect(server.address()).unwrap();
        write!(
            stream,
            "GET /long.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\n\
             Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.len() < 1100, "{}", answer.len());
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.contains("content-encoding: gzip"), "{answer}");
        assert!(!get(&server, "/long.js").contains("content-encoding"));
    }

    #[test]
    fn without_isolation_the_page_is_still_served() {
        let page = page("bare");
        let server = start(page.path(), Isolation::None, 0).unwrap();
        let answer = get(&server, "/");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        for header in headers::all(Isolation::Full, &[]) {
            assert!(!answer.contains(header.name), "{answer}");
        }
        assert!(!answer.contains("cache-control"), "{answer}");
    }

    #[test]
    fn a_taken_port_is_skipped() {
        let taken = bind(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        let next = bind(port).unwrap().local_addr().unwrap().port();
        assert!(next > port, "{next} after {port}");
        drop(taken);
        assert_eq!(bind(port).unwrap().local_addr().unwrap().port(), port);
    }

    #[test]
    fn a_server_that_is_dropped_frees_its_port() {
        let page = page("dropped");
        let server = start(page.path(), Isolation::Full, 0).unwrap();
        let address = server.address();
        // A connection that stays open does not hold it up.
        let _open = TcpStream::connect(address).unwrap();
        drop(server);
        assert!(TcpStream::connect(address).is_err());
    }

    #[test]
    fn a_folder_without_a_page_is_refused_with_the_next_step() {
        let empty = Scratch::new("empty").unwrap();
        let refused = start(empty.path(), Isolation::Full, 0)
            .unwrap_err()
            .to_string();
        assert!(refused.ends_with("Next: cargo xtask build"), "{refused}");
    }
}
