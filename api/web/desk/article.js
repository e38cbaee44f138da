// One article: beside the conversation that it came from, edited, as it was, how good it is, how it is found and used.
import { h, icon, icons } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { editor } from "./editor.js";
import { useTab } from "./found.js";
import { markdown } from "./markdown.js";
import { qualityTab } from "./quality.js";
import { revisionsTab } from "./revisions.js";
import { splitTab } from "./split.js";
import { link, sentences } from "./sources.js";
import { pathOf, stateCard } from "./state.js";
import { thread } from "./thread.js";
import { ago, audienceBadge, mayMerge, mayWrite, stateBadge, tabs } from "./ui.js";

const PARTS = [["issue", "Issue"], ["environment", "Environment"], ["resolution", "Resolution"], ["cause", "Cause"]];
const TABS = [["", "Read"], ["edit", "Edit"], ["history", "History"], ["quality", "Quality"], ["use", "Use"]];

export function articlePage(view) {
  const [id, tab = ""] = view.path;
  const place = h("div", { class: "stack" });
  const back = () => h("a", { class: "button", href: "#/articles" }, icon(icons.back), "Articles");
  view.title(id === "new" ? "New article" : "Article", back());
  view.main.append(place);
  if (id === "new") return view.load(place, () => editor(view, null, {}));

  const show = () => view.load(place, async () => {
    const { json: article, response } = await view.api.send("GET", pathOf(id));
    // Who may not write reads; nothing else is offered.
    const rights = await mayWrite(view.api) ? await view.api.get(`${pathOf(id)}/transitions`).catch((error) => { if (error.status === 403) return null; throw error; }) : null;
    const splits = rights?.may_edit && (tab === "edit" || tab === "split") && await mayMerge(view.api);
    const conversation = tab === "" ? await conversationOf(view, article) : null;
    if (view.gone) return [];
    view.rename(article.title, back());
    return [facts(article), rights && ways(article, tab === "split" ? "edit" : tab, rights), ...body(article, response.headers.get("ETag"), rights, splits, conversation)];
  });

  function body(article, etag, rights, splits, conversation) {
    if (rights && tab === "edit") return rights.may_edit ? editor(view, article, { etag, splits }) : [note("Not to be edited as it is", rights.edit_refused)];
    if (rights && tab === "split") return splits ? splitTab(view, article, etag) : [note("Not to be split by you as it is", rights.edit_refused ?? "Who splits an article may merge articles too: that takes another role.")];
    if (rights && tab === "history") return revisionsTab(view, article, true, show);
    if (rights && tab === "quality") return qualityTab(view, article);
    if (!rights || tab === "use") return [...(tab === "use" ? [] : [both(article, conversation)]), ...useTab(view, article, rights !== null, show)];
    return [both(article, conversation), stateCard(view, article, rights, show)];
  }
  return show();
}

function both(article, conversation) {
  if (!conversation) return h("div", { class: "narrow" }, articleSide({ ...article, provenance: [] }));
  const sides = h("div", { class: "sides" }, conversationSide(article, conversation), articleSide(article));
  link(sides);
  return sides;
}

const ways = ({ id }, now, rights) => tabs("Article", TABS.filter(([tab]) => tab !== "edit" || rights.may_edit).map(([tab, name]) =>
  [`#/articles/${encodeURIComponent(id)}${tab && `/${tab}`}`, name, tab === now]));

// null: there is none, or the caller may not see it.
export async function conversationOf(view, { sources }) {
  const source = sources.find((one) => one.conversation_id);
  if (!source) return null;
  try {
    return await view.api.get(`/v1/conversations/${encodeURIComponent(`${source.channel}:${source.conversation_id}`)}`);
  } catch (error) {
    if (error.status === 404 || error.status === 403) return null;
    throw error;
  }
}

function facts({ state, review, reuse_count, products, tags, locale, updated_at, merged_into }) {
  return h("p", { class: "row small" }, stateBadge(state.confidence), audienceBadge(state.audience),
    state.governance === "compliance" && h("span", { class: "badge" }, "Publishers alone"), review && h("span", { class: "badge warn" }, review.replaceAll("_", " ")),
    reuse_count > 0 && h("span", { class: "badge" }, `Reused ${reuse_count}×`),
    [...products, ...tags].map((tag) => h("span", { class: "badge" }, tag)), h("span", { class: "soft" }, [locale, `changed ${ago(updated_at)}`].filter(Boolean).join(" · ")),
    merged_into && h("a", { href: `#/articles/${encodeURIComponent(merged_into)}` }, "Taken up by another article"));
}

// Sources are numbered as the article lists them; both sides of one have its number. What a person wrote has none, and is shown as Markdown.
export function articleSide({ provenance = [], environment, asked_as, ...article }) {
  const spans = (name) => provenance.map((one, source) => ({ ...one, source })).filter((one) => one.field === name);
  return h("section", { class: "card stack", "aria-labelledby": "article-title" }, h("h2", { id: "article-title" }, "Article"), PARTS.map(([name, title]) => {
    const text = name === "environment" ? environment.join("\n") : article[name];
    const from = spans(name);
    return text && h("div", {}, h("h3", {}, title), from.length > 0 || name === "environment" ? h("p", { class: "text", dir: "auto" }, sentences(text, from, "article")) : h("div", { class: "markdown" }, markdown(text)));
  }), asked_as.length > 0 && h("details", {}, h("summary", {}, `Also asked as (${asked_as.length})`), h("ul", {}, asked_as.map((text) => h("li", { dir: "auto" }, text)))));
}

export function conversationSide(article, conversation, more = {}) {
  return h("section", { class: "stack", "aria-labelledby": "conversation-title" }, h("h2", { id: "conversation-title" }, "Conversation"),
    conversation ? thread(conversation, article, more) : note("No conversation is kept for this article", "It was written or imported as it is."));
}
