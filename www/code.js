// Shows programs in the page: their lines, coloured, with fields for the
// numbers that can be edited. Loaded only when somebody wants to see it. What a program is comes from
// Rust; the colours come from a library that is JavaScript, hence this is, too. It holds no state but
// the document's.

import { tokenizer } from "./highlight/tokenize.js";
import python from "./highlight/py.js";
import rust from "./highlight/rs.js";
import todo from "./highlight/todo.js";

const LANGUAGES = { python, rust };
// What the languages refer to by name.
const PARTS = { py: python, todo };

// Of the page's own wasm, which has loaded this.
const { program } = wasmBindings;

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
