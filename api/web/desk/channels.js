// Channels: how their polls go, who owns each, and how many conversations there are. Secrets are never shown.
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
    return table("Channels", ["Name", "Kind", "State", "Last polled", "Owner", "Conversations there"], data.map((one) => [one.name, one.format, state(one), ago(one.polled_at),
      setting(one, "owner", "Owner of", { placeholder: "nobody" }), setting(one, "conversations", "Conversations in", { placeholder: "not known", inputmode: "numeric", pattern: "[0-9]*" })]));
  });

  const state = (one) => one.error ? h("span", { class: "failed" }, `Failed ${one.failures}×: ${one.error}`) : h("span", { class: "badge good" }, one.url ? "polled" : "pushed");

  const names = { owner: (value) => value ? `belongs to ${value}` : "belongs to nobody", conversations: (value) => Number(value) > 0 ? `has ${Number(value).toLocaleString()} conversations` : "does not say how many it has" };

  // A setting that is written here, or stands in the file.
  function setting(one, name, label, attributes) {
    let now = one[name] === "0" ? "" : one[name] ?? "";
    if (one.from_file) return now || h("span", { class: "soft" }, attributes.placeholder);
    const save = (value) => view.api.send("PUT", `/v1/channels/${encodeURIComponent(one.name)}`, { body: { [name]: value || (name === "conversations" ? "0" : "") } });
    const input = h("input", { value: now, "aria-label": `${label} ${one.name}`, ...attributes, on: { change: async () => {
      const value = input.value.trim();
      try {
        const was = now;
        await save(value);
        now = value;
        view.toast.say(`${one.name} ${names[name](value)}`, { undo: () => save(was).then(reload, (error) => view.failed(error)) });
      } catch (error) {
        input.value = now;
        view.failed(error);
      }
    } } });
    return input;
  }

  reload();
}
