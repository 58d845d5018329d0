// Runs before the first paint, and so before any wasm: it cannot be Rust. It decides which language and
// theme the first paint has, whether the page may yet load itself again to be isolated, and when the wasm,
// ten times heavier than the first view, may begin; and it says so where wasm has trapped.
//
// It writes attributes of the document's root, and keeps nothing else:
//
// lang, data-theme   from the query, then as remembered; the app owns both from then on
// data-embed         the page is part of another one, and compact
// data-rung          what isolates the page, if anything does
// data-isolation     "pending" while the page may yet be loaded again, isolated: the app waits
// data-broken        some wasm of the page has trapped
// data-phase         "unavailable" where the page's wasm could not be loaded; else the app's
// data-pressed       "run" once R was pressed, until the app is there
//
// interleave:host    the event on the window that says: data-isolation or data-update has changed
//
// Others of the root: data-update (www/isolation.js), data-engine, data-turn, data-browsed (Rust).

{
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  // A browser may refuse storage and service workers.
  const guarded = (act) => {
    try {
      return act();
    } catch {}
  };

  // A trapped wasm instance cannot continue. The page says so instead of just standing still; likewise
  // where the page's wasm did not load. `index.html` has a sentence for both.
  for (const event of ["error", "unhandledrejection"]) {
    addEventListener(event, ({ error, reason }) => {
      if ((error ?? reason) instanceof WebAssembly.RuntimeError) root.dataset.broken = "";
      else if (reason && root.dataset.phase === "loading") root.dataset.phase = "unavailable";
    });
  }

  // R, pressed before there is anything to run, is kept.
  addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    const typed = ctrlKey || metaKey || altKey || target.matches("input, select, textarea");
    if (root.dataset.phase === "loading" && /^r$/i.test(key) && !typed) root.dataset.pressed = "run";
  });

  // The wasm waits until the first view was painted: readers have something to read first. A tab in the
  // background is not painted at all.
  globalThis.interleaveSeen = new Promise((resolve) => {
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
    document.addEventListener("readystatechange", painted, { once: true });
    setTimeout(resolve, document.hidden ? 0 : 1000);
  });

  // Rust has no `import()`. Files are named from the engine's folder.
  globalThis.interleaveImport = (file) => {
    const { content } = document.querySelector("meta[name=engine]");
    return import(new URL(content + file, document.baseURI));
  };

  const choose = (key, values) =>
    [query.get(key), guarded(() => localStorage.getItem(`interleave-${key}`))].find((value) =>
      values.includes(value),
    );
  const chinese = navigator.languages?.some((language) => /^zh\b/i.test(language));
  root.lang = choose("lang", ["zh", "en"]) ?? (chinese ? "zh" : "en");
  root.dataset.theme = choose("theme", ["system", "light", "dark", "contrast"]) ?? "system";
  if (query.get("embed") === "1") root.dataset.embed = "";

  // Only Document-Isolation-Policy isolates a page whose parent is not isolated, and nothing but
  // the version says whether a browser has it.
  const framed = self !== top;
  const agent = navigator.userAgentData;
  const chromium = agent?.brands.find(({ brand }) => brand === "Chromium")?.version;
  const policy = chromium >= (agent?.mobile ? 146 : 137);
  // The service worker has written here that it was the one.
  root.dataset.rung ??= framed && policy ? "document-isolation-policy" : "headers";

  // Whether www/isolation.js may load the page again. Without storage it cannot count its tries, and
  // must not begin. A page that comes from the service worker is as isolated as it ever gets.
  const MOST_TRIES = 2;
  const WAIT_MS = 8000;
  const tries = () => guarded(() => Number(sessionStorage.getItem("interleave-tries"))) ?? MOST_TRIES;
  const container = guarded(() => isSecureContext && navigator.serviceWorker);
  const helps = container && !container.controller && (!framed || policy);
  if (!self.crossOriginIsolated && helps && tries() < MOST_TRIES && query.get("sw") !== "0") {
    root.dataset.isolation = "pending";
    const settle = () => {
      if (!root.dataset.isolation) return;
      delete root.dataset.isolation;
      dispatchEvent(new Event("interleave:host"));
    };
    setTimeout(settle, WAIT_MS);
    // The page never loads itself again while the reader uses it.
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, settle, true);
  }
}
