// Who I am: the button in the bar, signing in and out, one's own password, and the pages that links of the server lead to.
import { h } from "../shared/dom.js";
import { api, forgetKey, key, onSession, openLink, session, signOut, tellTabs } from "../shared/session.js";
import { signInForm, whoIsThere } from "../shared/sign_in.js";
import { bones, failure } from "../shared/states.js";
import { field, showProblems } from "./ui.js";

export const ROLES = { candidate: "Candidate", contributor: "Contributor", publisher: "Publisher", admin: "Administrator" };
const SEES = { team: "everything", internal: "what is internal, and wider", partner: "what is for partners, and wider", customer: "what is for customers, and wider", public: "what is public" };
export const sees = (audience) => `sees ${SEES[audience]}`;
const PROBLEMS = { state: "The sign-in was not begun in this browser, or took too long. Try again.", provider: "The sign-in provider has refused, or cannot be reached. Try again, or ask an administrator.",
  token: "What the sign-in provider said could not be trusted. Ask an administrator.", nobody: "You have no account here. Ask an administrator to give you a role.", disabled: "Your account is disabled. Ask an administrator.", many: "There were too many attempts. Wait a minute, then try again." };
const SHORTEST = 12;

// Whether the desk is of any use to who is there: else signing in comes first.
export async function isAdmitted() {
  if (key()) return true;
  if (!session.me) await session.load();
  return session.me.scopes.length > 0;
}

export function signInPage(view, done) {
  view.title("Sign in");
  const problem = PROBLEMS[view.params.get("problem")];
  view.main.append(h("div", { class: "card entrance" }, problem && h("p", { class: "note bad", role: "alert" }, problem), signInForm({})));
  // Here, or in another tab.
  const stop = onSession(() => {
    if (!session.token && !key()) return;
    stop();
    if (!view.gone) done();
  });
  view.main.querySelector("input").focus();
}

// The button; `left` is called when who was there has signed out.
export function accountButton(button, left) {
  const show = () => { button.textContent = whoIsThere(); };
  onSession(show);
  button.addEventListener("click", () => {
    if (key() || session.me?.signed_in) account(left);
    else location.hash = "#/sign-in";
  });
  session.load().catch(() => {}).finally(show);
}

function account(left) {
  const leave = async () => {
    try {
      const next = key() ? forgetKey() : await signOut();
      dialog.close();
      await session.load();
      left();
      if (next) location.assign(next);
    } catch (error) { problem.textContent = error.message; }
  };
  const problem = h("p", { class: "problem", role: "alert" });
  const me = key() ? null : session.me;
  const dialog = h("dialog", { class: "account", "aria-labelledby": "account-title", on: { close: () => dialog.remove() } },
    h("h2", { id: "account-title" }, whoIsThere()),
    me ? h("p", { class: "soft" }, `${me.person.name} · ${ROLES[me.role]} · ${sees(me.audience_max)}`) : h("p", { class: "soft" }, "This tab uses an API key."),
    me?.person.has_password && passwordForm(), problem,
    h("div", { class: "row end" }, h("button", { type: "button", on: { click: leave } }, me ? "Sign out" : "Forget the key"),
      h("form", { method: "dialog" }, h("button", { class: "primary" }, "Close"))));
  document.body.append(dialog);
  dialog.showModal();
}

function passwordForm() {
  const before = h("input", { type: "password", autocomplete: "current-password", required: true });
  const after = h("input", { type: "password", autocomplete: "new-password", required: true, minlength: SHORTEST });
  const said = h("p", { class: "small", role: "status" });
  const inputs = { "/old_password": before, "/password": after };
  async function submit(event) {
    event.preventDefault();
    said.textContent = "";
    try {
      await api.send("PUT", "/v1/session/password", { body: { old_password: before.value, password: after.value } });
      showProblems(null, inputs);
      before.value = after.value = "";
      said.textContent = "Changed. You are signed out everywhere else.";
    } catch (error) {
      if (!showProblems(error, inputs)) said.textContent = error.message;
    }
  }
  return h("details", {}, h("summary", {}, "Change password"),
    h("form", { class: "stack", on: { submit } }, h("input", { type: "text", autocomplete: "username", value: session.me.person.name, hidden: true }), field("Password now", before), field("New password", after, "12 characters or more; several words are easy to remember."),
      said, h("div", {}, h("button", {}, "Change password"))));
}

// --- where links lead

// The secret leaves the address, and the history, at once.
function takeSecret(view) {
  const [secret = "", name = ""] = view.path;
  history.replaceState(null, "", "#/");
  return { secret, name };
}

const goOn = () => dispatchEvent(new HashChangeEvent("hashchange"));
const ended = (error) => error.problem?.code === "link_ended"
  ? h("div", { class: "note bad", role: "alert" }, h("b", {}, "This link is of no use any more"), h("p", {}, "It opens once, and not for long. Ask whoever sent it for another."), h("div", { class: "row" }, h("a", { class: "button", href: "#/sign-in" }, "Sign in")))
  : null;

// #/enter/SECRET: signs in.
export async function enterPage(view) {
  const { secret } = takeSecret(view);
  view.title("Signing in");
  const place = h("div", { class: "entrance stack" }, bones(1));
  view.main.append(place);
  const enter = () => openLink({ secret }).then(goOn, (error) => place.replaceChildren(ended(error) ?? failure(error, enter)));
  await enter();
}

// #/welcome/SECRET/NAME: chooses a password. #/setup/SECRET: makes the first administrator.
export function welcomePage(view) { choosePassword(view, false); }
export function setupPage(view) { choosePassword(view, true); }

function choosePassword(view, first) {
  const link = takeSecret(view);
  view.title(first ? "Make the first administrator" : "Choose your password");
  const name = h("input", { autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, maxlength: 64, value: link.name, readonly: !first });
  const display = h("input", { autocomplete: "name", maxlength: 200 });
  const password = h("input", { type: "password", autocomplete: "new-password", required: true, minlength: SHORTEST, maxlength: 1024 });
  const problem = h("p", { class: "problem", role: "alert" });
  const inputs = { "/name": name, "/display_name": display, "/password": password };
  const place = h("div", { class: "card entrance" });
  async function submit(event) {
    event.preventDefault();
    problem.textContent = "";
    try {
      await openLink({ secret: link.secret, password: password.value, ...(first && { name: name.value.trim(), display_name: display.value.trim() }) });
      goOn();
    } catch (error) {
      const note = ended(error);
      if (note) place.replaceChildren(note);
      else if (!showProblems(error, inputs)) problem.textContent = error.message;
    }
  }
  place.append(h("form", { class: "stack", on: { submit } }, first && h("p", { class: "soft" }, "This account adds all others, and can do everything."),
    field("Name", name, first ? "To sign in with: letters a to z, digits and . _ - @" : null), first && field("Your name, as others read it", display),
    field("Password", password, "12 characters or more; several words are easy to remember."), problem, h("div", {}, h("button", { class: "primary" }, first ? "Make account" : "Sign in"))));
  view.main.append(place);
  (first ? name : password).focus();
}

// #/signed-in: the window of single sign-on is done; the page that opened it goes on.
export function signedInPage(view) {
  view.title("You are signed in");
  view.main.append(h("p", {}, "You can close this window. ", h("a", { href: "#/" }, "Go to the desk")));
  tellTabs();
  if (window.opener || history.length === 1) close();
}
