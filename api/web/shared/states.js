// How loading, nothing, failing and being offline look, everywhere alike.
import { h } from "./dom.js";

export const bones = (count = 2) => Array.from({ length: count }, () => h("div", { class: "bone", "aria-hidden": "true" }));

export const note = (title, text, kind = "", ...more) => h("div", { class: `note ${kind}` }, h("b", {}, title), text, ...more);

// What went wrong in words, and a way on.
export function failure(error, again) {
  const offline = !error.status && navigator.onLine === false;
  const title = offline ? "You are offline" : error.status ? "That did not work" : "The server cannot be reached";
  const text = offline ? "What you have typed is still here." : error.status ? error.message : "It may be starting anew. What you have typed is still here.";
  return h("div", { class: "note bad", role: "alert" }, h("b", {}, title), h("p", {}, text),
    again && h("div", { class: "row" }, h("button", { type: "button", on: { click: again } }, "Try again")));
}
