// One suggestion: what it says, why it is offered, and what an agent does with it.
import { h, icon, icons, marked, safeUrl } from "../shared/dom.js";

const STATES = { validated: "Validated", not_validated: "Not validated", wip: "Draft", archived: "Archived" };
const REASONS = [["wrong_problem", "Another problem"], ["wrong_product", "Another product or version"], ["outdated", "Out of date"],
                 ["already_tried", "Already tried"], ["hard_to_follow", "Hard to follow"]];
const AUDIENCES = { team: "Team only", internal: "Internal", partner: "Partners", customer: "Customers", public: "Public" };

let count = 0;

export class Suggestion {
  // `panel` has response, note(), tell(), remove(), toast, canInsert.
  constructor(panel, hit) {
    Object.assign(this, { panel, hit, unlocked: false, solved: false });
    const id = `s${++count}`;
    const percent = Math.round(hit.confidence_score * 100);
    const title = hit.highlights.find(({ field }) => field === "title")?.snippet;
    const answer = hit.insert_text || hit.passage;
    const part = flat(hit.passage.replace(/^…|…$/g, ""));
    const quoted = flat(answer).includes(part) ? null : h("blockquote", { dir: "auto" }, marked(hit.snippet));
    this.text = h("div", { class: "answer clipped", id: `${id}-text`, dir: "auto" }, quoted ? answer : withMarks(answer, hit));
    this.more = h("button", { type: "button", class: "link small", "aria-expanded": "false", "aria-controls": `${id}-text`,
                              on: { click: () => this.unfold() } }, "Whole answer");
    this.actions = h("div", { class: "row actions" });
    this.reasons = h("div", { class: "reasons", role: "group", "aria-label": "Why does it not fit?", hidden: true },
      h("p", { class: "small soft" }, "Why does it not fit?"), h("div", { class: "row" }, REASONS.map(([reason, name], i) =>
        h("button", { type: "button", on: { click: () => this.dismiss(reason) } }, h("kbd", {}, String(i + 1)), name))));
    this.node = h("article", { class: "card suggestion", tabindex: -1, "aria-labelledby": id },
      h("div", { class: "head" }, h("h3", { id, class: "grow", dir: "auto" }, title ? marked(title) : hit.title), sureness(percent)),
      h("p", { class: "reason" }, hit.reason), quoted, this.text, this.more,
      h("ul", { class: "row facts" }, facts(hit).map((fact) => h("li", {}, fact))), this.actions, this.reasons);
    this.drawActions();
    requestAnimationFrame(() => { this.more.hidden = this.text.scrollHeight <= this.text.clientHeight + 4; });
  }

  // An internal article is locked: its text goes nowhere unless somebody has unlocked it on purpose.
  get locked() { return !this.hit.shareable && !this.unlocked; }

  drawActions() {
    const focused = this.node.contains(this.node.getRootNode().activeElement) ? this.node.getRootNode().activeElement.dataset?.key : null;
    const button = (key, name, act, kind = "") => h("button", { type: "button", class: kind, "aria-keyshortcuts": key, "data-key": key, on: { click: act } },
                                                    name, h("kbd", { "aria-hidden": "true" }, key));
    const warning = this.hit.shareable ? null : this.unlocked
      ? h("p", { class: "small warning" }, "Unlocked for this case: take out what customers must not read before you send it.")
      : h("p", { class: "small warning" }, icon(icons.lock), `${AUDIENCES[this.hit.audience]}: not for customers. Its text is locked.`);
    this.actions.replaceChildren(...[warning,
      this.locked ? button("u", "Unlock", () => this.unlock())
        : [this.panel.canInsert && button("i", "Insert", () => this.insert(), "primary"), button("c", "Copy", () => this.copy(), this.panel.canInsert ? "" : "primary")],
      button("s", this.solved ? "Solved it ✓" : "Solved it", () => this.solve()), button("d", "Dismiss", () => this.askWhy()),
      safeUrl(this.hit.url) && h("a", { class: "button", href: this.hit.url, target: "_blank", rel: "noopener noreferrer", "data-key": "o", "aria-keyshortcuts": "o",
        on: { click: () => this.panel.note("click", this.hit) } }, "Open", icon(icons.outside))].flat().filter(Boolean));
    if (focused) (this.actions.querySelector(`[data-key="${focused}"]`) ?? this.node).focus();
  }

  // Whether `key` means something here.
  key(key) {
    if (!this.reasons.hidden) {
      if (key === "Escape") { this.reasons.hidden = true; this.node.focus(); return true; }
      const reason = REASONS[Number(key) - 1];
      if (reason) this.dismiss(reason[0]);
      return Boolean(reason);
    }
    if (key === "e") this.unfold();
    else if ((key === "c" || key === "i") && this.locked) this.panel.toast.say("Internal article: unlock it first (u)");
    else if (key === "d") this.askWhy();
    else if (key === "u" && this.hit.shareable) return false;
    else {
      const button = this.actions.querySelector(`[data-key="${key}"]`);
      button?.click();
      return button !== null;
    }
    return true;
  }

  unfold() {
    const whole = this.text.classList.toggle("clipped") === false;
    this.more.textContent = whole ? "Less" : "Whole answer";
    this.more.setAttribute("aria-expanded", String(whole));
    if (whole) this.panel.note("view", this.hit);
  }

  unlock() {
    this.unlocked = true;
    this.drawActions();
    this.node.focus();
    this.panel.toast.say("Unlocked for this case", { undo: () => { this.unlocked = false; this.drawActions(); } });
  }

  get answer() { return this.hit.insert_text || this.hit.passage; }
  get attributes() { return this.hit.shareable ? undefined : { unlocked: true }; }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.answer);
      this.panel.note("insert", this.hit, { ...this.attributes, how: "copy" });
      this.panel.toast.say("The answer is in the clipboard");
    } catch {
      this.panel.toast.say("This browser does not allow copying here: mark the text and press Ctrl C");
    }
  }

  insert() {
    this.panel.note("insert", this.hit, this.attributes);
    this.panel.tell("insert", { text: this.answer, article_id: this.hit.id, title: this.hit.title, url: this.hit.share_url });
    this.panel.toast.say("Inserted into the reply");
  }

  solve() {
    if (this.solved) return;
    this.solved = true;
    this.drawActions();
    this.panel.toast.say("Noted: this solved it", {
      undo: () => { this.solved = false; this.drawActions(); this.node.focus(); },
      done: () => {
        this.panel.note("solved", this.hit);
        this.panel.link(this.hit);
        this.panel.tell("solved", { article_id: this.hit.id, title: this.hit.title, url: this.hit.share_url });
      } });
  }

  askWhy() {
    this.reasons.hidden = false;
    this.reasons.querySelector("button").focus();
  }

  dismiss(reason) {
    this.reasons.hidden = true;
    const putBack = this.panel.remove(this);
    this.panel.toast.say("Dismissed", { undo: putBack, done: () => this.panel.note("dismiss", this.hit, { reason }) });
  }
}

const flat = (text) => text.replace(/\s+/g, " ").trim();

// The words that matched, wherever they stand in the answer.
function withMarks(answer, { highlights }) {
  const words = new Set(highlights.filter(({ field }) => field !== "title").flatMap(({ matched_tokens }) => matched_tokens));
  if (words.size === 0) return [answer];
  const any = [...words].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return answer.split(new RegExp(`(?<![\\p{L}\\p{N}])(${any})(?![\\p{L}\\p{N}])`, "u"))
    .map((piece, i) => i % 2 === 1 ? h("mark", {}, piece) : piece).filter((piece) => piece !== "");
}

function sureness(percent) {
  const meter = h("meter", { min: 0, max: 100, value: percent, "aria-label": `Confidence ${percent} percent` });
  return h("div", { class: "sure" }, h("b", {}, `${percent} %`), meter, h("span", {}, "confidence"));
}

function facts(hit) {
  const channels = [...new Set(hit.sources.map(({ channel }) => channel).filter(Boolean))];
  return [h("span", { class: `badge ${hit.shareable ? "" : "locked"}` }, hit.shareable ? null : icon(icons.lock), AUDIENCES[hit.audience] ?? hit.audience),
          h("span", { class: `badge ${hit.confidence === "validated" ? "good" : ""}` }, STATES[hit.confidence] ?? hit.confidence),
          ...[hit.reuse_count > 0 && `Reused ${hit.reuse_count}×`, ...channels, hit.updated_at && new Date(hit.updated_at).toLocaleDateString()]
            .filter(Boolean).map((text) => h("span", { class: "badge" }, text))];
}
