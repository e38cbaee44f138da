// A part of an article made one of its own: what goes is ticked, sentence by sentence or with a heading all that stands below it, and both articles
// are shown as they will be.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { articleSide } from "./article.js";
import { asText, FIELDS, unsaved } from "./content.js";
import { ANY, pathOf } from "./state.js";
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
    const text = (name) => compose(ticks.filter((one) => one.field === name).map(({ unit, input }) => ({ ...unit, taken: input.checked === on })));
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

  async function split(event) {
    event.preventDefault();
    const [part, rest] = [partOf(true), partOf(false)];
    problem.textContent = !says(part) ? "Tick what is to go into the new article." : !says(rest) ? "Something of it must stay." : "";
    if (problem.textContent) return ticks[0]?.input.focus();
    const path = pathOf(article.id);
    const restored = () => view.api.post(`${path}/revisions/${article.revision}/restore`, {}, { headers: ANY });
    const less = Object.fromEntries([...TEXTS, "asked_as"].filter((name) => asText(rest[name]) !== asText(article[name] ?? "")).map((name) => [name, rest[name]]));
    try {
      // What stays first: it is what may be refused, and then nothing has been made.
      await view.api.send("PATCH", path, { body: { ...less, note: `Split off: ${title.value.trim()}` }, headers: { "If-Match": etag } });
      const content = Object.fromEntries(Object.entries({ title: title.value.trim(), ...part, ...Object.fromEntries(KEPT.map((name) => [name, article[name]])) }).filter(([, value]) => value?.length > 0));
      const made = await view.api.post(`${path}/split`, { article: content, links: chosen("cases", true).map(({ id }) => id) }, { headers: ANY })
        .catch((error) => restored().then(() => { throw error; }));
      const undo = async () => {
        try {
          await view.api.post(`${pathOf(made.id)}/merge`, { into: article.id }, { headers: ANY });
          await restored();
          view.go(`#/articles/${encodeURIComponent(article.id)}`, "It is one article again");
        } catch (error) { view.failed(error); }
      };
      view.go(`#/articles/${encodeURIComponent(made.id)}/edit`, "Split off: this is the new article", { undo });
    } catch (error) {
      if (!showProblems(error, { "/article/title": title })) problem.textContent = error.status === 412 ? "It was changed meanwhile. Load the page again, then choose." : error.message;
    }
  }

  goes.dataset.side = "goes";
  stays.dataset.side = "stays";
  draw();
  return h("div", { class: "sides writing" },
    h("form", { class: "card stack editor", on: { submit: split, input: () => { problem.textContent = ""; draw(); }, change: (event) => { follow(event.target); draw(); } } }, h("h2", {}, "Split off a part"),
      h("p", { class: "soft" }, "Tick what goes into an article of its own; a heading takes along what stands below it. Environment, products, tags and language are in both."),
      groups, field("Title of the new article", title, "The main issue and the main environment."), problem,
      h("div", { class: "row save end" }, h("a", { class: "button", href: back }, "Back"), h("button", { class: "primary" }, "Split it off"))),
    h("div", { class: "stack" }, goes, stays));
}
