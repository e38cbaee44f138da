// What people do with answers (UBI), sent in small batches that also leave when the page does.

// Reading the property itself throws where cookies are off.
export function storageOf(name) {
  try { return globalThis[name]; } catch { return null; }
}

function remembered(storage, name) {
  try {
    let id = storage.getItem(name);
    if (!id) storage.setItem(name, id = random());
    return id;
  } catch {
    return random();  // storage is forbidden here: one visit, one id
  }
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

let client = null;
let session = null;
export const clientId = () => client ??= remembered(storageOf("localStorage"), "garner-client");
const sessionId = () => session ??= remembered(storageOf("sessionStorage"), "garner-session");

export class Events {
  constructor(api) {
    this.api = api;
    this.waiting = [];
    this.timer = 0;
    this.leaving = () => { if (document.visibilityState === "hidden") this.flush(); };
  }

  start() { document.addEventListener("visibilitychange", this.leaving); }
  stop() { document.removeEventListener("visibilitychange", this.leaving); this.flush(); }

  // `hit` is an article that was shown, null where none is meant.
  add(action_name, query_id, hit = null, attributes = undefined) {
    if (!query_id) return;
    const event = { action_name, query_id, client_id: clientId(), session_id: sessionId(), timestamp: new Date().toISOString() };
    if (hit) event.object_id = hit.id;
    if (hit?.position) event.position = { ordinal: hit.position };
    if (attributes) event.attributes = attributes;
    this.waiting.push(event);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 800);
  }

  // Never in the way: what is lost is lost. `keepalive` outlives the page, up to 64 KB, and unlike a beacon takes a key along.
  flush() {
    clearTimeout(this.timer);
    const events = this.waiting.splice(0, 100);
    if (events.length > 0) this.api.post("/v1/events", { events }, { keepalive: true }).catch(() => {});
  }
}
