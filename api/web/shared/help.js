// The list of keys behind a button.
import { h, icon, icons } from "./dom.js";

// `keys`: [["c", "Copy the answer"], …]. `root`: where the dialog belongs.
export function helpButton(root, keys) {
  const dialog = h("dialog", { "aria-label": "Keys" }, h("h2", {}, "Keys"),
    h("dl", {}, keys.flatMap(([key, what]) => [h("dt", {}, key.split(" ").map((one, i) => [i > 0 && " ", h("kbd", {}, one)]).flat()), h("dd", {}, what)])),
    h("form", { method: "dialog" }, h("button", { class: "primary" }, "Close")));
  root.append(dialog);
  return h("button", { type: "button", class: "quiet help", "aria-haspopup": "dialog", on: { click: () => dialog.showModal() } }, icon(icons.help), "Help");
}

// Whether somebody is writing there.
export function isField(event) {
  const target = event.composedPath()[0];
  return /^(input|textarea|select)$/i.test(target.tagName ?? "") || target.isContentEditable;
}

// Whether a key of one letter may mean something here: nobody is writing.
export const isTyping = (event) => event.ctrlKey || event.metaKey || event.altKey || isField(event);
