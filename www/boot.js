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
