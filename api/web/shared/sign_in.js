// Signing in: a form, as a page or in place of what went on. What was typed elsewhere on the page stays.
import { h } from "./dom.js";
import { key, onSession, session, signIn, singleSignOn, useKey } from "./session.js";

let count = 0;
const labelled = (label, attributes) => {
  const input = h("input", { id: `sign-in-${++count}`, required: true, ...attributes });
  return [input, h("div", { class: "field" }, h("label", { for: input.id }, label), input)];
};

// A form that calls `done` when somebody has signed in; onSession() tells it too. `again`: the page is to stay as it is, so that single sign-on gets a window of its own.
export function signInForm({ done = () => {}, again = false }) {
  const [name, nameField] = labelled("Name", { autocomplete: "username", autocapitalize: "none", spellcheck: "false", maxlength: 200, value: session.me?.person?.name });
  const [password, passwordField] = labelled("Password", { type: "password", autocomplete: "current-password", maxlength: 1024 });
  const [secret, keyField] = labelled("API key", { type: "password", autocomplete: "off", spellcheck: "false", placeholder: "gk_…" });
  const problem = h("p", { class: "problem", role: "alert" });
  const button = h("button", { class: "primary" }, "Sign in");

  async function submit(event) {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      await signIn(name.value.trim(), password.value);
      done();
    } catch (error) {
      problem.textContent = error.status === 429 ? "There were too many attempts. Wait a minute, then try again." : error.status === 401 ? "That name and password do not fit together." : error.message;
      password.value = "";
      password.focus();
    }
    button.disabled = false;
  }

  const provider = session.me?.single_sign_on;
  const here = location.pathname + location.hash;
  const single = provider && (again
    ? h("button", { type: "button", on: { click: () => open(singleSignOn("/#/signed-in"), "garner-sign-in", "popup,width=520,height=720") } }, `Sign in with ${provider}`)
    : h("a", { class: "button", href: singleSignOn(here) }, `Sign in with ${provider}`));

  return h("div", { class: "sign-in" },
    session.me?.nobody_yet && !provider && h("div", { class: "note" }, h("b", {}, "Nobody has an account yet"), h("p", {}, "Open the link that ", h("code", {}, "garner serve"), " has printed, or add yourself with ", h("code", {}, "garner person add NAME --role admin"), ".")),
    single && h("div", { class: "single" }, single, h("p", { class: "or soft small" }, "or")),
    h("form", { on: { submit } }, nameField, passwordField, problem, button),
    h("details", {}, h("summary", {}, "Use an API key"),
      h("form", { on: { submit: (event) => { event.preventDefault(); useKey(secret.value.trim()); done(); } } }, keyField,
        h("p", { class: "small soft" }, "For those who build upon Garner. It stays in this tab and is gone when you close it."), h("button", {}, "Use key"))));
}

// Asks in place; resolves to whether somebody has signed in.
export function askToSignIn(why = "Sign in") {
  return new Promise((resolve) => {
    let given = false;
    const close = () => { given = true; dialog.close(); };
    const ended = Boolean(session.me?.signed_in);
    const dialog = h("dialog", { "aria-labelledby": "sign-in-title" }, h("h2", { id: "sign-in-title" }, why),
      ended && h("p", { class: "soft" }, "What you have typed is still here. Sign in to go on."),
      signInForm({ done: close, again: true }),
      h("div", { class: "row end" }, h("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, "Not now")));
    // Somebody signed in elsewhere: in the window of single sign-on, or in another tab.
    const before = session.token;
    const stop = onSession(() => { if (session.token && session.token !== before) close(); });
    dialog.addEventListener("close", () => { stop(); dialog.remove(); resolve(given); });
    document.body.append(dialog);
    dialog.showModal();
    if (ended) dialog.querySelector("[type=password]").focus();
  });
}

session.ask = askToSignIn;

// What stands for who is signed in: in the bar of every page.
export const whoIsThere = () => key() ? "API key" : session.me?.signed_in ? session.me.person.display_name || session.me.person.name : "Sign in";
