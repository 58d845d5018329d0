//! The page of another site, around ours.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// The page of another site that embeds ours.
#[derive(Clone, Copy, Debug)]
pub struct Embedding {
    /// Whether that page is isolated itself.
    pub isolated: bool,
    /// What it writes into the `iframe` element.
    pub attributes: &'static str,
}

impl Embedding {
    /// Whether the page in it may load nothing.
    pub fn is_sealed(&self) -> bool {
        self.attributes.contains("sandbox") && !self.attributes.contains("allow-same-origin")
    }
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
