// What an article was: its revisions, what changed from one to another word by word, and the way back.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { FIELDS } from "./content.js";
import { showDiff } from "./diff.js";
import { ANY, pathOf } from "./state.js";
import { ago, audienceBadge, stateBadge, when } from "./ui.js";

export const showFields = (fields) => Object.entries(FIELDS).filter(([name]) => fields[name]).map(([name, title]) => h("div", {}, h("h3", {}, title), showDiff(fields[name])));

// `changed(article)` is called after a restoration.
export function revisionsTab(view, article, mayEdit, changed) {
  const shown = h("div", { class: "card stack", role: "region", "aria-label": "What changed", tabindex: -1, hidden: true });
  const list = h("div", { class: "stack" });
  const path = pathOf(article.id);
  let next = null;

  async function show(from, to) {
    try {
      const diff = await view.api.get(`${path}/diff?from=${from}&to=${to}`);
      const moved = Object.entries(diff.to.state).filter(([name, value]) => diff.from.state[name] !== value);
      shown.replaceChildren(h("h2", {}, `Revision ${from} to ${to}`), ...moved.map(([name, value]) => h("p", {}, `${name}: `, h("del", {}, diff.from.state[name]), " ", h("ins", {}, value))),
        ...showFields(diff.fields), ...(Object.keys(diff.fields).length + moved.length === 0 ? [h("p", { class: "soft" }, "They say the same.")] : []));
      shown.hidden = false;
      shown.focus();
      shown.scrollIntoView({ block: "nearest" });
    } catch (error) { view.failed(error); }
  }

  async function restore(revision, before) {
    try {
      const restored = await view.api.post(`${path}/revisions/${revision}/restore`, {}, { headers: ANY });
      view.toast.say(`Revision ${revision} is back`, { undo: () => restore(before, revision) });
      changed(restored);
    } catch (error) { view.failed(error); }
  }

  const row = (one) => h("li", {}, h("p", { class: "row" }, h("b", {}, `Revision ${one.revision}`), one.revision === article.revision && h("span", { class: "badge good" }, "now"),
      stateBadge(one.state.confidence), audienceBadge(one.state.audience), h("span", { class: "soft small", title: when(one.at) }, [ago(one.at), one.by && `by ${one.by}`].filter(Boolean).join(" "))),
    h("p", { class: "small", dir: "auto" }, one.title),
    h("div", { class: "row" }, one.revision > 1 && h("button", { type: "button", "aria-label": `What revision ${one.revision} changed`, on: { click: () => show(one.revision - 1, one.revision) } }, "What it changed"),
      one.revision !== article.revision && h("button", { type: "button", "aria-label": `Compare revision ${one.revision} with now`, on: { click: () => show(one.revision, article.revision) } }, "Compare with now"),
      mayEdit && one.revision !== article.revision && h("button", { type: "button", "aria-label": `Restore revision ${one.revision}`, on: { click: () => restore(one.revision, article.revision) } }, "Restore")));

  const load = () => view.load(list, async () => {
    const known = [...list.querySelectorAll(".hits > li")];
    const page = await view.api.get(`${path}/revisions?limit=20${next ? `&after=${encodeURIComponent(next)}` : ""}`);
    next = page.next_cursor;
    if (known.length + page.data.length === 0) return note("No revisions yet", "Each change of content or state makes one.");
    return [h("ul", { class: "hits" }, known, page.data.map(row)), page.has_more && h("div", { class: "row pages" }, h("button", { type: "button", on: { click: load } }, "Show more"))];
  });
  load();
  return [shown, list];
}
