// Small pieces that every surface is made of. Everything is built of nodes: no text ever becomes markup.

// h("button", { class: "quiet", type: "button", on: { click } }, "Copy"): attributes that are null, undefined or
// false are left out, true is an empty one; children that are null, undefined or false too.
export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  set(node, attributes);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function set(node, { on = {}, ...attributes }) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

// A drawing of 24 by 24 for those who see; the words beside it are for everybody.
export function icon(path, name = "") {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${name}`.trim() })) {
    svg.setAttribute(key, value);
  }
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

export const icons = {
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm4.8 11.3L20 20",
  clear: "M6 6l12 12M18 6L6 18",
  clock: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
  article: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10A1.5 1.5 0 0 1 6 19V4.5M14 3.5V8h4M9 12h6M9 16h6",
  back: "M14 6l-6 6 6 6",
  next: "M9 6l6 6-6 6",
  outside: "M14 5h5v5M19 5l-8 8M16 14v4.5a.5.5 0 0 1-.5.5h-10a.5.5 0 0 1-.5-.5v-10a.5.5 0 0 1 .5-.5H10",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12a.5.5 0 0 1 .5.5v8a.5.5 0 0 1-.5.5H6a.5.5 0 0 1-.5-.5v-8A.5.5 0 0 1 6 11z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  help: "M9.5 9.3A2.6 2.6 0 1 1 12 12.5v1.5M12 17.3v.1M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
};

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const plain = (text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);

// The API escapes text and puts <mark> around matches; whatever else stands there is text.
export function marked(html) {
  const nodes = [];
  for (const [i, piece] of (html || "").split(/<mark>|<\/mark>/).entries()) {
    if (piece !== "") nodes.push(i % 2 === 1 ? h("mark", { part: "mark" }, plain(piece)) : plain(piece));
  }
  return nodes;
}

// A link that may be followed: never javascript:, never what is no address.
export function safeUrl(url) {
  return /^https?:\/\//i.test(url || "") ? url : null;
}

export function styleSheet(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
