// The box over a list of answers, by the combobox pattern of ARIA: the focus stays in the field, arrows choose.
import { h, icon, icons, marked, safeUrl, set } from "../shared/dom.js";
import { Finder } from "./finder.js";
import { forget, noteOpened, recent, remember, takeOpened } from "./memory.js";
import { helpfulQuestion } from "./helpful.js";

const PAUSE_MS = 60;    // between keys that come quickly; the first after a pause is answered at once
const SETTLED_MS = 900; // then it is what somebody wanted, for the address, the recent searches and a screen reader
const NAMED_FACETS = ["product", "tag", "channel", "lang"];
const DEEPEST = 50;     // answers in one list

export class Combobox {
  // `host` is the element: its attributes are the settings. `words`, `api`, `events`: as in garner-search.js.
  constructor(host, { words, api, events }) {
    Object.assign(this, { host, words, events, finder: new Finder(api) });
    this.options = [];
    this.active = -1;
    this.byArrow = false;     // what is chosen: not by a pointer that happens to rest there
    this.chosen = new Map();  // facet -> its values
    this.exactly = false;     // as it is typed, without correction
    this.lastKey = 0;
    this.build();
  }

  setting(name) { return this.host.getAttribute(name); }
  get limit() { return Math.min(20, Math.max(1, Number(this.setting("limit")) || 6)); }
  get facets() { return (this.setting("facets") || "").split(/[\s,]+/).filter(Boolean).slice(0, 5); }

  build() {
    const { words } = this;
    this.input = h("input", { id: "input", part: "input", type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "list",
      "aria-autocomplete": "list", "aria-describedby": "keys", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      enterkeyhint: "search", maxlength: 500, placeholder: this.setting("placeholder") ?? words.say("placeholder"),
      on: { input: () => this.typed(), keydown: (event) => this.key(event), focus: () => this.entered(), click: () => this.entered() } });
    this.clear = h("button", { type: "button", part: "clear", class: "clear", "aria-label": words.say("clear"), hidden: true,
      on: { click: () => { this.write(""); this.input.focus(); } } }, icon(icons.clear));
    this.list = h("div", { id: "list", part: "list", role: "listbox", "aria-label": words.say("answers"), class: "list",
      on: { mousedown: (event) => event.preventDefault(), click: (event) => this.clicked(event),
            mousemove: (event) => this.pointed(event) } });
    this.head = h("div", { class: "head" });
    this.foot = h("div", { class: "foot", part: "footer" });
    this.answer = h("div", { class: "answer", part: "answer", hidden: true });
    this.popup = h("div", { class: "popup", part: "popup", hidden: true }, this.head, this.list, this.foot, this.answer);
    this.status = h("p", { class: "unseen", role: "status" });
    this.node = h("div", { class: "box", part: "box", on: { focusout: (event) => this.left(event), keydown: (event) => this.anyKey(event) } },
      h("label", { for: "input", part: "label", class: this.host.querySelector('[slot="label"]') ? "" : "unseen" },
        h("slot", { name: "label" }, words.say("search"))),
      h("div", { class: "field", part: "field" }, icon(icons.search, "glass"), this.input, this.clear),
      h("p", { id: "keys", class: "unseen" }, words.say("keys")), this.popup, this.status);
  }

  start() {
    this.pressed = (event) => { if (!event.composedPath().includes(this.host)) this.close(); };
    document.addEventListener("pointerdown", this.pressed);
    const param = this.setting("param");
    const text = param ? new URLSearchParams(location.search).get(param) : null;
    const opened = takeOpened();
    if (text) {
      this.input.value = text.slice(0, 500);
      this.clear.hidden = false;
      this.ask(false).then(() => { if (opened) this.askWhetherItHelped(opened); });
    } else if (opened) {
      this.askWhetherItHelped(opened);
    }
  }

  stop() {
    document.removeEventListener("pointerdown", this.pressed);
    this.finder.stop();
    clearTimeout(this.timer);
    clearTimeout(this.settling);
  }

  // --- asking

  write(text) {
    this.input.value = text;
    this.typed();
  }

  typed() {
    this.exactly = false;
    if (!this.byArrow) this.choose(-1);
    this.clear.hidden = this.input.value === "";
    const quickly = Date.now() - this.lastKey < 2 * PAUSE_MS;
    this.lastKey = Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), quickly ? PAUSE_MS : 0);
  }

  entered() {
    if (!this.popup.hidden) return;
    if (this.input.value.trim() === "") this.showRecent();
    else if (this.shown) this.open();
    else this.ask();
  }

  filter() {
    return [...this.chosen].flatMap(([facet, values]) => [...values].map((value) => `${facet}:"${value.replaceAll('"', "")}"`)).join(",");
  }

  async ask(open = true) {
    clearTimeout(this.settling);
    const q = this.input.value.trim();
    if (q === "") {
      this.finder.stop();
      this.shown = null;
      this.address("");
      return this.showRecent();
    }
    const wanted = { q, locale: this.words.known ? this.words.lang : undefined, facets: this.facets, filter: this.filter(),
                     typos: this.exactly ? 0 : undefined, limit: this.limit };
    this.popup.classList.add("waiting");
    try {
      const found = await this.finder.find(wanted);
      if (!found) return;
      this.popup.classList.remove("waiting");
      this.show(found, q, open);
      this.settling = setTimeout(() => this.settle(q), SETTLED_MS);
    } catch (error) {
      this.popup.classList.remove("waiting");
      this.fail(error);
    }
  }

  settle(q) {
    const { found, hits } = this.shown;
    this.status.textContent = hits.length === 0 ? this.words.say("nothing", { q }) : this.count(found);
    this.address(q);
    if (hits.length > 0 && this.setting("recent") !== "off") remember(q);
    this.host.dispatchEvent(new CustomEvent("garner-results", { detail: { q, found, query_id: this.shown.answer.query_id } }));
  }

  // The address of the page carries the search, so that it can be shared and come back to.
  address(q) {
    const param = this.setting("param");
    if (!param) return;
    const url = new URL(location.href);
    if (q) url.searchParams.set(param, q);
    else url.searchParams.delete(param);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  // --- showing

  open() {
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  // Groups of [name, rows]; a row is {node, take, key}. What an arrow has chosen stays chosen where it is there again: answers may come after the key.
  fill(groups) {
    this.answer.hidden = true;
    this.list.hidden = false;
    const chosen = this.byArrow ? this.options[this.active]?.key : undefined;
    this.options = groups.flatMap(([, rows]) => rows);
    this.options.forEach((row, i) => set(row.node, { id: `o${i}`, role: "option", "aria-selected": "false" }));
    const shown = groups.filter(([, rows]) => rows.length > 0);
    const named = shown.length > 1 || shown[0]?.[0] === this.words.say("recent");
    this.list.replaceChildren(...shown.map(([name, rows], i) =>
      h("div", { role: "group", "aria-labelledby": `g${i}` },
        h("div", { id: `g${i}`, part: "heading", class: named ? "heading" : "unseen" }, name), rows.map((row) => row.node))));
    this.active = -1;
    this.choose(chosen === undefined ? -1 : this.options.findIndex(({ key }) => key === chosen), true);
  }

  show(found, q, open) {
    this.shown = found;
    const { answer, completions, hits } = found;
    this.head.replaceChildren(...this.facetRow(answer), ...this.meant(answer));
    this.fill([[this.words.say("completions"), completions.map((completion) => this.queryRow(completion.text, completion.highlight, icons.search))],
               [this.words.say("answers"), hits.map((hit) => this.hitRow(hit))]]);
    const note = hits.length > 0 ? h("span", { class: "count" }, this.count(found.found))
      : h("div", { class: "note", part: "empty" }, h("b", {}, this.words.say("nothing", { q })),
          h("p", {}, this.words.say("nothingHint")), h("slot", { name: "empty" }));
    const more = answer.hits.length === hits.length && hits.length < Math.min(found.found, DEEPEST)
      ? h("button", { type: "button", class: "link", part: "more", on: { click: () => this.more(q) } }, this.words.say("more")) : null;
    this.foot.replaceChildren(note, ...(more ? [more] : []), h("slot", { name: "footer" }));
    if (open && this.focused()) this.open();
  }

  // The next answers, below those that are there; the chosen one stays chosen.
  async more(q) {
    const { shown } = this;
    const page = Math.floor(shown.hits.length / this.limit) + 1;
    try {
      const next = await this.finder.find({ q, locale: this.words.known ? this.words.lang : undefined, facets: this.facets,
        filter: this.filter(), typos: this.exactly ? 0 : undefined, limit: this.limit, page });
      if (!next || this.shown !== shown) return;
      const hits = [...shown.hits, ...next.answer.hits];
      const first = this.options.length;
      this.show({ ...shown, answer: { ...shown.answer, hits }, hits, found: next.found }, q, true);  // fewer where some proved to be alike
      this.input.focus();
      this.choose(Math.min(first, this.options.length - 1));
    } catch (error) { this.fail(error); }
  }

  count(found) {
    return this.words.say(this.shown.answer.found_exact === false ? "atLeast" : "results", { n: found });
  }

  facetRow({ facet_counts: counts }) {
    const groups = this.facets.map((facet) => {
      const chosen = this.chosen.get(facet) ?? new Set();
      const counted = (counts[facet] ?? []).slice(0, 6);
      const values = [...counted, ...[...chosen].filter((value) => !counted.some((one) => one.value === value)).map((value) => ({ value }))];
      if (values.length < 2 && chosen.size === 0) return null;
      const name = NAMED_FACETS.includes(facet) ? this.words.say(facet) : facet;
      return h("div", { role: "group", "aria-label": name, class: "facet", part: "facet" }, h("span", { class: "facet-name", "aria-hidden": "true" }, name), values.map(({ value, count }) =>
        h("button", { type: "button", part: "facet-value", "data-value": `${facet}:${value}`, "aria-pressed": String(chosen.has(value)),
                      on: { click: () => this.toggle(facet, value) } }, h("bdi", {}, value),
          count === undefined ? null : h("span", { class: "amount" }, ` ${count.toLocaleString(this.words.lang)}`))));
    }).filter(Boolean);
    return groups.length > 0 ? [h("div", { class: "facets", part: "facets" }, groups)] : [];
  }

  async toggle(facet, value) {
    const values = this.chosen.get(facet) ?? new Set();
    if (!values.delete(value)) values.add(value);
    this.chosen.set(facet, values);
    await this.ask();
    this.head.querySelector(`[data-value="${CSS.escape(`${facet}:${value}`)}"]`)?.focus();
  }

  // What was searched for in place of what was typed.
  meant({ corrected_q, q }) {
    if (!corrected_q) return [];
    const exactly = () => { this.exactly = true; this.ask(); this.input.focus(); };
    return [h("p", { class: "meant", part: "corrected" }, this.words.say("corrected", { q: corrected_q }), " ",
      h("button", { type: "button", class: "link", on: { click: exactly } }, this.words.say("asTyped", { q })))];
  }

  queryRow(text, highlight, drawing) {
    const node = h("div", { class: "option query", part: "option" }, icon(drawing), h("span", { dir: "auto" }, highlight ? marked(highlight) : text));
    return { node, key: text, take: () => { this.write(text); this.input.focus(); } };
  }

  hitRow(hit) {
    const title = hit.marked ?? hit.highlights?.find(({ field }) => field === "title")?.snippet;
    const from = [...new Set((hit.sources ?? []).map((source) => source.channel).filter(Boolean))].join(", ");
    const node = h("div", { class: "option", part: "option" }, icon(icons.article),
      h("span", { class: "text" },
        h("span", { class: "title", part: "title", dir: "auto" }, title ? marked(title) : hit.title),
        hit.snippet ? h("span", { class: "snippet", part: "snippet", dir: "auto" }, marked(hit.snippet)) : null,
        from || hit.updated_at ? h("span", { class: "meta", part: "meta" },
          [from, hit.updated_at ? this.words.say("updated", { date: this.words.date(hit.updated_at) }) : ""].filter(Boolean).join(" · ")) : null));
    return { node, key: `#${hit.id}`, take: () => this.takeHit(hit) };
  }

  showRecent() {
    const past = this.setting("recent") === "off" ? [] : recent();
    this.head.replaceChildren();
    if (past.length === 0 || !this.focused()) return this.close();
    this.fill([[this.words.say("recent"), past.map((text) => this.queryRow(text, null, icons.clock))]]);
    const clear = () => { forget(); this.close(); this.input.focus(); };
    this.foot.replaceChildren(h("button", { type: "button", class: "link", on: { click: clear } }, this.words.say("clearRecent")));
    this.open();
  }

  fail() {
    this.shown = null;
    this.fill([]);
    this.head.replaceChildren();
    const text = this.words.say(navigator.onLine === false ? "offline" : "failed");
    const again = () => { this.input.focus(); this.ask(); };
    this.foot.replaceChildren(h("div", { class: "note bad", part: "error" }, h("b", {}, text),
      h("button", { type: "button", class: "link", on: { click: again } }, this.words.say("retry"))));
    this.status.textContent = text;
    if (this.focused()) this.open();
  }

  // --- choosing

  focused() { return this.host.shadowRoot.activeElement !== null; }

  choose(index, byArrow = false) {
    this.options[this.active]?.node.setAttribute("aria-selected", "false");
    this.active = index;
    this.byArrow = byArrow && index >= 0;
    const row = this.options[index];
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    row.node.setAttribute("aria-selected", "true");
    row.node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.node.id);
  }

  key(event) {
    if (event.isComposing) return;  // a word is being put together, in Japanese for one
    const { key, altKey } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.popup.hidden) return this.entered();
      if (altKey) return key === "ArrowUp" ? this.close() : undefined;
      const step = key === "ArrowDown" ? 1 : -1;
      const places = this.options.length + 1;  // the last one is the field itself
      const next = ((this.active === -1 ? places - 1 : this.active) + step + places) % places;
      this.choose(next === places - 1 ? -1 : next, true);
    } else if (key === "Enter") {
      if (this.active >= 0) {
        event.preventDefault();
        this.options[this.active].take();
      } else if (this.input.value.trim()) {
        event.preventDefault();
        clearTimeout(this.timer);
        this.ask();
      }
    }
  }

  // Escape closes what is open, wherever the focus is; in a closed box it empties the field, as browsers do.
  anyKey(event) {
    if (event.key !== "Escape" || this.popup.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    this.input.focus();
    if (this.answer.hidden) this.close();
    else this.backToList();
  }

  rowOf(event) { return this.options.findIndex(({ node }) => node.contains(event.target)); }
  pointed(event) {
    const index = this.rowOf(event);
    if (index >= 0 && index !== this.active) this.choose(index);
  }
  clicked(event) { this.options[this.rowOf(event)]?.take(); }

  // The focus or a click has gone elsewhere on the page.
  left({ relatedTarget }) {
    if (relatedTarget && !this.host.shadowRoot.contains(relatedTarget) && !this.host.contains(relatedTarget)) this.close();
  }

  // An article with a page of its own is opened there, another is read here.
  takeHit(hit) {
    const query_id = this.shown.answer.query_id;
    const select = new CustomEvent("garner-select", { cancelable: true, detail: { hit, query_id } });
    this.events.add("click", query_id, hit);
    if (this.setting("recent") !== "off") remember(this.input.value.trim());
    if (!this.host.dispatchEvent(select)) return;  // the page does something of its own
    this.address(this.input.value.trim());
    const url = safeUrl(hit.url);
    if (!url) return this.read(hit, query_id);
    noteOpened(hit, query_id);
    this.events.flush();
    location.assign(url);
  }

  read(hit, query_id) {
    const passage = h("p", { part: "passage", class: "passage", dir: "auto" }, marked(hit.snippet));
    this.events.add("view", query_id, hit);
    this.finder.answerOf(hit).then((text) => { if (text) passage.replaceChildren(text); });
    const title = h("h2", { tabindex: -1, part: "answer-title", dir: "auto" }, hit.title);
    this.answer.replaceChildren(
      h("button", { type: "button", class: "link back", on: { click: () => { this.input.focus(); this.backToList(); } } },
        icon(icons.back), this.words.say("back")),
      title, passage,
      helpfulQuestion(this, hit, query_id, this.words.say("helpful")));
    this.list.hidden = true;
    this.answer.hidden = false;
    this.open();
    title.focus();
  }

  backToList() {
    this.answer.hidden = true;
    this.list.hidden = false;
    this.open();
  }

  askWhetherItHelped({ id, title, position, query_id }) {
    this.node.append(helpfulQuestion(this, { id, title, position }, query_id, this.words.say("helped", { title })));
  }
}

