// The three kinds of work in the queue. Each: name, title, lead, empty, list(api, next) -> {items, next, total}; an item has id, title, facts, and
// show({view, act, again, replace}) -> {nodes, deeds: [{key, name, run, kind, hidden}], claimed: ends the claim}, which also sets `why`.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { articleSide, conversationOf, conversationSide } from "./article.js";
import { alikeCard, finder } from "./alike.js";
import { accepting, pathTo } from "./solutions.js";
import { link } from "./sources.js";
import { ANY, pathOf } from "./state.js";
import { AUDIENCES, ago, audienceBadge, select, stateBadge } from "./ui.js";
import { verdictText } from "./verdict.js";

const PER_PAGE = 25;
const badge = (text, kind = "") => h("span", { class: `badge ${kind}` }, text);
const soft = (...parts) => h("span", { class: "soft" }, parts.filter(Boolean).join(" · "));
const counted = (amount, more) => `${amount.toLocaleString()}${more ? "+" : ""}`;
const reuse = (count) => count > 0 && badge(`Used ${count}×`, "good");

function sides(left, right) {
  const node = h("div", { class: "sides" }, left, right);
  link(node);
  return node;
}

// --- what harvests have drafted

// Kept from one to the next: who publishes ten of them chooses once.
let promotedTo = "";

export const drafts = {
  name: "drafts", title: "New drafts", lead: "Solved conversations, drafted as articles. Read, then promote what is right; the most used come first.",
  empty: ["No draft waits", "What is harvested and solved shows up here by itself."],
  list: async (api, next) => {
    const page = next ?? 1;
    const { hits, found, found_exact } = await api.post("/v1/search", { q: "", filter: "status:not_validated", sort: "reuse", page, per_page: PER_PAGE, collapse: false, track: false });
    return { items: hits.map((hit) => draftItem(hit)), next: page * PER_PAGE < Math.min(found, 1000) ? page + 1 : null, total: counted(found, !found_exact) };
  },
};

const draftItem = (hit) => ({ id: hit.id, title: hit.title, sources: hit.sources, facts: [reuse(hit.reuse_count), hit.audience !== "internal" && audienceBadge(hit.audience), soft(...new Set(hit.sources.map(({ channel }) => channel)), ago(hit.updated_at))], show: showDraft });

async function showDraft({ item, view, act, again }) {
  const [{ json: article, response }, conversation, { data: moves, may_edit }] = await Promise.all([view.api.send("GET", pathOf(item.id)), conversationOf(view, item),
    view.api.get(`${pathOf(item.id)}/transitions`)]);
  const tag = { "If-Match": response.headers.get("ETag") };
  const may = (to) => moves.some((one) => one.to === to && one.allowed);
  const levels = Object.keys(AUDIENCES);
  const wider = levels.slice(levels.indexOf(article.state.audience));
  const audience = select(wider.map((one, i) => [one, i === 0 ? `${AUDIENCES[one]}, as now` : AUDIENCES[one]]), wider.includes(promotedTo) ? promotedTo : wider[0],
    { on: { change: () => { promotedTo = audience.value; } } });
  const promote = () => {
    const steps = ["validated", ...wider.slice(1, wider.indexOf(audience.value) + 1)];
    act(item, steps.length > 1 ? `Promoted, for ${AUDIENCES[audience.value].toLowerCase()}` : "Promoted: validated", async () => {
      let headers = tag;
      for (const to of steps) {
        await view.api.post(`${pathOf(item.id)}/transitions`, { to }, { headers, keepalive: true });
        headers = ANY;
      }
    });
  };
  const merge = (one) => act(item, `Merged into “${one.title}”`, () => view.api.post(`${pathOf(item.id)}/merge`, { into: one.id }, { headers: tag, keepalive: true }));
  item.why = [conversation && verdictText(conversation.signals.resolution ? { resolution: conversation.signals.resolution, score: conversation.signals.score } : {}),
    article.reuse_count > 0 ? `used ${article.reuse_count}×` : "not used yet"].filter(Boolean).join(" · ");
  // What says the like comes a moment later: nobody waits for it.
  const linking = { key: "l", name: "Link", hidden: true };
  const alike = h("div", { class: "stack" });
  similarTo(view.api, article).then((similar) => {
    alike.replaceChildren(...[alikeCard(similar, may("archived") && { name: "Merge into it", run: merge })].filter(Boolean));
    if (similar.length === 0 || !may("archived")) return;
    linking.run = () => merge(similar[0]);
    linking.hidden = false;
    linking.reveal?.();
  }, () => {});
  return { deeds: [
      { key: "p", name: "Promote", kind: "primary", run: promote, hidden: !may("validated") }, { node: h("label", { class: "inline" }, "for", audience), hidden: !may("validated") },
      { key: "e", name: "Edit", run: () => { location.hash = `#/articles/${encodeURIComponent(item.id)}/edit`; }, hidden: !may_edit },
      linking, { key: "x", name: "Not worth it", kind: "danger", run: () => act(item, "Archived", () => view.api.post(`${pathOf(item.id)}/transitions`, { to: "archived" }, { headers: tag, keepalive: true })), hidden: !may("archived") }],
    nodes: [alike,
      sides(conversationSide(article, conversation, conversation && { accept: accepting(view, conversation, again) }), articleSide(article))] };
}

async function similarTo(api, { id, title, issue, resolution, cause, environment, products }) {
  const { similar } = await api.post("/v1/articles/similar", { title, issue, resolution, cause, environment, products });
  return similar.filter((one) => one.id !== id);
}

// --- conversations that nobody has called solved

export const perhaps = {
  name: "perhaps", title: "Perhaps solved", lead: "Somebody answered, nobody said that it helped. Promote what you know to be right; it becomes an article.",
  empty: ["Nothing waits here", "Every conversation with an answer has become an article, or was not solved by it."],
  list: async (api, next) => {
    const { data, next_cursor, has_more } = await api.get(`/v1/conversations?perhaps_solved=true&limit=${PER_PAGE}${next ? `&after=${encodeURIComponent(next)}` : ""}`);
    return { items: data.map((one) => ({ id: `${one.channel}:${one.id}`, one, title: one.title || `${one.channel} ${one.id}`, show: showPerhaps,
               facts: [badge(`${Math.round(one.signals.score * 100)} %`), soft(one.channel, `${one.message_count} messages`, one.updated_at && ago(one.updated_at))] })),
             next: next_cursor, total: counted(data.length, has_more) };
  },
};

async function showPerhaps({ item, view, act, replace }) {
  const path = pathTo(item.one);
  const conversation = await view.api.get(path);
  const became = (changed) => changed.article_id && replace(item, { ...draftItem({ id: changed.article_id, title: item.title, reuse_count: 0, audience: "internal", sources: [{ channel: changed.channel, conversation_id: changed.id }], updated_at: changed.updated_at }) });
  if (conversation.article_id) {
    became(conversation);
    return { nodes: [], deeds: [] };
  }
  const draft = await view.api.post(`${path}/promote`, { dry_run: true });
  const same = draft.similar.find((one) => one.likeness === "same");
  item.title = draft.title || item.title;
  const promote = (more = {}) => view.api.post(`${path}/promote`, { ...more, ...(same && { force: true }) }, { keepalive: true });
  const connect = (one) => act(item, `Linked to “${one.title}”`, () => view.api.post("/v1/links", { article_id: one.id, channel: item.one.channel, case_ref: item.one.id, kind: "resolved" }, { keepalive: true }));
  const andEdit = async () => {
    try { location.hash = `#/articles/${encodeURIComponent((await promote()).id)}/edit`; } catch (error) { view.failed(error); }
  };
  item.why = verdictText({ resolution: conversation.signals.resolution, score: conversation.signals.score });
  return { deeds: [
      { key: "p", name: same ? "Promote all the same" : "Promote", kind: same ? "" : "primary", run: () => act(item, "Promoted: it is an article now", promote) },
      { key: "e", name: "Promote and edit", run: andEdit },
      { key: "l", name: "Link", kind: same ? "primary" : "", run: () => connect(draft.similar[0]), hidden: draft.similar.length === 0 }],
    nodes: [alikeCard(draft.similar, { name: "Link to it", run: connect }), finder(view, connect),
      sides(conversationSide(draft, conversation, { accept: accepting(view, conversation, became) }), articleSide(draft))] };
}

// --- what was proposed, flagged, or is to be compared

// By reason: what it is called, what yes and no are called.
const REASONS = { same_as: ["Same as?", "The same: make it one", "Different"], validate: ["Ripe to be validated", "Validate", "Not yet"], recheck: ["To be looked at again", "Not validated any more", "It is right"],
                  reopened: ["Its source was reopened", "Not validated any more", "It is right"], archive: ["Nobody uses it", "Archive", "Keep"], flag: ["Flagged", "Fixed", "Reject"],
                  review: ["Awaits review", "Reviewed", "Back to draft"], publish: ["Awaits publication", "Publish", "Back to draft"], source_changed: ["Its source has changed", "Draft it anew", "Leave it as written"],
                  schedule_failed: ["Could not be done in time", "Seen", "Seen"] };

export const decisions = {
  name: "decisions", title: "Decisions", lead: "Yes or no: what may be the same, what use proposes, what somebody flagged. What most people asked for comes first.",
  empty: ["Nothing is to be decided", "Pairs that may be the same, proposals and flags show up here."],
  list: async (api, next) => {
    const { data, next_cursor, has_more } = await api.get(`/v1/queue?limit=${PER_PAGE}${next ? `&after=${encodeURIComponent(next)}` : ""}`);
    return { items: data.map((one) => ({ id: one.id, one, title: one.article.title, show: showDecision,
               facts: [badge(REASONS[one.reason]?.[0] ?? one.reason, one.reason === "flag" ? "warn" : ""), one.claimed_by && badge("somebody is at it", "warn"), one.expected_reuse > 0 && badge(`asked ${one.expected_reuse}×`, "good"), soft(ago(one.at))] })),
             next: next_cursor, total: counted(data.length, has_more) };
  },
};

async function showDecision({ item, view, act, again }) {
  const path = `/v1/queue/${encodeURIComponent(item.id)}`;
  const entry = await view.api.get(path);
  const taken = await view.api.post(`${path}/claim`, {}).then(() => null, (error) => { if (error.problem?.code !== "claimed") throw error; return error; });
  const conversation = entry.conversation?.messages ? entry.conversation : await conversationOf(view, entry.article);
  const [name, yes, no] = REASONS[entry.reason] ?? [entry.reason, "Yes", "No"];
  const decide = (decision, text) => act(item, text, () => view.api.post(`${path}/decision`, { decision }, { keepalive: true }));
  item.why = [name, entry.detail, entry.similarity !== null && `${Math.round(entry.similarity * 100)} % alike`, entry.expected_reuse > 0 && `asked ${entry.expected_reuse}× in 30 days`].filter(Boolean).join(" · ");
  const edit = () => { location.hash = `#/articles/${encodeURIComponent(entry.article.id)}/edit`; };
  return { claimed: taken ? null : () => view.api.send("DELETE", `${path}/claim`, { keepalive: true }).catch(() => {}),
    deeds: taken ? [] : [{ key: "y", name: yes, kind: "primary", run: () => decide("accept", yes) }, { key: "n", name: no, run: () => decide("reject", no), hidden: yes === no },
      { key: "e", name: "Edit", run: edit }],
    nodes: [taken && note("Somebody else works on it", h("p", {}, taken.problem.hint ?? "Take another one, or wait until they release it."), "warn", h("div", { class: "row" }, h("button", { type: "button", on: { click: again } }, "Look again"))),
      entry.reason === "same_as" && entry.other ? pair(entry, conversation) : sides(conversationSide(entry.article, conversation), articleSide(entry.article))].filter(Boolean) };
}

// Two that may be one: the newer on the left, the one that would take it up on the right.
function pair({ article, other }, conversation) {
  const side = (title, one) => {
    const node = articleSide({ ...one, provenance: [] });
    node.querySelector("h2").textContent = title;
    node.querySelector("h2").id = `side-${one.id}`;
    node.setAttribute("aria-labelledby", `side-${one.id}`);
    node.querySelector("h2").after(h("p", {}, h("a", { href: `#/articles/${encodeURIComponent(one.id)}` }, one.title)), h("p", { class: "row small" }, stateBadge(one.state.confidence), audienceBadge(one.state.audience), reuse(one.reuse_count)));
    return node;
  };
  return h("div", { class: "stack" }, h("div", { class: "sides even" }, side("New", other), side("Known", article)),
    conversation && h("details", {}, h("summary", {}, "The conversation of the new one"), sides(conversationSide(other, conversation), h("div", {}))));
}
