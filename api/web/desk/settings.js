// A page over one kind of setting: a form, what a change does to a search, and the list of what is set.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { Preview } from "./preview.js";
import { all, showProblems, table } from "./ui.js";

// `kind`: title, lead, add, path, empty: [title, text], heads, cells(one), id(one), body(one) and form(one or null, view), which gives
// {nodes, inputs by pointer, read(), clear(), previews: it shows by itself what changes}.
export function settingsPage(view, kind) {
  view.title(kind.title);
  const place = h("div", { class: "stack" });
  const editor = h("div", {});
  view.main.append(h("p", { class: "soft" }, kind.lead), editor, place);

  const path = (one) => `${kind.path}/${encodeURIComponent(kind.id(one))}`;
  const put = (one) => view.api.send("PUT", path(one), { body: kind.body(one) });
  const drop = (one) => view.api.send("DELETE", path(one));
  // What was there before comes back.
  const undo = (work) => () => work().then(reload).catch((error) => view.failed(error));

  const reload = () => view.load(place, async () => {
    const data = await all(view.api, kind.path);
    if (editor.childElementCount === 0) edit(null);
    return data.length === 0 ? note(...kind.empty) : table(kind.title, [...kind.heads, "Change"], data.map((one) => [...kind.cells(one), h("div", { class: "row" },
      h("button", { type: "button", "aria-label": `Edit ${kind.id(one)}`, on: { click: () => edit(one) } }, "Edit"),
      h("button", { type: "button", class: "danger", "aria-label": `Remove ${kind.id(one)}`, on: { click: () => remove(one) } }, "Remove"))]));
  });

  async function remove(one) {
    try {
      await drop(one);
      view.toast.say(`${kind.id(one)} is removed`, { undo: undo(() => put(one)) });
      await reload();
    } catch (error) { view.failed(error); }
  }

  function edit(before) {
    const form = kind.form(before, view);
    const preview = form.previews ? null : new Preview(view);
    const problem = h("p", { class: "small problem", role: "alert" });
    const submit = async (event) => {
      event.preventDefault();
      problem.textContent = "";
      try {
        await preview?.remember();
        const one = form.read();
        await put(one);
        view.toast.say("Saved", { undo: undo(() => before ? put(before) : drop(one)) });
        showProblems(null, form.inputs);
        await reload();
        preview?.compare();
        if (before) edit(null);
        else form.clear();
      } catch (error) {
        if (!showProblems(error, form.inputs)) problem.textContent = error.message;
      }
    };
    editor.replaceChildren(h("form", { class: "card stack", on: { submit } }, h("h2", { tabindex: -1 }, before ? `Edit ${kind.id(before)}` : kind.add), form.nodes, problem,
      h("div", { class: "row" }, h("button", { class: "primary" }, "Save"), before && h("button", { type: "button", on: { click: () => edit(null) } }, "Cancel")), preview?.node));
    if (!before) return;
    editor.querySelector("h2").focus();
    editor.scrollIntoView({ block: "nearest" });
  }

  reload();
}
