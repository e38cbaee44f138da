// Who is signed in: for now an API key, kept in this tab. Nothing else of the pages knows how; accounts come in its place.
import { Api } from "./api.js";
import { storageOf } from "./events.js";
import { h } from "./dom.js";

const KEY = "garner-key";
let inMemory = "";

export const key = () => storageOf("sessionStorage")?.getItem(KEY) ?? inMemory;

export function signIn(secret) {
  inMemory = secret;
  try { sessionStorage.setItem(KEY, secret); } catch { /* this page alone keeps it */ }
}

export function signOut() {
  inMemory = "";
  storageOf("sessionStorage")?.removeItem(KEY);
}

export const api = new Api("", key);

// Asks for a key and resolves to whether one was given.
export function askForKey(why = "This server needs a key") {
  return new Promise((resolve) => {
    let given = false;
    const input = h("input", { id: "key", type: "password", autocomplete: "off", spellcheck: "false", placeholder: "gk_…", required: true });
    const dialog = h("dialog", { "aria-labelledby": "key-title", on: { close: () => { dialog.remove(); resolve(given); } } },
      h("form", { method: "dialog", on: { submit: () => { given = true; signIn(input.value.trim()); } } },
        h("h2", { id: "key-title" }, why),
        h("p", { class: "soft" }, "It stays in this tab and is gone when you close it. An administrator makes one with ", h("code", {}, "garner key create"), "."),
        h("p", {}, h("label", { for: "key" }, "API key"), input),
        h("div", { class: "row" }, h("button", { class: "primary" }, "Use key"),
          h("button", { type: "button", on: { click: () => dialog.close() } }, "Cancel"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
