// The page at "/": suggest and search over the HTTP API. No library, no inline code (the page's CSP allows neither).
const $ = (id) => document.getElementById(id);
import { marked as pieces } from "../shared/dom.js";

const KEY = "garner-key";

// --- the API

class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The server answered ${status}`);
    this.status = status;
  }
}

async function call(path, { body, signal } = {}) {
  const headers = { Accept: "application/json" };
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method: body ? "POST" : "GET", headers, signal, body: body && JSON.stringify(body) });
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}

// What was done with an answer makes the next answers better. Never in the way: failures are not shown.
function report(action_name, query_id, hit) {
  const event = { action_name, query_id, client_id: clientId(), timestamp: new Date().toISOString(), object_id: hit.id,
                  position: { ordinal: hit.position } };
  call("/v1/events", { body: { events: [event] } }).catch(() => {});
}

function clientId() {
  let id = sessionStorage.getItem("garner-client");
  if (!id) {
    id = `page-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("")}`;
    sessionStorage.setItem("garner-client", id);
  }
  return id;
}

// --- small pieces of the page

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function marked(name, className, html) { return element(name, { className }, ...pieces(html)); }

function say(text) { $("status").textContent = text; }

function note(title, text, kind = "") {
  return element("div", { className: `note ${kind}` }, element("b", { textContent: title }), text);
}

function showLoading(list) {
  list.setAttribute("aria-busy", "true");
  list.replaceChildren(element("div", { className: "bone" }), element("div", { className: "bone" }));
}

function show(list, ...nodes) {
  list.setAttribute("aria-busy", "false");
  list.replaceChildren(...nodes);
}

function showError(list, error, retry) {
  if (error.status === 401 || error.status === 403) openKeyDialog(retry);
  const title = error.status ? "That did not work" : "The server cannot be reached";
  const again = element("button", { type: "button", textContent: "Try again" });
  again.addEventListener("click", retry);
  show(list, element("div", { className: "note bad", role: "alert" }, element("b", { textContent: title }),
                     element("p", { textContent: error.message }), again));
}

function titleOf(hit) {
  const field = (hit.highlights || []).find((highlight) => highlight.field === "title");
  const title = field ? marked("span", "", field.snippet) : element("span", { textContent: hit.title });
  const safe = /^https?:\/\//i.test(hit.url || "");
  return element("h2", {}, safe ? element("a", { href: hit.url, target: "_blank", rel: "noopener noreferrer" }, title) : title);
}

function metaOf(hit) {
  const words = { validated: "Validated", not_validated: "Not validated", wip: "Draft", archived: "Archived" };
  const channels = [...new Set((hit.sources || []).map((source) => source.channel).filter(Boolean))];
  const items = [
    element("li", { className: hit.confidence === "validated" ? "good" : "", textContent: words[hit.confidence] || hit.confidence }),
    hit.reuse_count > 0 ? element("li", { textContent: `Reused ${hit.reuse_count}×` }) : null,
    hit.locale ? element("li", { textContent: hit.locale }) : null,
    ...channels.map((channel) => element("li", { textContent: channel })),
    hit.updated_at ? element("li", { textContent: new Date(hit.updated_at).toLocaleDateString() }) : null,
  ];
  return element("ul", { className: "meta" }, ...items);
}

function copyButton(queryId, hit) {
  const button = element("button", { type: "button", textContent: "Copy answer" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(hit.insert_text || hit.passage);
      button.textContent = "Copied";
      say("The answer is in the clipboard.");
      report("insert", queryId, hit);
    } catch {
      button.textContent = "Copying is not allowed here";
    }
    setTimeout(() => { button.textContent = "Copy answer"; }, 2500);
  });
  return button;
}

// --- suggest

function sureOf(hit) {
  const percent = Math.round(hit.confidence_score * 100);
  const meter = element("meter", { min: 0, max: 1, value: hit.confidence_score });
  meter.setAttribute("aria-label", `Confidence ${percent} percent`);
  return element("div", { className: "sure" }, element("b", { textContent: `${percent} %` }), meter, "confidence");
}

function suggestionCard(answer, hit) {
  const card = element("article", { className: "card" },
    element("div", { className: "head" }, titleOf(hit), sureOf(hit)),
    marked("p", "passage", hit.snippet),
    hit.reason ? element("p", { className: "reason", textContent: hit.reason }) : null,
    element("div", { className: "foot" }, metaOf(hit), copyButton(answer.response_id, hit)));
  card.addEventListener("click", (event) => {
    if (event.target.closest("a")) report("click", answer.response_id, hit);
  });
  return card;
}

async function suggest() {
  const text = $("message").value.trim();
  const list = $("suggestions");
  if (!text) return showSuggestIntroduction();
  showLoading(list);
  try {
    const answer = await call("/v1/suggest", { body: { body: text } });
    const hits = answer.documents;
    if (hits.length === 0) {
      show(list, note("Nothing like it has been solved yet", "Once a conversation like this one is resolved, its answer shows up here."));
      return say("No suggestions.");
    }
    const doubt = answer.answerable ? null : note("No sure answer", "These are the closest, but none is a clear match.", "warn");
    show(list, ...[doubt, ...hits.map((hit) => suggestionCard(answer, hit))].filter(Boolean));
    say(`${hits.length} suggestions${answer.answerable ? "" : ", none of them sure"}. The first: ${hits[0].title}`);
  } catch (error) {
    showError(list, error, suggest);
  }
}

function showSuggestIntroduction() {
  show($("suggestions"), note("Answers show up here", "Each with the passage that fits, how sure it is, and why it is offered."));
}

// --- search

let page = 1;
let query = "";
let searching = null;
let asTyped = false;  // the query is not to be corrected
const chosenValues = new Map();  // of a facet: a set of values

const FACETS = { tag: "Tag", product: "Product", channel: "Channel", lang: "Language", status: "State" };

function filterText() {
  return [...chosenValues].flatMap(([facet, values]) => [...values].map((value) => `${facet}:"${value.replaceAll('"', "")}"`)).join(",");
}

function toggle(facet, value) {
  const values = chosenValues.get(facet) || new Set();
  if (!values.delete(value)) values.add(value);
  chosenValues.set(facet, values);
  page = 1;
  search();
}

function facetButton(facet, value, count) {
  const chosen = chosenValues.get(facet)?.has(value) || false;
  const button = element("button", { type: "button", id: `facet-${facet}-${value}` }, value,
                         count === null ? null : element("span", { className: "amount", textContent: count.toLocaleString() }));
  button.setAttribute("aria-pressed", String(chosen));
  button.addEventListener("click", () => toggle(facet, value));
  return button;
}

// What is chosen stays in reach where it is counted no more; what all results share does not narrow them.
function facetGroup(facet, values) {
  const chosen = [...(chosenValues.get(facet) || [])].filter((value) => !values.some((counted) => counted.value === value));
  const buttons = [...values.map((counted) => facetButton(facet, counted.value, counted.count)),
                   ...chosen.map((value) => facetButton(facet, value, null))];
  if (buttons.length < 2 && !chosenValues.get(facet)?.size) return null;
  return element("fieldset", {}, element("legend", { textContent: FACETS[facet] }), ...buttons);
}

function showFacets(counts) {
  const focused = document.activeElement?.id;
  const groups = Object.keys(FACETS).map((facet) => facetGroup(facet, counts[facet] || [])).filter(Boolean);
  $("facets").replaceChildren(...groups);
  $("facet-box").hidden = groups.length === 0;
  const chosen = [...chosenValues.values()].reduce((sum, values) => sum + values.size, 0);
  $("narrowed").textContent = chosen > 0 ? `(${chosen})` : "";
  if (focused?.startsWith("facet-")) document.getElementById(focused)?.focus();
  $("narrow").hidden = false;
}

function queryButton(text, exactly) {
  const button = element("button", { type: "button", className: "link", textContent: text });
  button.addEventListener("click", () => {
    $("query").value = text;
    page = 1;
    asTyped = exactly;
    search();
    $("query").focus();
  });
  return button;
}

// What was searched for in place of what was typed, or could be.
function meant(answer) {
  if (answer.corrected_q) {
    return element("p", { className: "meant" }, "Shown for ", element("b", { textContent: answer.corrected_q }), ". Search for ",
                   queryButton(answer.q, true), " as it is typed");
  }
  if (answer.suggestions.length === 0) return null;
  return element("p", { className: "meant" }, "Did you mean ", ...answer.suggestions.map((text) => queryButton(text, false)), "?");
}

function searchCard(answer, hit) {
  const same = hit.similar > 0 ? element("p", { className: "reason", textContent: `And ${hit.similar} that say the same` }) : null;
  const card = element("article", { className: "card" }, titleOf(hit), marked("p", "passage", hit.snippet), same, metaOf(hit));
  card.addEventListener("click", (event) => {
    if (event.target.closest("a")) report("click", answer.query_id, hit);
  });
  return card;
}

async function search() {
  query = $("query").value.trim();
  searching?.abort();
  if (!query) return showSearchIntroduction();
  searching = new AbortController();
  const list = $("hits");
  if (!list.querySelector(".card")) showLoading(list);
  try {
    const wanted = new URLSearchParams({ q: query, page, sort: $("sort").value, facets: Object.keys(FACETS).join(",") });
    if (filterText()) wanted.set("filter", filterText());
    if (asTyped) wanted.set("typos", "0");
    const answer = await call(`/v1/search?${wanted.toString().replaceAll("+", "%20")}`, { signal: searching.signal });
    const last = Math.max(1, Math.ceil(Math.min(answer.found, 1000) / answer.per_page));
    const summary = `${answer.found_exact ? "" : "At least "}${answer.found.toLocaleString()} of ${answer.out_of.toLocaleString()} articles, ${answer.took_ms.toFixed(1)} ms`;
    if (answer.hits.length === 0) {
      show(list, ...[meant(answer), note("Nothing found", "Try fewer or other words. Quotes ask for an exact phrase, a minus leaves a word out.")]
        .filter(Boolean));
    } else {
      show(list, ...[meant(answer)].filter(Boolean), element("p", { className: "summary", textContent: summary }), ...answer.hits.map((hit) => searchCard(answer, hit)));
    }
    showFacets(answer.facet_counts);
    $("pages").hidden = last <= 1;
    $("page-number").textContent = `Page ${page} of ${last}`;
    $("previous").disabled = page <= 1;
    $("next").disabled = page >= last;
    const instead = answer.corrected_q ? `Shown for ${answer.corrected_q}. ` : "";
    say(answer.hits.length === 0 ? "Nothing found." : instead + summary);
  } catch (error) {
    if (error.name !== "AbortError") showError(list, error, search);
  }
}

function showSearchIntroduction() {
  $("pages").hidden = true;
  $("narrow").hidden = true;
  show($("hits"), note("Search every solved conversation", "Results come as you type. Arrow keys choose a title, Enter searches."));
}

// --- completions while typing

let completing = null;
let chosen = -1;

function closeCompletions() {
  completing?.abort();
  chosen = -1;
  $("completions").hidden = true;
  $("query").setAttribute("aria-expanded", "false");
  $("query").removeAttribute("aria-activedescendant");
}

function choose(index) {
  const items = [...$("completions").children];
  chosen = (index + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
  $("query").setAttribute("aria-activedescendant", items[chosen].id);
}

function take(text) {
  $("query").value = text;
  closeCompletions();
  page = 1;
  search();
}

async function complete() {
  completing?.abort();
  const text = $("query").value.trim();
  if (text.length < 2) return closeCompletions();
  completing = new AbortController();
  try {
    const answer = await call(`/v1/typeahead?q=${encodeURIComponent(text)}`, { signal: completing.signal });
    if (answer.completions.length === 0 || document.activeElement !== $("query")) return closeCompletions();
    chosen = -1;
    $("completions").replaceChildren(...answer.completions.map((completion, i) => {
      const item = marked("li", "", completion.highlight);
      item.id = `completion-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.text = completion.text;
      return item;
    }));
    $("completions").hidden = false;
    $("query").setAttribute("aria-expanded", "true");
  } catch {
    closeCompletions();
  }
}

let timer = 0;
function later(work) {
  clearTimeout(timer);
  timer = setTimeout(work, 120);
}

// --- the key

let afterKey = null;
function openKeyDialog(retry) {
  afterKey = retry;
  if (!$("key-dialog").open) $("key-dialog").showModal();
}

// --- events

function selectTab(name) {
  for (const other of ["suggest", "search"]) {
    const on = other === name;
    $(`tab-${other}`).setAttribute("aria-selected", String(on));
    $(`tab-${other}`).tabIndex = on ? 0 : -1;
    $(`panel-${other}`).hidden = !on;
  }
}

for (const name of ["suggest", "search"]) {
  $(`tab-${name}`).addEventListener("click", () => {
    selectTab(name);
    $(name === "suggest" ? "message" : "query").focus();
  });
  $(`tab-${name}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = name === "suggest" ? "search" : "suggest";
    selectTab(other);
    $(`tab-${other}`).focus();
  });
}

$("suggest-form").addEventListener("submit", (event) => { event.preventDefault(); suggest(); });
$("message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); suggest(); }
});
$("search-form").addEventListener("submit", (event) => { event.preventDefault(); closeCompletions(); page = 1; search(); });
$("query").addEventListener("input", () => later(() => { page = 1; asTyped = false; complete(); search(); }));
$("sort").addEventListener("change", () => { page = 1; search(); });
$("query").addEventListener("keydown", (event) => {
  const open = !$("completions").hidden;
  if (event.key === "Escape") return closeCompletions();
  if (!open || (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Enter")) return;
  if (event.key === "Enter") {
    if (chosen >= 0) { event.preventDefault(); take($("completions").children[chosen].dataset.text); }
    return;
  }
  event.preventDefault();
  choose(event.key === "ArrowDown" ? chosen + 1 : (chosen < 0 ? -1 : chosen - 1));
});
$("query").addEventListener("blur", () => setTimeout(closeCompletions, 150));
$("completions").addEventListener("mousedown", (event) => {
  const item = event.target.closest("li");
  if (item) { event.preventDefault(); take(item.dataset.text); }
});
$("previous").addEventListener("click", () => { page -= 1; search(); });
$("next").addEventListener("click", () => { page += 1; search(); });

$("key-button").addEventListener("click", () => openKeyDialog(null));
$("key-cancel").addEventListener("click", () => $("key-dialog").close());
$("key-form").addEventListener("submit", () => {
  const key = $("key").value.trim();
  key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY);
  $("key").value = "";
  afterKey?.();
});

showSuggestIntroduction();
showSearchIntroduction();
call("/readyz")
  .then((state) => { $("documents").textContent = `${state.documents.toLocaleString()} articles`; })
  .catch(() => { $("documents").textContent = "The index is being built"; });
