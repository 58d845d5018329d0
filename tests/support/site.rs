//! What a test serves: a copy of the finished page that is its own, and another site's page
//! around it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

/// A copy of the page, gone with the test.
pub struct OwnCopy(PathBuf);

impl OwnCopy {
    /// Copies the page from a folder.
    pub fn of(dist: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("interleave-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        // Another process may have had this number, and ended before it could clear up.
        let _ = fs::remove_dir_all(&folder);
        copy_all(dist, &folder);
        Self(folder)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Has a script run before any of the page's own, in the page of this folder.
    ///
    /// It stands in the page, where the server allows it by its hash, before the page's own policy;
    /// and in a file, for a page that comes from the service worker, whose policy is the release's.
    pub fn run_first(&self, below: &str, script: &str) {
        let folder = self.0.join(below);
        let index = folder.join("index.html");
        let page = fs::read_to_string(&index).expect("it was copied");
        let (before, after) = page.split_once("<head>").expect("the page has a head");
        let page = format!(
            "{before}<head><script>{script}</script><script src=\"first.js\"></script>{after}"
        );
        fs::write(folder.join("first.js"), script).expect("there is room");
        fs::write(index, page).expect("it is ours");
    }
}

impl Drop for OwnCopy {
    fn drop(&mut self) {
        // Nobody is disturbed by what is left among the temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("there is room");
    for entry in from.read_dir().expect("it can be read").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("there is room");
        }
    }
}

/// The page of another site that embeds ours.
#[derive(Clone, Copy, Debug)]
pub struct Embedding {
    /// Whether that page is isolated itself.
    pub isolated: bool,
    /// What it writes into the `iframe` element.
    pub attributes: &'static str,
}

/// Serves such a page until it is dropped.
pub struct OtherSite {
    port: u16,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl OtherSite {
    /// Serves a page around `inner`, of which it passes on the query.
    pub fn start(embedding: Embedding, inner: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let inner = inner.clone();
                // Browsers open connections that they do not use.
                thread::spawn(move || answer(stream, embedding, &inner));
            }
        });
        Self {
            port,
            stop,
            thread: Some(thread),
        }
    }

    /// The address of the page around ours with this query. By its name it is another site.
    pub fn url(&self, query: &str) -> String {
        format!("http://blog.localhost:{}/?{query}", self.port)
    }
}

impl Drop for OtherSite {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Wakes it, so that it sees that.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Answers one request. A browser that has gone away needs no answer.
fn answer(mut stream: TcpStream, embedding: Embedding, inner: &str) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let request = lines.next()?.ok()?;
    let path = request.split(' ').nth(1)?;
    lines.map_while(Result::ok).find(|line| line.is_empty())?;
    let isolation = match embedding.isolated {
        true => {
            "Cross-Origin-Opener-Policy: same-origin\r\n\
             Cross-Origin-Embedder-Policy: require-corp\r\n"
        }
        false => "",
    };
    let query = path.strip_prefix('/')?.replace('&', "&amp;");
    let attributes = embedding.attributes;
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Another site</title>\
         <iframe src='{inner}{query}' {attributes} style='width: 98vw; height: 95vh'></iframe>"
    );
    let length = page.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
         {isolation}Connection: close\r\n\r\n{page}"
    )
    .ok()
}
