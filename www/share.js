// What it takes to put the experiment elsewhere: a link, a line for an article, a code for a camera.
// Loaded only when somebody asks for it. It puts together what the document knows already, and holds
// no state but the dialog's.

// Of the page's own wasm.
const { qr } = wasmBindings;

const NAMES = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&${NAMES[letter]};`);

// Opens the dialog. `button` knows its texts, and the header's link the experiment.
export function open(button) {
  const [heading, name, link, element, frame, markdown, code, copy, copied, close] =
    button.dataset.labels.split("\n");
  const { origin, pathname, search } = new URL(document.querySelector("[data-action=open-full]").href);
  const page = origin + pathname;
  const home = new URL("./", page);
  const query = new URLSearchParams(search);
  const whole = query.size ? `${page}?${query}` : page;
  const embedded = new URLSearchParams([...query, ["embed", 1]]);
  const attributes = [...query].map(([key, value]) => ` ${key}="${escape(value)}"`).join("");
  const texts = {
    link: [link, () => whole],
    element: [
      element,
      (title) =>
        `<script async src="${escape(`${home}embed.js`)}"></script>\n` +
        `<interleave-lab title="${escape(title)}"${attributes}></interleave-lab>`,
    ],
    frame: [
      frame,
      (title) =>
        `<iframe src="${escape(`${page}?${embedded}`)}" title="${escape(title)}" width="100%" ` +
        `height="640" style="border:0" loading="lazy" allow="cross-origin-isolated"></iframe>`,
    ],
    markdown: [markdown, (title) => `[${title.replace(/[[\]\\]/g, "\\$&")}](${whole})`],
  };

  const dialog = document.createElement("dialog");
  dialog.className = "share";
  dialog.setAttribute("aria-labelledby", "share-heading");
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const said = make("p", { className: "said", role: "status" });
  const title = make("input", {
    type: "text",
    value: document.querySelector(".preset select")?.selectedOptions[0]?.textContent ?? document.title,
  });
  const rows = Object.entries(texts).map(([kind, [label, write]]) => {
    const text = make("textarea", { readOnly: true, rows: kind === "link" || kind === "markdown" ? 1 : 3 });
    text.dataset.share = kind;
    const refresh = () => (text.value = write(title.value));
    title.addEventListener("input", refresh);
    refresh();
    const take = make("button", { type: "button", className: "quiet" }, copy);
    take.addEventListener("click", async () => {
      text.select();
      // Where it is not allowed, the text stands there, chosen.
      await navigator.clipboard?.writeText(text.value).then(
        () => (said.textContent = copied),
        () => {},
      );
    });
    return make("div", { className: "given" }, make("label", {}, label, text), take);
  });
  const [side, path] = qr(whole).split(" ", 2);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", `-4 -4 ${+side + 8} ${+side + 8}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", code);
  const dark = document.createElementNS(picture.namespaceURI, "path");
  dark.setAttribute("d", path);
  picture.append(dark);
  const done = make("button", { type: "button", className: "quiet" }, close);
  done.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(
    make("h2", { id: "share-heading" }, heading),
    make("label", {}, name, title),
    ...rows,
    make("figure", {}, ...(path ? [picture, make("figcaption", {}, code)] : [])),
    make("div", { className: "end" }, said, done),
  );
  document.body.append(dialog);
  dialog.showModal();
}
