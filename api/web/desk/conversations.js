// Conversations: what came in, what was found in it and what became of it.
import { h, icon, icons } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { thread } from "./thread.js";
import { ago, byArrows, field, select } from "./ui.js";

const STATES = [["", "All"], ["open", "Open"], ["resolved", "Resolved"], ["closed", "Closed"]];
const OUTCOMES = { captured: ["became an article", "good"], linked: ["linked to an article", "good"], queued: ["same as an article?", "warn"], withdrawn: ["withdrawn", ""] };

const outcome = (name) => name && h("span", { class: `badge ${OUTCOMES[name]?.[1] ?? ""}` }, OUTCOMES[name]?.[0] ?? name);
// "resolved confirmed by=7 accepted@7": the verdict, then its evidence, which names messages by their ids.
const verdict = (resolution) => resolution.split(" ").filter((word) => /^[a-z]+$/.test(word)).slice(0, 2).join(", ");
const addressOf = ({ channel, id }) => encodeURIComponent(`${channel}:${id}`);

export function conversationsPage(view) {
  if (view.path.length > 0) return conversationPage(view);
  view.title("Conversations");
  const state = { channel: view.params.get("channel") ?? "", state: view.params.get("state") ?? "", unanswered: view.params.get("unanswered") ?? "" };
  const list = byArrows(h("ul", { class: "hits", hidden: true }), ".hit");
  const place = h("div", { class: "stack" });
  let next = null;

  const change = (changes) => { Object.assign(state, changes); list.replaceChildren(); next = null; load(); };
  const channel = h("input", { value: state.channel, autocomplete: "off", placeholder: "all", on: { change: () => change({ channel: channel.value.trim() }) } });
  view.main.append(h("form", { class: "filters three", on: { submit: (event) => { event.preventDefault(); change({ channel: channel.value.trim() }); } } }, field("Channel", channel),
    field("State", select(STATES, state.state, { on: { change: (event) => change({ state: event.target.value }) } })),
    field("Answered", select([["", "All"], ["true", "Nobody has answered"]], state.unanswered, { on: { change: (event) => change({ unanswered: event.target.value }) } }))), list, place);

  function load() {
    view.remember("conversations", state);
    const wanted = new URLSearchParams(Object.entries({ ...state, limit: "30", after: next ?? "" }).filter(([, value]) => value !== ""));
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
      h("span", { class: "soft" }, [one.channel, `${one.message_count} ${one.message_count === 1 ? "message" : "messages"}`, one.locale, ago(one.updated_at)].filter(Boolean).join(" · "))));
  load();
}

function conversationPage(view) {
  const place = h("div", { class: "stack" });
  const head = (text) => {
    view.title(text, h("a", { class: "button", href: "#/conversations" }, icon(icons.back), "Conversations"));
    view.main.append(place);
  };
  head("Conversation");
  view.load(place, async () => {
    const conversation = await view.api.get(`/v1/conversations/${encodeURIComponent(view.path[0])}`);
    const article = conversation.article_id && await view.api.get(`/v1/articles/${encodeURIComponent(conversation.article_id)}`).catch(() => null);
    if (view.gone) return [];
    head(conversation.title || `${conversation.channel} ${conversation.id}`);
    return [h("p", { class: "row small" }, h("span", { class: "badge" }, conversation.state), outcome(conversation.outcome),
        conversation.signals.resolution && h("span", { class: "soft", title: conversation.signals.resolution }, `${verdict(conversation.signals.resolution)}, ${Math.round(conversation.signals.score * 100)} % sure`)),
      article && h("p", {}, "Its article: ", h("a", { href: `#/articles/${encodeURIComponent(article.id)}` }, article.title)), h("section", { class: "stack narrow", "aria-label": "Messages" }, thread(conversation, null))];
  });
}
