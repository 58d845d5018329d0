// The texts, which the page is told to fetch before all else; a second time if that fails.
{
  const { href } = document.getElementById("texts");
  const text = (response) => (response.ok ? response.text() : Promise.reject(response.status));
  globalThis.interleaveTexts = fetch(href).then(text).catch(() => fetch(href).then(text));
}

// Modules that are loaded only when they are asked for: Rust has no `import()`.
globalThis.interleaveImport = (path) => import(path);

// Before the first paint: which language and which theme. Runs before any wasm, so it cannot be
// Rust; the app reads what it decided from the document and owns both from then on.

{
  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const remembered = (key) => {
    try {
      return localStorage.getItem(`interleave-${key}`);
    } catch {
      return null;
    }
  };
  const choose = (key, values) =>
    [query.get(key), remembered(key)].find((value) => values.includes(value));
  const chinese = navigator.languages?.some((language) => /^zh\b/i.test(language));
  root.lang = choose("lang", ["zh", "en"]) ?? (chinese ? "zh" : "en");
  root.dataset.theme = choose("theme", ["light", "dark"]) ?? "system";
}
