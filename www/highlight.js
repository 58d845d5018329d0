// The colours of programs, from a library that is JavaScript, hence this is, too. The page imports it when
// the first program is shown; it is bundled into one file, so that a failure can be mended by asking
// again under another address. It holds no state.
//
// tokens(text, language)   kind, text, kind, text, and so on: the whole text, in order; an empty kind is
//                          plain text. `language` is "python" or "rust".

import { tokenizer } from "./highlight/tokenize.js";
import python from "./highlight/py.js";
import rust from "./highlight/rs.js";
import todo from "./highlight/todo.js";

const LANGUAGES = { python, rust };
// What the languages refer to by name.
const PARTS = { py: python, todo };

export function tokens(text, language) {
  const tokens = [];
  const steps = tokenizer(text, LANGUAGES[language], (part, kind) => tokens.push(kind ?? "", part));
  for (let step = steps.next(); !step.done; step = steps.next(PARTS[step.value]));
  return tokens;
}
