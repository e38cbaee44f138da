// A conversation as people read it, with the sentences that an article took from it.
import { h, icon, icons, safeUrl } from "../shared/dom.js";
import { sentences } from "./sources.js";

const ROLES = { asker: "Customer", agent: "Agent", helper: "Helper", bot: "Bot" };

// `article` may be null: nothing came of it.
export function thread(conversation, article) {
  const provenance = article?.provenance ?? [];
  const from = (message) => provenance.map((one, source) => ({ ...one, source, begin: one.message_begin, end: one.message_end }))
    .filter((one) => one.channel === conversation.channel && one.conversation_id === conversation.id && (one.message_id ?? "") === message);
  const solving = new Set(provenance.filter((one) => one.field === "resolution").map((one) => one.message_id));
  const url = safeUrl(conversation.url);
  const message = ({ id, role, at, accepted, body }) => h("li", { class: role === "asker" ? "asker" : "other" },
    h("p", { class: "small row" }, h("b", {}, ROLES[role] ?? "Someone"), at && h("span", { class: "soft" }, new Date(at).toLocaleString()),
      solving.has(id) && h("span", { class: "badge good" }, icon(icons.check), "solved it"), accepted && h("span", { class: "badge good" }, "accepted")),
    h("p", { class: "text", dir: "auto" }, sentences(body, from(id), "conversation")));
  return [h("p", { class: "small soft" }, `${conversation.channel} · ${conversation.messages.length} messages`, url && " · ",
      url && h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "where it was written")),
    conversation.title && h("p", { dir: "auto" }, h("b", {}, sentences(conversation.title, from(""), "conversation"))),
    h("ol", { class: "messages" }, conversation.messages.filter((one) => !one.deleted).map(message))];
}
