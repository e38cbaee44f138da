// Curations: for a query, articles at fixed places and articles that are not shown. One edits the results as they will be.
import { h } from "../shared/dom.js";
import { settingsPage } from "./settings.js";
import { field, idFrom, select } from "./ui.js";

const day = (time) => time ? time.slice(0, 10) : "";

export function curationsPage(view) {
  settingsPage(view, {
    title: "Curations", path: "/v1/curations", add: "New curation", heads: ["Query", "Does", "Holds"], empty: ["No curations yet", "Pin what everybody should see first while something is going on."],
    lead: "For a query, what stands first and what is not shown.",
    id: (one) => one.id,
    body: ({ rule, includes, excludes, effective_from, effective_to }) => ({ rule, includes, excludes, ...(effective_from && { effective_from }), ...(effective_to && { effective_to }) }),
    cells: (one) => [`${one.rule.match === "exact" ? "is" : "contains"} “${one.rule.query}”`, `${one.includes.length} pinned, ${one.excludes.length} hidden`,
      one.effective_from || one.effective_to ? `${day(one.effective_from) || "…"} to ${day(one.effective_to) || "…"}` : "always"],
    form });
}

function form(one, view) {
  const query = h("input", { type: "search", required: true, maxlength: 200, autocomplete: "off", value: one?.rule.query ?? "", on: { input: () => { clearTimeout(timer); timer = setTimeout(look, 150); } } });
  const match = select([["exact", "is these words"], ["contains", "contains these words"]], one?.rule.match ?? "exact");
  const from = h("input", { type: "date", value: day(one?.effective_from) });
  const to = h("input", { type: "date", value: day(one?.effective_to) });
  const pinned = new Map((one?.includes ?? []).map(({ id, position }) => [id, position]));
  const hidden = new Set((one?.excludes ?? []).map(({ id }) => id));
  const titles = new Map();
  const list = h("ol", { class: "curated" });
  const status = h("p", { class: "small soft", role: "status" });
  let found = [];
  let timer = 0;

  async function look() {
    const q = query.value.trim();
    try {
      const hits = q === "" ? [] : (await view.api.post("/v1/search", { q, per_page: 10, track: false })).hits;
      found = hits.map((hit) => hit.id);
      for (const hit of hits) titles.set(hit.id, hit.title);
      for (const id of [...pinned.keys(), ...hidden].filter((known) => !titles.has(known))) {
        titles.set(id, (await view.api.get(`/v1/articles/${encodeURIComponent(id)}`).catch(() => ({ title: id }))).title);
      }
      status.textContent = q === "" ? "Type a query to see what it finds." : hits.length === 0 ? "Nothing is found." : "";
      draw();
    } catch (error) { status.textContent = error.message; }
  }

  // As a visitor will see it: pinned ones at their places, the rest in order.
  function order() {
    const shown = found.filter((id) => !pinned.has(id) && !hidden.has(id));
    for (const [id, position] of [...pinned].sort((a, b) => a[1] - b[1])) shown.splice(Math.min(position - 1, shown.length), 0, id);
    return shown;
  }

  function draw(focus = null) {
    const shown = order();
    const act = (id, name, work, pressed = null) => h("button", { type: "button", "aria-pressed": pressed === null ? null : String(pressed), "aria-label": `${name}: ${titles.get(id)}`,
      "data-act": `${name}:${id}`, on: { click: () => { work(); draw(`${name}:${id}`); } } }, name);
    const place = (id) => pinned.get(id) ?? shown.indexOf(id) + 1;
    const row = (id) => h("li", {}, h("div", { class: "row" }, h("span", { class: "grow", dir: "auto" }, titles.get(id)),
      act(id, "Pin", () => { if (!pinned.delete(id)) pinned.set(id, place(id)); }, pinned.has(id)), act(id, "Up", () => pinned.set(id, Math.max(1, place(id) - 1))),
      act(id, "Down", () => pinned.set(id, place(id) + 1)), act(id, "Hide", () => { pinned.delete(id); hidden.add(id); }, false)));
    const rowHidden = (id) => h("li", { class: "hidden-one" }, h("div", { class: "row" }, h("span", { class: "grow", dir: "auto" }, titles.get(id)), act(id, "Hide", () => hidden.delete(id), true)));
    list.replaceChildren(...shown.map(row), ...[...hidden].map(rowHidden));
    if (focus) (list.querySelector(`[data-act="${CSS.escape(focus)}"]`) ?? query).focus();
  }

  look();
  const time = (input) => input.value && `${input.value}T00:00:00Z`;
  return { previews: true, inputs: { "/rule/query": query, "/effective_from": from, "/effective_to": to },
    nodes: [h("div", { class: "columns" }, field("Query", query), field("Holds where what is searched for", match)),
      h("fieldset", {}, h("legend", {}, "What visitors will see"), status, list), h("div", { class: "columns" }, field("From", from, "Left empty, at once."), field("To", to, "Left empty, for good."))],
    clear: () => { query.value = ""; pinned.clear(); hidden.clear(); look(); query.focus(); },
    read: () => ({ id: one?.id ?? idFrom(query.value), rule: { query: query.value.trim(), match: match.value }, includes: [...pinned].map(([id, position]) => ({ id, position })),
      excludes: [...hidden].map((id) => ({ id })), effective_from: time(from), effective_to: time(to) }) };
}
