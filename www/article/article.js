// Loads the article's labs: each only when the reader comes near it, or presses its button, and never two at
// a time, as each brings an engine. Runs in pages without wasm, so it is not Rust.
//
// figure.lab        data-query is the experiment; data-opening waits for its button even where it is in view
//   .stage          has the button, and the lab while it is loaded; keeps the lab's height afterwards
//   .result         what the reader's last run showed, in a sentence

const labs = document.querySelectorAll("figure.lab");
const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
const near = new Set();
let loaded;

const unload = (figure) => {
  const stage = figure.querySelector(".stage");
  stage.style.minHeight = `${stage.offsetHeight}px`;
  stage.querySelector("interleave-lab").remove();
  delete figure.dataset.loaded;
};

const load = (figure, query) => {
  if (loaded === figure) return;
  if (loaded) unload(loaded);
  loaded = figure;
  const lab = document.createElement("interleave-lab");
  for (const [key, value] of new URLSearchParams(query)) lab.setAttribute(key, value);
  lab.title = figure.querySelector("figcaption").firstChild.textContent.trim();
  figure.querySelector(".stage").append(lab);
  figure.dataset.loaded = "";
};

const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) near.add(target);
      else near.delete(target);
    }
    if (near.has(loaded)) return;
    const next = [...near].find((figure) => !("opening" in figure.dataset));
    if (next) load(next, next.dataset.query);
  },
  { rootMargin: "25% 0px" },
);

for (const figure of labs) {
  const { query } = figure.dataset;
  watch.observe(figure);
  figure.querySelector(".stage").addEventListener("click", () => load(figure, `${query}&run=1`));
  figure.addEventListener("interleave:result", ({ detail }) => {
    const result = figure.querySelector(".result");
    result.hidden = false;
    result.querySelector("span").textContent = detail.headline?.[language]?.replaceAll("*", "");
  });
}

// As the lab does: for when there is no network. A browser may refuse it.
const keep = () => navigator.serviceWorker?.register("../sw.js").catch(() => {});
if (isSecureContext) addEventListener("load", keep);
