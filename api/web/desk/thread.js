// A conversation as people read it, with the sentences that an article took from it, and what solved it.
import { h, icon, icons, safeUrl } from "../shared/dom.js";
import { sentences } from "./sources.js";
import { when } from "./ui.js";
import { readVerdict } from "./verdict.js";

const ROLES = { asker: "Customer", agent: "Agent", helper: "Helper", bot: "Bot" };

// `article` may be null: nothing came of it. `accept(message, on)`: where given, answers can be accepted as the solution, and that taken back.
export function thread(conversation, article, { accept = null } = {}) {
  const provenance = article?.provenance ?? [];
  const from = (message) => provenance.map((one, source) => ({ ...one, source, begin: one.message_begin, end: one.message_end }))
    .filter((one) => one.channel === conversation.channel && one.conversation_id === conversation.id && (one.message_id ?? "") === message);
  const verdict = readVerdict(conversation.signals?.resolution);
  const used = new Set(provenance.filter((one) => one.field === "resolution").map((one) => one.message_id));
  const solving = verdict.resolution === "unresolved" ? new Set() : new Set([...verdict.by, ...used]);
  const sure = verdict.resolution === "resolved" || conversation.signals === undefined;
  const url = safeUrl(conversation.url);
  const solution = (message) => accept && message.role !== "asker" && message.role !== "bot" && h("button", { type: "button", class: "quiet small", "aria-pressed": String(message.accepted), "data-message": message.id,
    on: { click: () => accept(message, !message.accepted) } }, message.accepted && icon(icons.check), message.accepted ? "Accepted" : "This solved it");
  const message = (one) => h("li", { class: `${one.role === "asker" ? "asker" : "other"} ${solving.has(one.id) ? "solving" : ""}` },
    h("p", { class: "small row" }, h("b", {}, ROLES[one.role] ?? "Someone"), one.at && h("span", { class: "soft" }, when(one.at)),
      solving.has(one.id) && h("span", { class: `badge ${sure ? "good" : "warn"}` }, icon(icons.check), sure ? "solved it" : "perhaps solved it"),
      one.accepted && !accept && h("span", { class: "badge good" }, "accepted"),
      verdict.evidence.filter(({ message: id, signal }) => id === one.id && !["accepted", "answered"].includes(signal)).map(({ words }) => h("span", { class: "badge" }, words)), solution(one)),
    h("p", { class: "text", dir: "auto" }, sentences(one.body, from(one.id), "conversation")));
  return [h("p", { class: "small soft" }, `${conversation.channel} · ${conversation.messages.length} ${conversation.messages.length === 1 ? "message" : "messages"}`, url && " · ",
      url && h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "where it was written")),
    conversation.title && h("p", { dir: "auto" }, h("b", {}, sentences(conversation.title, from(""), "conversation"))),
    h("ol", { class: "messages" }, conversation.messages.filter((one) => !one.deleted).map(message))];
}
