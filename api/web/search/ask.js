// "Before you post": answers below the title of a question that somebody is about to ask, and whether they sufficed.
import { clientId } from "../shared/events.js";
import { h, icon, icons, marked, safeUrl } from "../shared/dom.js";

const PAUSE_MS = 350;
const SHORTEST = 8;  // characters; below that anything would fit

export class BeforeYouPost {
  // `field` is the title's field of the page, `body` the field of the text or null.
  constructor(host, field, body, { words, api, events }) {
    Object.assign(this, { host, field, body, words, api, events });
    this.answers = new Map();
    this.taken = new Set();  // articles that are not the asker's problem
    this.solved = false;
    this.list = h("div", { class: "answers" });
    this.status = h("p", { class: "unseen", role: "status" });
    this.section = h("section", { class: "ask", part: "ask", "aria-labelledby": "title", hidden: true },
      h("h2", { id: "title", part: "ask-title" }, h("slot", { name: "title" }, words.say("askTitle"))), this.list);
    this.node = h("div", {}, this.section, this.status);
    this.typed = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE_MS);
    };
    this.posted = () => {
      if (this.response && !this.solved) {
        this.events.add("case_opened", this.response.response_id, null,
                        { deflection_token: this.response.deflection_token, shown: this.response.documents.length });
        this.host.dispatchEvent(new CustomEvent("garner-posted", { detail: { response_id: this.response.response_id } }));
      }
      this.events.flush();
    };
  }

  start() {
    for (const field of [this.field, this.body]) field?.addEventListener("input", this.typed);
    this.field.form?.addEventListener("submit", this.posted);
    if (this.field.value) this.ask();
  }

  stop() {
    clearTimeout(this.timer);
    this.running?.abort();
    for (const field of [this.field, this.body]) field?.removeEventListener("input", this.typed);
    this.field.form?.removeEventListener("submit", this.posted);
  }

  async ask() {
    this.running?.abort();
    const subject = this.field.value.trim();
    const body = this.body?.value.trim() || undefined;
    if (subject.length < SHORTEST) return this.show(null);
    const asked = JSON.stringify([subject, body]);
    if (this.answers.has(asked)) return this.show(this.answers.get(asked));
    const running = this.running = new AbortController();
    try {
      const response = await this.api.post("/v1/suggest?limit=3&min_score=0.2",
        { mode: "ask", subject: subject.slice(0, 500), body: body?.slice(0, 20_000), locale: this.words.known ? this.words.lang : undefined,
          client_id: clientId() }, { signal: running.signal });
      if (this.running !== running) return;
      this.answers.set(asked, response);
      this.show(response);
    } catch {
      this.show(null);  // posting goes on without us
    }
  }

  show(response) {
    const hits = (response?.documents ?? []).filter((hit) => !this.taken.has(hit.id));
    this.response = response;
    const shown = hits.map((hit) => hit.id).join();
    if (shown === this.shown) return;  // what is being read stays as it is
    this.shown = shown;
    this.section.hidden = hits.length === 0;
    this.list.replaceChildren(...hits.map((hit, i) => this.card(hit, i, response)));
    this.status.textContent = hits.length > 0 ? this.words.say("askFound", { n: hits.length }) : "";
    if (hits.length > 0) this.events.add("impression", response.response_id, null, { objects: hits.map((hit) => hit.id) });
  }

  card(hit, i, response) {
    const url = safeUrl(hit.share_url ?? hit.url);
    const text = h("div", { id: `a${i}`, class: "unfolded", hidden: true },
      h("p", { class: "passage", part: "passage", dir: "auto" }, hit.insert_text || marked(hit.snippet)),
      url ? h("p", {}, h("a", { href: url, target: "_blank", rel: "noopener" }, this.words.say("open"), icon(icons.outside))) : null,
      h("div", { class: "yes-no" },
        h("button", { type: "button", part: "solved", class: "strong", on: { click: () => this.finish(hit, response) } }, this.words.say("askSolved")),
        h("button", { type: "button", part: "not-mine", on: { click: () => this.refuse(hit, response, card) } }, this.words.say("askOther"))));
    const fold = h("button", { type: "button", part: "question", class: "question", "aria-expanded": "false", "aria-controls": `a${i}`, on: { click: () => {
      text.hidden = !text.hidden;
      fold.setAttribute("aria-expanded", String(!text.hidden));
      if (!text.hidden) this.events.add("click", response.response_id, hit);
    } } }, icon(icons.next), h("span", { dir: "auto" }, hit.title));
    const card = h("div", { class: "card", part: "card" }, h("h3", {}, fold), text);
    return card;
  }

  finish(hit, response) {
    this.solved = true;
    this.events.add("solved", response.response_id, hit, { deflection_token: response.deflection_token });
    this.events.flush();
    const glad = h("p", { class: "glad", part: "solved-note", tabindex: -1 }, icon(icons.check), this.words.say("askGlad"));
    this.list.replaceChildren(glad);
    glad.focus();
    this.host.dispatchEvent(new CustomEvent("garner-solved", { bubbles: true, detail: { hit, response_id: response.response_id } }));
  }

  refuse(hit, response, card) {
    this.taken.add(hit.id);
    this.events.add("dismiss", response.response_id, hit, { reason: "not_my_problem" });
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    this.section.hidden = next === null;
    (next?.querySelector(".question") ?? this.field).focus();
  }
}
