// Begins the desk, and shows its programs in the page: their lines, coloured, with fields for the
// numbers that can be edited. Loaded only when somebody wants to see it. What a program is comes from
// Rust; the colours come from a library that is JavaScript, hence this is, too. It holds no state but
// the document's.

import init, { mount, program } from "./desk.js";
import { tokenizer } from "./highlight/tokenize.js";
import python from "./highlight/py.js";
import rust from "./highlight/rs.js";
import todo from "./highlight/todo.js";

const LANGUAGES = { python, rust };
// What the languages refer to by name.
const PARTS = { py: python, todo };

await init();
export { mount };

// Fills `root`; returns the program's text.
export function show(root, query, mode, language) {
  const lines = JSON.parse(program(query, mode, language));
  const text = lines.map((line) => `${line.text}\n`).join("");
  const colours = colour(text, LANGUAGES[language]);
  const fields = () => [...root.querySelectorAll("input")];
  const focused = fields().indexOf(document.activeElement);
  let start = 0;
  const drawn = lines.map((line) => {
    const row = document.createElement("span");
    if (line.moment) row.dataset.moment = line.moment;
    row.append(...pieces(line, colours.slice(start, start + line.text.length)), "\n");
    start += line.text.length + 1;
    return row;
  });
  root.replaceChildren(...drawn);
  fields()[focused]?.focus({ preventScroll: true });
  return text;
}

// A recorded race, as a document.
export async function sample(name) {
  const answer = await fetch(new URL(`samples/${name}.json`, import.meta.url));
  return answer.ok ? answer.text() : "";
}

// Offers a text as a file.
export function save(name, text) {
  const type = name.endsWith(".svg") ? "image/svg+xml" : "text/plain";
  offer(name, new Blob([text], { type }));
}

// Offers a picture as pixels, two for each of its own.
export async function savePicture(name, svg, width, height) {
  const picture = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  picture.src = url;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  offer(name, await new Promise((done) => canvas.toBlob(done)));
}

// A text, so short that an address can hold it; and back.
export async function pack(text) {
  const bytes = new Uint8Array(await through(new CompressionStream("deflate-raw"), new Blob([text])));
  const code = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return code.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export async function unpack(packed) {
  const code = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(code, (letter) => letter.charCodeAt());
  const text = await through(new DecompressionStream("deflate-raw"), new Blob([bytes]));
  return new TextDecoder().decode(text);
}

const through = (stream, blob) => new Response(blob.stream().pipeThrough(stream)).arrayBuffer();

function offer(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

// The kind of each character.
function colour(text, language) {
  const kinds = [];
  const steps = tokenizer(text, language, (part, kind) => {
    for (let i = 0; i < part.length; i += 1) kinds.push(kind);
  });
  for (let step = steps.next(); !step.done; step = steps.next(PARTS[step.value]));
  return kinds;
}

function pieces(line, kinds) {
  const made = [];
  let at = 0;
  for (const { field, range, seconds } of [...line.slots, { range: { start: line.text.length } }]) {
    while (at < range.start) {
      let end = at + 1;
      while (end < range.start && kinds[end] === kinds[at]) end += 1;
      const piece = document.createElement("span");
      piece.textContent = line.text.slice(at, end);
      if (kinds[at]) piece.className = `syn-${kinds[at]}`;
      made.push(piece);
      at = end;
    }
    if (field) {
      made.push(number(line.text.slice(range.start, range.end), field, seconds));
      at = range.end;
    }
  }
  return made;
}

function number(text, field, seconds) {
  const [named] = document.querySelector(`[data-field="${field}"]`)?.labels ?? [];
  const label = named?.textContent ?? field;
  const input = document.createElement("input");
  Object.assign(input, { value: text, inputMode: "decimal", autocomplete: "off", title: label });
  input.setAttribute("aria-label", label);
  Object.assign(input.dataset, { number: field, seconds });
  const fit = () => (input.style.width = `${Math.max(input.value.length, 1)}ch`);
  input.addEventListener("input", fit);
  fit();
  return input;
}
