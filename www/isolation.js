// Registers the service worker, which keeps the page for when there is no network and isolates it where
// its server does not; loads the page once more to be isolated; and offers a new release. It has to work
// when the wasm does not come, or comes from an older release, so it is not Rust.
//
// It reads the root's attribute data-isolation, which www/boot.js sets to "pending" where loading again may
// help, and removes it when that is settled. It sets data-update to "ready" when a new release is there.
// The event "interleave:host" on the window tells the app of both. In the session's storage it counts
// its tries. `?sw=0` removes the service worker and all that it keeps.

{
  const root = document.documentElement;
  const TRIES = "interleave-tries";
  const tell = () => dispatchEvent(new Event("interleave:host"));
  const settle = () => {
    if (!root.dataset.isolation) return;
    delete root.dataset.isolation;
    tell();
  };
  const offer = () => {
    root.dataset.update = "ready";
    tell();
  };

  const register = async (container) => {
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
    if (!root.dataset.isolation) return;
    sessionStorage.setItem(TRIES, Number(sessionStorage.getItem(TRIES)) + 1);
    location.reload();
  };

  const remove = async (container) => {
    const query = new URLSearchParams(location.search);
    query.delete("sw");
    history.replaceState(null, "", `?${query}`);
    const { href } = new URL("./", location);
    await (await container.getRegistration(href))?.unregister();
    for (const name of await caches.keys()) {
      if (name.startsWith(`interleave ${href} `)) await caches.delete(name);
    }
  };

  // A browser may refuse storage, and service workers, in more ways than one.
  const begin = async () => {
    // Where the headers isolate the page, nothing was counted, and the first look costs a wait.
    if (self.crossOriginIsolated && root.dataset.rung === "service-worker") {
      try {
        sessionStorage.removeItem(TRIES);
      } catch {}
    }
    if (!isSecureContext || !navigator.serviceWorker) return;
    const isUnwanted = new URLSearchParams(location.search).get("sw") === "0";
    await (isUnwanted ? remove : register)(navigator.serviceWorker);
  };
  begin().catch(settle);
}
