// The quarantine: what could not be read, why, and another try.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { ago, all, table } from "./ui.js";

export function quarantinePage(view) {
  view.title("Quarantine");
  const place = h("div", { class: "stack" });
  const shown = h("div", {});
  view.main.append(h("p", { class: "soft" }, "What could not be read. Nothing is lost: mend the file or the mapping, and try again."), shown, place);

  const reload = () => view.load(place, async () => {
    const data = await all(view.api, "/v1/quarantine");
    if (data.length === 0) return note("The quarantine is empty", "All that came in could be read.");
    return table("Quarantine", ["Reason", "Where", "Channel", "When", "Change"], data.map((one) => [one.reason, `${one.file} ${one.position}`, one.channel, ago(one.at), h("div", { class: "row" },
      h("button", { type: "button", "aria-label": `Show ${one.file} ${one.position}`, on: { click: () => show(one) } }, "Show"),
      h("button", { type: "button", "aria-label": `Try ${one.file} ${one.position} again`, on: { click: () => retry(one) } }, "Try again"))]));
  });

  async function show(one) {
    try {
      const { raw } = await view.api.get(`/v1/quarantine/${encodeURIComponent(one.id)}`);
      const text = h("pre", { tabindex: 0, "aria-label": `${one.file} ${one.position}` }, raw ?? "Nothing was kept of it.");
      shown.replaceChildren(h("section", { class: "card stack", "aria-label": "The input" }, h("h2", {}, one.reason), text,
        h("div", { class: "row" }, h("button", { type: "button", on: { click: () => shown.replaceChildren() } }, "Close"))));
      text.focus();
    } catch (error) { view.failed(error); }
  }

  async function retry(one) {
    try {
      const { counts = {} } = await view.api.post(`/v1/quarantine/${encodeURIComponent(one.id)}/retry`);
      await reload();
      view.toast.say(Object.entries(counts).filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`).join(", ") || "Tried again");
    } catch (error) { view.failed(error); }
  }

  reload();
}
