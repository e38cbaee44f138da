// What an article says, as its editor holds it: texts and lists, never null; the text that is not saved yet; and how two changes of it are merged.
import { storageOf } from "../shared/events.js";

export const TEXTS = ["title", "issue", "resolution", "cause", "locale"];
export const LISTS = ["environment", "asked_as", "products", "tags"];
export const FIELDS = { title: "Title", issue: "Issue", environment: "Environment", resolution: "Resolution", cause: "Cause", asked_as: "Also asked as", products: "Products",
                        tags: "Tags", locale: "Language" };

export const contentOf = (article) => Object.fromEntries([...TEXTS.map((name) => [name, article[name] ?? ""]), ...LISTS.map((name) => [name, article[name] ?? []])]);
export const asText = (value) => Array.isArray(value) ? value.join("\n") : value;
const same = (a, b) => asText(a) === asText(b);

// The fields of `now` that are other than in `before`.
export const changesOf = (before, now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(before[name], value)));

// Field by field: what one side alone has changed is taken over. `conflicts`: what both have, differently; there `merged` has mine.
export function merge(base, mine, theirs) {
  const merged = { ...mine };
  const taken = [];
  const conflicts = [];
  for (const name of Object.keys(FIELDS)) {
    if (same(base[name], theirs[name]) || same(mine[name], theirs[name])) continue;
    if (same(base[name], mine[name])) {
      merged[name] = theirs[name];
      taken.push(name);
    } else {
      conflicts.push(name);
    }
  }
  return { merged, taken, conflicts };
}

// Text that is not saved yet stays in this browser: {content, base, etag, at}, by the article's id, "new" for one that is none yet.
const keyOf = (id) => `garner-unsaved:${id}`;
export const unsaved = {
  get: (id) => {
    try { return JSON.parse(storageOf("localStorage").getItem(keyOf(id))); } catch { return null; }
  },
  put: (id, draft) => {
    try { storageOf("localStorage").setItem(keyOf(id), JSON.stringify({ ...draft, at: new Date().toISOString() })); } catch { /* this page alone keeps it */ }
  },
  drop: (id) => {
    try { storageOf("localStorage").removeItem(keyOf(id)); } catch { /* there was none */ }
  },
};
