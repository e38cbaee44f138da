// API keys: made and revoked. A secret is shown once.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { AUDIENCES, ago, all, audienceBadge, field, listOf, select, showProblems, table } from "./ui.js";

const SCOPES = [["search", "Search and complete"], ["suggest", "Suggest answers"], ["events", "Tell what was done with answers"], ["read", "Read articles and conversations"], ["write", "Write articles, as its role may"],
                ["ingest", "Send conversations"], ["metrics", "Read metrics"], ["admin", "Everything"]];

const ROLES = [["candidate", "Candidate: flags, links, drafts"], ["contributor", "Contributor: edits, validates, decides"], ["publisher", "Publisher: shows it to customers"], ["admin", "Administrator"]];

export function keysPage(view) {
  view.title("Keys");
  const place = h("div", { class: "stack" });
  const head = h("div", { class: "stack" });
  view.main.append(h("p", { class: "soft" }, "Each help desk and site has a key of its own, so that one can be revoked alone."), head, place);

  const reload = () => view.load(place, async () => {
    const keys = await all(view.api, "/v1/keys");
    if (head.childElementCount === 0) head.append(...form(view, reload));
    if (keys.length === 0) return note("No keys yet", "Make one above.");
    return table("Keys", ["What for", "May", "Sees", "Pages of", "Last used", "Change"], keys.map((one) => [one.description || one.id, one.scopes.join(", "), audienceBadge(one.audience_max),
      one.origins?.join(", ") || "–", ago(one.last_used_at), state(one)]));
  });

  function state(one) {
    if (one.revoked_at) return h("span", { class: "soft" }, "revoked");
    if (one.expires_at && new Date(one.expires_at) < new Date()) return h("span", { class: "soft" }, "expired");
    return h("button", { type: "button", class: "danger", "aria-label": `Revoke ${one.description || one.id}`, on: { click: (event) => revoke(one, event.target) } }, "Revoke");
  }

  // A key that is revoked stays so: the time to undo passes first.
  function revoke(one, button) {
    button.disabled = true;
    view.toast.say(`${one.description || one.id} is revoked`, {
      undo: () => { button.disabled = false; button.focus(); },
      done: () => view.api.send("DELETE", `/v1/keys/${encodeURIComponent(one.id)}`, { keepalive: true }).then(reload, (error) => view.failed(error)) });
  }

  reload();
}

function form(view, reload) {
  const made = h("div", { role: "status" });
  const description = h("input", { maxlength: 200, required: true, placeholder: "Search box of the community" });
  const audience = select(Object.entries(AUDIENCES).reverse(), "public");
  const role = select(ROLES, "contributor");
  const origins = h("input", { placeholder: "https://community.example" });
  const boxes = SCOPES.map(([scope, name]) => [scope, h("input", { type: "checkbox", id: `scope-${scope}`, checked: ["search", "suggest", "events"].includes(scope) }), name]);
  const problem = h("p", { class: "small problem", role: "alert" });
  const inputs = { "/description": description, "/audience_max": audience, "/role": role, "/origins": origins };

  async function submit(event) {
    event.preventDefault();
    problem.textContent = "";
    try {
      const key = await view.api.post("/v1/keys", { description: description.value.trim(), scopes: boxes.filter(([, box]) => box.checked).map(([scope]) => scope),
        audience_max: audience.value, ...(boxes.some(([scope, box]) => scope === "write" && box.checked) && { role: role.value }), ...(origins.value.trim() && { origins: listOf(origins.value) }) });
      showProblems(null, inputs);
      const secret = h("code", { class: "secret" }, key.secret);
      const copy = h("button", { type: "button", on: { click: () => navigator.clipboard.writeText(key.secret)
        .then(() => view.toast.say("The key is in the clipboard"), () => getSelection().selectAllChildren(secret)) } }, "Copy");
      made.replaceChildren(h("div", { class: "note warn" }, h("b", {}, "The new key is shown here and never again"), h("div", { class: "row" }, secret, copy)));
      description.value = origins.value = "";
      copy.focus();
      await reload();
    } catch (error) {
      if (!showProblems(error, inputs)) problem.textContent = error.message;
    }
  }

  return [h("form", { class: "card stack", on: { submit } }, h("h2", {}, "New key"), h("div", { class: "columns" }, field("What for", description), field("Sees articles for", audience, "And for wider audiences.")),
    h("fieldset", {}, h("legend", {}, "May"), boxes.map(([scope, box, name]) => h("div", { class: "row check" }, box, h("label", { for: `scope-${scope}` }, name)))),
    h("div", { class: "columns" }, field("Role", role, "For a key that may write."), field("Pages of these sites", origins, "For a key that stands in a page: its sites, separated by commas.")), problem, h("div", { class: "row" }, h("button", { class: "primary" }, "Make key"))), made];
}
