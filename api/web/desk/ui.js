// Pieces that several pages of the desk are made of.
import { h, icon, icons } from "../shared/dom.js";

export const STATES = { wip: "Draft", not_validated: "Not validated", validated: "Validated", archived: "Archived" };
export const AUDIENCES = { team: "Team only", internal: "Internal", partner: "Partners", customer: "Customers", public: "Public" };

export const GOVERNANCES = { experience: "Whoever may edit", compliance: "Publishers alone" };
export const REVIEWS = { draft: "Being written", awaiting_review: "Awaits review", awaiting_publication: "Awaits publication" };

export const stateBadge = (state) => h("span", { class: `badge ${state === "validated" ? "good" : state === "wip" ? "warn" : ""}` }, STATES[state] ?? state);
export function audienceBadge(audience) {
  const locked = audience === "team" || audience === "internal";
  return h("span", { class: `badge ${locked ? "locked" : ""}` }, locked && icon(icons.lock), AUDIENCES[audience] ?? audience);
}

let count = 0;

// A field with its label and, below, a hint.
export function field(label, input, hint = null) {
  const id = `f${++count}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return h("div", { class: "field" }, h("label", { for: id }, label), input, hint && h("p", { class: "small soft", id: `${id}-hint` }, hint));
}

export const select = (options, chosen, attributes = {}) =>
  h("select", attributes, options.map(([value, name]) => h("option", { value, selected: value === chosen }, name)));

// What is chosen takes effect at once by pointer; by keyboard with Enter or when the focus leaves, as arrows pass what is not meant.
export function onceChosen(choice, apply) {
  let passing = false;
  let taken = choice.value;
  const take = async () => {
    if (choice.value === taken) return;
    taken = choice.value;
    await apply();
    taken = choice.value;
  };
  choice.addEventListener("pointerdown", () => { passing = false; });
  choice.addEventListener("keydown", ({ key }) => { passing = key !== "Enter"; if (key === "Enter") take(); });
  choice.addEventListener("change", () => { if (!passing) take(); });
  choice.addEventListener("blur", take);
  return choice;
}

// The problems that the server names stand at their fields: `inputs` by pointer, "/synonyms". Whether one was shown.
export function showProblems(error, inputs) {
  for (const input of Object.values(inputs)) {
    input.removeAttribute("aria-invalid");
    input.parentElement?.querySelector(".problem")?.remove();
  }
  let first = null;
  for (const { pointer, detail } of error?.problem?.errors ?? []) {
    const input = inputs[Object.keys(inputs).find((known) => pointer === known || pointer.startsWith(`${known}/`))];
    if (!input) continue;
    input.setAttribute("aria-invalid", "true");
    input.after(h("p", { class: "small problem" }, detail));
    first ??= input;
  }
  first?.focus();
  return first !== null;
}

// Links to what stands side by side: [[address, what it says, whether one is there]]. On a telephone the one that is current is scrolled to.
export function tabs(label, links) {
  const nav = h("nav", { class: "tabs row", "aria-label": label }, links.map(([href, content, current]) => h("a", { href, "aria-current": current ? "page" : null }, content)));
  requestAnimationFrame(() => { if (nav.scrollWidth > nav.clientWidth) nav.scrollLeft = (nav.querySelector("[aria-current]")?.offsetLeft ?? 0) - nav.clientWidth / 2; });
  return nav;
}

export const listOf = (text) => text.split(/[\n,]/).map((one) => one.trim()).filter(Boolean);

// Made when first needed, and once: making one takes longer than all that it ever writes.
let day = null;
let moment = null;

// "3 days ago" for what is near, a date for what is not.
export function ago(time) {
  if (!time) return "never";
  const seconds = (Date.now() - new Date(time)) / 1000;
  const [, unit, size] = [[60, "second", 1], [3600, "minute", 60], [86_400, "hour", 3600], [30 * 86_400, "day", 86_400]].find(([end]) => seconds < end) ?? [];
  if (!unit || seconds < 0) return (day ??= new Intl.DateTimeFormat()).format(new Date(time));
  const count = Math.floor(seconds / size);
  if (count === 0) return "now";
  if (unit === "day" && count === 1) return "yesterday";
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

export const when = (time) => (moment ??= new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" })).format(new Date(time));

// Rows with a head; each row a list of cells. It scrolls by itself where the page is narrow.
export function table(caption, heads, rows) {
  const cell = (content, i) => i === 0 ? h("th", { scope: "row" }, content) : h("td", {}, content);
  return h("div", { class: "table", tabindex: 0, role: "region", "aria-label": caption },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map(cell))))));
}

// Arrow keys, and j and k, go through the links of a list; Tab leaves it.
export function byArrows(list, selector) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const all = [...list.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
  });
  return list;
}

// All pages of a list of the API.
export async function all(api, path) {
  const data = [];
  for (let after = ""; after !== null;) {
    const page = await api.get(`${path}?limit=100${after && `&after=${encodeURIComponent(after)}`}`);
    data.push(...page.data);
    after = page.has_more ? page.next_cursor : null;
  }
  return data;
}

// A readable id for what was just typed.
export const idFrom = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40) || `new-${Date.now()}`;

const ROLES = ["candidate", "contributor", "publisher", "admin"];

// Whether the role of who is here is enough to merge, and to split, which makes an article.
export async function mayMerge(api) {
  const [{ role }, { rules }] = await Promise.all([api.get("/v1/session"), api.get("/v1/policy")]);
  return ["merge", "create"].every((deed) => ROLES.indexOf(role) >= ROLES.indexOf(rules[deed]));
}

let writes = null;
let writer = "";

// Whether who is signed in may change articles. Asked once for each key.
export async function mayWrite(api) {
  if (api.key() === "") {
    const me = api.session?.me ?? await api.session?.load();
    return Boolean(me?.scopes.some((scope) => scope === "write" || scope === "admin"));
  }
  if (writes === null || writer !== api.key()) {
    writer = api.key();
    writes = api.get("/v1/policy").then(() => true, (error) => {
      writes = null;
      if (error.status === 401 || error.status === 403) return false;
      throw error;
    });
  }
  return writes;
}
