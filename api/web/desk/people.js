// People: who may sign in, and as what. An invitation is a link, shown once.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { ROLES, sees } from "./account.js";
import { AUDIENCES, ago, all, field, onceChosen, select, showProblems, table } from "./ui.js";

const path = (one) => `/v1/people/${encodeURIComponent(one.name)}`;
const nameOf = (one) => one.display_name || one.name;
const linkOf = ({ secret }, name) => `${location.origin}/#/welcome/${secret}/${encodeURIComponent(name)}`;

export function peoplePage(view) {
  view.title("People");
  const place = h("div", { class: "stack" });
  const head = h("div", { class: "stack" });
  const shown = h("div", { role: "status" });
  view.main.append(h("p", { class: "soft" }, "Who works with Garner. What each may do grows from role to role: candidates flag, link and draft, contributors validate, publishers publish, administrators do everything."), head, place);

  const reload = () => view.load(place, async () => {
    const people = await all(view.api, "/v1/people");
    if (head.childElementCount === 0) head.append(form(view, reload, showLink), shown);
    if (people.length === 0) return note("Nobody yet", "Add somebody above.");
    return table("People", ["Who", "Role", "Sees", "Signs in with", "Last here", "Change"], people.map(row));
  });

  function row(one) {
    const changes = (name, options, label) => {
      const choice = select(Object.entries(options), one[name], { "aria-label": `${label} of ${nameOf(one)}`, disabled: one.disabled });
      return onceChosen(choice, () => change(one, { [name]: choice.value }, () => { choice.value = one[name]; }));
    };
    const ways = [one.has_password && "password", one.single_sign_on && "single sign-on"].filter(Boolean).join(", ");
    return [h("span", {}, nameOf(one), one.display_name && h("span", { class: "soft small" }, ` ${one.name}`)), changes("role", ROLES, "Role"), changes("audience_max", AUDIENCES, "Audience"),
      one.disabled ? h("span", { class: "badge warn" }, "disabled") : ways || h("span", { class: "soft" }, "invited"), ago(one.last_sign_in_at),
      h("div", { class: "row" }, !one.disabled && h("button", { type: "button", "aria-label": `${one.has_password ? "Reset the password of" : "New link for"} ${nameOf(one)}`, on: { click: ({ target }) => invite(one, target) } }, one.has_password ? "Reset" : "New link"),
        h("button", { type: "button", class: one.disabled ? "" : "danger", "aria-label": `${one.disabled ? "Enable" : "Disable"} ${nameOf(one)}`, on: { click: () => change(one, { disabled: !one.disabled }) } }, one.disabled ? "Enable" : "Disable"))];
  }

  async function change(one, fields, back = () => {}) {
    const before = Object.fromEntries(Object.keys(fields).map((name) => [name, one[name]]));
    const put = (body) => view.api.send("PATCH", path(one), { body });
    try {
      await put(fields);
      view.toast.say(said(one, fields), { undo: () => put(before).then(reload, (error) => view.failed(error)) });
      await reload();
    } catch (error) {
      back();
      view.failed(error);
    }
  }

  // The password goes when the link comes: the time to undo passes first.
  function invite(one, button) {
    const make = async () => {
      try {
        showLink(await view.api.post(`${path(one)}/invitation`, undefined), one.name);
        await reload();
      } catch (error) { view.failed(error); }
    };
    if (!one.has_password) return make();
    button.disabled = true;
    view.toast.say(`The password of ${nameOf(one)} is taken away`, { undo: () => { button.disabled = false; button.focus(); }, done: make });
  }

  function showLink(invitation, name) {
    const link = h("code", { class: "secret" }, linkOf(invitation, name));
    const copy = h("button", { type: "button", on: { click: () => navigator.clipboard.writeText(link.textContent)
      .then(() => view.toast.say("The link is in the clipboard"), () => getSelection().selectAllChildren(link)) } }, "Copy");
    shown.replaceChildren(h("div", { class: "note warn" }, h("b", {}, `Send this link to ${name}: it is shown here and never again`),
      h("p", { class: "small" }, `They choose their password with it, once, until ${new Date(invitation.expires_at).toLocaleString()}.`), h("div", { class: "row" }, link, copy)));
    copy.focus();
  }

  reload();
}

function said(one, { role, audience_max, disabled }) {
  if (role) return `${nameOf(one)} is ${ROLES[role].toLowerCase()} now`;
  if (audience_max) return `${nameOf(one)} ${sees(audience_max)} now`;
  return `${nameOf(one)} is ${disabled ? "signed out and disabled" : "let in again"}`;
}

function form(view, reload, showLink) {
  const name = h("input", { maxlength: 64, required: true, autocapitalize: "none", spellcheck: "false", autocomplete: "off", placeholder: "ann@quillon.example" });
  const display = h("input", { maxlength: 200, autocomplete: "off", placeholder: "Ann Lee" });
  const role = select(Object.entries(ROLES), "contributor");
  const audience = select(Object.entries(AUDIENCES), "internal");
  const problem = h("p", { class: "small problem", role: "alert" });
  const inputs = { "/name": name, "/display_name": display, "/role": role, "/audience_max": audience };

  async function submit(event) {
    event.preventDefault();
    problem.textContent = "";
    try {
      const made = await view.api.post("/v1/people", { name: name.value.trim(), display_name: display.value.trim(), role: role.value, audience_max: audience.value });
      showProblems(null, inputs);
      name.value = display.value = "";
      showLink(made, made.name);
      await reload();
    } catch (error) {
      if (!showProblems(error, inputs)) problem.textContent = error.problem?.code === "name_taken" ? "Somebody has this name already." : error.message;
    }
  }
  return h("form", { class: "card stack", on: { submit } }, h("h2", {}, "Add somebody"),
    h("div", { class: "columns" }, field("Name to sign in with", name, "Such as an e-mail address. It stays, and stands beside what they do."), field("As others read it", display), field("Role", role), field("Sees articles for", audience, "And for wider audiences.")),
    problem, h("div", { class: "row" }, h("button", { class: "primary" }, "Add and make a link")));
}
