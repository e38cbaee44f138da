// Articles: found as one types, narrowed by state, audience and what they share; all of it is in the address.
import { h, marked } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { articlePage } from "./article.js";
import { AUDIENCES, STATES, ago, audienceBadge, byArrows, field, mayWrite, select, stateBadge } from "./ui.js";

const FACETS = { product: "Product", tag: "Tag", channel: "Channel", lang: "Language" };
const LIVE = ["wip", "not_validated", "validated"];
const SORTS = [["", "Best first"], ["newest", "Newest first"], ["updated", "Last updated first"], ["oldest", "Oldest first"], ["reuse", "Most used first"]];
const PER_PAGE = 20;

export function articlesPage(view) {
  if (view.path.length > 0) return articlePage(view);
  const fresh = h("a", { class: "button", href: "#/articles/new", hidden: true }, "New article");
  view.title("Articles", fresh);
  mayWrite(view.api).then((may) => { fresh.hidden = !may; }, () => {});
  const given = (name) => view.params.get(name) ?? "";
  const state = { q: given("q"), status: given("status"), audience: given("audience"), sort: given("sort"), narrow: view.params.getAll("narrow"), each: given("each"),
                  page: Math.max(1, Number(given("page")) || 1), exactly: false };
  let timer = 0;
  let running = null;

  const change = (changes) => { Object.assign(state, { page: 1 }, changes); run(); };
  const query = h("input", { type: "search", value: state.q, autocomplete: "off", spellcheck: "false", maxlength: 500, placeholder: 'Words, a "phrase", -not, tag:wifi',
    on: { input: () => { clearTimeout(timer); timer = setTimeout(() => change({ q: query.value.trim(), exactly: false }), 80); },
          keydown: (event) => { if (event.key === "ArrowDown") { event.preventDefault(); found.querySelector(".hit")?.focus(); } } } });
  const choice = (name, options) => select(options, state[name], { on: { change: (event) => change({ [name]: event.target.value }) } });
  const facets = h("div", { class: "facets" });
  const status = h("p", { class: "soft small", role: "status" });
  const asOne = h("button", { type: "button", class: "link small", hidden: !state.each, on: { click: () => { query.focus(); showEach(""); } } }, "Show articles alike as one");
  const showEach = (each) => { asOne.hidden = !each; change({ each }); };
  const found = byArrows(h("div", { class: "stack" }), ".hit");
  view.main.append(h("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } }, field("Search articles", query),
    field("State", choice("status", [["", "All but archived"], ...Object.entries(STATES)])),
    field("Audience", choice("audience", [["", "All"], ...Object.entries(AUDIENCES)])), field("Order", choice("sort", SORTS))), facets, status, asOne, found);

  function request() {
    const { q, sort, page, exactly, audience, narrow, each } = state;
    const filter = [...(state.status ? [state.status] : LIVE).map((one) => `status:${one}`), ...(audience ? [`audience:${audience}`] : []), ...narrow].join(",");
    return { q, filter, facets: Object.keys(FACETS), collapse: !each, page, per_page: PER_PAGE, snippet_words: 25, track: false, sort: sort || (q ? "relevance" : "updated"), typos: exactly ? 0 : 2 };
  }

  function run() {
    running?.abort();
    const { signal } = running = new AbortController();
    const remember = () => {
      const { q, status: wanted, audience, sort, narrow, each, page } = state;
      view.remember("articles", { q, status: wanted, audience, sort, narrow, each, page: page > 1 ? String(page) : "" });
    };
    remember();
    return view.load(found, async () => {
      let answer = await view.api.post("/v1/search", request(), { signal });
      if (answer.hits.length === 0 && state.page > lastPage(answer)) {  // pages end sooner where more and more proves to be alike
        state.page = lastPage(answer);
        remember();
        answer = await view.api.post("/v1/search", request(), { signal });
      }
      status.textContent = `${answer.found_exact ? "" : "At least "}${answer.found.toLocaleString()} of ${answer.out_of.toLocaleString()} articles`;
      showFacets(answer.facet_counts);
      return [meant(answer), ...list(answer)];
    });
  }

  const lastPage = ({ found: all }) => Math.max(1, Math.ceil(Math.min(all, 1000) / PER_PAGE));

  function list(answer) {
    if (answer.hits.length === 0) return [note("Nothing found", "Try fewer or other words, or take a filter off.")];
    const last = lastPage(answer);
    const turn = (name, to) => h("button", { type: "button", disabled: to < 1 || to > last, on: { click: () => { change({ page: to }); scrollTo(0, 0); } } }, name);
    return [h("ul", { class: "hits" }, answer.hits.map(row)), last > 1 && h("nav", { class: "row pages", "aria-label": "Pages of results" },
      turn("Previous", state.page - 1), h("span", { class: "soft" }, `Page ${state.page} of ${last}`), turn("Next", state.page + 1))];
  }

  function row(hit) {
    const title = hit.highlights.find((one) => one.field === "title")?.snippet;
    return h("li", {}, h("a", { class: "hit", href: `#/articles/${encodeURIComponent(hit.id)}`, dir: "auto" }, title ? marked(title) : hit.title),
      h("p", { class: "soft small clip", dir: "auto" }, marked(hit.snippet)),
      h("p", { class: "row small" }, stateBadge(hit.confidence), audienceBadge(hit.audience), hit.reuse_count > 0 && h("span", { class: "badge" }, `Reused ${hit.reuse_count}×`),
        hit.similar > 0 && h("button", { type: "button", class: "link", on: { click: () => { showEach("1"); asOne.focus(); } } }, `and ${hit.similar} alike`),
        h("span", { class: "soft" }, [hit.locale, ...new Set(hit.sources.map((one) => one.channel)), ago(hit.updated_at)].filter(Boolean).join(" · "))));
  }

  // What was searched for in place of what was typed, or could be.
  function meant({ corrected_q, q, suggestions }) {
    const search = (text, exactly) => h("button", { type: "button", class: "link", on: { click: () => { query.value = text; change({ q: text, exactly }); query.focus(); } } }, text);
    if (corrected_q) return h("p", { class: "meant" }, "Shown for ", h("b", {}, corrected_q), ". Search for ", search(q, true), " as it is typed");
    return suggestions.length > 0 && h("p", { class: "meant" }, "Did you mean ", suggestions.flatMap((text, i) => [i > 0 && ", ", search(text, false)]), "?");
  }

  // What is chosen stays in reach where it is counted no more; what all results share does not narrow them.
  function showFacets(counts) {
    const focused = document.activeElement?.dataset.narrow;
    const toggle = (one) => change({ narrow: state.narrow.includes(one) ? state.narrow.filter((other) => other !== one) : [...state.narrow, one] });
    const chip = ([one, value, amount]) => h("button", { type: "button", class: "chip", "data-narrow": one, "aria-pressed": String(state.narrow.includes(one)), on: { click: () => toggle(one) } },
      h("bdi", {}, value), amount !== null && h("span", { class: "amount" }, amount.toLocaleString()));
    const group = ([facet, name]) => {
      const values = (counts[facet] ?? []).slice(0, 8).map(({ value, count }) => [`${facet}:"${value.replaceAll('"', "")}"`, value, count]);
      for (const one of state.narrow) {
        if (one.startsWith(`${facet}:`) && !values.some(([known]) => known === one)) values.push([one, one.slice(facet.length + 2, -1), null]);
      }
      if (values.length < 2 && !values.some(([one]) => state.narrow.includes(one))) return null;
      return h("div", { role: "group", "aria-label": name, class: "row" }, h("span", { class: "small soft name", "aria-hidden": "true" }, name), values.map(chip));
    };
    facets.replaceChildren(...Object.entries(FACETS).map(group).filter(Boolean));
    if (focused) facets.querySelector(`[data-narrow="${CSS.escape(focused)}"]`)?.focus();
  }

  run();
}
