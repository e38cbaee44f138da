// The page /panel: <garner-panel> for who is signed in, or with a key of this tab, fed by its address or by the help desk that embeds it.
import { api, key, onSession, session, useKey } from "../shared/session.js";
import { askToSignIn, whoIsThere } from "../shared/sign_in.js";
import { fromAddress, fromMessage } from "./conversation.js";
import "./garner-panel.js";

const panel = document.createElement("garner-panel");
panel.api = api;
document.getElementById("main").append(panel);

async function signIn(why) {
  if (await askToSignIn(why) && panel.conversation) panel.suggest();
}
panel.addEventListener("garner-key-needed", () => signIn(key() ? "This key may not suggest" : undefined));
const who = document.getElementById("account");
who.addEventListener("click", () => {
  if (session.token && !key()) location.assign("/");  // the desk is where one signs out
  else signIn();
});
const show = () => { who.textContent = whoIsThere(); };
onSession(show);
session.load().catch(() => {});

// What the customer wrote does not stay in the address: it would in the browser's history.
function takeAddress() {
  const given = fromAddress(location);
  if (!given) return;
  history.replaceState(null, "", location.pathname);
  panel.conversation = given;
}
addEventListener("hashchange", takeAddress);

// Only the page around this one is listened to, and the server says in its policy which pages may be (garner serve --panel-origin).
const host = window.parent === window ? null : window.parent;
let hostOrigin = null;
let lastSaid = null;  // the conversation that it gave last, as the panel took it, and as text
const tell = (type, detail = {}) => host?.postMessage({ type: `garner:${type}`, ...detail }, hostOrigin ?? "*");

if (host) {
  document.documentElement.classList.add("embedded");
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== host || typeof data !== "object" || data === null) return;
    if (data.type === "garner:conversation" || data.type === "garner:key") hostOrigin = origin;
    if (data.type === "garner:key" && typeof data.key === "string") {
      useKey(data.key.slice(0, 500));
      if (panel.failed) panel.suggest();
    }
    if (data.type === "garner:conversation") {
      // The same again, as a page that hears "ready" twice says it, must not take what the agent has open.
      const said = JSON.stringify(fromMessage(data));
      if (said === lastSaid?.text && panel.conversation === lastSaid.conversation && !panel.failed) return;
      panel.toggleAttribute("insert", true);
      panel.conversation = data;
      lastSaid = { text: said, conversation: panel.conversation };
    }
  });
  for (const name of ["insert", "solved", "draft"]) {
    panel.addEventListener(`garner-${name}`, ({ detail }) => { if (hostOrigin) tell(name, detail); });
  }
  // Said until the page around it answers, as its script may begin to listen only after the panel is there. Each wait is twice the last, a minute at most.
  const sayReady = (wait) => {
    if (hostOrigin) return;
    tell("ready");
    setTimeout(sayReady, wait, Math.min(2 * wait, 60_000));
  };
  sayReady(100);
}
takeAddress();
