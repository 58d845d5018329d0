// The service worker: keeps a release of the page whole, for when there is no network, and sends
// what it keeps with the headers that isolate the page, on hosts that send none. The browser
// starts it, so it cannot be Rust.
//
// install    takes all files of its release into a cache of its own, index.html last
// fetch      answers for this release's files, and for those of the release before it that an
//            open page may still ask for; for the page itself with the newest release that is
//            complete; for a folder with its index.html. What it has not, or not whole, comes from
//            the network
// message    "activate": the page was loaded anew, so the release that waits takes over
// activate   forgets all releases but its own and the one before it
//
// An open page is never changed and never loaded again from here. It keeps no state.

// {name, headers, files}: xtask writes them here.
const release = "--release--";

const SCOPE = registration.scope;
const CACHES = `interleave ${SCOPE} `;
const CACHE = CACHES + release.name;
const PAGE = "index.html";
// Some browsers lose a part of what they keep.
const LENGTH = "x-interleave-length";
// What carries its content's hash in its name.
const NAMED = /-[\da-f]{12,16}[._/]/;
const ENTRY = release.files.find((file) => file.endsWith("_bg.wasm") && !file.includes("/"));

// The caches of this page's releases, the newest first.
const kept = async () =>
  (await caches.keys()).filter((name) => name.startsWith(CACHES)).reverse();

// A response as it is kept and sent: with our headers in place of the host's.
const dress = async (response, isPage) => {
  let bytes = await response.arrayBuffer();
  const headers = new Headers(release.headers);
  if (isPage) {
    let text = new TextDecoder().decode(bytes);
    // The policy names the scripts of its own release; a page has its policy in itself, too.
    if (!text.includes(ENTRY)) headers.delete("content-security-policy");
    if (!response.headers.has("cross-origin-embedder-policy")) {
      text = text.replace("<html", '<html data-rung="service-worker"');
    }
    bytes = new TextEncoder().encode(text);
  }
  // A host may not know the type of a file; then the browser finds it out.
  const type = response.headers.get("content-type");
  if (type) headers.set("content-type", type);
  headers.set(LENGTH, bytes.byteLength);
  return new Response(bytes, { headers });
};

const install = async () => {
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  const take = async (file) => {
    const isPage = file === PAGE;
    // By the folder: some hosts answer for index.html with a redirection.
    const response = await fetch(isPage ? "./" : file, {
      cache: NAMED.test(file) ? "default" : "reload",
    });
    const dressed = response.ok && (await dress(response, isPage));
    // A host may not have the whole of a release at once.
    if (!dressed || (isPage && !(await dressed.clone().text()).includes(ENTRY))) throw new Error(file);
    await cache.put(file, dressed);
  };
  await Promise.all(release.files.map(take));
  await take(PAGE);
};

// What is kept under an address, if it is there and whole.
const find = async (address) => {
  for (const cacheName of await kept()) {
    const found = await caches.match(address, { cacheName, ignoreSearch: true });
    const bytes = await found?.arrayBuffer();
    if (bytes && bytes.byteLength === Number(found.headers.get(LENGTH))) {
      return new Response(bytes, { headers: found.headers });
    }
  }
};

const answer = async (event, file, isPage) => {
  const { request } = event;
  if (isPage) registration.waiting?.postMessage("activate");
  const found = await find(SCOPE + file).catch(() => {});
  if (found) return found;
  // Some browsers clear caches without the worker that fills them.
  if (isPage) event.waitUntil(install().catch(() => {}));
  const response = await fetch(request);
  return response.ok ? dress(response, isPage) : response;
};

const forget = async () => {
  const others = (await kept()).filter((name) => name !== CACHE);
  await Promise.all(others.slice(1).map((name) => caches.delete(name)));
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forget().then(() => clients.claim())));
addEventListener("message", ({ data }) => data === "activate" && skipWaiting());
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const path = url.origin + url.pathname;
  if (request.method !== "GET" || !path.startsWith(SCOPE)) return;
  const file = path.slice(SCOPE.length).replace(/(^|\/)$/, `$1${PAGE}`);
  const isPage = request.mode === "navigate" && file === PAGE;
  // With `?sw=0` the page comes from the network, whatever is kept.
  if (isPage && url.searchParams.get("sw") === "0") return;
  if (isPage || NAMED.test(file) || release.files.includes(file)) {
    event.respondWith(answer(event, file, isPage));
  }
});
