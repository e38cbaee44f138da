// Channels: how their polls go, and who owns each. Secrets are never shown.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { ago, table } from "./ui.js";

export function channelsPage(view) {
  view.title("Channels");
  const place = h("div", { class: "stack" });
  view.main.append(h("p", { class: "soft" }, "Where conversations come from by themselves. Files are harvested on the command line."), place);

  const reload = () => view.load(place, async () => {
    const { data } = await view.api.get("/v1/channels");
    if (data.length === 0) return note("No channel is connected yet", h("p", {}, "Name one in the configuration, or send it to ", h("code", {}, "PUT /v1/channels/{name}"), "."));
    return table("Channels", ["Name", "Kind", "State", "Last polled", "Owner"], data.map((one) => [one.name, one.format, state(one), ago(one.polled_at), owner(one)]));
  });

  const state = (one) => one.error ? h("span", { class: "failed" }, `Failed ${one.failures}×: ${one.error}`) : h("span", { class: "badge good" }, one.url ? "polled" : "pushed");

  function owner(one) {
    if (one.from_file) return one.owner || h("span", { class: "badge warn" }, "nobody");
    const save = (value) => view.api.send("PUT", `/v1/channels/${encodeURIComponent(one.name)}`, { body: { owner: value } });
    const input = h("input", { value: one.owner ?? "", "aria-label": `Owner of ${one.name}`, placeholder: "nobody", on: { change: async () => {
      try {
        await save(input.value.trim());
        view.toast.say(`${one.name} belongs to ${input.value.trim() || "nobody"}`, { undo: () => save(one.owner ?? "").then(reload, (error) => view.failed(error)) });
      } catch (error) { view.failed(error); }
    } } });
    return input;
  }

  reload();
}
