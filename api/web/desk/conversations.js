// Conversations: what came in, what was found in it and what became of it.
import { h, icon, icons } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { alikeCard, finder } from "./alike.js";
import { accepting, pathTo } from "./solutions.js";
import { pathOf } from "./state.js";
import { thread } from "./thread.js";
import { ago, byArrows, field, mayWrite, select } from "./ui.js";
import { verdictText } from "./verdict.js";

const STATES = [["", "All"], ["open", "Open"], ["resolved", "Resolved"], ["closed", "Closed"]];
// By the parameter of the list.
const ONLY = [["", "All"], ["unanswered", "Nobody has answered"], ["perhaps_solved", "Perhaps solved, not an article"]];
const OUTCOMES = { captured: ["became an article", "good"], linked: ["linked to an article", "good"], queued: ["same as an article?", "warn"], withdrawn: ["withdrawn", ""] };

const outcome = (name) => name && h("span", { class: `badge ${OUTCOMES[name]?.[1] ?? ""}` }, OUTCOMES[name]?.[0] ?? name);
const addressOf = ({ channel, id }) => encodeURIComponent(`${channel}:${id}`);

export function conversationsPage(view) {
  if (view.path.length > 0) return conversationPage(view);
  view.title("Conversations");
  const state = { channel: view.params.get("channel") ?? "", state: view.params.get("state") ?? "", only: view.params.get("only") ?? "" };
  const list = byArrows(h("ul", { class: "hits", hidden: true }), ".hit");
  const place = h("div", { class: "stack" });
  let next = null;

  const change = (changes) => { Object.assign(state, changes); list.replaceChildren(); next = null; load(); };
  const channel = h("input", { value: state.channel, autocomplete: "off", placeholder: "all", on: { change: () => change({ channel: channel.value.trim() }) } });
  view.main.append(h("form", { class: "filters three", on: { submit: (event) => { event.preventDefault(); change({ channel: channel.value.trim() }); } } }, field("Channel", channel),
    field("State", select(STATES, state.state, { on: { change: (event) => change({ state: event.target.value }) } })),
    field("Only", select(ONLY, state.only, { on: { change: (event) => change({ only: event.target.value }) } }))), list, place);

  function load() {
    view.remember("conversations", state);
    const wanted = new URLSearchParams(Object.entries({ channel: state.channel, state: state.state, [state.only]: state.only && "true", limit: "30", after: next ?? "" }).filter(([, value]) => value !== ""));
    place.replaceChildren();
    view.load(place, async () => {
      const page = await view.api.get(`/v1/conversations?${wanted}`);
      if (view.gone) return [];
      const first = list.childElementCount;
      list.append(...page.data.map(row));
      list.hidden = list.childElementCount === 0;
      if (first > 0) list.children[first]?.querySelector(".hit").focus();
      next = page.next_cursor;
      if (list.hidden) return note("No such conversation", "Take a filter off, or harvest an export on the command line.");
      return page.has_more && h("div", { class: "row pages" }, h("button", { type: "button", on: { click: load } }, "Show more"));
    });
  }

  const row = (one) => h("li", {}, h("a", { class: "hit", href: `#/conversations/${addressOf(one)}`, dir: "auto" }, one.title || `${one.channel} ${one.id}`),
    h("p", { class: "row small" }, h("span", { class: `badge ${one.state === "open" ? "" : "good"}` }, one.state), outcome(one.outcome),
      h("span", { class: "soft" }, [one.channel, `${one.message_count} ${one.message_count === 1 ? "message" : "messages"}`, one.locale, one.updated_at && ago(one.updated_at)].filter(Boolean).join(" · "))));
  load();
}

function conversationPage(view) {
  const place = h("div", { class: "stack" });
  const back = () => h("a", { class: "button", href: "#/conversations" }, icon(icons.back), "Conversations");
  view.title("Conversation", back());
  view.main.append(place);
  const show = () => view.load(place, async () => {
    const conversation = await view.api.get(`/v1/conversations/${encodeURIComponent(view.path[0])}`);
    const [article, may] = await Promise.all([conversation.article_id && view.api.get(pathOf(conversation.article_id)).catch(() => null), mayWrite(view.api)]);
    const draft = may && !conversation.article_id && conversation.signals.score > 0 ? await view.api.post(`${pathTo(conversation)}/promote`, { dry_run: true }).catch(() => null) : null;
    if (view.gone) return [];
    view.rename(conversation.title || `${conversation.channel} ${conversation.id}`, back());
    return [h("p", { class: "row small" }, h("span", { class: "badge" }, conversation.state), outcome(conversation.outcome),
        conversation.signals.resolution && h("span", { class: "soft" }, verdictText({ resolution: conversation.signals.resolution, score: conversation.signals.score }))),
      article && h("p", {}, "Its article: ", h("a", { href: `#/articles/${encodeURIComponent(article.id)}` }, article.title)), draft && promotion(view, conversation, draft, show),
      h("section", { class: "stack narrow", "aria-label": "Messages" }, thread(conversation, null, may ? { accept: accepting(view, conversation, show) } : {}))];
  });
  show();
}

// What it would be as an article, and what says that already.
function promotion(view, conversation, draft, after) {
  const promote = async () => {
    try { location.hash = `#/articles/${encodeURIComponent((await view.api.post(`${pathTo(conversation)}/promote`, { force: true })).id)}/edit`; } catch (error) { view.failed(error); }
  };
  const connect = async (one) => {
    try {
      const made = await view.api.post("/v1/links", { article_id: one.id, channel: conversation.channel, case_ref: conversation.id, kind: "resolved" });
      view.toast.say(`Linked to “${one.title}”`, { undo: () => view.api.send("DELETE", `/v1/links/${encodeURIComponent(made.id)}`).then(after, (error) => view.failed(error)) });
      after();
    } catch (error) { view.failed(error); }
  };
  return h("div", { class: "stack narrow" }, alikeCard(draft.similar, { name: "Link to it", run: connect }), finder(view, connect),
    h("div", { class: "row" }, h("button", { type: "button", class: draft.similar[0]?.likeness === "same" ? "" : "primary", on: { click: promote } }, "Make an article of it")));
}
