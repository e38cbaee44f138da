// The audit: who did what, when and why, narrowed as one likes; and whether its chain holds.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { ago, field, select, table, when } from "./ui.js";

const STREAMS = [["", "All"], ["content", "Content"], ["state", "State"], ["use", "Use"], ["quality", "Quality"], ["administration", "Administration"]];
const FILTERS = ["stream", "article_id", "actor", "action", "from", "to"];

export function auditPage(view) {
  view.title("Audit");
  const state = Object.fromEntries(FILTERS.map((name) => [name, view.params.get(name) ?? ""]));
  const place = h("div", { class: "stack" });
  let rows = [];
  let next = null;
  const change = (changes) => { Object.assign(state, changes); rows = []; next = null; place.replaceChildren(); load(); };
  const text = (name, label, placeholder) => field(label, h("input", { value: state[name], autocomplete: "off", placeholder, on: { change: (event) => change({ [name]: event.target.value.trim() }) } }));
  const day = (name, label) => field(label, h("input", { type: "date", min: "1990-01-01", value: state[name], on: { change: ({ target }) => { if (target.validity.valid) change({ [name]: target.value }); } } }));
  view.main.append(h("p", { class: "soft" }, "What was done, by whom and why. Rows are added and never changed; each holds the hash of the one before."), chain(view),
    h("form", { class: "filters three", on: { submit: (event) => event.preventDefault() } },
      field("What of", select(STREAMS, state.stream, { on: { change: (event) => change({ stream: event.target.value }) } })), text("action", "Deed", "edited, linked …"), text("actor", "By", "a key, or harvest"),
      text("article_id", "Article", "a-…"), day("from", "From"), day("to", "Before")), place);

  function load() {
    view.remember("audit", state);
    const wanted = new URLSearchParams({ limit: "50" });
    for (const name of FILTERS) if (state[name]) wanted.set(name, name === "from" || name === "to" ? `${state[name]}T00:00:00Z` : state[name]);
    if (next) wanted.set("after", next);
    return view.load(place, async () => {
      const page = await view.api.get(`/v1/audit?${wanted}`);
      rows.push(...page.data);
      next = page.next_cursor;
      if (rows.length === 0 && !page.has_more) return note("Nothing was done", "Take a filter off.");
      return [table("Audit", ["No.", "When", "By", "Deed", "What", "Why"], rows.map(row)), page.has_more && h("div", { class: "row pages" }, h("button", { type: "button", on: { click: load } }, "Show more"))];
    });
  }

  const only = (name, value) => h("button", { type: "button", class: "link", on: { click: () => { change({ [name]: value }); } } }, value);
  const what = ({ article_id, subject, revision, changes }) => [
    article_id && h("a", { href: `#/articles/${encodeURIComponent(article_id)}` }, article_id), article_id && revision && ` revision ${revision}`, !article_id && subject,
    changes.length > 0 && h("span", { class: "soft small block" }, changes.map(({ field: name, from, to }) => from && to ? `${name}: ${from} → ${to}` : to && to.length < 40 ? `${name}: ${to}` : name).join(", "))].filter(Boolean);
  const row = (one) => [h("span", { title: one.hash }, String(one.number)), h("span", { title: when(one.at) }, ago(one.at)), only("actor", one.actor), only("action", one.action), h("div", {}, what(one)), one.note ?? ""];
  load();
}

// Checked when somebody asks: it reads all of it.
function chain(view) {
  const state = h("span", { role: "status" });
  const check = async () => {
    try {
      const { holds, entries, detail } = await view.api.get("/v1/audit/chain");
      state.replaceChildren(holds ? h("span", { class: "badge good" }, `The chain holds: ${entries.toLocaleString()} rows`) : h("span", { class: "badge failed" }, detail));
    } catch (error) { state.textContent = error.status === 403 ? "That takes an administrator." : error.message; }
  };
  return h("p", { class: "row" }, h("button", { type: "button", on: { click: check } }, "Check the chain"), state);
}
