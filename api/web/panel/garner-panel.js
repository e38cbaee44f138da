// <garner-panel endpoint key>: what a support agent sees beside a case. docs/panel.md tells what it understands.
import { Api } from "../shared/api.js";
import { h, styleSheet } from "../shared/dom.js";
import { clientId, Events } from "../shared/events.js";
import { helpButton, isTyping } from "../shared/help.js";
import { bones, failure, note } from "../shared/states.js";
import { Toast } from "../shared/toast.js";
import { asRequest, asText, fromMessage, fromText, nameOf } from "./conversation.js";
import { makeDraft } from "./draft.js";
import { Suggestion } from "./suggestion.js";
import css from "./style.css";

const sheet = styleSheet(css);
const KEYS = [["j k", "The next and the previous suggestion; arrows too"], ["c", "Copy the answer"], ["i", "Insert it into the reply"],
              ["s", "It solved it"], ["d", "Dismiss it, then 1 to 5 for the reason"], ["e", "The whole answer, and less"],
              ["u", "Unlock an internal article"], ["o", "Open the article"], ["n", "Nothing fits: make a draft of the conversation"], ["z", "Undo"], ["m", "Back to the message"], ["?", "This list"]];

export class GarnerPanel extends HTMLElement {
  static observedAttributes = ["insert"];

  connectedCallback() {
    if (this.shadowRoot) return;
    // A page of ours gives its own `api`, which knows who is signed in.
    this.api ??= new Api(this.getAttribute("endpoint") ?? new URL(import.meta.url).origin, () => this.getAttribute("key"));
    this.events = new Events(this.api);
    this.events.start();
    this.toast = new Toast();
    this.cards = [];
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.build();
    this.introduce();
  }

  disconnectedCallback() {
    this.toast.finish();
    this.events.stop();
  }

  attributeChangedCallback() { for (const card of this.cards ?? []) card.drawActions(); }

  // What was said so far; setting it asks for suggestions. See conversation.js for its form.
  get conversation() { return this.current; }
  set conversation(given) {
    const conversation = given && fromMessage(given);
    if (!conversation) return;
    this.message.value = asText(conversation);
    this.showConversation(conversation);
    this.suggest();
  }

  build() {
    this.message = h("textarea", { id: "message", rows: 7, maxlength: 100_000, spellcheck: "false",
      placeholder: "Paste what the customer wrote, or the whole conversation: Customer: … Agent: …",
      on: { keydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.take(); }
      } } });
    this.form = h("form", { on: { submit: (event) => { event.preventDefault(); this.take(); } } },
      h("label", { for: "message" }, "Customer’s message"), this.message,
      h("div", { class: "row end" }, h("span", { class: "soft small grow" }, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter")),
        h("button", { class: "primary" }, "Suggest answers")));
    this.said = h("div", { class: "said", hidden: true });
    this.list = h("div", { class: "list", id: "list" });
    this.summary = h("p", { class: "soft small", role: "status" });
    this.shadowRoot.append(h("div", { class: "panel", on: { keydown: (event) => this.key(event) } },
      h("section", { class: "case", "aria-labelledby": "case-title" },
        h("div", { class: "row" }, h("h2", { id: "case-title", class: "grow" }, "Conversation"), helpButton(this.shadowRoot, KEYS)), this.form, this.said),
      h("section", { class: "found", "aria-labelledby": "found-title" },
        h("div", { class: "row" }, h("h2", { id: "found-title" }, "Suggestions"), this.summary), this.list)), this.toast.node);
  }

  introduce() {
    this.list.replaceChildren(note("Answers show up here", "Each with the passage that fits, how sure it is, and why it is offered."));
  }

  // What stands in the field.
  take() {
    const conversation = fromText(this.message.value);
    if (conversation.messages.length === 0) return this.message.focus();
    const { subject = "", fields = {}, case_ref = "", locale = "", channel = "" } = this.current ?? {};
    if (this.said.hidden) this.current = { subject: "", fields, case_ref, locale, channel, ...conversation };
    else this.current = { subject, fields, case_ref, locale, channel, ...conversation };
    if (conversation.messages.length > 1) this.showConversation(this.current);
    this.suggest();
  }

  // Messages of both sides read better apart than in a field.
  showConversation(conversation) {
    this.current = conversation;
    const { subject, messages, case_ref, fields } = conversation;
    const facts = [case_ref && `Case ${case_ref}`, ...Object.values(fields ?? {})].filter(Boolean);
    const edit = () => {
      this.said.hidden = true;
      this.form.hidden = false;
      this.message.focus();
    };
    this.said.replaceChildren(...[
      facts.length > 0 ? h("p", { class: "row" }, facts.map((fact) => h("span", { class: "badge" }, fact))) : null,
      subject ? h("h3", { dir: "auto" }, subject) : null,
      h("ol", { class: "messages" }, messages.map(({ role, text }) => h("li", { class: role === "asker" ? "asker" : "other" },
        h("b", {}, nameOf(role)), h("p", { dir: "auto" }, text)))),
      h("button", { type: "button", on: { click: edit } }, "Edit, or paste another")].filter(Boolean));
    this.said.hidden = false;
    this.form.hidden = true;
  }

  async suggest() {
    this.toast.finish();
    this.running?.abort();
    const running = this.running = new AbortController();
    this.failed = false;
    this.list.setAttribute("aria-busy", "true");
    this.list.replaceChildren(...bones());
    this.summary.textContent = "";
    try {
      const response = await this.api.post("/v1/suggest?limit=8", asRequest(this.current, { agent_id: clientId() }), { signal: running.signal });
      if (this.running === running) this.show(response);
    } catch (error) {
      if (this.running !== running || error.name === "AbortError") return;
      this.failed = true;
      this.list.replaceChildren(failure(error, () => this.suggest()));
      if (!error.declined && (error.status === 401 || error.status === 403)) this.dispatchEvent(new CustomEvent("garner-key-needed"));
    } finally {
      if (this.running === running) this.list.removeAttribute("aria-busy");
    }
  }

  show(response) {
    this.response = response;
    this.cards = response.documents.map((hit) => new Suggestion(this, hit));
    const doubt = response.answerable || this.cards.length === 0 ? null
      : note("No sure answer", "These are the closest, but none is a clear match.", "warn");
    const nothing = this.nothingFits();
    this.list.replaceChildren(...[doubt, doubt && nothing, ...this.cards.map((card) => card.node), !doubt && nothing].filter(Boolean));
    this.summary.textContent = this.cards.length === 0 ? "" : `${this.cards.length} ${response.answerable ? "" : "possible "}answers`;
    this.go(0);
  }

  nothingFits() {
    this.draftButton = h("button", { type: "button", "aria-keyshortcuts": "n", on: { click: () => this.draft() } }, "Make a draft of it", h("kbd", { "aria-hidden": "true" }, "n"));
    if (this.cards.length > 0) return h("div", { class: "row nothing" }, h("span", { class: "soft small" }, "Nothing fits?"), this.draftButton);
    return note("Nothing like it has been solved yet", "Make a draft of it now; whoever solves it writes the answer in.", "", h("div", { class: "row" }, this.draftButton));
  }

  // The conversation as an article without an answer, so that the next one who asks is not the first again.
  async draft() {
    this.draftButton.disabled = true;
    try {
      const { article, take_back } = await makeDraft(this.api, this.current);
      const url = `${this.api.endpoint}/#/articles/${encodeURIComponent(article.id)}/edit`;
      const made = note("A draft is made of it", h("p", {}, "Write the answer in once there is one. ", h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, `Open “${article.title}”`)));
      const place = this.draftButton.closest(".note, .nothing");
      place.replaceWith(made);
      made.querySelector("a").focus();
      this.tell("draft", { article_id: article.id, title: article.title });
      this.toast.say("A draft is made", { undo: () => take_back().then(() => { made.replaceWith(place); this.draftButton.focus(); }, (error) => this.toast.say(error.message)) });
    } catch (error) {
      this.toast.say(error.status === 403 ? "This key may not write articles" : error.message);
      if (error.status === 401) this.dispatchEvent(new CustomEvent("garner-key-needed"));
    }
    this.draftButton.disabled = false;
  }

  // --- keys

  go(index) {
    const card = this.cards[Math.max(0, Math.min(index, this.cards.length - 1))];
    for (const other of this.cards) other.node.tabIndex = other === card ? 0 : -1;
    card?.node.focus();
  }

  key(event) {
    if (event.key === "?" && !isTyping(event)) return this.shadowRoot.querySelector(".help").click();
    if (isTyping(event) || !event.composedPath().includes(this.list)) return;
    const index = this.cards.findIndex((card) => card.node.contains(this.shadowRoot.activeElement));
    const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
    if (event.key in moves) this.go(index + moves[event.key]);
    else if (event.key === "m") (this.form.hidden ? this.said.querySelector("button") : this.message).focus();
    else if (event.key === "z" && this.toast.undo()) { /* done */ }
    else if (event.key === "n" && this.draftButton?.isConnected) this.draft();
    else if (!this.cards[index]?.key(event.key)) return;
    event.preventDefault();
  }

  // --- what suggestions do

  get canInsert() { return this.hasAttribute("insert"); }

  // A case that is known to the caller is linked with what solved it: a reuse. Who may not write has said so by the event alone.
  link(hit) {
    const { case_ref, channel } = this.current;
    if (!case_ref || !(this.api.key() || this.api.session?.me?.signed_in)) return;
    this.api.post("/v1/links", { article_id: hit.id, channel: channel || "desk", case_ref, kind: "resolved", agent_id: clientId() }, { keepalive: true }).catch(() => {});
  }

  note(action, hit, attributes) { this.events.add(action, this.response.response_id, hit, attributes); }

  // true: nobody has forbidden it.
  tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(`garner-${name}`, { bubbles: true, cancelable: true,
      detail: { ...detail, response_id: this.response.response_id, case_ref: this.current.case_ref } }));
  }

  remove(card) {
    const index = this.cards.indexOf(card);
    this.cards.splice(index, 1);
    card.node.remove();
    if (this.cards.length > 0) this.go(index);
    else this.list.append(note("Nothing is left", "All suggestions were dismissed."));
    return () => {
      this.list.querySelector(".note:not(.warn)")?.remove();
      const next = this.cards[index];
      this.cards.splice(index, 0, card);
      if (next) next.node.before(card.node);
      else this.list.append(card.node);
      card.node.focus();
      this.go(index);
    };
  }
}

if (!customElements.get("garner-panel")) customElements.define("garner-panel", GarnerPanel);
