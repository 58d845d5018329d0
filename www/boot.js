// What has to be there before any wasm, and so cannot be Rust: what Rust has no word for, and what is
// decided before the first paint. It keeps nothing but the attributes of the document's root that are
// listed below.

// Wasm that has trapped never goes on. The page says so, where it would otherwise just stand there.
for (const event of ["error", "unhandledrejection"]) {
  addEventListener(event, ({ error, reason }) => {
    const { dataset } = document.documentElement;
    if ((error ?? reason) instanceof WebAssembly.RuntimeError) dataset.broken = "";
    // The page's wasm did not load; `index.html` has a sentence for that.
    else if (reason && dataset.phase === "loading") dataset.phase = "unavailable";
  });
}

// The page's wasm, ten times heavier than the first view, waits until all of that was painted: readers
// have something to read first. A tab behind others is not painted at all.
globalThis.interleaveSeen = new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  document.addEventListener("readystatechange", painted, { once: true });
  setTimeout(resolve, document.hidden ? 0 : 1000);
});

// Where the engine is, and what else is loaded on demand. Rust has no `import()`. A button may name a
// module that it opens; one that could not be loaded is asked for under another address the next time,
// as browsers may remember the failure.
{
  const { content } = document.querySelector("meta[name=engine]");
  globalThis.interleaveEngine = new URL(content, document.baseURI).href;
}
globalThis.interleaveImport = (file) => import(interleaveEngine + file);
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-module]");
  if (!button) return;
  const { module, failed, failures = 0 } = button.dataset;
  try {
    (await interleaveImport(failures ? `${module}?${failures}` : module)).open(button);
  } catch {
    button.dataset.failures = +failures + 1;
    alert(failed);
  }
});

// Buttons that copy a text: their own, or that of what they name. Where the browser does not allow it,
// the text stands there to be copied by hand.
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy], [data-copy-of]");
  if (!button) return;
  const { parentElement: whole, nextElementSibling: said, dataset } = button;
  const [status] = said.children;
  const clear = () => {
    delete whole.dataset.copied;
    status.textContent = "";
    said.replaceChildren(status);
  };
  // A second press takes away what the first one showed.
  if (whole.dataset.copied === "false") return clear();
  const source = document.querySelector(dataset.copyOf ?? "html");
  const text = dataset.copy ?? source.href?.replace(/\?$/, "") ?? source.textContent;
  const write = navigator.clipboard?.writeText(text).then(() => true);
  const copied = (await write?.catch(() => false)) ?? false;
  whole.dataset.copied = copied;
  const [done, refused] = dataset.said.split("\n");
  status.textContent = copied ? done : refused;
  const WHAT_WENT_WELL_MS = 6000;
  if (copied) return setTimeout(clear, WHAT_WENT_WELL_MS);
  const field = Object.assign(document.createElement("input"), { readOnly: true, value: text });
  field.setAttribute("aria-label", refused);
  said.append(field);
});

// What opens over the page takes the keyboard. (`autofocus` would do that, but browsers complain of it
// in a frame before anything is opened.)
addEventListener("toggle", ({ newState, target }) => {
  if (newState === "open" && target.popover) target.querySelector("button")?.focus();
}, true);

// Races take turns: two pages of ours that are open side by side do not fight for the cores. Calls
// `mine` once it is our turn, never at once; what this returns ends it, or gives up the place in line.
globalThis.interleaveTurn = (mine) => {
  const { dataset } = document.documentElement;
  const line = new AbortController();
  let end = () => line.abort();
  const hold = () =>
    new Promise((resolve) => {
      end = resolve;
      delete dataset.turn;
      mine();
    });
  dataset.turn = "waiting";
  const turn = navigator.locks
    ? navigator.locks.request("interleave-race", { signal: line.signal }, hold)
    : Promise.resolve().then(hold);
  // Some browsers keep no line for a frame of another site.
  turn.catch(({ name }) => (name === "AbortError" ? delete dataset.turn : hold()));
  return () => end();
};

// Before the first paint: which language and which theme; then the service worker, which keeps
// the page for when there is no network, and isolates it where its server does not. Runs before
// any wasm, so it cannot be Rust; the app reads from the document's root what was decided here:
//
// lang, data-theme   the app owns both from then on
// data-rung          what isolates the page, if anything does
// data-isolation     "pending" while the page may yet be loaded again, isolated: the app waits
// data-update        "ready" once there is a new release
// data-broken        some wasm of the page has trapped
// data-embed         the page is part of someone else's, which may choose language and theme
// data-browsed       what painting has cost while no race ran: frames, script and interval (p95, ms)
// data-turn          "waiting" while another page of ours runs a race on this machine
//
// The event "interleave:host" on the window tells of changes that are not the app's own.

{
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  // A browser may refuse storage and service workers.
  const guarded = (act) => {
    try {
      return act();
    } catch {}
  };
  const choose = (key, values) =>
    [query.get(key), guarded(() => localStorage.getItem(`interleave-${key}`))].find((value) =>
      values.includes(value),
    );
  const chinese = navigator.languages?.some((language) => /^zh\b/i.test(language));
  root.lang = choose("lang", ["zh", "en"]) ?? (chinese ? "zh" : "en");
  root.dataset.theme = choose("theme", ["light", "dark", "contrast"]) ?? "system";

  // Only Document-Isolation-Policy isolates a page whose parent is not isolated, and nothing but
  // the version says whether a browser has it.
  const framed = self !== top;
  const agent = navigator.userAgentData;
  const chromium = agent?.brands.find(({ brand }) => brand === "Chromium")?.version;
  const policy = chromium >= (agent?.mobile ? 146 : 137);
  // The service worker has written here that it was the one.
  root.dataset.rung ??= framed && policy ? "document-isolation-policy" : "headers";

  const tell = () => dispatchEvent(new Event("interleave:host"));
  const offer = () => {
    root.dataset.update = "ready";
    tell();
  };

  // What surrounds an embedded page is told how high it is, and may say how it should look.
  if (query.get("embed") === "1") {
    root.dataset.embed = "";
    const say = (type, more) => framed && parent.postMessage({ type, version: 1, ...more }, "*");
    addEventListener("DOMContentLoaded", () => {
      const size = () => say("interleave/height", { height: document.body.offsetHeight });
      new ResizeObserver(size).observe(document.body);
      say("interleave/ready");
    });
    addEventListener("message", ({ source, data }) => {
      if (!framed || source !== parent || data?.type !== "interleave/host") return;
      if (["zh", "en"].includes(data.lang)) root.lang = data.lang;
      if (["system", "light", "dark"].includes(data.theme)) root.dataset.theme = data.theme;
      tell();
    });
  }

  // The screen of a phone stays lit while a race runs.
  let light;
  const keepLit = async () => {
    const running = root.dataset.phase !== "idle" && root.dataset.phase !== "loading";
    if (running && !light) light = await navigator.wakeLock?.request("screen");
    else if (!running) light = light?.release() && undefined;
  };
  new MutationObserver(() => keepLit().catch(() => {})).observe(root, {
    attributeFilter: ["data-phase"],
  });

  // How often the page has loaded itself again. Who cannot count that must not begin.
  const TRIES = "interleave-tries";
  const MOST_TRIES = 2;
  const WAIT_MS = 8000;
  const container = guarded(() => isSecureContext && navigator.serviceWorker);
  const tries = guarded(() => Number(sessionStorage.getItem(TRIES))) ?? MOST_TRIES;
  // A page that has come from the worker is as isolated as it ever gets.
  const helps = container && !container.controller && (!framed || policy);
  let waiting = !self.crossOriginIsolated && helps && tries < MOST_TRIES && query.get("sw") !== "0";
  const settle = () => {
    if (!waiting) return;
    waiting = false;
    delete root.dataset.isolation;
    tell();
  };
  if (waiting) {
    root.dataset.isolation = "pending";
    setTimeout(settle, WAIT_MS);
    // Nothing is taken from under a reader's hands.
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, settle, true);
  } else if (self.crossOriginIsolated) {
    guarded(() => sessionStorage.removeItem(TRIES));
  }

  const register = async () => {
    const registration = await container.register("sw.js");
    const watch = () => {
      const { installing, active } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "redundant") settle();
        if (installing.state === "installed" && active) offer();
      });
    };
    registration.addEventListener("updatefound", watch);
    watch();
    await container.ready;
    if (!waiting) return;
    sessionStorage.setItem(TRIES, tries + 1);
    location.reload();
  };
  // `?sw=0` takes away the worker and all that it keeps; the next visit begins anew.
  const remove = async () => {
    query.delete("sw");
    history.replaceState(null, "", `?${query}`);
    const { href } = new URL("./", location);
    await (await container.getRegistration(href))?.unregister();
    for (const name of await caches.keys()) {
      if (name.startsWith(`interleave ${href} `)) await caches.delete(name);
    }
  };
  if (container) (query.get("sw") === "0" ? remove : register)().catch(settle);

  // An engine that cannot be loaded may be one of the last release, whose page this is.
  const name = (page) => page.match(/(interleave-web|engine)-\w+/g)?.join();
  const compare = async () => {
    if (root.dataset.engine !== "none") return;
    const answer = await fetch("./", { cache: "no-cache" });
    const newest = answer.ok && name(await answer.text());
    if (newest && newest !== name(root.innerHTML)) offer();
  };
  new MutationObserver(() => compare().catch(() => {})).observe(root, {
    attributeFilter: ["data-engine"],
  });
}
