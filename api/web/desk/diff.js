// What differs between two texts, word by word, and how that looks: what is gone struck out, what is new underlined.
import { h } from "../shared/dom.js";

const WORDS = /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;
const MOST_CELLS = 4_000_000;  // beyond, the part that differs is shown as replaced whole

// [{op: "same" | "gone" | "new", text}], as GET /v1/articles/{id}/diff gives them.
export function diffWords(before, after) {
  const a = before.match(WORDS) ?? [];
  const b = after.match(WORDS) ?? [];
  let begin = 0;
  while (begin < a.length && begin < b.length && a[begin] === b[begin]) ++begin;
  let tail = 0;
  while (tail < a.length - begin && tail < b.length - begin && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  const runs = [];
  const add = (op, text) => {
    if (text === "") return;
    if (runs.at(-1)?.op === op) runs.at(-1).text += text;
    else runs.push({ op, text });
  };
  add("same", a.slice(0, begin).join(""));
  for (const [op, text] of between(a.slice(begin, a.length - tail), b.slice(begin, b.length - tail))) add(op, text);
  add("same", a.slice(a.length - tail).join(""));
  return runs;
}

// The longest common subsequence, from its table.
function between(a, b) {
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST_CELLS) return [["gone", a.join("")], ["new", b.join("")]];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; --i) {
    for (let j = b.length - 1; j >= 0; --j) {
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1 : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const runs = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { runs.push(["same", a[i++]]); ++j; }
    else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) runs.push(["gone", a[i++]]);
    else runs.push(["new", b[j++]]);
  }
  return [...runs, ["gone", a.slice(i).join("")], ["new", b.slice(j).join("")]];
}

// Colour alone says nothing to many: del and ins are told by screen readers, and are struck out and underlined.
export const showDiff = (runs) => h("p", { class: "text diff", dir: "auto" }, runs.map(({ op, text }) => op === "same" ? text : h(op === "gone" ? "del" : "ins", {}, text)));
