// Every task of the box, the panel and the desk, by keyboard alone: nothing here is clicked, and whatever is used was reached by Tab, an arrow
// or a key of its own, with the focus to be seen.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { inFocus, launch, open, Server, Site, until } from "./browser.js";
import { Keyboard } from "./keyboard.js";

const server = new Server();
const site = new Site({});
const password = "four words that fit";
let admin;
let browser;
let page;
let keys;

before(async () => {
  server.harvest();
  await site.start();
  await server.start("--open", "internal", "--origin", site.url, "--panel-origin", site.url);
  admin = server.key("--scope", "admin", "--audience", "team");
  const public_ = server.key("--scope", "search", "--scope", "suggest", "--scope", "events", "--audience", "internal");
  const box = (attributes) => `<garner-search endpoint="${server.url}" key="${public_}" ${attributes}></garner-search>`;
  const body = (content) => ({ body: `<!doctype html><html lang="en"><title>Community</title><script type="module" src="${server.url}/garner-search.js"></script><h1>Community</h1>${content}` });
  site.pages["/"] = body(box('facets="product"'));
  site.pages["/ask"] = body(`<form action="/"><label>Title <input id="subject"></label>${box('mode="ask" for="subject"')}<button>Post</button></form>`);
  site.pages["/case"] = body(`<label>Reply <textarea id="reply"></textarea></label><iframe src="${server.url}/panel" title="Garner" width="900" height="600"></iframe>
    <script>addEventListener("message", ({ source, data }) => {
      if (data.type === "garner:ready") source.postMessage({ type: "garner:conversation", case_ref: "4711", messages: [{ role: "customer", text: "my printer shows offline since the update" }] }, "*");
      if (data.type === "garner:insert") document.getElementById("reply").value = data.text;
    });</script>`);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site.stop();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  keys = new Keyboard(page);
});
afterEach(async () => {
  const { faults } = page;
  await page.end();
  assert.deepEqual(faults, []);
});

const button = (name, where = page) => where.getByRole("button", { name, exact: typeof name === "string" });
const link = (name, where = page) => where.getByRole("link", { name, exact: typeof name === "string" });
const labelled = (name, where = page) => where.getByLabel(name, { exact: true });
const heading = (name) => page.getByRole("heading", { level: 1, name });
const toast = (text) => page.locator(".toast", { hasText: text }).waitFor();
const settled = () => until(async () => await page.locator("[aria-busy=true]").count() === 0);

async function api(method, path, body, headers = { "If-Match": "*" }) {
  const response = await fetch(server.url + path, { method, headers: { Authorization: `Bearer ${admin}`, ...(body && { "Content-Type": "application/json" }), ...headers }, body: body && JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
  return response.status === 204 ? null : response.json();
}
async function ingest(...conversations) {
  const response = await fetch(`${server.url}/v1/ingest/community`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/x-ndjson" },
    body: conversations.map((one) => typeof one === "string" ? one : JSON.stringify(one)).join("\n") });
  assert.ok(response.ok, `ingest: ${response.status} ${await response.text()}`);
}
const talk = (id, title, question, answer) => ({ id, title, created_at: "2026-03-01T09:00:00Z", messages: [
  { id: "m1", author: "ann", role: "asker", at: "2026-03-01T09:00:00Z", body: question }, { id: "m2", author: "bob", role: "agent", at: "2026-03-01T09:10:00Z", body: answer }] });
const make = (word) => api("POST", "/v1/articles", { title: `The ${word} lamp flickers`, issue: `My ${word} lamp by Quillon flickers in the evening.`, environment: [`Lamp ${word}`], resolution: `Turn the ${word} dimmer to manual. Then back to ${word}.` });

// The desk as who holds `admin` sees it.
async function desk(address) {
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), admin);
  await page.goto(`${server.url}/#/${address}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await settled();
}

test("the box: typing, arrows, an answer read, its use told", async () => {
  await page.goto(site.url);
  await page.evaluate(() => document.addEventListener("garner-select", (event) => { event.detail.hit.url = null; }, true));
  const options = page.getByRole("option");
  await keys.enter(page.getByRole("combobox"), "printer offline");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  await keys.press("ArrowDown", "ArrowDown", "ArrowUp");
  assert.equal(await options.first().getAttribute("aria-selected"), "true");
  await keys.press("Escape");
  await options.first().waitFor({ state: "hidden" });
  await keys.press("ArrowDown");
  const all = await options.count();
  await keys.use(page.getByRole("group", { name: "Product" }).getByRole("button").first(), "Space");
  await until(async () => await page.getByRole("button", { pressed: true }).count() === 1 && await options.count() > 0);
  assert.ok(await options.count() <= all);
  await keys.reach(page.getByRole("combobox"), "Shift+Tab");
  await keys.press("ArrowDown", "Enter");
  await keys.use(button("Yes"));
  await page.getByText("Thank you").waitFor();
});

test("before they post: an answer read and called the right one", async () => {
  await page.goto(`${site.url}/ask`);
  await keys.enter(labelled("Title"), "My printer shows offline since the update");
  await keys.use(page.getByRole("region", { name: "Is it one of these?" }).getByRole("button").first());
  await keys.use(button("This solved it"));
  await page.getByText("no need to post").waitFor();
});

test("the panel: suggestions copied, solved, dismissed with a reason; a draft where nothing fits", async () => {
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), admin);
  await page.goto(`${server.url}/panel`);
  await keys.enter(labelled("Customer’s message"), "my printer shows offline since the update");
  await keys.press("Control+Enter");
  const cards = page.getByRole("article");
  await inFocus(cards.first());
  await keys.reach(cards.first());
  await keys.press("u", "c");
  await page.getByText("The answer is in the clipboard").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /TCP\/IP/);
  await keys.press("s");
  await page.getByText("Noted: this solved it").waitFor();
  await keys.press("z");
  const before_ = await cards.count();
  await keys.press("d");
  await page.getByRole("group", { name: "Why does it not fit?" }).waitFor();
  await keys.press("3");
  await until(async () => await cards.count() === before_ - 1);
  await keys.press("m");
  await inFocus(labelled("Customer’s message"));
  await keys.enter(labelled("Customer’s message"), "My Quillpad qqqxyzzy hums. Only at night.");
  await keys.press("Control+Enter");
  await keys.use(button("Make a draft of it"));
  await keys.use(link(/^Open “My Quillpad/));
});

test("the panel in a help desk: an answer is put into the reply", async () => {
  await page.goto(`${site.url}/case`);
  const panel = page.frameLocator("iframe");
  await panel.getByRole("article").first().waitFor();
  await keys.reach(panel.getByRole("article"));
  await keys.press("u", "i");
  await until(async () => /TCP\/IP/.test(await labelled("Reply").inputValue()));
});

test("signing in, going through the desk, and out again", async () => {
  const { link: first } = JSON.parse(server.run("person", "add", "ann", "--role", "admin", "--invite", "--url", server.url));
  await page.goto(first);
  await keys.enter(labelled("Password"), password);
  await keys.press("Enter");
  await keys.use(button("ann", page.getByRole("banner")));
  await keys.use(button("Sign out"));
  await keys.use(button("Sign in", page.getByRole("banner")));
  await keys.enter(labelled("Name"), "ann");
  await keys.enter(labelled("Password"), password);
  await keys.press("Enter");
  await button("ann", page.getByRole("banner")).waitFor();
  await settled();
  for (const name of ["Articles", "Conversations", "Dashboard", "Search", "System", "Answer"]) {
    await keys.use(link(name, page.getByRole("navigation", { name: "Desk" })));
    await until(async () => await link(name, page.getByRole("navigation", { name: "Desk" })).getAttribute("aria-current") === "page");
    await settled();
  }
  await keys.use(button("Help", page.getByRole("banner")));
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await keys.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  page.faults = page.faults.filter((fault) => !fault.includes("401"));  // who is signed out is refused
});

const rows = () => page.locator(".queue-row");
const chosen = () => page.locator(".queue-row[aria-current]");
const pane = () => page.getByRole("region", { name: "Chosen" });
async function left(id) {
  await until(async () => await chosen().getAttribute("data-id") !== id);
  await pane().getByRole("group", { name: "Deeds" }).waitFor();
  await settled();
  return chosen().getAttribute("data-id");
}

test("the queue: promoted, taken back, not worth it, skipped; a sentence and its source", async () => {
  await desk("queue");
  await inFocus(chosen());
  await keys.reach(chosen());
  const first = await left("");
  await keys.press("p");
  await toast("Promoted");
  await left(first);
  await keys.press("z");
  await until(async () => await chosen().getAttribute("data-id") === first);
  await left("");
  await keys.press("s");
  const second = await left(first);
  await keys.press("x");
  await left(second);
  await keys.press("z");
  await until(async () => await chosen().getAttribute("data-id") === second);
  await left("");
  const sentence = pane().getByRole("region", { name: "Article" }).locator(".sentence").first();
  await keys.use(sentence);
  await until(() => page.evaluate(() => document.activeElement.dataset.side === "conversation"));
  await keys.press("Enter");
  await inFocus(sentence);
  await keys.choose(pane().getByLabel("for"), "Partners");
  await keys.use(button("Promote", pane()));
  await toast("Promoted, for partners");
  await left(second);
  await keys.use(link("Articles", page.getByRole("navigation", { name: "Desk" })));
  await until(async () => (await api("GET", `/v1/articles/${second}`)).state.audience === "partner");
});

test("the queue: a conversation linked to what says it, and pairs decided", async () => {
  const title = "Mossbox siren stays silent at night";
  const words = ["The siren of my Mossbox hub stays silent when the front door opens at night. During the day it howls as it should.", "Set the night mode of the siren to loud under Alarms, then save the evening scene again."];
  const known = await api("POST", "/v1/articles", { title, issue: words[0], resolution: words[1] });
  await ingest(talk("k-1", title, ...words));
  await desk("queue");
  await keys.use(link(/^Perhaps solved/));
  await rows().first().waitFor();
  await settled();
  await pane().getByText("An article says this already").waitFor();
  await keys.reach(chosen());
  await keys.press("l");
  await toast("Linked to");
  await keys.use(link(/^Decisions/));
  await until(async () => (await api("GET", "/v1/conversations/community:k-1")).article_id === known.id);
  await button("Different", pane()).waitFor();
  await settled();
  await keys.reach(chosen());
  const first = await chosen().getAttribute("data-id");
  await keys.press("y");
  const second = await left(first);
  await keys.press("z");
  await until(async () => await chosen().getAttribute("data-id") === first);
  await left(second);
  await keys.press("n");
  await left(first);
});

test("an article: found, edited, saved, taken back, moved, scheduled", async () => {
  const article = await make("amber");
  await until(async () => (await api("GET", "/v1/search?q=amber+lamp")).hits.some(({ id }) => id === article.id));
  await desk("articles");
  await keys.enter(labelled("Search articles"), "amber lamp flickers");
  await link(article.title).waitFor();
  await settled();
  await keys.press("ArrowDown", "Enter");
  await heading(article.title).waitFor();
  await keys.use(link("Edit"));
  await settled();
  await keys.enter(page.getByRole("textbox", { name: "Cause" }), "The dimmer is too old.");
  await keys.press("Control+s");
  await toast("Saved");
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).cause, "The dimmer is too old.");
  await keys.use(button("Undo"));
  await until(async () => !(await api("GET", `/v1/articles/${article.id}`)).cause);

  await keys.use(link("Read"));
  await settled();
  const state = page.getByRole("region", { name: "State" });
  await keys.use(button("Validate", state));
  await toast("Validated");
  await button("Not validated", state).waitFor();
  await keys.press("Control+z");
  await button("Validate", state).waitFor();
  await keys.use(page.getByText("At a time"));
  await keys.choose(labelled("To"), "Archived");
  await keys.reach(labelled("At"));
  await keys.type("01012099");
  await keys.press("Tab");
  await keys.type("0900A");
  await keys.use(button("Schedule"));
  await page.getByText("Waiting for its time (1)").waitFor();
  await keys.use(button(/^Take back Archived/));
  await page.getByText("At a time").waitFor();
});

test("an article: written anew, its revisions compared and brought back", async () => {
  await desk("articles");
  await keys.use(link("New article"));
  await keys.enter(labelled("Title"), "Quillpad does not charge in the car");
  await keys.enter(labelled("Issue"), "It stays at two percent.");
  await keys.enter(page.getByRole("textbox", { name: "Resolution" }), "Use the rear socket.");
  await keys.use(button("Make the article"));
  await heading("Quillpad does not charge in the car").waitFor();
  await settled();
  const path = `/v1/articles/${decodeURIComponent(/articles\/([^/]+)/.exec(page.url())[1])}`;
  await api("PATCH", path, { resolution: "Use the front socket." });
  await keys.use(link("History"));
  await keys.use(button("What revision 2 changed"));
  await page.getByRole("region", { name: "What changed" }).locator("ins").waitFor();
  await keys.use(button("Restore revision 1"));
  await toast("Revision 1 is back");
  assert.equal((await api("GET", path)).resolution, "Use the rear socket.");
  await keys.press("Control+z");
  await until(async () => (await api("GET", path)).resolution === "Use the front socket.");
});

test("an article: a part split off, and taken back", async () => {
  const article = await make("cobalt");
  await desk(`articles/${article.id}/edit`);
  await keys.use(link("Split off a part"));
  await keys.use(labelled("Then back to cobalt."), "Space");
  await page.getByRole("region", { name: "The new article" }).getByText("Then back to cobalt.").waitFor();
  await keys.enter(labelled("Title of the new article"), "Back from manual");
  await keys.use(button("Split it off"));
  await heading("Back from manual").waitFor();
  await toast("Split off");
  await keys.press("Control+z");
  await heading(article.title).waitFor();
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).resolution, article.resolution);
});

test("an article: read against the checklist, flagged, tried, merged into another", async () => {
  const known = await make("birch");
  const article = await api("POST", "/v1/articles", { title: known.title, issue: known.issue, resolution: known.resolution, force: true });
  await desk(`articles/${article.id}/quality`);
  await keys.use(page.getByRole("group", { name: "Nothing is missing" }).getByLabel("Yes"), "Space");
  await keys.use(button("Note it"));
  await toast("Noted: 100 %");
  await keys.choose(labelled("What is wrong"), "Out of date");
  await keys.enter(labelled("In words"), "The dimmer is not sold any more.");
  await keys.use(button("Flag it"));
  await keys.use(button("Fixed: Out of date"));
  await page.getByText("fixed", { exact: true }).waitFor();
  await keys.use(link("Use"));
  await keys.enter(labelled("When somebody searches for"), "flickering lamp");
  await keys.press("Enter");
  await page.getByText(/^Place \d|^Not among/).waitFor();
  await keys.use(button(`Merge into ${known.title}`));
  await toast("Merged into");
  await keys.press("Control+z");
  await until(async () => await page.locator(".toast").innerText() === "");
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).state.confidence, "not_validated");
});

test("conversations: narrowed, an answer accepted, an article made", async () => {
  await ingest(talk("k-2", "Hub sings", "My Mossbox hub sings at night, what is that?", "Switch the birdsong scene off under Scenes, Evening."),
    talk("k-3", "Hub dances", "My Mossbox hub dances in the cellar, why would it?", "Put the rubber feet back under it, they are in the box."));
  await desk("conversations");
  await keys.choose(labelled("Only"), "Perhaps");
  await keys.use(link("Hub sings"));
  await keys.use(button("This solved it"));
  await page.getByText("Its article:").waitFor();
  await desk("conversations");
  await keys.choose(labelled("Only"), "Perhaps");
  await keys.use(link("Hub dances"));
  await keys.use(button("Make an article of it"));
  await until(async () => (await api("GET", "/v1/conversations/community:k-3")).outcome === "captured");
});

test("settings of the search: synonyms, stop words, a curation", async () => {
  await desk("synonyms");
  await keys.enter(labelled("Phrases"), "zqplix");
  await keys.press("Enter");
  await keys.type("printer");
  await keys.use(button("Save"));
  await page.getByRole("row", { name: /zqplix, printer/ }).waitFor();
  await keys.use(button("Remove zqplix-printer"));
  await page.getByText("No synonyms yet").waitFor();
  await keys.press("Control+z");
  await page.getByRole("row", { name: /zqplix, printer/ }).waitFor();
  await keys.use(link("Stop words"));
  await keys.enter(labelled("Words"), "device");
  await keys.choose(labelled("Language"), "German");
  await keys.use(button("Save"));
  await page.getByRole("row", { name: /German.*device/ }).waitFor();
  await keys.use(link("Curations"));
  await keys.enter(labelled("Query"), "printer offline");
  const titles = page.locator(".curated li .grow");
  await titles.nth(1).waitFor();
  const second = await titles.nth(1).innerText();
  await keys.use(button(`Pin: ${second}`));
  await keys.use(button(`Up: ${second}`));
  await until(async () => await titles.first().innerText() === second);
  await keys.use(button("Save"));
  await page.getByRole("row", { name: /is “printer offline”.*1 pinned/ }).waitFor();
});

test("administration: keys, channels, people, the quarantine, the audit", async () => {
  await api("PUT", "/v1/channels/forum", { format: "discourse", owner: "" }, {});
  await ingest('{"id": "c-1", "messages": [\n');
  await desk("keys");
  await keys.enter(labelled("What for"), "Box of the community");
  await keys.use(button("Make key"));
  const secret = await page.locator(".secret").innerText();
  await keys.use(button("Revoke Box of the community"));
  await toast("Box of the community is revoked");
  await keys.press("Control+z");
  await until(async () => await page.locator(".toast").innerText() === "");
  await inFocus(button("Revoke Box of the community"));
  await keys.use(link("Channels"));
  await keys.enter(labelled("Owner of forum"), "community team");
  await keys.press("Tab");
  await toast("forum belongs to community team");
  await keys.use(link("People"));
  await keys.enter(labelled("Name to sign in with"), "bob");
  await keys.choose(labelled("Role"), "Publisher");
  await keys.use(button("Add and make a link"));
  await page.getByRole("row", { name: /bob.*invited/ }).waitFor();
  await keys.choose(labelled("Role of bob"), "Contributor");
  assert.equal((await api("GET", "/v1/people/bob")).role, "publisher", "a role that is passed by is given");
  await keys.press("Enter");
  await toast("bob is contributor now");
  await keys.use(link("Quarantine"));
  await keys.use(button(/^Show/));
  await page.getByText('"messages": [').waitFor();
  await keys.use(button(/^Try/));
  await toast(/^Tried again$/);
  await keys.use(link("Audit"));
  const { status } = await fetch(`${server.url}/v1/search?q=printer`, { headers: { Authorization: `Bearer ${secret}` } });
  assert.equal(status, 200, "a key that was revoked and taken back still works");
  await keys.use(button("Check the chain"));
  await page.getByText(/The chain holds: \d/).waitFor();
  await keys.choose(labelled("What of"), "Administration");
  await page.getByRole("row", { name: /key_made/ }).first().waitFor();
});

test("the dashboard: another range, the rows behind a number, a question that becomes work", async () => {
  await api("POST", "/v1/search", { q: "teleporter zzyzx", client_id: "cid", typos: 0 }, {});
  // Queries are written with the next event.
  await api("POST", "/v1/events", { events: [{ action_name: "impression", query_id: "none", client_id: "cid", timestamp: new Date().toISOString() }] }, {});
  await desk("dashboard");
  await keys.reach(labelled("From"));
  await keys.type("04042025");
  await until(() => /from=2025-04-04/.test(page.url()));
  await settled();
  await keys.use(button("12 months"));
  await until(async () => await button("12 months").getAttribute("aria-pressed") === "true");
  await settled();
  const capture = page.locator('[data-report="capture"]');
  await keys.use(capture.getByText("As a table"));
  await capture.getByRole("table").waitFor();
  await keys.use(button("Write an article on “teleporter zzyzx”"));
  await page.getByLabel("Title").waitFor();
  assert.match(page.url(), /articles\/.+\/edit/);
});
