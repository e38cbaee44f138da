// One article beside the conversation that it came from, how it is found, and what is related.
import { h, icon, icons, marked } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { link, sentences } from "./sources.js";
import { thread } from "./thread.js";
import { ago, audienceBadge, field, stateBadge } from "./ui.js";

const FIELDS = [["issue", "Issue"], ["environment", "Environment"], ["resolution", "Resolution"], ["cause", "Cause"]];

export function articlePage(view) {
  const back = () => h("a", { class: "button", href: "#/articles" }, icon(icons.back), "Articles");
  const place = h("div", { class: "stack" });
  view.title("Article", back());
  view.main.append(place);
  view.load(place, async () => {
    const article = await view.api.get(`/v1/articles/${encodeURIComponent(view.path[0])}`);
    const conversation = await conversationOf(view, article);
    if (view.gone) return [];
    view.title(article.title, back());
    view.main.append(place);
    const sides = h("div", { class: "sides" }, conversationSide(article, conversation), articleSide(article));
    link(sides);
    return [facts(article), sides, h("div", { class: "sides" }, howFound(view, article), related(view, article))];
  });
}

// null: there is none, or the caller may not see it.
async function conversationOf(view, { sources }) {
  const source = sources.find((one) => one.conversation_id);
  if (!source) return null;
  try {
    return await view.api.get(`/v1/conversations/${encodeURIComponent(`${source.channel}:${source.conversation_id}`)}`);
  } catch (error) {
    if (error.status === 404 || error.status === 403) return null;
    throw error;
  }
}

function facts({ state, reuse_count, products, tags, locale, updated_at }) {
  return h("p", { class: "row small" }, stateBadge(state.confidence), audienceBadge(state.audience),
    state.governance === "compliance" && h("span", { class: "badge" }, "Named editors alone"), reuse_count > 0 && h("span", { class: "badge" }, `Reused ${reuse_count}×`),
    [...products, ...tags].map((tag) => h("span", { class: "badge" }, tag)), h("span", { class: "soft" }, [locale, `changed ${ago(updated_at)}`].filter(Boolean).join(" · ")));
}

// Sources are numbered as the article lists them; both sides of one have its number.
function articleSide({ provenance, environment, asked_as, ...article }) {
  const spans = (name) => provenance.map((one, source) => ({ ...one, source })).filter((one) => one.field === name);
  return h("section", { class: "card stack", "aria-labelledby": "article-title" }, h("h2", { id: "article-title" }, "Article"), FIELDS.map(([name, title]) => {
    const text = name === "environment" ? environment.join("\n") : article[name];
    return text && h("div", {}, h("h3", {}, title), h("p", { class: "text", dir: "auto" }, sentences(text, spans(name), "article")));
  }), asked_as.length > 0 && h("details", {}, h("summary", {}, `Also asked as (${asked_as.length})`), h("ul", {}, asked_as.map((text) => h("li", { dir: "auto" }, text)))));
}

function conversationSide(article, conversation) {
  return h("section", { class: "stack", "aria-labelledby": "conversation-title" }, h("h2", { id: "conversation-title" }, "Conversation"),
    conversation ? thread(conversation, article) : note("No conversation is kept for this article", "It was written or imported as it is."));
}

// Which place this article has for a query, and who stands before it.
function howFound(view, article) {
  const result = h("div", { class: "stack", role: "status" });
  const query = h("input", { type: "search", value: article.asked_as[0]?.slice(0, 200) ?? article.title, maxlength: 500, autocomplete: "off" });
  const link = (hit) => hit.id === article.id ? h("b", {}, hit.title) : h("a", { href: `#/articles/${encodeURIComponent(hit.id)}` }, hit.title);
  const look = (event) => {
    event?.preventDefault();
    view.load(result, async () => {
      const { hits, found } = await view.api.post("/v1/search", { q: query.value.trim() || article.title, per_page: 50, track: false });
      const at = hits.findIndex((hit) => hit.id === article.id) + 1;
      return [h("p", {}, h("b", {}, at > 0 ? `Place ${at} of ${found}` : "Not among the first 50")), h("ol", { class: "compact" }, hits.slice(0, Math.max(3, Math.min(at, 5))).map((hit) => h("li", {}, link(hit))))];
    });
  };
  look();
  return h("section", { class: "card stack", "aria-labelledby": "found-title" }, h("h2", { id: "found-title" }, "How it is found"),
    h("form", { class: "row bottom", on: { submit: look } }, h("div", { class: "grow" }, field("When somebody searches for", query)), h("button", {}, "Look")), result);
}

function related(view, { id }) {
  const place = h("div", {});
  view.load(place, async () => {
    const { hits } = await view.api.get(`/v1/articles/${encodeURIComponent(id)}/related`);
    if (hits.length === 0) return note("Nothing is related", "");
    return h("ul", { class: "hits compact" }, hits.map((hit) => h("li", {}, h("a", { class: "hit", href: `#/articles/${encodeURIComponent(hit.id)}` }, hit.title),
      h("p", { class: "small soft clip", dir: "auto" }, marked(hit.snippet)), hit.reason && h("p", { class: "small soft" }, hit.reason))));
  });
  return h("section", { class: "card stack", "aria-labelledby": "related-title" }, h("h2", { id: "related-title" }, "Related"), place);
}
