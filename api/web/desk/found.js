// How an article is found and used: which place it has for what people ask, the cases that it solved, what says the like, what is related.
import { h, marked } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { ANY, pathOf } from "./state.js";
import { ago, field, stateBadge, table } from "./ui.js";

const MOST_QUERIES = 12;
const PLACES = 50;

export function useTab(view, article, mayEdit, changed) {
  return [h("div", { class: "sides" }, h("div", { class: "stack" }, places(view, article), tryOne(view, article)), h("div", { class: "stack" }, cases(view, article), alike(view, article, mayEdit, changed), related(view, article)))];
}

const linkTo = (hit) => h("a", { href: `#/articles/${encodeURIComponent(hit.id)}` }, hit.title);
const placeIn = (hits, id) => hits.findIndex((hit) => hit.id === id) + 1;

// The queries that should bring it: its title, and how others asked.
function places(view, article) {
  const place = h("div", { class: "stack" });
  view.load(place, async () => {
    const queries = [article.title, ...article.asked_as].map((text) => text.slice(0, 300)).slice(0, MOST_QUERIES);
    const { results } = await view.api.post("/v1/multi-search", { searches: queries.map((q) => ({ q, per_page: PLACES, track: false })) });
    return table("Queries and places", ["What is searched for", "Place"], queries.map((q, i) => {
      const at = placeIn(results[i].hits, article.id);
      return [q, at === 0 ? h("span", { class: "badge warn" }, `not among ${PLACES}`) : h("span", { class: `badge ${at <= 3 ? "good" : ""}` }, `${at} of ${results[i].found}`)];
    }));
  });
  return h("section", { class: "card stack", "aria-labelledby": "places-title" }, h("h2", { id: "places-title" }, "How it is found"), place);
}

// Which place this article has for a query, and who stands before it.
function tryOne(view, article) {
  const result = h("div", { class: "stack", role: "status" });
  const query = h("input", { type: "search", maxlength: 500, autocomplete: "off", required: true });
  const look = (event) => {
    event.preventDefault();
    view.load(result, async () => {
      const { hits, found } = await view.api.post("/v1/search", { q: query.value.trim(), per_page: PLACES, track: false });
      const at = placeIn(hits, article.id);
      return [h("p", {}, h("b", {}, at > 0 ? `Place ${at} of ${found}` : `Not among the first ${PLACES}`)),
        h("ol", { class: "compact" }, hits.slice(0, Math.max(3, Math.min(at, 5))).map((hit) => h("li", {}, hit.id === article.id ? h("b", {}, hit.title) : linkTo(hit))))];
    });
  };
  return h("section", { class: "card stack", "aria-labelledby": "try-title" }, h("h2", { id: "try-title" }, "Try another"),
    h("form", { class: "row bottom", on: { submit: look } }, h("div", { class: "grow" }, field("When somebody searches for", query)), h("button", {}, "Look")), result);
}

const KINDS = { resolved: "solved", reference: "refers to it", created_from: "it came of" };

function cases(view, article) {
  const place = h("div", { class: "stack" });
  const load = () => view.load(place, async () => {
    const { data: links } = await view.api.get(`/v1/links?article_id=${encodeURIComponent(article.id)}`);
    if (links.length === 0) return note("No case yet", "What it solves is linked by harvests, by the panel, and over the API.");
    return h("ul", { class: "hits compact" }, links.slice(0, 20).map((one) => h("li", {}, h("p", { class: "row small" }, h("span", { class: "badge" }, KINDS[one.kind] ?? one.kind),
      h("a", { href: `#/conversations/${encodeURIComponent(`${one.channel}:${one.case_ref}`)}` }, `${one.channel} ${one.case_ref}`), h("span", { class: "soft" }, ago(one.at))))));
  });
  load();
  return h("section", { class: "card stack", "aria-labelledby": "cases-title" }, h("h2", { id: "cases-title" }, article.reuse_count > 0 ? `Used ${article.reuse_count}×` : "Cases"), place);
}

const LIKENESS = { same: "says the same", similar: "similar", contradicts: "another resolution" };

export const likeness = (one) => h("span", { class: `badge ${one.likeness === "similar" ? "" : "warn"}` }, `${LIKENESS[one.likeness]}, ${Math.round(one.similarity * 100)} %`);

// What says the like, which takes this one up by one press. A merge is done when the time to undo is over.
function alike(view, article, mayEdit, changed) {
  const place = h("div", { class: "stack" });
  const into = (one) => view.toast.say(`Merged into “${one.title}”`, { undo: () => {}, done: () => view.api.post(`${pathOf(article.id)}/merge`, { into: one.id }, { headers: ANY, keepalive: true })
    .then((merged) => { if (!view.gone) changed(merged); }, (error) => view.failed(error)) });
  view.load(place, async () => {
    const { title, issue, resolution, cause, environment, locale, products } = article;
    const { similar } = await view.api.post("/v1/articles/similar", { title, issue, resolution, cause, environment, locale, products });
    const others = similar.filter((one) => one.id !== article.id);
    if (others.length === 0) return note("Nothing says the like", "");
    return h("ul", { class: "hits compact" }, others.map((one) => h("li", {}, linkTo(one), h("p", { class: "row small" }, likeness(one), stateBadge(one.confidence),
      mayEdit && h("button", { type: "button", "aria-label": `Merge into ${one.title}`, on: { click: () => into(one) } }, "Merge into it")))));
  });
  return h("section", { class: "card stack", "aria-labelledby": "alike-title" }, h("h2", { id: "alike-title" }, "Similar"), place);
}

function related(view, { id }) {
  const place = h("div", {});
  view.load(place, async () => {
    const { hits } = await view.api.get(`${pathOf(id)}/related`);
    if (hits.length === 0) return note("Nothing is related", "");
    return h("ul", { class: "hits compact" }, hits.map((hit) => h("li", {}, h("a", { class: "hit", href: `#/articles/${encodeURIComponent(hit.id)}` }, hit.title),
      h("p", { class: "small soft clip", dir: "auto" }, marked(hit.snippet)), hit.reason && h("p", { class: "small soft" }, hit.reason))));
  });
  return h("section", { class: "card stack", "aria-labelledby": "related-title" }, h("h2", { id: "related-title" }, "Related"), place);
}
