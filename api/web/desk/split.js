// A part of an article made one of its own: what goes is ticked, sentence by sentence or with a heading all that stands below it, and both articles
// are shown as they will be.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { articleSide } from "./article.js";
import { asText, FIELDS, unsaved } from "./content.js";
import { pathOf } from "./state.js";
import { ago, field, showProblems } from "./ui.js";
import { compose, unitsOf } from "./units.js";

const TEXTS = ["issue", "resolution", "cause"];
const KEPT = ["environment", "products", "tags", "locale"];  // both have them
const MOST_CASES = 200;                                      // that one request moves

// `article` as it was read with `etag`.
export function splitTab(view, article, etag) {
  const back = `#/articles/${encodeURIComponent(article.id)}/edit`;
  if (unsaved.get(article.id)) return [note("Save what you typed first", "What is split is the article as it is saved.", "warn", h("div", { class: "row" }, h("a", { class: "button", href: back }, "Back to the editor")))];
  const place = h("div", { class: "stack" });
  view.load(place, async () => {
    const { data: cases } = await view.api.get(`/v1/links?article_id=${encodeURIComponent(article.id)}`);
    return form(view, article, etag, back, cases.slice(0, MOST_CASES));
  });
  return [place];
}

function form(view, article, etag, back, cases) {
  const ticks = [];  // {field, unit, input} in the order of the page
  const title = h("input", { maxlength: 500, required: true, autocomplete: "off", dir: "auto" });
  const problem = h("p", { class: "small problem", role: "alert" });
  const goes = h("div", {});
  const stays = h("div", {});

  function tick(name, unit, text = unit.text.replace(/^#+\s+/, "")) {
    const id = `goes-${ticks.length}`;
    const input = h("input", { type: "checkbox", id });
    ticks.push({ field: name, unit, input });
    return h("li", { class: "row check" }, input, h("label", { for: id, dir: "auto", class: unit.level ? "below" : "" }, text));
  }
  const group = (name, legend, units, show) => units.length > 0 && h("fieldset", { "data-field": name }, h("legend", {}, legend), h("ul", { class: "plain units" }, units.map((unit) => tick(name, unit, show?.(unit)))));
  const groups = [...TEXTS.map((name) => group(name, FIELDS[name], unitsOf(article[name] ?? "", article.locale))),
    group("asked_as", FIELDS.asked_as, article.asked_as.map((text) => ({ text }))),
    group("cases", "Cases", cases, (one) => `${one.channel} ${one.case_ref}, ${ago(one.at)}`)];

  // What the article has of `name` where it is ticked, or where it is not.
  const chosen = (name, on) => ticks.filter((one) => one.field === name && one.input.checked === on).map(({ unit }) => unit);
  function partOf(on) {
    const of = (name) => ticks.filter((one) => one.field === name);
    // Where nothing is ticked, all stays as it is.
    const text = (name) => of(name).some(({ input }) => input.checked) ? compose(of(name).map(({ unit, input }) => ({ ...unit, taken: input.checked === on }))) : on ? "" : article[name] ?? "";
    return { ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])), asked_as: chosen("asked_as", on).map(({ text: wording }) => wording) };
  }
  const says = (part) => TEXTS.some((name) => part[name] !== "");

  function draw() {
    const side = (place, name, heading, part) => {
      const shown = articleSide({ environment: [], ...part });
      shown.querySelector("h2").replaceChildren(name);
      shown.querySelector("h2").id = `${place.dataset.side}-title`;
      shown.setAttribute("aria-labelledby", `${place.dataset.side}-title`);
      shown.querySelector("h2").after(h("p", { class: "heading", dir: "auto" }, h("strong", {}, heading)));
      if (!says(part)) shown.append(h("p", { class: "soft" }, "Nothing yet."));
      place.replaceChildren(shown);
    };
    side(goes, "The new article", title.value.trim() || "Without a title", partOf(true));
    side(stays, "What stays", article.title, partOf(false));
  }

  // A heading takes along what stands below it, up to the next of its kind.
  function follow(changed) {
    const at = ticks.findIndex(({ input }) => input === changed);
    const { field: name, unit } = ticks[at] ?? {};
    if (!unit?.level) return;
    for (const one of ticks.slice(at + 1)) {
      if (one.field !== name || one.unit.level && one.unit.level <= unit.level) break;
      one.input.checked = changed.checked;
    }
  }

  const path = pathOf(article.id);
  // The number before the dash is the revision, and all that is compared.
  const at = (revision) => ({ "If-Match": `"${revision}-"` });

  // The same again has the same name, so that it is done once though its answer was lost.
  let sent = {};
  function nameOf(body) {
    const text = JSON.stringify(body);
    if (sent.text !== text) sent = { text, name: [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
    return sent.name;
  }

  async function split(event) {
    event.preventDefault();
    const heading = title.value.trim();
    const [part, rest] = [partOf(true), partOf(false)];
    problem.textContent = heading === "" ? "The new article needs a title." : !says(part) ? "Tick what is to go into the new article." : !says(rest) ? "Something of it must stay." : "";
    if (problem.textContent) return (heading === "" ? title : ticks[0]?.input)?.focus();
    const body = {
      article: Object.fromEntries(Object.entries({ title: heading, ...part, ...Object.fromEntries(KEPT.map((name) => [name, article[name]])) }).filter(([, value]) => value?.length > 0)),
      stays: Object.fromEntries([...TEXTS, "asked_as"].filter((name) => asText(rest[name]) !== asText(article[name] ?? "")).map((name) => [name, rest[name]])),
      links: chosen("cases", true).map(({ id }) => id),
      note: `Split off: ${heading}`,
    };
    try {
      const made = await view.api.post(`${path}/split`, body, { headers: { "If-Match": etag, "Idempotency-Key": nameOf(body) } });
      view.go(`#/articles/${encodeURIComponent(made.id)}/edit`, "Split off: this is the new article", { undo: () => undo(made) });
    } catch (error) {
      if (showProblems(error, { "/article/title": title })) return;
      problem.textContent = error.status === 412 ? "It was changed meanwhile. Load the page again, then choose."
        : error.status === 0 || error.status >= 500 ? "The server’s answer was lost: it may be split already. Split it off again; it is not done twice." : error.message;
    }
  }

  async function undo(made) {
    try {
      // What went comes back first: it is what may be refused, and then both stand as they are.
      const back = await view.api.post(`${path}/revisions/${article.revision}/restore`, {}, { headers: at(made.split_from.revision) });
      await view.api.post(`${pathOf(made.id)}/merge`, { into: article.id }, { headers: at(made.revision) });
      // Merging adds the other title to how it is asked; what it had is put back where nobody else has changed it.
      const { json, response } = await view.api.send("GET", path);
      if (asText(json.asked_as) !== asText(article.asked_as) && json.revision === back.revision + 1)
        await view.api.send("PATCH", path, { body: { asked_as: article.asked_as }, headers: { "If-Match": response.headers.get("ETag") } });
      view.go(`#/articles/${encodeURIComponent(article.id)}`, "It is one article again");
    } catch (error) { view.failed(error); }
  }

  goes.dataset.side = "goes";
  stays.dataset.side = "stays";
  draw();
  return h("div", { class: "sides writing" },
    h("form", { class: "card stack editor", on: { submit: split, input: () => { problem.textContent = ""; draw(); }, change: (event) => { follow(event.target); draw(); } } }, h("h2", {}, "Split off a part"),
      h("p", { class: "soft" }, "Tick what goes into an article of its own; a heading takes along what stands below it. Environment, products, tags and language are in both; every sentence keeps the message that it came from."),
      groups, field("Title of the new article", title, "The main issue and the main environment."), problem,
      h("div", { class: "row save end" }, h("a", { class: "button", href: back }, "Back"), h("button", { class: "primary" }, "Split it off"))),
    h("div", { class: "stack" }, goes, stays));
}
