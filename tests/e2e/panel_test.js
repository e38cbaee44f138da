// The agent panel: alone, embedded by a help desk, and as an element.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, inFocus, launch, open, pictureAll, Server, Site, telephone, until } from "./browser.js";

const message = "Hello, since the update my printer shows offline. I restarted it twice, no luck. Please help!";
const server = new Server();
const site = new Site({});
let key;  // of an agent who may write
let browser;
let page;

before(async () => {
  server.harvest();
  key = server.key("--scope", "suggest", "--scope", "events", "--scope", "read", "--scope", "write", "--role", "contributor", "--audience", "internal");
  await site.start();
  await server.start("--open", "internal", "--panel-origin", site.url);
  site.pages["/case"] = { policy: `default-src 'none'; script-src 'self'; frame-src ${server.url}`,
    body: `<!doctype html><html lang="en"><title>Case 4711</title><h1>Case 4711</h1><label>Reply <textarea id="reply"></textarea></label>
           <iframe src="${server.url}/panel" title="Garner" width="900" height="800" allow="clipboard-write"></iframe><script type="module" src="/case.js"></script>` };
  site.pages["/case.js"] = { type: "text/javascript", body: `
    const frame = document.querySelector("iframe").contentWindow;
    addEventListener("message", ({ source, data }) => {
      if (source !== frame) return;
      if (data.type === "garner:ready") frame.postMessage({ type: "garner:conversation", case_ref: "4711", subject: "Printer offline",
        messages: [{ role: "customer", text: ${JSON.stringify(message)} }, { role: "agent", text: "Which printer is it?" }, { role: "customer", text: "A Brindle X2." }] }, "*");
      if (data.type === "garner:insert") document.getElementById("reply").value = data.text;
      if (data.type === "garner:solved") document.title = "Solved by " + data.article_id + " in " + data.case_ref;
    });` };
  site.pages["/thief"] = { body: `<!doctype html><html lang="en"><title>Thief</title><iframe src="${server.url}/panel" title="Garner"></iframe>` };
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site.stop();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  page.events = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/v1/events") && request.method() === "POST") page.events.push(...request.postDataJSON().events);
  });
});
afterEach(async () => { await page.end(); });

const cards = (where = page) => where.getByRole("article");
const ask = async (text = message) => {
  await page.goto(`${server.url}/panel`);
  await page.getByLabel("Customer’s message").fill(text);
  await page.getByLabel("Customer’s message").press("Control+Enter");
  await cards().first().waitFor();
};
const sent = (action) => until(() => page.events.some((event) => event.action_name === action));

test("before anything is asked", async () => {
  await page.goto(`${server.url}/panel`);
  await page.getByText("Answers show up here").waitFor();
  await pictureAll(page, "panel-empty");
  await assertAccessible(page);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("a message gets answers with reason, passage and confidence", async () => {
  await ask();
  const first = cards().first();
  await inFocus(first);
  assert.match(await first.innerText(), /matches/);
  assert.match(await first.innerText(), /\d+ %/);
  assert.ok(await page.locator("mark").count() > 0, "nothing is marked");
  await pictureAll(page, "panel");
  await assertAccessible(page);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("an internal answer goes nowhere until it is unlocked on purpose", async () => {
  await ask();
  const first = cards().first();
  assert.match(await first.innerText(), /Internal: not for customers/);
  assert.equal(await first.getByRole("button", { name: "Copy" }).count(), 0);
  await page.evaluate(() => navigator.clipboard.writeText("untouched"));
  await first.press("c");
  await page.getByText("unlock it first").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "untouched");
  await first.press("u");
  await first.getByText("Unlocked for this case").waitFor();
  await assertAccessible(page);
  await first.press("c");
  await page.getByText("The answer is in the clipboard").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /TCP\/IP/);
  await sent("insert");
  assert.deepEqual(page.events.find((event) => event.action_name === "insert").attributes, { unlocked: true, how: "copy" });
  assert.deepEqual(page.faults, []);
});

test("solved and dismissed by one key each, and undone by another", async () => {
  await ask();
  const titles = () => page.getByRole("article").getByRole("heading").allInnerTexts();
  const before = await titles();
  await cards().first().press("j");
  await inFocus(cards().nth(1));
  await cards().nth(1).press("d");
  await page.getByRole("group", { name: "Why does it not fit?" }).waitFor();
  await pictureAll(page, "panel-dismiss");
  await assertAccessible(page);
  await page.keyboard.press("3");
  await until(async () => (await titles()).length === before.length - 1);
  await page.keyboard.press("z");
  await until(async () => (await titles()).join() === before.join());
  await inFocus(cards().nth(1));
  await page.keyboard.press("d");
  await page.keyboard.press("1");
  await until(async () => (await titles()).length === before.length - 1);
  await page.keyboard.press("k");
  await page.keyboard.press("s");
  await page.getByText("Noted: this solved it").waitFor();
  await sent("dismiss");  // what is said next ends the time for undoing
  assert.equal(page.events.find((event) => event.action_name === "dismiss").attributes.reason, "wrong_problem");
  await page.keyboard.press("d");
  await page.keyboard.press("2");
  await sent("solved");
  assert.deepEqual(page.faults, []);
});

test("the keys are listed on ?", async () => {
  await ask();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await pictureAll(page, "panel-keys");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  assert.deepEqual(page.faults, []);
});

test("a conversation comes with the address, and does not stay in it", async () => {
  await page.goto(`${server.url}/panel#case=4711&product=Brindle+X2&subject=Printer+offline&body=Customer:+It+shows+offline%0AAgent:+Since+when?`);
  await cards().first().waitFor();
  assert.equal(page.url(), `${server.url}/panel`);
  await page.getByText("Case 4711").waitFor();
  await page.getByText("Since when?").waitFor();
  await pictureAll(page, "panel-conversation");
  await assertAccessible(page);
  assert.deepEqual(page.faults, []);
});

test("a help desk that embeds it hands over the case and gets the answer into the reply", async () => {
  await page.goto(`${site.url}/case`);
  const panel = page.frameLocator("iframe");
  await cards(panel).first().waitFor();
  await panel.getByText("Which printer is it?").waitFor();
  await cards(panel).first().press("u");
  await cards(panel).first().press("i");
  await until(async () => /TCP\/IP/.test(await page.getByLabel("Reply").inputValue()));
  await cards(panel).first().press("s");
  await panel.getByText("Noted: this solved it").waitFor();
  await cards(panel).first().press("e");
  await cards(panel).first().press("d");
  await page.keyboard.press("2");
  await until(async () => /^Solved by a-.* in 4711$/.test(await page.title()));
  assert.deepEqual(page.faults, []);
});

test("a help desk whose script comes after the panel is heard, and the same case twice is asked once", async () => {
  let letThrough;
  const shown = new Promise((resolve) => { letThrough = resolve; });
  await page.route("**/case.js", async (route) => { await shown; await route.continue(); });
  let asked = 0;
  page.on("request", (request) => { asked += new URL(request.url()).pathname === "/v1/suggest" ? 1 : 0; });
  await page.goto(`${site.url}/case`, { waitUntil: "commit" });
  const panel = page.frameLocator("iframe");
  await panel.getByText("Answers show up here").waitFor();
  letThrough();
  await cards(panel).first().waitFor();
  const say = (case_ref) => page.evaluate((it) => document.querySelector("iframe").contentWindow.postMessage({ type: "garner:conversation", case_ref: it,
    subject: "Printer offline", messages: [{ role: "customer", text: "A Brindle X2." }] }, "*"), case_ref);
  await say("4712");
  await panel.getByText("Case 4712").waitFor();
  await cards(panel).first().waitFor();
  await say("4712");
  await say("4713");
  await panel.getByText("Case 4713").waitFor();
  await cards(panel).first().waitFor();
  assert.equal(asked, 3);

  // Not where the agent has asked for another text since.
  await panel.getByRole("button", { name: "Edit, or paste another" }).click();
  await panel.getByLabel("Customer’s message").fill("Something else");
  await panel.getByLabel("Customer’s message").press("Control+Enter");
  await until(() => asked === 4);
  await say("4713");
  await panel.getByText("A Brindle X2.").waitFor();
  await cards(panel).first().waitFor();
  assert.equal(asked, 5);
  assert.deepEqual(page.faults, []);

  // Nor where it has failed.
  await page.route("**/v1/suggest*", (route) => route.abort());
  await say("4714");
  await panel.getByRole("button", { name: "Try again" }).waitFor();
  await page.unroute("**/v1/suggest*");
  await say("4714");
  await cards(panel).first().waitFor();
  assert.equal(asked, 7);
});

test("a case that is solved is linked with what solved it, by a key that may write", async () => {
  await page.addInitScript((secret) => { if (location.protocol !== "about:") sessionStorage.setItem("garner-key", secret); }, key);
  await page.goto(`${server.url}/panel#case=T-815&subject=Printer+offline&body=${encodeURIComponent(message)}`);
  await cards().first().waitFor();
  await inFocus(cards().first());
  await page.keyboard.press("s");
  await page.getByText("Noted: this solved it").waitFor();
  const links = async () => (await (await fetch(`${server.url}/v1/links?channel=desk&case_ref=T-815`, { headers: { Authorization: `Bearer ${key}` } })).json()).data;
  assert.deepEqual(await links(), []);
  await page.goto("about:blank");
  await until(async () => (await links()).length === 1);
  assert.equal((await links())[0].kind, "resolved");
  assert.deepEqual(page.faults, []);
});

test("where nothing fits, a draft is made of the conversation, and taken back", async () => {
  const read = async (path) => (await fetch(server.url + path, { headers: { Authorization: `Bearer ${key}` } })).json();
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), key);
  await page.goto(`${server.url}/panel#case=T-900&product=Quillpad&body=${encodeURIComponent("Customer: My Quillpad qqqxyzzy hums. Only at night.\nAgent: Since when?")}`);
  await page.getByRole("button", { name: "Make a draft of it" }).waitFor();
  await pictureAll(page, "panel-nothing-fits");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Make a draft of it" }).press("Enter");
  const open_ = page.getByRole("link", { name: /^Open “My Quillpad qqqxyzzy hums/ });
  await open_.waitFor();
  await assertAccessible(page);
  const id = decodeURIComponent(/articles\/([^/]+)\/edit/.exec(await open_.getAttribute("href"))[1]);
  const article = await read(`/v1/articles/${id}`);
  assert.deepEqual([article.state.confidence, article.issue, article.products], ["wip", "My Quillpad qqqxyzzy hums. Only at night.", ["Quillpad"]]);
  assert.equal((await read("/v1/links?channel=desk&case_ref=T-900")).data[0].article_id, id);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("button", { name: "Make a draft of it" }).waitFor();
  assert.equal((await read(`/v1/articles/${id}`)).state.confidence, "archived");
  assert.deepEqual(page.faults, []);
});

test("another site cannot embed it", async () => {
  site.pages["/thief"].body = site.pages["/thief"].body.replaceAll("localhost", "127.0.0.1");
  await page.goto(`${site.url.replace("localhost", "127.0.0.1")}/thief`);
  await until(() => page.faults.some((fault) => /frame-ancestors/.test(fault)));
});

test("what is typed is never run, and nothing found is said in words", async () => {
  await page.goto(`${server.url}/panel`);
  await page.getByLabel("Customer’s message").fill("<img src=x onerror=document.title='run'> qqqxyzzy zzyqx");
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByText(/No sure answer|Nothing like it/).waitFor();
  await assertAccessible(page);
  assert.match(await page.title(), /Agent panel/);
  assert.deepEqual(page.faults, []);
});

test("offline, the text stays and it can be tried again", async () => {
  await ask();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByText("You are offline").waitFor();
  await pictureAll(page, "panel-offline");
  await assertAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await cards().first().waitFor();
});
