// What a setting changes: a search as it was, and as it is a moment after saving.
import { h } from "../shared/dom.js";
import { field } from "./ui.js";

const MOST = 10;
const LATER_MS = 1200;  // settings hold from the next second on

export class Preview {
  constructor(view) {
    this.view = view;
    this.before = [];
    this.query = h("input", { type: "search", maxlength: 500, autocomplete: "off", on: {
      input: () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.show(), 150); },
      keydown: (event) => { if (event.key === "Enter") event.preventDefault(); } } });
    this.list = h("ol", { class: "compact" });
    this.status = h("p", { class: "small soft", role: "status" });
    this.node = h("details", {}, h("summary", {}, "What it changes"), field("Try a search", this.query, "Shown as it is now; after saving, with what has moved."), this.status, this.list);
  }

  async hits() {
    const q = this.query.value.trim();
    return q === "" ? [] : (await this.view.api.post("/v1/search", { q, per_page: MOST, track: false })).hits;
  }

  async show() {
    try {
      const hits = await this.hits();
      this.list.replaceChildren(...hits.map((hit) => h("li", {}, hit.title)));
      this.status.textContent = this.query.value.trim() && hits.length === 0 ? "Nothing is found." : "";
    } catch (error) { this.status.textContent = error.message; }
  }

  async remember() { this.before = (await this.hits().catch(() => [])).map((hit) => hit.id); }

  compare() {
    if (this.query.value.trim() !== "") setTimeout(() => this.hits().then((hits) => this.showMoves(hits), () => {}), LATER_MS);
  }

  showMoves(hits) {
    const how = (hit, i) => {
      const was = this.before.indexOf(hit.id);
      return was < 0 ? "new" : was > i ? `up ${was - i}` : was < i ? `down ${i - was}` : "";
    };
    const moves = hits.map(how);
    this.list.replaceChildren(...hits.map((hit, i) => h("li", {}, hit.title, " ", moves[i] && h("span", { class: `badge ${moves[i].startsWith("down") ? "" : "good"}` }, moves[i]))));
    const moved = moves.filter(Boolean).length;
    const gone = this.before.filter((id) => !hits.some((hit) => hit.id === id)).length;
    this.status.textContent = moved + gone === 0 ? "Nothing has moved." : `${moved} moved or new${gone > 0 ? `, ${gone} no longer among the first ${MOST}` : ""}.`;
  }
}
