// Who is signed in: by a cookie that no script can read, or, for those who build upon Garner, by an API key of this tab. What the
// pages know of it they know from here.
import { Api } from "./api.js";
import { storageOf } from "./events.js";

const KEY = "garner-key";
let inMemory = "";

export const key = () => storageOf("sessionStorage")?.getItem(KEY) ?? inMemory;

export function useKey(secret) {
  inMemory = secret;
  try { sessionStorage.setItem(KEY, secret); } catch { /* this page alone keeps it */ }
  changed();
}

export function forgetKey() {
  inMemory = "";
  storageOf("sessionStorage")?.removeItem(KEY);
}

// What GET /v1/session says, and what to do when it no longer holds.
class Session {
  me = null;         // null: not asked yet
  token = undefined; // null: nobody is signed in; undefined: not asked yet
  loading = null;
  turn = 0;          // an answer to what was asked before somebody signed in or out is out of date
  asking = null;
  ask = null;        // () -> whether somebody has signed in (sign_in.js)

  load() {
    if (this.loading) return this.loading;
    const turn = ++this.turn;
    const loading = plain.get("/v1/session").then((me) => turn === this.turn ? this.take(me) : this.loading ?? this.me)
      .finally(() => { if (this.loading === loading) this.loading = null; });
    return this.loading = loading;
  }

  take(me) {
    ++this.turn;
    this.loading = null;
    this.me = me;
    this.token = me.csrf_token;
    changed();
    return me;
  }

  // Whether the call may be made again: the session has ended and whoever sits there has signed in again, or another tab has.
  async mends(error) {
    if (error.status === 403 && error.problem?.code === "csrf_failed") return this.load().then((me) => me.signed_in, () => false);
    if (error.status !== 401 || !this.token || !this.ask) return false;
    error.declined = !(await this.askAgain("You have been signed out"));
    return !error.declined;
  }

  // One question, however many calls wait for its answer.
  askAgain(why) {
    return this.asking ??= this.ask(why).finally(() => { this.asking = null; });
  }
}

const plain = new Api("", () => "", { token: null, mends: async () => false });
export const session = new Session();
export const api = new Api("", key, session);

// What the API says of a sign-in, with name and password or with the secret of a link. At many sign-ins at once the server asks to come again.
async function enter(path, body) {
  for (let tries = 3; ; --tries) {
    try {
      const me = await plain.post(path, body);
      forgetKey();
      tabs?.postMessage("changed");
      return session.take(me);
    } catch (error) {
      if (error.status !== 503 || tries === 0) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
    }
  }
}
export const signIn = (name, password) => enter("/v1/session", { name, password });
export const openLink = (body) => enter("/v1/session/link", body);

// Gives where to go to be signed out at the provider of single sign-on too; nothing: nowhere.
export async function signOut() {
  const { json } = await api.send("DELETE", "/v1/session");
  session.loading = null;
  await session.load();
  tabs?.postMessage("changed");
  return json.end_session_url;
}

// Where the provider is asked to send the browser back to: an address of this server.
export const singleSignOn = (back) => `/v1/session/oidc?return=${encodeURIComponent(back)}`;

// Other tabs, and the window in which somebody signs in again, tell when the cookie has changed.
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("garner-session") : null;
tabs?.addEventListener("message", () => session.load().catch(() => {}));
export const tellTabs = () => tabs?.postMessage("changed");

const listeners = new Set();
function changed() { for (const listener of listeners) listener(); }
// Calls `listener` whenever who is signed in may have changed; gives what ends that.
export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Who sits here may do this: with a scope of the session, or a key, which is found out by trying.
export const may = (scope) => Boolean(key()) || Boolean(session.me?.scopes.some((one) => one === scope || one === "admin"));
