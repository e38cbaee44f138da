// What a visitor's own browser remembers: recent searches, and which answer was opened from which search.
import { storageOf } from "../shared/events.js";

const RECENT = "garner-recent";
const OPENED = "garner-opened";
const MOST = 5;

function read(storage, name) {
  try { return JSON.parse(storage.getItem(name)); } catch { return null; }
}

function write(storage, name, value) {
  try {
    if (value === null) storage.removeItem(name);
    else storage.setItem(name, JSON.stringify(value));
  } catch { /* storage is forbidden or full: nothing is remembered */ }
}

export function recent() {
  const found = read(storageOf("localStorage"), RECENT);
  return Array.isArray(found) ? found.filter((text) => typeof text === "string").slice(0, MOST) : [];
}

export function remember(text) {
  write(storageOf("localStorage"), RECENT, [text, ...recent().filter((other) => other !== text)].slice(0, MOST));
}

export const forget = () => write(storageOf("localStorage"), RECENT, null);

// Somebody who comes back from an article is asked once whether it helped.
export const noteOpened = (hit, query_id) =>
  write(storageOf("sessionStorage"), OPENED, { id: hit.id, title: hit.title, position: hit.position, query_id });

export function takeOpened() {
  const opened = read(storageOf("sessionStorage"), OPENED);
  write(storageOf("sessionStorage"), OPENED, null);
  return opened;
}
