// The state of an article: what it is in each dimension, and where it may go from there. Only what the server's table has is offered; what is
// refused, by role or by what the article lacks, stands there with the reason.
import { h, icon, icons } from "../shared/dom.js";
import { AUDIENCES, GOVERNANCES, REVIEWS, STATES, audienceBadge, field, select, stateBadge, when } from "./ui.js";

const NAMES = { ...STATES, ...AUDIENCES, ...GOVERNANCES, ...REVIEWS };
const GROUPS = { confidence: "Confidence", audience: "Audience", governance: "Who may edit", review: "Review" };
const DEEDS = { validated: "Validate", not_validated: "Not validated", archived: "Archive", awaiting_review: "Ask for review", awaiting_publication: "Reviewed", draft: "Back to draft" };

export const pathOf = (id) => `/v1/articles/${encodeURIComponent(id)}`;
// Any revision will do where one does not write over what somebody else wrote.
export const ANY = { "If-Match": "*" };

// Moves an article and tells; `after` gets it as it is then. Undone by the way back, where there is one.
export async function move(view, article, to, after) {
  const path = pathOf(article.id);
  const go = async (target) => (await view.api.post(`${path}/transitions`, { to: target }, { headers: ANY }));
  const was = Object.entries(article.state).find(([, value]) => value !== to && groupOf(value) === groupOf(to))?.[1] ?? article.review;
  const back = async () => {
    if (to === "archived") after(await view.api.post(`${path}/revisions/${article.revision}/restore`, {}, { headers: ANY }));
    else after(await go(was));
  };
  const moved = await go(to);
  view.toast.say(`${NAMES[to]}: “${short(article.title)}”`, was && was !== "wip" && was !== "archived" ? { undo: () => back().catch((error) => view.failed(error)) } : {});
  after(moved);
}

const short = (title) => title.length > 60 ? `${title.slice(0, 57)}…` : title;
const groupOf = (value) => value in STATES ? "confidence" : value in AUDIENCES ? "audience" : value in GOVERNANCES ? "governance" : "review";

// The card. `changed(article)` is called with the article after each move.
export function stateCard(view, article, { data }, changed) {
  const run = (to) => move(view, article, to, changed).catch((error) => view.failed(error));
  const button = ({ to, of, allowed }) => allowed && h("button", { type: "button", class: of === "confidence" && to === "archived" ? "danger" : "", "data-to": to, on: { click: () => run(to) } },
    (of === "audience" || of === "governance") && icon(icons.next), DEEDS[to] && of !== "audience" ? DEEDS[to] : NAMES[to]);
  const now = { confidence: stateBadge(article.state.confidence), audience: audienceBadge(article.state.audience), governance: h("span", { class: "badge" }, GOVERNANCES[article.state.governance]),
                review: h("span", { class: "badge" }, REVIEWS[article.review] ?? "none") };
  const group = ([of, name]) => {
    const targets = data.filter((one) => one.of === of);
    if (of === "review" && targets.length === 0) return null;
    const refused = targets.filter((one) => !one.allowed);
    return h("div", { class: "state-group", role: "group", "aria-label": name }, h("p", { class: "row" }, h("span", { class: "soft small name" }, name), now[of]),
      h("div", { class: "row" }, targets.map(button)),
      refused.length > 0 && h("p", { class: "small soft" }, refused.flatMap((one, i) => [i > 0 && h("br"), `${NAMES[one.to]}: ${one.detail}.`])));
  };
  return h("section", { class: "card stack", "aria-labelledby": "state-title" }, h("h2", { id: "state-title" }, "State"), h("div", { class: "states" }, Object.entries(GROUPS).map(group)), schedule(view, article, data, changed));
}

// A transition that waits for its time.
function schedule(view, article, data, changed) {
  const possible = data.filter(({ of, code }) => of !== "review" && code !== "role_missing");
  const waiting = (article.scheduled ?? []).map((one) => h("li", { class: "row" }, h("span", { class: "grow" }, `${NAMES[one.to] ?? one.to} on ${when(one.at)}`),
    h("button", { type: "button", "aria-label": `Take back ${NAMES[one.to] ?? one.to} on ${when(one.at)}`, on: { click: async () => {
      try { changed((await view.api.send("DELETE", `${pathOf(article.id)}/schedule/${encodeURIComponent(one.id)}`, { headers: ANY })).json); } catch (error) { view.failed(error); }
    } } }, "Take back")));
  const to = select(possible.map((one) => [one.to, NAMES[one.to]]), possible[0]?.to ?? "");
  const at = h("input", { type: "datetime-local", required: true });
  const submit = async (event) => {
    event.preventDefault();
    try {
      const time = new Date(at.value).toISOString();
      changed(await view.api.post(`${pathOf(article.id)}/transitions`, { to: to.value, at: time }, { headers: ANY }));
      view.toast.say(`${NAMES[to.value]} on ${when(time)}`);
    } catch (error) { view.failed(error); }
  };
  return h("details", { open: waiting.length > 0 }, h("summary", {}, waiting.length > 0 ? `Waiting for its time (${waiting.length})` : "At a time"), waiting.length > 0 && h("ul", { class: "plain stack" }, waiting),
    possible.length > 0 && h("form", { class: "columns", on: { submit } }, field("To", to), field("At", at), h("div", { class: "row end" }, h("button", {}, "Schedule"))));
}
