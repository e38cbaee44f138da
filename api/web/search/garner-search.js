// <garner-search endpoint key>: Garner's search box for the pages of any site. docs/embed.md tells what it understands.
import { Api } from "../shared/api.js";
import { styleSheet } from "../shared/dom.js";
import { Events } from "../shared/events.js";
import { BeforeYouPost } from "./ask.js";
import { Combobox } from "./combobox.js";
import css from "./style.css";
import { languages, Words } from "./words.js";

const sheet = styleSheet(css);

export class GarnerSearch extends HTMLElement {
  static languages = languages;
  static observedAttributes = ["endpoint", "lang", "placeholder", "facets", "limit", "mode", "for", "body"];

  connectedCallback() { this.start(); }
  disconnectedCallback() { this.stop(); }
  attributeChangedCallback() { if (this.view) this.start(); }

  // Not by `delegatesFocus`: with that, nobody could mark the text of an answer.
  focus(options) { this.view?.input?.focus(options); }

  start() {
    this.stop();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const words = new Words(this.closest("[lang]")?.lang || navigator.language);
    // The script comes from the server that it asks, unless told otherwise.
    const api = new Api(this.getAttribute("endpoint") ?? new URL(import.meta.url).origin, () => this.getAttribute("key"));
    this.events = new Events(api);
    const parts = { words, api, events: this.events };
    const field = this.getAttribute("mode") === "ask" ? this.fieldOf("for") : null;
    this.view = field ? new BeforeYouPost(this, field, this.fieldOf("body"), parts) : new Combobox(this, parts);
    this.view.node.lang = words.lang;
    this.view.node.dir = /^(ar|he|fa|ur)\b/.test(words.lang) ? "rtl" : "ltr";
    root.replaceChildren(this.view.node);
    this.events.start();
    this.view.start();
  }

  stop() {
    this.view?.stop();
    this.events?.stop();
    this.view = null;
  }

  fieldOf(attribute) {
    const id = this.getAttribute(attribute);
    return id ? this.getRootNode().getElementById(id) : null;
  }
}

if (!customElements.get("garner-search")) customElements.define("garner-search", GarnerSearch);
