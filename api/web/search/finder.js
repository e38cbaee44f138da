// Asks the server while somebody types: the newest text wins, what was asked a minute ago is not asked again.
import { clientId } from "../shared/events.js";

const KEPT = 40;  // answers
const FRESH_MS = 60_000;

export class Finder {
  constructor(api) {
    this.api = api;
    this.answers = new Map();  // what was asked -> {at, answer}; oldest first
    this.running = null;
  }

  // What was found for {q, locale, facets, filter, typos, limit}: {answer, completions, hits}. null: a newer question
  // has taken its place. Throws ApiError.
  async find(wanted) {
    this.stop();
    const asked = JSON.stringify(wanted);
    const kept = this.answers.get(asked);
    if (kept && Date.now() - kept.at < FRESH_MS) return kept.found;
    const running = this.running = new AbortController();
    try {
      const [answer, typed] = await Promise.all([this.search(wanted, running.signal), this.complete(wanted, running.signal)]);
      if (this.running !== running) return null;
      const found = together(wanted, answer, typed);
      this.keep(asked, found);
      return found;
    } catch (error) {
      if (this.running !== running || error.name === "AbortError") return null;
      throw error;
    }
  }

  stop() {
    this.running?.abort();
    this.running = null;
  }

  // POST to one address each: a browser then asks another site once for its leave, not at every letter.
  search({ q, locale, facets, filter, typos, limit, page = 1 }, signal) {
    return this.api.post("/v1/search", { q, locale, facets, filter, typos, page, per_page: limit, snippet_words: 60, client_id: clientId() },
                         { signal });
  }

  // Completions are a help, not the answer: without them the rest goes on.
  complete({ q, filter, page }, signal) {
    if (filter || page > 1) return [];
    return this.api.post("/v1/typeahead", { q, limit: 8 }, { signal }).then((json) => json.completions, (error) => {
      if (error.name === "AbortError") throw error;
      return [];
    });
  }

  // The whole answer of an article that was found: a search brings only what matched. "" where it is not to be had.
  async answerOf({ id, title }) {
    try {
      const { documents } = await this.api.post("/v1/suggest?limit=10", { mode: "ask", subject: title.slice(0, 500), track: false });
      return documents.find((one) => one.id === id)?.insert_text ?? "";
    } catch {
      return "";
    }
  }

  keep(asked, found) {
    this.answers.delete(asked);
    this.answers.set(asked, { at: Date.now(), found });
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
  }
}

// A word that is still being typed finds nothing yet; articles whose titles go on like it fill the places that are left.
function together({ q, limit }, answer, typed) {
  const hits = [...answer.hits];
  for (const { kind, id, url, text, highlight } of typed) {
    if (kind === "article" && hits.length < limit && !hits.some((hit) => hit.id === id)) {
      hits.push({ id, url, title: text, marked: highlight, snippet: "", position: hits.length + 1 });
    }
  }
  const completions = typed.filter(({ kind, text }) => kind === "query" && text !== q).slice(0, 3);
  return { answer, completions, hits, found: Math.max(answer.found, hits.length) };
}
