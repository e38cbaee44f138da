// An article's sentences and where in its conversation each was said, linked both ways. Offsets are bytes of UTF-8.
import { h } from "../shared/dom.js";

// `text` cut into [piece, number of its source or -1]. `spans`: {begin, end, source}; what overlaps is left out.
function pieces(text, spans) {
  const bytes = new TextEncoder().encode(text);
  const cut = (begin, end) => new TextDecoder().decode(bytes.subarray(begin, end));
  const all = [];
  let done = 0;
  for (const { begin, end, source } of [...spans].sort((a, b) => a.begin - b.begin)) {
    if (begin < done || end <= begin || end > bytes.length) continue;
    if (begin > done) all.push([cut(done, begin), -1]);
    all.push([cut(begin, end), source]);
    done = end;
  }
  if (done < bytes.length) all.push([cut(done, bytes.length), -1]);
  return all;
}

// Every sentence of one side can be chosen; the other side then shows it. `side`: "article" or "conversation".
export function sentences(text, spans, side) {
  return pieces(text, spans).map(([piece, source]) => source < 0 ? piece
    : h("span", { class: "sentence", role: "button", tabindex: 0, "data-source": source, "data-side": side }, piece));
}

// Makes the sentences in `root` point at each other: lightly with the pointer, by click or Enter with the focus.
export function link(root) {
  const sentenceOf = (event) => event.target.closest?.(".sentence");
  const other = ({ dataset }) => [...root.querySelectorAll(`.sentence[data-source="${dataset.source}"]`)].find((node) => node.dataset.side !== dataset.side);
  const light = (event, on) => {
    const node = sentenceOf(event);
    if (node) for (const one of [node, other(node)]) one?.classList.toggle("lit", on);
  };
  const follow = (event) => {
    const node = sentenceOf(event);
    if (!node || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    const there = other(node);
    there?.scrollIntoView({ block: "center" });
    there?.focus();
  };
  for (const [name, on] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) root.addEventListener(name, (event) => light(event, on));
  root.addEventListener("click", follow);
  root.addEventListener("keydown", follow);
}
