// "Done. Undo": what can be taken back is done a few seconds later, so that nobody has to be asked whether they are sure.
import { h } from "./dom.js";

const SECONDS = 7;

// A place for one such message; `node` belongs on the page.
export class Toast {
  constructor() {
    this.waiting = null;
    this.node = h("div", { class: "toast", role: "status" });
    this.node.addEventListener("focusin", () => this.hold());
    this.node.addEventListener("pointerenter", () => this.hold());
    this.node.addEventListener("pointerleave", () => this.run());
    this.node.addEventListener("focusout", () => this.run());
    addEventListener("pagehide", () => this.finish());
  }

  // `done` is called when the time to undo is over or something else is said, `undo` in its place; `name` is what its button says.
  say(text, { undo = null, done = () => {}, name = "Undo" } = {}) {
    this.finish();
    this.waiting = { undo, done };
    const button = undo && h("button", { type: "button", on: { click: () => this.undo() } }, name);
    this.node.replaceChildren(h("span", {}, text), ...(button ? [button] : []));
    this.run();
  }

  undo() {
    const waiting = this.take();
    waiting?.undo?.();
    return Boolean(waiting?.undo);
  }

  finish() { this.take()?.done(); }

  take() {
    clearTimeout(this.timer);
    const { waiting } = this;
    this.waiting = null;
    this.node.replaceChildren();
    return waiting;
  }

  hold() { clearTimeout(this.timer); }
  run() {
    clearTimeout(this.timer);
    if (this.waiting) this.timer = setTimeout(() => this.finish(), SECONDS * 1000);
  }
}
