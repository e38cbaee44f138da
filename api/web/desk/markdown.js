// Markdown as nodes, for the preview: paragraphs, headings, lists, quotations, code, emphasis, links. Whatever else stands there is text.
import { h, safeUrl } from "../shared/dom.js";

// Bounded repetitions: a line of brackets costs no more than another one.
const INLINE = /`([^`\n]{1,500})`|\*\*([^*\n]{1,2000})\*\*|\*([^*\s][^*\n]{0,2000})\*|\[([^[\]\n]{1,500})\]\(([^()\s]{1,1000})\)|(https?:\/\/[^\s<>()]{1,1000})/gu;

function inline(text) {
  const nodes = [];
  let done = 0;
  const link = (url, name) => safeUrl(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : name;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, bold, slanted, name, url, bare] = found;
    nodes.push(text.slice(done, found.index));
    done = found.index + whole.length;
    if (code !== undefined) nodes.push(h("code", {}, code));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold)));
    else if (slanted !== undefined) nodes.push(h("em", {}, slanted));
    else nodes.push(link(url ?? bare, name ?? bare));
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

const lines = (rows) => rows.flatMap((row, i) => [i > 0 && h("br"), ...inline(row)]).filter(Boolean);
const MOST_DEPTH = 6;  // of lists and quotations in each other
const ITEM = /^(\s{0,8})(?:([-*+])|(\d{1,3})[.)])\s+(.*)$/;

// The items from row `at` on, up to the first row that is none of the list's; one that is indented belongs to the item before it.
function list(rows, at, depth) {
  const [, , bullet, number] = ITEM.exec(rows[at]);
  const items = [];
  for (; at < rows.length && rows[at].trim() !== ""; ++at) {
    const found = ITEM.exec(rows[at]);
    const nested = /^\s{2,}/.test(rows[at]);
    if (nested && items.length > 0) items.at(-1).rest.push(rows[at].replace(/^\s{2,4}/, ""));
    else if (found && Boolean(found[2]) === Boolean(bullet)) items.push({ text: found[4], rest: [] });
    else break;
  }
  const node = h(bullet ? "ul" : "ol", { start: number && number !== "1" ? number : null },
    items.map(({ text, rest }) => h("li", {}, inline(text), rest.length > 0 && markdown(rest.join("\n"), depth + 1))));
  return [node, at];
}

export function markdown(text, depth = 0) {
  if (depth > MOST_DEPTH) return [text];
  const rows = text.split(/\r?\n/);
  const nodes = [];
  for (let at = 0; at < rows.length;) {
    const row = rows[at];
    const take = (holds) => {
      const begin = at;
      while (at < rows.length && holds(rows[at])) ++at;
      return rows.slice(begin, at);
    };
    if (row.trim() === "") ++at;
    else if (row.startsWith("```")) {
      ++at;
      nodes.push(h("pre", { tabindex: 0 }, take((one) => !one.startsWith("```")).join("\n")));
      ++at;
    } else if (/^#{1,6}\s/.test(row)) {
      nodes.push(h("p", { class: "heading" }, h("strong", {}, inline(row.replace(/^#+\s+/, "")))));
      ++at;
    } else if (/^\s{0,3}(?:-{3,}|\*{3,})\s*$/.test(row)) {
      nodes.push(h("hr"));
      ++at;
    } else if (row.startsWith(">")) {
      nodes.push(h("blockquote", {}, markdown(take((one) => one.startsWith(">")).map((one) => one.replace(/^>\s?/, "")).join("\n"), depth + 1)));
    } else if (ITEM.test(row)) {
      const [node, end] = list(rows, at, depth);
      nodes.push(node);
      at = end;
    } else {
      nodes.push(h("p", { dir: "auto" }, lines(take((one) => one.trim() !== "" && !/^(?:```|#{1,6}\s|>)/.test(one) && !(one !== row && ITEM.test(one))))));
    }
  }
  return nodes;
}
