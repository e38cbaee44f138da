// "Was this helpful?" with two buttons; the answer is thanked for in the same place.
import { h } from "../shared/dom.js";

// `box` has words, events and a host to tell the page by.
export function helpfulQuestion({ words, events, host }, hit, query_id, question) {
  const said = h("span", { role: "status" });
  const answer = (helpful) => {
    events.add(helpful ? "helpful" : "unhelpful", query_id, hit);
    host.dispatchEvent(new CustomEvent("garner-helpful", { detail: { hit, helpful, query_id } }));
    buttons.remove();
    said.textContent = words.say("thanks");
    said.setAttribute("tabindex", "-1");
    said.focus();
  };
  const buttons = h("span", { class: "yes-no" }, question,
    h("button", { type: "button", part: "helpful", on: { click: () => answer(true) } }, words.say("yes")),
    h("button", { type: "button", part: "unhelpful", on: { click: () => answer(false) } }, words.say("no")));
  return h("div", { class: "helpful", part: "feedback" }, buttons, said);
}
