// The queue: drafts promoted, conversations made articles of or linked, pairs and flags decided, by keys alone, and taken back.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, Server, telephone, until, wide } from "./browser.js";

const server = new Server();
let admin;
let other;
let browser;
let page;

before(async () => {
  server.harvest();
  admin = server.key("--scope", "admin", "--audience", "team");
  other = server.key("--scope", "read", "--scope", "write", "--role", "publisher", "--audience", "team");
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser);
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), admin);
});
afterEach(async () => { await page.end(); });

const rows = () => page.locator(".queue-row");
const chosen = () => page.locator(".queue-row[aria-current]");
const pane = () => page.getByRole("region", { name: "Chosen" });
const settle = () => until(async () => await page.locator("[aria-busy=true]").count() === 0);

// The drafts come from the index, which follows what the test before has done within a second.
async function indexed() {
  const { hits } = await api("POST", "/v1/search", { q: "", filter: "status:not_validated", sort: "reuse", per_page: 25, track: false });
  const states = await Promise.all(hits.slice(0, 5).map(async ({ id }) => (await api("GET", `/v1/articles/${id}`)).state.confidence));
  return states.every((state) => state === "not_validated");
}

async function goto(tab) {
  if (tab === "drafts") await until(indexed);
  await page.goto(`${server.url}/#/queue?tab=${tab}`);
  await rows().first().waitFor();
  await pane().getByRole("group", { name: "Deeds" }).waitFor();
  await settle();
}

async function api(method, path, body, { secret = admin, headers = {} } = {}) {
  const response = await fetch(server.url + path, { method, headers: { Authorization: `Bearer ${secret}`, ...(body && { "Content-Type": "application/json" }), ...headers }, body: body && JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
  return response.status === 204 ? null : response.json();
}

async function ingest(...conversations) {
  const response = await fetch(`${server.url}/v1/ingest/community`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/x-ndjson" },
    body: conversations.map((one) => JSON.stringify(one)).join("\n") });
  assert.equal(response.status, 202);
}

const talk = (id, title, question, answer) => ({ id, title, created_at: "2026-03-01T09:00:00Z", messages: [
  { id: "m1", author: "ann", role: "asker", at: "2026-03-01T09:00:00Z", body: question }, { id: "m2", author: "bob", role: "agent", at: "2026-03-01T09:10:00Z", body: answer }] });

test("who may write begins with the queue, and promotes a draft by one key; another one takes it back", async () => {
  await page.goto(server.url);
  await page.getByRole("heading", { level: 1, name: "Queue" }).waitFor();
  await pane().getByRole("button", { name: "Promote" }).waitFor();
  await settle();
  await until(() => chosen().evaluate((node) => node === document.activeElement));
  await pane().getByText("solved it").first().waitFor();
  await pictureAll(page, "queue-drafts");
  await assertAccessible(page);
  const title = await chosen().locator(".queue-title").innerText();
  const id = await chosen().getAttribute("data-id");
  await page.keyboard.press("p");
  await page.getByText("Promoted: validated").waitFor();
  await until(async () => await chosen().getAttribute("data-id") !== id);
  assert.ok(await chosen().evaluate((node) => node === document.activeElement), "the next one has the focus");
  assert.equal((await api("GET", `/v1/articles/${id}`)).state.confidence, "not_validated", "it is not done before the time to undo is over");
  await page.keyboard.press("z");
  await until(async () => await chosen().getAttribute("data-id") === id);
  assert.equal(await chosen().locator(".queue-title").innerText(), title);
  await pane().getByRole("button", { name: "Promote" }).waitFor();
  await settle();
  await page.keyboard.press("p");
  await until(async () => await chosen().getAttribute("data-id") !== id);
  await page.getByRole("link", { name: "Articles", exact: true }).press("Enter");
  await until(async () => (await api("GET", `/v1/articles/${id}`)).state.confidence === "validated");
  assert.deepEqual(page.faults, []);
});

test("a draft is promoted for an audience, and one that is not worth it is archived", async () => {
  await goto("drafts");
  const id = await chosen().getAttribute("data-id");
  await pane().getByLabel("for").selectOption("Partners");
  await pane().getByRole("button", { name: "Promote" }).press("Enter");
  await page.getByText("Promoted, for partners").waitFor();
  await until(async () => await chosen().getAttribute("data-id") !== id);
  await pane().getByRole("button", { name: "Not worth it" }).waitFor();
  await settle();
  assert.equal(await pane().getByLabel("for").inputValue(), "partner", "the audience is kept for the next");
  const second = await chosen().getAttribute("data-id");
  await chosen().press("x");
  await until(async () => await chosen().getAttribute("data-id") !== second);
  await until(async () => (await api("GET", `/v1/articles/${id}`)).state.audience === "partner");
  await page.goto(`${server.url}/#/answer`);
  await until(async () => (await api("GET", `/v1/articles/${second}`)).state.confidence === "archived");
  assert.deepEqual(page.faults, []);
});

test("each sentence of a draft leads to its source and back; j, k and skip go through the list", async () => {
  await goto("drafts");
  const sentence = pane().getByRole("region", { name: "Article" }).locator(".sentence").first();
  const source = await sentence.getAttribute("data-source");
  const pair = pane().locator(`.sentence[data-source="${source}"]`);
  await sentence.hover();
  await until(async () => await pane().locator(`.sentence.lit[data-source="${source}"]`).count() === 2);
  await sentence.press("Enter");
  await until(() => pair.first().evaluate((node) => node === document.activeElement && node.dataset.side === "conversation"));
  await page.keyboard.press("Enter");
  await until(() => sentence.evaluate((node) => node === document.activeElement));
  const at = () => rows().evaluateAll((all) => all.findIndex((node) => node.getAttribute("aria-current")));
  await page.keyboard.press("j");
  await until(async () => await at() === 1);
  await page.keyboard.press("s");
  await until(async () => await at() === 2);
  await page.keyboard.press("k");
  await until(async () => await at() === 1);
  await settle();
  const id = await chosen().getAttribute("data-id");
  await page.reload();
  await until(async () => await chosen().getAttribute("data-id") === id);
  await settle();
  await page.keyboard.press("e");
  await page.getByLabel("Title").waitFor();
  assert.match(page.url(), new RegExp(`articles/${id}/edit`));
  assert.deepEqual(page.faults, []);
});

test("a conversation that nobody called solved becomes an article", async () => {
  await ingest(talk("q-1", "Quillpad loses my notes", "Since yesterday the notes of my Quillpad tablet are gone when I open the lid.", "Open the bin of the Quillpad, choose all notes, and press Bring back."));
  await goto("perhaps");
  assert.equal(await chosen().getAttribute("data-id"), "community:q-1");
  await pane().getByText("perhaps solved it").waitFor();
  await pictureAll(page, "queue-perhaps");
  await assertAccessible(page);
  await page.keyboard.press("p");
  await page.getByText("Promoted: it is an article now").waitFor();
  await page.goto(`${server.url}/#/answer`);
  await until(async () => (await api("GET", "/v1/conversations/community:q-1")).outcome === "captured");
  assert.deepEqual(page.faults, []);
});

test("what an article says already is shown before it is made twice, and linked by one key", async () => {
  const title = "Mossbox siren stays silent at night";
  const question = "The siren of my Mossbox hub stays silent when the front door opens at night. During the day it howls as it should, and the battery of the siren is new.";
  const answer = "Set the night mode of the siren to loud under Alarms, then save the evening scene again. The hub keeps the old volume until the scene is saved.";
  const made = await api("POST", "/v1/articles", { title, issue: question, resolution: answer });
  await ingest(talk("q-2", title, question, answer));
  await goto("perhaps");
  await pane().getByText("An article says this already").waitFor();
  await pictureAll(page, "queue-duplicate");
  await assertAccessible(page);
  await pane().getByRole("button", { name: "Promote all the same" }).waitFor();
  await page.keyboard.press("l");
  await page.getByText("Linked to “Mossbox siren stays silent at night”").waitFor();
  await page.goto(`${server.url}/#/answer`);
  await until(async () => (await api("GET", "/v1/conversations/community:q-2")).article_id === made.id);
  assert.equal((await api("GET", `/v1/articles/${made.id}`)).reuse_count, 1);
  assert.deepEqual(page.faults, []);
});

test("another article is found to link to, and the right answer is marked as the solution", async () => {
  await ingest(talk("q-3", "Tidewell tray icon is grey", "Why is the tray icon of Tidewell grey since the restart of the laptop?", "Sign in again from the tray menu, it lost the session."),
    talk("q-4", "Fennec light is purple", "The third light of my Fennec FR-7 is purple, what does it mean?", "Purple means that the guest network is on, switch it off under Guests."));
  await goto("perhaps");
  assert.equal(await chosen().getAttribute("data-id"), "community:q-4");
  await pane().getByRole("button", { name: "This solved it" }).press("Enter");
  await page.getByText("Accepted as the solution").waitFor();
  await pane().getByRole("button", { name: "Not worth it" }).waitFor();
  assert.equal((await api("GET", "/v1/conversations/community:q-4")).outcome, "captured");

  await goto("perhaps");
  await page.locator('.queue-row[data-id="community:q-3"]').press("Enter");
  await pane().getByText("tray icon of Tidewell grey").first().waitFor();
  await pane().getByText("Link to another article").press("Enter");
  await pane().getByLabel("Search").fill("printer offline");
  const hit = pane().getByRole("button", { name: /^Link to it/ }).first();
  await hit.waitFor();
  await assertAccessible(page);
  await hit.press("Enter");
  await page.getByText(/^Linked to/).waitFor();
  await page.goto(`${server.url}/#/answer`);
  await until(async () => (await api("GET", "/v1/conversations/community:q-3")).outcome === "linked");
  assert.deepEqual(page.faults, []);
});

test("two that may be the same stand side by side; yes makes them one, no tells them apart", async () => {
  await goto("decisions");
  const first = await chosen().getAttribute("data-id");
  await pane().getByRole("region", { name: "New" }).waitFor();
  await pane().getByRole("region", { name: "Known" }).waitFor();
  await pictureAll(page, "queue-decisions");
  await assertAccessible(page);
  const entry = await api("GET", `/v1/queue/${first}`);
  assert.ok(entry.claimed_by, "who looks at it has claimed it");
  await page.keyboard.press("y");
  await until(async () => await chosen().getAttribute("data-id") !== first);
  await pane().getByRole("button", { name: "Different" }).waitFor();
  await settle();
  const second = await chosen().getAttribute("data-id");
  await page.keyboard.press("n");
  await until(async () => await chosen().getAttribute("data-id") !== second);
  await pane().getByRole("button", { name: "Different" }).waitFor();  // the third is claimed: else its claim may come after the look below
  await settle();
  await page.goto(`${server.url}/#/answer`);
  const waiting = async () => (await api("GET", "/v1/queue?limit=100")).data;
  await until(async () => { const ids = (await waiting()).map(({ id }) => id); return !ids.includes(first) && !ids.includes(second); });
  const merged = await fetch(`${server.url}/v1/articles/${entry.other.id}`, { redirect: "manual", headers: { Authorization: `Bearer ${admin}` } });
  assert.equal(merged.status, 301);
  await until(async () => (await waiting()).every(({ claimed_by }) => claimed_by === null));
  assert.deepEqual(page.faults, []);
});

test("what somebody else works on is not decided here", async () => {
  const [entry] = (await api("GET", "/v1/queue")).data;
  await api("POST", `/v1/queue/${entry.id}/claim`, { minutes: 5 }, { secret: other });
  await page.goto(`${server.url}/#/queue?tab=decisions`);
  await pane().getByText("Somebody else works on it").waitFor();
  assert.equal(await pane().getByRole("button", { name: "Different" }).count(), 0);
  await assertAccessible(page);
  await api("DELETE", `/v1/queue/${entry.id}/claim`, undefined, { secret: other });
  await pane().getByRole("button", { name: "Look again" }).press("Enter");
  await pane().getByRole("button", { name: "Different" }).waitFor();
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("409")), []);
});

test("a flag is work: it waits in the queue until it is fixed", async () => {
  const [article] = (await api("GET", "/v1/articles?confidence=not_validated&limit=1")).data;
  await api("POST", `/v1/articles/${article.id}/flags`, { reason: "outdated", comment: "The menu is another by now." });
  await goto("decisions");
  await rows().filter({ hasText: "Flagged" }).first().press("Enter");
  await pane().getByRole("button", { name: "Fixed" }).waitFor();
  await settle();
  await assertAccessible(page);
  await page.keyboard.press("y");
  await page.goto(`${server.url}/#/articles`);
  await until(async () => (await api("GET", `/v1/articles/${article.id}/flags`)).data[0].resolution === "fixed");
  assert.deepEqual(page.faults, []);
});

test("what cannot be done comes back, with the reason", async () => {
  await goto("drafts");
  const id = await chosen().getAttribute("data-id");
  await api("PATCH", `/v1/articles/${id}`, { tags: ["changed"] }, { headers: { "If-Match": "*" } });
  await page.keyboard.press("p");
  await until(async () => await chosen().getAttribute("data-id") !== id);
  await pane().getByRole("button", { name: "Not worth it" }).waitFor();
  await settle();
  await page.keyboard.press("x");  // what was said before is done now
  await page.getByText(/at revision \d+ by now/).first().waitFor();
  await until(async () => await rows().evaluateAll((all, wanted) => all.some((node) => node.dataset.id === wanted), id));
  assert.equal((await api("GET", `/v1/articles/${id}`)).state.confidence, "not_validated");
});

test("it fits a telephone, and says when there is nothing, no server, and no right", async () => {
  for (const tab of ["drafts", "perhaps", "decisions"]) {
    await goto(tab);
    await page.setViewportSize(telephone);
    await assertNoSidewaysScroll(page);
    await page.setViewportSize(wide);
  }
  await page.route("**/v1/queue?*", (route) => route.fulfill({ json: { data: [], next_cursor: null, has_more: false } }));
  await page.reload();
  await page.getByText("Nothing is to be decided").waitFor();
  await pictureAll(page, "queue-empty");
  await assertAccessible(page);
  await page.unroute("**/v1/queue?*");
  await page.context().setOffline(true);
  await page.getByRole("link", { name: /^New drafts/ }).press("Enter");
  await page.getByText("You are offline").first().waitFor();
  await pictureAll(page, "queue-offline");
  await assertAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).first().press("Enter");
  await rows().first().waitFor();
});
