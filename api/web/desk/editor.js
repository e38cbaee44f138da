// The editor of an article: its fields beside a preview and what says the like. What is typed survives a reload; what somebody else saved in
// between is merged field by field, and shown where both changed the same.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { asText, changesOf, contentOf, FIELDS, LISTS, merge, unsaved } from "./content.js";
import { diffWords, showDiff } from "./diff.js";
import { likeness } from "./found.js";
import { markdown } from "./markdown.js";
import { ANY, pathOf } from "./state.js";
import { ago, field, listOf, showProblems } from "./ui.js";

const KEEP_MS = 300;
const SIMILAR_MS = 700;
const ROWS = { issue: 5, environment: 3, resolution: 12, cause: 3, asked_as: 3 };
const HINTS = { title: "The main issue and the main environment.", issue: "In the words of who asks.", environment: "Product, version, platform, what changed: one a line.",
                resolution: "The answer or the steps. Markdown.", cause: "Why it happened, where it is known.", asked_as: "Other wordings, one a line: it is found by them.",
                products: "Separated by commas.", tags: "Separated by commas.", locale: "“en”, “de” and so on." };

// `article` is null for a new one; `etag` is of what it was read as; `splits`: who is here may split.
export function editor(view, article, { etag = null, splits = false }) {
  const id = article?.id ?? "new";
  // What the typed text began from, and what the server has by now.
  let base = contentOf(article ?? {});
  let tag = etag;
  let current = { content: base, tag };
  let force = false;
  const kept = unsaved.get(id);
  const inputs = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, ROWS[name]
    ? h("textarea", { rows: ROWS[name], maxlength: 60_000, dir: "auto" }) : h("input", { maxlength: name === "title" ? 500 : 2000, autocomplete: "off", dir: "auto", required: name === "title" })]));
  const pointers = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [`/${name}`, input]));
  const why = h("input", { maxlength: 500, autocomplete: "off" });
  const status = h("p", { class: "small soft grow", role: "status" });
  const problem = h("p", { class: "small problem", role: "alert" });
  const preview = h("div", { class: "stack" });
  const similar = h("div", { class: "stack", role: "status" });
  const notes = h("div", { class: "stack" });
  const split = h("a", { class: "button", href: `#/articles/${encodeURIComponent(id)}/split` }, "Split off a part");
  const discard = h("button", { type: "button", hidden: true, on: { click: () => drop() } }, "Discard");

  const write = (content) => { for (const [name, input] of Object.entries(inputs)) input.value = name === "products" || name === "tags" ? content[name].join(", ") : asText(content[name]); };
  const read = () => Object.fromEntries(Object.entries(inputs).map(([name, { value }]) => {
    if (!LISTS.includes(name)) return [name, value.trim() === "" ? "" : value.replace(/\s+$/, "")];
    return [name, name === "products" || name === "tags" ? listOf(value) : value.split("\n").map((one) => one.trim()).filter(Boolean)];
  }));
  const dirty = () => Object.keys(changesOf(base, read())).length > 0;

  let keeping = 0;
  let comparing = 0;
  function keep() {
    clearTimeout(keeping);
    if (dirty()) unsaved.put(id, { content: read(), base, etag: tag });
    else unsaved.drop(id);
    mark();
  }
  function mark() {
    discard.hidden = !dirty();
    split.hidden = dirty();  // it is of what is saved
    status.textContent = dirty() ? "Not saved yet; kept in this browser." : article ? "All is saved." : "";
  }
  function typed() {
    clearTimeout(keeping);
    clearTimeout(comparing);
    keeping = setTimeout(() => { keep(); draw(); }, KEEP_MS);
    comparing = setTimeout(compare, SIMILAR_MS);
    discard.hidden = false;
    problem.textContent = "";
  }
  function draw() {
    const content = read();
    const part = ([name, title]) => asText(content[name]) !== "" && h("div", {}, h("h3", {}, title), h("div", { class: "markdown", dir: "auto" }, markdown(asText(content[name]))));
    preview.replaceChildren(h("p", { class: "heading", dir: "auto" }, h("strong", {}, content.title || "Without a title")), ...Object.entries(FIELDS).filter(([name]) => ROWS[name] && name !== "asked_as").map(part).filter(Boolean));
  }
  async function compare() {
    const { title, issue, resolution, cause, environment, products } = read();
    if (title === "" || view.gone) return similar.replaceChildren();
    try {
      const found = (await view.api.post("/v1/articles/similar", { title, issue, resolution, cause, environment, products })).similar.filter((one) => one.id !== id);
      similar.replaceChildren(found.length === 0 ? h("p", { class: "soft" }, "Nothing says the like.") : h("ul", { class: "hits compact" }, found.map((one) =>
        h("li", {}, h("a", { href: `#/articles/${encodeURIComponent(one.id)}` }, one.title), h("p", { class: "row small" }, likeness(one))))));
    } catch { similar.replaceChildren(); }
  }

  function drop() {
    const content = read();
    const was = { base, tag };
    unsaved.drop(id);
    ({ content: base, tag } = current);
    write(base);
    notes.replaceChildren();
    draw();
    mark();
    view.toast.say("Your changes are off", { undo: () => { write(content); ({ base, tag } = was); keep(); draw(); inputs.title.focus(); } });
  }

  async function save() {
    clearTimeout(keeping);
    keep();
    problem.textContent = "";
    const content = read();
    const changes = changesOf(base, content);
    try {
      if (!article) return await make(content);
      if (Object.keys(changes).length === 0) return view.toast.say("Nothing has changed");
      const { json, response } = await view.api.send("PATCH", pathOf(id), { body: { ...changes, ...(why.value.trim() && { note: why.value.trim() }) }, headers: { "If-Match": tag } });
      const before = article.revision;
      saved(json, response);
      view.toast.say("Saved", { undo: () => view.api.send("POST", `${pathOf(id)}/revisions/${before}/restore`, { body: {}, headers: ANY }).then(({ json: restored, response: answer }) => {
        saved(restored, answer);
        write(base);
        draw();
      }).catch((error) => view.failed(error)) });
    } catch (error) {
      if (error.status === 412) return meet();
      if (error.problem?.code === "duplicate_suspected") return duplicate(error);
      if (!showProblems(error, pointers)) problem.textContent = error.message;
    }
  }

  function saved(json, response) {
    article = json;
    base = contentOf(json);
    tag = response.headers.get("ETag");
    current = { content: base, tag };
    why.value = "";
    unsaved.drop(id);
    notes.replaceChildren();
    showProblems(null, pointers);
    mark();
  }

  async function make(content) {
    const given = Object.fromEntries(Object.entries(content).filter(([, value]) => value.length > 0));
    const made = await view.api.post("/v1/articles", { ...given, ...(force && { force }) });
    unsaved.drop("new");
    base = content;
    view.go(`#/articles/${encodeURIComponent(made.id)}`, "The article is made");
  }

  function duplicate(error) {
    notes.replaceChildren(h("div", { class: "note warn", role: "alert" }, h("b", {}, "An article says this already"), h("p", {}, `${error.message}. Link the case to it instead, or change it.`),
      h("div", { class: "row" }, h("button", { type: "button", on: { click: () => { force = true; save(); } } }, "Make it all the same"))));
    notes.querySelector("button").focus();
    compare();
  }

  // Somebody else has saved in between.
  async function meet() {
    try {
      const { json, response } = await view.api.send("GET", pathOf(id));
      const theirs = contentOf(json);
      const mine = read();
      const { merged, taken, conflicts } = merge(base, mine, theirs);
      const before = base;
      article = json;
      base = theirs;
      tag = response.headers.get("ETag");
      current = { content: theirs, tag };
      write(merged);
      keep();
      draw();
      notes.replaceChildren(conflictCard({ before, mine, theirs, taken, conflicts, by: json.revised_by, take: (name, content) => {
        write({ ...read(), [name]: content[name] });
        keep();
        draw();
      } }));
      notes.querySelector("[tabindex]").focus();
    } catch (error) { problem.textContent = error.message; }
  }

  // What is not saved is warned of where it could be lost, and told of where it is not.
  const leaving = (event) => { if (dirty()) event.preventDefault(); };
  addEventListener("beforeunload", leaving);
  view.leave = () => {
    removeEventListener("beforeunload", leaving);
    clearTimeout(keeping);
    clearTimeout(comparing);
    if (!dirty()) return null;
    keep();
    return { text: "What you typed is not saved; it is kept in this browser", back: `#/articles/${encodeURIComponent(id)}${id === "new" ? "" : "/edit"}` };
  };

  const lost = kept && Object.keys(changesOf(kept.base, kept.content)).length > 0;
  if (lost) {
    base = kept.base;
    tag = kept.etag ?? tag;
    notes.append(h("div", { class: "note", role: "status" }, h("b", {}, "Your text is back"), `It was typed ${ago(kept.at)} and is not saved yet.`));
  }
  write(lost ? kept.content : base);
  draw();
  mark();
  compare();

  const named = (name) => field(FIELDS[name], inputs[name], HINTS[name]);
  const form = h("form", { class: "card stack editor", on: { input: typed, submit: (event) => { event.preventDefault(); save(); },
    keydown: (event) => {
      if ((event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) { event.preventDefault(); form.requestSubmit(); }
    } } },
    ["title", "issue", "environment", "resolution", "cause", "asked_as"].map(named), h("div", { class: "columns" }, ["products", "tags", "locale"].map(named)),
    article && field("Why", why, "For the audit; may be left empty."), problem,
    h("div", { class: "row save" }, status, discard, article && splits && split, h("button", { class: "primary" }, article ? "Save" : "Make the article", h("kbd", { "aria-hidden": "true" }, "Ctrl S"))));
  return [notes, h("div", { class: "sides writing" }, form, h("div", { class: "stack" }, h("section", { class: "card stack", "aria-labelledby": "preview-title" }, h("h2", { id: "preview-title" }, "Preview"), preview),
    h("section", { class: "card stack", "aria-labelledby": "similar-title" }, h("h2", { id: "similar-title" }, "Similar"), similar)))];
}

// What both have changed stands side by side, each with what it changed; the form has the one that is chosen, and can be edited on.
function conflictCard({ before, mine, theirs, taken, conflicts, by, take }) {
  const who = by ? ` by ${by}` : "";
  const rest = taken.length > 0 ? `Their changes of ${taken.map((name) => FIELDS[name].toLowerCase()).join(", ")} are in the form.` : "";
  if (conflicts.length === 0) return note(`It was changed meanwhile${who}`, h("p", { tabindex: -1 }, `${rest} Yours are too: save again.`), "warn");
  const choose = (name) => {
    const button = (text, content, pressed) => h("button", { type: "button", "aria-pressed": String(pressed), "aria-label": `${text}: ${FIELDS[name]}`, on: { click: (event) => {
      for (const other of event.target.closest(".conflict").querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", String(other === event.target));
      take(name, content);
    } } }, text);
    const side = (title, content, chooser) => h("div", { class: "stack" }, h("p", { class: "row" }, h("b", { class: "grow" }, title), chooser), showDiff(diffWords(asText(before[name]), asText(content[name]))));
    return h("div", { class: "conflict" }, h("h3", {}, FIELDS[name]), h("div", { class: "sides even" }, side("Yours", mine, button("Keep yours", mine, true)), side("Theirs", theirs, button("Take theirs", theirs, false))));
  };
  return h("section", { class: "card stack", "aria-labelledby": "conflict-title" }, h("h2", { id: "conflict-title", tabindex: -1 }, `You and ${by ?? "somebody else"} changed the same`),
    h("p", { class: "soft" }, rest, " Choose, or write both into the form; then save."), conflicts.map(choose));
}
