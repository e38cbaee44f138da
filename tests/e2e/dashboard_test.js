// The dashboard: numbers of the sample conversations and of what people asked, its window in the address, work in one click.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, Server, telephone, until } from "./browser.js";

const server = new Server();
let admin;
let browser;
let page;

const call = (method, path, body) => fetch(server.url + path, { method, headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });

// What some people asked: two were helped, two were not.
async function ask() {
  for (const [client, q] of [["ann", "printer offline"], ["bob", "printer offline"], ["cid", "teleporter zzyzx"], ["dan", "teleporter zzyzx"], ["eva", "xylophone qwv"]]) {
    const answer = await (await call("POST", "/v1/search", { q, client_id: client, typos: 0 })).json();
    const hit = answer.hits[0];
    const event = (action_name) => ({ action_name, query_id: answer.query_id, client_id: client, object_id: hit.id, timestamp: new Date().toISOString(), position: { ordinal: 1 } });
    if (hit) assert.equal((await call("POST", "/v1/events", { events: [event("click"), event("helpful")] })).status, 202);
  }
  // Queries are written a few seconds after they were asked, or with the next event.
  await call("POST", "/v1/events", { events: [{ action_name: "impression", query_id: "none", client_id: "eva", timestamp: new Date().toISOString() }] });
}

before(async () => {
  server.harvest();
  await server.start();
  admin = server.key("--scope", "admin", "--audience", "team");
  await ask();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser, { acceptDownloads: true });
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), admin);
});
afterEach(async () => { await page.end(); });

const goto = async (query = "") => {
  await page.goto(`${server.url}/#/dashboard${query}`);
  await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  await page.locator("[data-report=overview]").waitFor();
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
};
const report = (name) => page.locator(`[data-report="${name}"]`);

test("it shows the five numbers, the way of conversations, and what was asked", async () => {
  await goto("?from=2025-01-01&to=2026-12-31");
  assert.equal(await report("overview").getByRole("listitem").count(), 5);
  await report("overview").getByRole("heading", { name: "Become knowledge" }).waitFor();
  await report("overview").getByText("What is counted").press("Enter");
  assert.equal(await report("overview").getByRole("definition").filter({ hasText: /\w/, visible: true }).count(), 5);
  const rows = report("channels").getByRole("row");
  assert.ok(await rows.count() > 4);
  await page.locator(".plot canvas").first().waitFor();
  assert.equal(await page.locator(".plot canvas").count(), 3);
  await report("gaps").getByRole("row", { name: /teleporter zzyzx/ }).waitFor();
  await assertAccessible(page);
  await pictureAll(page, "desk-dashboard");
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("who may not say how many conversations a channel has is not sent to", async () => {
  await goto();
  await page.getByRole("link", { name: "Say how many they have" }).waitFor();
  await page.end();
  page = await open(browser);
  const { link } = JSON.parse(server.run("person", "add", "cleo", "--role", "contributor", "--invite", "--url", server.url));
  await page.goto(link);
  await page.getByLabel("Password").fill("four words that fit");
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("button", { name: "cleo", exact: true }).waitFor();
  await goto();
  await report("overview").getByText("No data").first().waitFor();
  assert.equal(await page.getByRole("link", { name: "Say how many they have" }).count(), 0);
  assert.deepEqual(page.faults, []);
});

test("the days are in the address, and in the numbers", async () => {
  await goto();
  await page.getByRole("button", { name: "12 months" }).press("Enter");
  await until(async () => await page.getByRole("button", { name: "12 months" }).getAttribute("aria-pressed") === "true");
  assert.match(page.url(), /from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
  const url = page.url();
  await page.getByLabel("From", { exact: true }).fill("2025-04-01");
  await until(() => page.url() !== url);
  await page.reload();
  assert.equal(await page.getByLabel("From", { exact: true }).inputValue(), "2025-04-01");
  assert.deepEqual(page.faults, []);
});

test("who goes on is not taken back by the page that is left", async () => {
  await goto();
  // A click, and before the browser has told of it the page puts other days into the address.
  await page.evaluate(() => {
    location.hash = "#/articles";
    document.querySelector("[data-days='90']").click();
  });
  await page.getByRole("heading", { level: 1, name: "Articles" }).waitFor();
  assert.match(page.url(), /#\/articles/);
  assert.deepEqual(page.faults, []);
});

test("days without anything say where there is something", async () => {
  await goto("?from=2012-01-01&to=2012-01-31");
  await page.getByText("Nothing happened in these days").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Show all of them" }).press("Enter");
  await page.getByText("Nothing happened in these days").waitFor({ state: "detached" });
  assert.notEqual(await report("capture").locator(".funnel .amount").first().textContent(), "0");
  assert.deepEqual(page.faults, []);
});

test("a question that nobody could be answered is a draft in one click", async () => {
  await goto();
  await report("no-results").getByRole("button", { name: "Write an article on “teleporter zzyzx”" }).press("Enter");
  await until(() => /#\/articles\/.+/.test(page.url()));
  const id = decodeURIComponent(page.url().match(/articles\/([^/]+)/)[1]);
  const article = await (await call("GET", `/v1/articles/${encodeURIComponent(id)}`)).json();
  assert.equal(article.title, "teleporter zzyzx");
  assert.deepEqual(article.asked_as, ["teleporter zzyzx"]);
  assert.equal(article.state.confidence, "wip");
});

test("every number has its definition and its rows", async () => {
  await goto();
  const wanted = page.waitForEvent("download");
  await page.getByRole("button", { name: "Searches that found nothing as CSV" }).press("Enter");
  const file = await wanted;
  assert.match(file.suggestedFilename(), /^garner-no-results-.*\.csv$/);
  const text = readFileSync(await file.path(), "utf8");
  assert.match(text, /^query,without_results,clients,last_at\r\n/);
  assert.match(text, /teleporter zzyzx,2,2,/);
  await report("capture").getByText("What is counted").press("Enter");
  await report("capture").getByText("within 14 days").first().waitFor();
  await report("capture").getByText("As a table").press("Enter");
  await report("capture").getByRole("table").waitFor();
  await assertAccessible(page);
  assert.deepEqual(page.faults, []);
});
