// What has to be there before any wasm, and so cannot be Rust: the texts on their way, what Rust has
// no word for, and what is decided before the first paint. It keeps nothing but the attributes of the
// document's root that are listed below.

// The texts, which the page is told to fetch before all else; a second time if that fails.
{
  const { href } = document.getElementById("texts");
  const text = (response) => (response.ok ? response.text() : Promise.reject(response.status));
  globalThis.interleaveTexts = fetch(href).then(text).catch(() => fetch(href).then(text));
}

// Modules that are loaded only when they are asked for: Rust has no `import()`. A button may name
// one that it opens.
globalThis.interleaveImport = (path) => import(path);
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-module]");
  if (!button) return;
  try {
    (await import(button.dataset.module)).open(button);
  } catch {
    alert(button.dataset.failed);
  }
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
// data-embed         the page is part of someone else's, which may choose language and theme
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
  root.dataset.theme = choose("theme", ["light", "dark"]) ?? "system";

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

  // Where there is room for the program, it unfolds by itself once all else is there.
  const wide = () => !("embed" in root.dataset) && matchMedia("(min-width: 1100px)").matches;
  const unfold = () => {
    const code = document.querySelector("details.code");
    if (!code || root.dataset.engine !== "ready") return;
    unfolding.disconnect();
    if (wide()) code.open = true;
  };
  const unfolding = new MutationObserver(unfold);
  unfolding.observe(root, { attributeFilter: ["data-engine"] });

  // An engine that cannot be loaded may be one of the last release, whose page this is.
  const name = (page) => /interleave-web-\w+/.exec(page)?.[0];
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
