// <interleave-lab preset="pi" lang="zh"></interleave-lab>: the lab inside someone else's page.
//
// Every attribute of the element is a key of the page's query, but those that all elements have.
// `lang` and `theme` follow the page around it unless they are set; the height follows the content.
// The result of each race is the detail of the event `interleave:result` on the element.

{
  const home = new URL("./", document.currentScript.src);
  const OWN = /^(class|id|style|title|hidden|slot|tabindex|role|(aria|data|on).*)$/;
  const HEIGHTS = [120, 20000];
  const MOST_BYTES = 1e6;

  // How a page shows its own language and theme, as far as anyone can tell.
  const language = (element) => {
    const lang = element.closest("[lang]")?.lang;
    return lang && (/^zh\b/i.test(lang) ? "zh" : "en");
  };
  const theme = (element) => {
    const { theme: named } = document.documentElement.dataset;
    const scheme = getComputedStyle(element).colorScheme;
    return [named, scheme].find((name) => name === "light" || name === "dark");
  };

  class Lab extends HTMLElement {
    #frame;
    #watch = new MutationObserver(() => this.#tell());
    #hear = ({ origin, source, data }) => {
      if (origin !== home.origin || source !== this.#frame?.contentWindow || data?.version !== 1) return;
      if (data.type === "interleave/height" && Number.isFinite(data.height)) {
        const [low, high] = HEIGHTS;
        this.#frame.style.height = `${Math.min(Math.max(data.height, low), high)}px`;
      } else if (data.type === "interleave/ready") {
        this.#tell();
      } else if (data.type === "interleave/result" && Array.isArray(data.runs)) {
        if (JSON.stringify(data).length > MOST_BYTES) return;
        this.dispatchEvent(new CustomEvent("interleave:result", { detail: data, bubbles: true }));
      }
    };

    connectedCallback() {
      const query = new URLSearchParams({ embed: 1 });
      for (const { name, value } of this.attributes) if (!OWN.test(name)) query.set(name, value);
      const [lang, look] = [language(this), theme(this)];
      if (lang) query.set("lang", lang);
      if (look && !this.hasAttribute("theme")) query.set("theme", look);
      const frame = document.createElement("iframe");
      frame.title = this.title || (lang === "en" ? "Interleave: a concurrency lab" : "Interleave 并发实验台");
      frame.allow = "cross-origin-isolated; clipboard-write; fullscreen; screen-wake-lock";
      frame.loading = "lazy";
      frame.style.cssText = "display:block;width:100%;height:640px;border:0";
      frame.src = `${home}?${query}`;
      this.#frame = frame;
      this.style.display ||= "block";
      addEventListener("message", this.#hear);
      this.replaceChildren(frame);
      const attributeFilter = ["lang", "class", "style", "data-theme"];
      this.#watch.observe(document.documentElement, { attributeFilter });
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#watch.disconnect();
    }

    #tell() {
      const look = this.getAttribute("theme") ?? theme(this) ?? "system";
      const host = { type: "interleave/host", version: 1, lang: language(this), theme: look };
      this.#frame.contentWindow?.postMessage(host, home.origin);
    }
  }

  customElements.get("interleave-lab") ?? customElements.define("interleave-lab", Lab);
}
