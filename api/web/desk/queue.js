// The queue: what waits for an editor, what is used most first. The list on the left, what is chosen beside it, one key for each deed.
// Nothing is done before the time to undo is over.
import { h } from "../shared/dom.js";
import { isTyping } from "../shared/help.js";
import { note } from "../shared/states.js";
import { decisions, drafts, perhaps } from "./queue_kinds.js";
import { tabs } from "./ui.js";

const TABS = [drafts, perhaps, decisions];

// What was settled just now: lists come from the index, which follows a moment later.
const settled = new Map();
const FOLLOWS_MS = 20_000;
const isSettled = (id) => Date.now() - (settled.get(id) ?? -FOLLOWS_MS) < FOLLOWS_MS;

export function queuePage(view) {
  view.title("Queue");
  const tab = TABS.find(({ name }) => name === view.params.get("tab")) ?? TABS[0];
  const state = { items: [], at: -1, next: null, total: "", release: null };
  const counts = new Map(TABS.map(({ name }) => [name, h("span", { class: "amount" })]));
  const rows = h("ul", { class: "queue-rows" });
  const list = h("nav", { class: "queue-list", "aria-label": "What waits" });
  const pane = h("section", { class: "queue-pane stack", "aria-label": "Chosen", tabindex: -1 });
  const board = h("div", { class: "queue", on: { keydown: key } }, list, pane);
  view.main.append(tabs("Queue", TABS.map(({ name, title }) => [`#/queue?tab=${name}`, [title, counts.get(name)], name === tab.name])),
    h("p", { class: "soft small lead" }, tab.lead), board);

  const release = () => { state.release?.(); state.release = null; };
  view.leave = () => { release(); return null; };

  const current = () => state.items[state.at];

  async function more() {
    const page = await tab.list(view.api, state.next);
    const known = new Set(state.items.map(({ id }) => id));
    state.items.push(...page.items.filter(({ id }) => !known.has(id) && !isSettled(id)));
    state.next = page.next;
    counts.get(tab.name).textContent = page.total;
  }

  function draw() {
    const row = (item, i) => h("li", {}, h("button", { type: "button", class: "queue-row", "data-id": item.id, "aria-current": i === state.at ? "true" : null, tabindex: i === Math.max(0, state.at) ? 0 : -1, on: { click: () => choose(i, true) } },
      h("span", { class: "queue-title", dir: "auto" }, item.title), h("span", { class: "row small" }, item.facts.filter(Boolean))));
    rows.replaceChildren(...state.items.map(row));
    if (state.next) rows.append(h("li", {}, h("button", { type: "button", class: "quiet", on: { click: () => more().then(draw, (error) => view.failed(error)) } }, "Show more")));
  }

  // `focus`: the row gets it, so that the keys mean something.
  function choose(i, focus = false) {
    const before = current()?.id;
    state.at = Math.max(0, Math.min(i, state.items.length - 1));
    const item = current();
    for (const [n, button] of [...rows.querySelectorAll(".queue-row")].entries()) {
      button.tabIndex = n === state.at ? 0 : -1;
      if (n === state.at) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const row = rows.querySelectorAll(".queue-row")[state.at];
    if (before) row?.scrollIntoView({ block: "nearest" });
    if (focus) row?.focus({ preventScroll: matchMedia("(max-width: 62rem)").matches });
    view.remember("queue", { tab: tab.name, item: item?.id });
    if (before !== item?.id || pane.childElementCount === 0) show(item);
  }

  function show(item) {
    release();
    if (!item) return pane.replaceChildren(note(tab.empty[0], tab.empty[1]));
    const shown = h("div", { class: "stack" });
    pane.replaceChildren(shown);
    return view.load(shown, async () => {
      const { nodes, deeds, claimed } = await item.show({ item, view, act, again: () => show(item), replace });
      if (view.gone || current() !== item) { claimed?.(); return []; }
      state.release = claimed ?? null;
      item.deeds = deeds;
      rows.querySelector("[aria-current] .queue-title")?.replaceChildren(item.title);
      return [h("div", { class: "queue-head stack" }, h("h2", { dir: "auto" }, item.title), h("p", { class: "soft small" }, item.why),
        h("div", { class: "row deeds", role: "group", "aria-label": "Deeds" }, [...deeds, { key: "s", name: "Skip", kind: "quiet", run: skip }].map(buttonOf))), ...nodes];
    });
  }

  // A deed may turn out to be possible later: reveal() is called then.
  function buttonOf(deed) {
    const button = deed.node ?? h("button", { type: "button", class: deed.kind ?? "", "aria-keyshortcuts": deed.key, "data-key": deed.key, on: { click: () => deed.run() } }, deed.name, h("kbd", { "aria-hidden": "true" }, deed.key));
    button.hidden = Boolean(deed.hidden);
    deed.reveal = () => { deed.hidden = button.hidden = false; };
    return button;
  }

  // The item is done with: it leaves the list at once, and `work` is done when nobody has taken it back. What fails comes back.
  function act(item, text, work) {
    const at = state.items.indexOf(item);
    if (at < 0) return;
    state.items.splice(at, 1);
    settled.set(item.id, Date.now());
    state.release = null;  // a decision ends the claim
    const back = (again) => {
      settled.delete(item.id);
      if (view.gone) return;
      const now = current();
      state.items.splice(Math.min(at, state.items.length), 0, item);
      state.at = again ? -1 : state.items.indexOf(now);
      draw();
      if (again || !now) choose(state.items.indexOf(item), again);
    };
    draw();
    state.at = -1;
    const next = () => { choose(Math.min(at, state.items.length - 1), true); if (state.items.length === 0) pane.focus(); };
    if (state.items.length === 0 && state.next) more().then(() => { draw(); next(); }, (error) => view.failed(error));
    else next();
    view.toast.say(text, { undo: () => back(true), done: () => work().catch((error) => { back(false); view.failed(error); }) });
  }

  // Another item stands for this one from now on.
  function replace(item, other) {
    const at = state.items.indexOf(item);
    if (at < 0) return;
    state.items[at] = other;
    state.at = -1;
    draw();
    choose(at, true);
  }

  function skip() {
    const item = current();
    if (state.at + 1 < state.items.length) return choose(state.at + 1, true);
    if (state.next) return more().then(() => { draw(); choose(state.items.indexOf(item) + 1, true); }, (error) => view.failed(error));
    return view.toast.say("That was the last one");
  }

  function key(event) {
    if (isTyping(event) || event.target.closest("summary")) return;
    const move = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (move && (event.key === "j" || event.key === "k" || event.target.closest(".queue-list"))) choose(state.at + move, true);
    else if (event.key === "s") skip();
    else if (event.key === "z" && view.toast.undo()) { /* done */ }
    else {
      const deed = current()?.deeds?.find((one) => one.key === event.key && !one.hidden);
      if (!deed || event.target.closest(".sentence") && event.key === "Enter") return;
      deed.run();
    }
    event.preventDefault();
  }

  view.load(list, async () => {
    await more();
    state.at = Math.max(0, state.items.findIndex(({ id }) => id === view.params.get("item")));
    if (!view.gone) show(current());  // what it asks for comes while the list is drawn
    draw();
    return [rows];
  }).then(() => {
    if (view.gone || !rows.isConnected) return;
    const focused = document.activeElement;
    choose(state.at, focused === document.body || focused?.tagName === "H1");
    for (const other of TABS) {
      if (other !== tab) other.list(view.api, null).then(({ total }) => { counts.get(other.name).textContent = total; }, () => {});
    }
  });
}
