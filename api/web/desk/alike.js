// What says the like, shown before a duplicate is made; and a way to find another article to link to.
import { h } from "../shared/dom.js";
import { likeness } from "./found.js";
import { field, stateBadge } from "./ui.js";

const titled = (one) => h("a", { href: `#/articles/${encodeURIComponent(one.id)}`, dir: "auto" }, one.title);

// null: nothing is alike. `deed`: {name, run(article)}, or false.
export function alikeCard(similar, deed) {
  if (similar.length === 0) return null;
  const certain = similar[0].likeness === "same";
  return h("section", { class: `note alike ${certain ? "warn" : ""}`, "aria-label": "Similar articles" }, h("b", {}, certain ? "An article says this already" : "Articles that are alike"),
    h("ul", { class: "plain stack" }, similar.map((one) => h("li", { class: "row" }, h("span", { class: "grow" }, titled(one)), likeness(one), stateBadge(one.confidence),
      deed && h("button", { type: "button", "aria-label": `${deed.name}: ${one.title}`, on: { click: () => deed.run(one) } }, deed.name)))));
}

// An article that is known to say it, though its words are others.
export function finder(view, connect) {
  const found = h("ul", { class: "plain stack" });
  const status = h("p", { class: "small soft", role: "status" });
  let timer = 0;
  const query = h("input", { type: "search", maxlength: 300, autocomplete: "off", on: { input: () => { clearTimeout(timer); timer = setTimeout(look, 150); } } });
  async function look() {
    const q = query.value.trim();
    try {
      const hits = q === "" ? [] : (await view.api.post("/v1/search", { q, per_page: 5, collapse: false, track: false })).hits;
      status.textContent = q !== "" && hits.length === 0 ? "Nothing is found." : "";
      found.replaceChildren(...hits.map((hit) => h("li", { class: "row" }, h("span", { class: "grow" }, titled(hit)), stateBadge(hit.confidence),
        h("button", { type: "button", "aria-label": `Link to it: ${hit.title}`, on: { click: () => connect(hit) } }, "Link to it"))));
    } catch (error) { status.textContent = error.message; }
  }
  return h("details", {}, h("summary", {}, "Link to another article"), field("Search", query), status, found);
}
