// The desk: every page of it, by keyboard where it matters, against the real server.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, Server, telephone, until, wide } from "./browser.js";

const server = new Server();
let admin;
let agent;  // who may not write
let browser;
let page;

before(async () => {
  server.harvest();
  agent = server.key("--scope", "suggest", "--scope", "read", "--audience", "internal");
  admin = server.key("--scope", "admin", "--audience", "team");
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), admin);
});
afterEach(async () => { await page.end(); });

const goto = (address) => page.goto(`${server.url}/#/${address}`);
const heading = (name) => page.getByRole("heading", { level: 1, name });

test("every page is one link away, or two", async () => {
  await page.goto(server.url);
  const pages = [["Answer"], ["Articles"], ["Conversations"], ["Dashboard"], ["Search", "Synonyms"], ["Search", "Stop words"], ["Search", "Curations"], ["System", "Channels"], ["System", "Quarantine"], ["System", "Keys"],
    ["System", "Audit"], ["Queue"]];
  for (const [group, name = group] of pages) {
    const link = (where, called) => page.getByRole("navigation", { name: where }).getByRole("link", { name: called, exact: true });
    // Within a group the tabs lead on: on the way to its first page they go, with what was pressed on them.
    if (await link("Desk", group).getAttribute("aria-current") !== "page") await link("Desk", group).press("Enter");
    await until(async () => await link("Desk", group).getAttribute("aria-current") === "page");
    if (name !== group) {
      await link(group, name).press("Enter");
      await until(async () => await link(group, name).getAttribute("aria-current") === "page");
    }
    await heading(name === "Answer" ? "What did the customer write?" : name).waitFor();
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await pictureAll(page, `desk-${name.toLowerCase().replace(" ", "-")}-empty`);
    await assertAccessible(page);
    await page.setViewportSize(telephone);
    await assertNoSidewaysScroll(page);
    await page.setViewportSize(wide);
  }
  assert.deepEqual(page.faults, []);
});

test("who may not write begins with answers", async () => {
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), agent);
  await page.goto(server.url);
  await heading("What did the customer write?").waitFor();
  await pictureAll(page, "desk-answer");
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("403")), []);
});

test("the keys are listed", async () => {
  await goto("articles");
  await page.getByRole("banner").getByRole("button", { name: "Help" }).press("Enter");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  assert.deepEqual(page.faults, []);
});

test("a question is answered on the first page", async () => {
  await goto("answer");
  await page.getByLabel("Customer’s message").fill("my printer shows offline since the update");
  await page.getByLabel("Customer’s message").press("Control+Enter");
  await page.getByRole("article").first().waitFor();
  await assertAccessible(page);
  assert.deepEqual(page.faults, []);
});

test("articles are found as one types, narrowed, ordered, and the address says how", async () => {
  await goto("articles");
  const results = page.locator("a.hit");
  await results.first().waitFor();
  await page.getByLabel("Search articles").pressSequentially("printer");
  await until(async () => /printer/.test(page.url()) && /^\d+ of/.test(await page.getByRole("status").first().innerText()));
  const found = async () => Number((await page.locator("main > [role=status]").innerText()).split(" ")[0].replaceAll(",", ""));
  await until(async () => await found() < 200);
  const all = await found();
  const value = page.getByRole("group", { name: "Product" }).getByRole("button").first();
  await value.press("Enter");
  await until(async () => await value.getAttribute("aria-pressed") === "true" && await found() < all);
  assert.ok(await value.evaluate((button) => button === document.activeElement), "the focus is lost");
  await page.getByLabel("Order").selectOption("Newest first");
  await page.getByLabel("State").selectOption("Not validated");
  await results.first().waitFor();
  await pictureAll(page, "desk-articles");
  await assertAccessible(page);
  await page.reload();
  await results.first().waitFor();
  assert.equal(await page.getByLabel("Search articles").inputValue(), "printer");
  assert.equal(await value.getAttribute("aria-pressed"), "true");
  assert.ok(await found() < all);
  await page.getByLabel("Search articles").press("ArrowDown");
  assert.ok(await results.first().evaluate((link) => link === document.activeElement));
  assert.deepEqual(page.faults, []);
});

test("articles alike are one row, and each by itself on demand", async () => {
  const line = (id, title, resolution) => JSON.stringify({ type: "article", id, title, issue: "Every evening the mill runs and nothing comes out of it.", resolution,
    confidence: "validated", audience: "public", locale: "en" });
  const sent = await fetch(`${server.url}/v1/ingest/community`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/x-ndjson" },
    body: `${line("mill-1", "Mill grinds nothing", "Take the hopper off and brush the burrs.")}\n${line("mill-2", "The mill grinds nothing", "Take the hopper off and brush both burrs.")}\n` });
  assert.equal(sent.status, 202);
  const search = async () => (await fetch(`${server.url}/v1/search?q=mill+grinds&collapse=false`, { headers: { Authorization: `Bearer ${admin}` } })).json();
  await until(async () => (await search()).hits.filter(({ id }) => id.startsWith("mill-")).length === 2);
  await goto("articles?q=mill+grinds");
  const rows = page.locator("a.hit", { hasText: "mill grinds nothing" });
  await rows.first().waitFor();
  assert.equal(await rows.count(), 1);
  await page.getByRole("button", { name: "and 1 alike" }).press("Enter");
  const asOne = page.getByRole("button", { name: "Show articles alike as one" });
  await until(async () => await rows.count() === 2);
  assert.ok(await asOne.evaluate((button) => button === document.activeElement), "the focus is lost");
  await assertAccessible(page);
  await page.reload();
  await until(async () => await rows.count() === 2);
  await asOne.press("Enter");
  await until(async () => await rows.count() === 1);
  assert.ok(await asOne.isHidden());
  assert.deepEqual(page.faults, []);
});

test("who types and goes on before the results follow stays where they went", async () => {
  await goto("articles");
  await page.locator("a.hit").first().waitFor();
  // The later of two timers: the one that the field has started is over when this returns.
  await page.getByLabel("Search articles").evaluate((query) => {
    query.value = "printer";
    query.dispatchEvent(new Event("input"));
    document.querySelector("a.hit").click();
    return new Promise((done) => { setTimeout(done, 100); });
  });
  await page.getByRole("region", { name: "Article", exact: true }).waitFor();
  assert.match(page.url(), /#\/articles\/[^?]+$/);
  assert.deepEqual(page.faults, []);
});

test("what is mistyped is answered as it was meant, and what is not there is said", async () => {
  await goto("articles?q=prnter+offline");
  await page.getByText("Shown for").waitFor();
  await assertAccessible(page);
  await page.getByLabel("Search articles").fill("<img src=x onerror=document.title='run'> printer");
  await page.locator("a.hit").first().waitFor();
  await page.getByLabel("Search articles").fill("<qqqzyx>qqqxyzzy");
  await page.getByText("Nothing found").waitFor();
  assert.match(await page.title(), /^Articles/);
  assert.deepEqual(page.faults, []);
});

test("an article stands beside its conversation, each sentence linked both ways", async () => {
  await goto("articles?q=printer+offline+windows");
  await page.locator("a.hit").first().click();
  const article = page.getByRole("region", { name: "Article", exact: true });
  const conversation = page.getByRole("region", { name: "Conversation" });
  const sentence = article.getByRole("button").last();
  await sentence.waitFor();
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
  await sentence.press("Enter");
  const source = page.locator(".sentence:focus");
  assert.equal(await source.getAttribute("data-side"), "conversation");
  assert.equal(await source.innerText(), await sentence.innerText());
  await conversation.getByText("solved it").first().waitFor();
  await pictureAll(page, "desk-article");
  await assertAccessible(page);
  await source.press("Enter");
  assert.ok(await sentence.evaluate((node) => node === document.activeElement));
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("conversations say what became of them, and lead to their article", async () => {
  await goto("conversations");
  await page.getByLabel("State").selectOption("Resolved");
  await page.getByLabel("Channel").fill("discourse");
  await page.getByLabel("Channel").press("Enter");
  const results = page.locator("a.hit");
  const captured = page.getByRole("listitem").filter({ hasText: "discourse" }).filter({ hasText: "became an article" }).getByRole("link");
  await captured.first().waitFor();
  assert.match(page.url(), /channel=discourse&state=resolved/);
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
  const before = await results.count();
  if (await page.getByRole("button", { name: "Show more" }).isVisible()) {
    await page.getByRole("button", { name: "Show more" }).press("Enter");
    await until(async () => await results.count() > before);
  }
  await pictureAll(page, "desk-conversations");
  await assertAccessible(page);
  await captured.first().press("Enter");
  await page.getByText("Its article:").waitFor();
  await pictureAll(page, "desk-conversation");
  await assertAccessible(page);
  await page.locator("main").getByRole("link").last().press("Enter");
  await page.getByRole("heading", { name: "State" }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("a conversation is narrowed to, its answer accepted, and that taken back", async () => {
  await fetch(`${server.url}/v1/ingest/community`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/x-ndjson" }, body: JSON.stringify({ id: "d-1", title: "Hub sings",
    created_at: "2026-03-01T09:00:00Z", messages: [{ id: "m1", author: "ann", role: "asker", at: "2026-03-01T09:00:00Z", body: "My Mossbox hub sings at night, what is that?" },
      { id: "m2", author: "bob", role: "agent", at: "2026-03-01T09:10:00Z", body: "Switch the birdsong scene off under Scenes, Evening." }] }) });
  await goto("conversations");
  await page.getByLabel("Only").selectOption("Perhaps solved, not an article");
  await page.getByRole("link", { name: "Hub sings" }).press("Enter");
  await page.getByRole("button", { name: "Make an article of it" }).waitFor();
  await pictureAll(page, "desk-conversation-open");
  await assertAccessible(page);
  await page.getByRole("button", { name: "This solved it" }).press("Enter");
  await page.getByText("Its article:").waitFor();
  await page.getByRole("button", { name: "Accepted" }).press("Enter");
  await page.getByRole("button", { name: "This solved it" }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("the audit tells who did what, narrowed, and whether its chain holds", async () => {
  await goto("audit");
  await page.getByRole("row").nth(3).waitFor();
  await page.getByRole("button", { name: "Check the chain" }).press("Enter");
  await page.getByText(/The chain holds: \d/).waitFor();
  await page.getByLabel("What of").selectOption("Administration");
  await page.getByRole("row", { name: /key_made/ }).first().waitFor();
  await until(async () => await page.getByRole("row", { name: /created/ }).count() === 0);
  await pictureAll(page, "desk-audit");
  await assertAccessible(page);
  assert.match(page.url(), /stream=administration/);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("what could not be read is shown and tried again", async () => {
  await fetch(`${server.url}/v1/ingest/community`, { method: "POST", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/x-ndjson" }, body: '{"id": "c-1", "messages": [\n' });
  await goto("quarantine");
  await page.getByRole("button", { name: /^Show/ }).first().press("Enter");
  await page.getByText('"messages": [').waitFor();
  await pictureAll(page, "desk-quarantine");
  await assertAccessible(page);
  await page.getByRole("button", { name: /^Try/ }).first().press("Enter");
  await page.locator(".toast").filter({ hasText: /\w/ }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("synonyms are made, tried, changed, removed and brought back", async () => {
  await goto("synonyms");
  await page.getByText("No synonyms yet").waitFor();
  await page.getByText("What it changes").click();
  await page.getByLabel("Try a search").fill("zqplix");
  await page.getByText("Nothing is found.").waitFor();
  await page.getByLabel("Phrases").fill("zqplix\nprinter");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("row", { name: /zqplix, printer/ }).waitFor();
  await page.getByText(/moved or new/).waitFor();
  await pictureAll(page, "desk-synonyms");
  await assertAccessible(page);

  await page.getByLabel("Phrases").fill("");
  await page.getByRole("button", { name: "Edit zqplix-printer" }).press("Enter");
  await page.getByLabel("Only when searched for").fill("zqplix");
  await page.getByLabel("Phrases").fill("printer");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("row", { name: /“zqplix”/ }).waitFor();
  await page.getByRole("button", { name: "Remove zqplix-printer" }).press("Enter");
  await page.getByText("No synonyms yet").waitFor();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("row", { name: /“zqplix”/ }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("what is wrong stands at its field", async () => {
  await goto("synonyms");
  await page.getByLabel("Phrases").fill("alone");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".problem", { hasText: /\w/ }).waitFor();
  await assertAccessible(page);
  assert.equal(await page.getByLabel("Phrases").inputValue(), "alone");
});

test("stop words of a language", async () => {
  await goto("stopwords");
  await page.getByLabel("Words").fill("device\nthing");
  await page.getByLabel("Language").selectOption("German");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /German.*device, thing/ }).waitFor();
  await pictureAll(page, "desk-stopwords");
  await assertAccessible(page);
  assert.deepEqual(page.faults, []);
});

test("a curation is made in the results as they will be", async () => {
  await goto("curations");
  await page.getByLabel("Query").fill("printer offline");
  const rows = page.locator(".curated li .grow");
  await rows.nth(2).waitFor();
  const third = await rows.nth(2).innerText();
  const first = await rows.first().innerText();
  await page.getByRole("button", { name: `Pin: ${third}` }).press("Enter");
  await page.getByRole("button", { name: `Up: ${third}` }).press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await rows.first().innerText(), third);
  await page.getByRole("button", { name: `Hide: ${first}` }).press("Enter");
  assert.equal(await rows.last().innerText(), first);
  await pictureAll(page, "desk-curations");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /is “printer offline”.*1 pinned, 1 hidden/ }).waitFor();
  await until(async () => {
    const response = await fetch(`${server.url}/v1/search?q=printer+offline`, { headers: { Authorization: `Bearer ${admin}` } });
    const titles = (await response.json()).hits.map((hit) => hit.title);
    return titles[0] === third && !titles.includes(first);
  });
  assert.deepEqual(page.faults, []);
});

test("a key is made, shown once, and revoked only when the time to undo is over", async () => {
  await goto("keys");
  await page.getByLabel("What for").fill("Box of the community");
  await page.getByLabel("Pages of these sites").fill("https://community.example");
  await page.getByRole("button", { name: "Make key" }).click();
  const secret = await page.locator(".secret").innerText();
  assert.match(secret, /^gk_/);
  await page.getByRole("row", { name: /Box of the community.*community\.example/ }).waitFor();
  await pictureAll(page, "desk-keys");
  await assertAccessible(page);
  const works = async () => (await fetch(`${server.url}/v1/search?q=printer`, { headers: { Authorization: `Bearer ${secret}` } })).ok;
  await until(works);
  await page.getByRole("button", { name: "Revoke Box of the community" }).press("Enter");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await until(async () => page.getByRole("button", { name: "Revoke Box of the community" }).isEnabled());
  assert.ok(await works());
  await page.getByRole("button", { name: "Revoke Box of the community" }).press("Enter");
  await goto("articles");
  await until(async () => !(await works()));
  assert.deepEqual(page.faults, []);
});

test("a channel has an owner, and says how many conversations it has", async () => {
  await fetch(`${server.url}/v1/channels/forum`, { method: "PUT", headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" },
                                                  body: JSON.stringify({ format: "discourse", owner: "" }) });
  await goto("channels");
  const owner = page.getByLabel("Owner of forum");
  await owner.fill("community team");
  await owner.press("Tab");
  await page.getByText("forum belongs to community team").waitFor();
  const there = page.getByLabel("Conversations in forum");
  await there.fill("many");
  await there.press("Tab");
  await page.locator(".toast", { hasText: "conversations" }).waitFor();
  assert.equal(await there.inputValue(), "", "what is refused does not stay");
  await there.fill("1200");
  await there.press("Tab");
  await page.getByText("forum has 1,200 conversations").waitFor();
  await there.fill("none");
  await there.press("Tab");
  await page.locator(".toast", { hasText: "forum has" }).waitFor({ state: "hidden" });
  await until(async () => await there.inputValue() === "1200");
  await there.fill("1300");
  await there.press("Tab");
  await page.getByText("forum has 1,300 conversations").waitFor();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await until(async () => await page.getByLabel("Conversations in forum").inputValue() === "1200");
  await pictureAll(page, "desk-channels");
  await assertAccessible(page);
  await page.reload();
  assert.deepEqual([await owner.inputValue(), await there.inputValue()], ["community team", "1200"]);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("422")), []);
});

test("who is not signed in is asked to, and a key will do; a server that is gone is said so", async () => {
  await page.addInitScript(() => sessionStorage.clear());
  await goto("articles");
  await heading("Sign in").waitFor();
  await pictureAll(page, "desk-no-key");
  await assertAccessible(page);
  await page.getByText("Use an API key").click();
  await assertAccessible(page);
  await page.getByLabel("API key").fill(admin);
  await page.getByRole("button", { name: "Use key" }).click();
  await page.locator("a.hit").first().waitFor();

  await page.context().setOffline(true);
  await page.getByLabel("Search articles").fill("router");
  await page.getByText("You are offline").waitFor();
  await pictureAll(page, "desk-offline");
  await assertAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("a.hit").first().waitFor();
});

test("the first view is small, and there soon on a slow machine", async (t) => {
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(server.url);
  await page.locator(".queue-row").first().waitFor();
  const ready = await page.evaluate(() => performance.now());
  t.diagnostic(`first view: ${bytes} bytes, at most 150000; usable after ${Math.round(ready)} ms with a quarter of the processor`);
  assert.ok(bytes > 1000 && bytes < 150_000);
});
