// <garner-search> on a page of another site, under the strictest policy, as visitors use it.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, root, Server, Site, telephone, until } from "./browser.js";

const LARGEST = 25_000;  // bytes, compressed

const server = new Server();
const site = new Site({});
let browser;
let page;
let key;

const policyOf = (url) => `default-src 'none'; script-src ${url}; style-src 'self'; connect-src ${url}; base-uri 'none'; form-action 'self'; ` +
                          "require-trusted-types-for 'script'; trusted-types 'none'";

// A page of the site with `box` on it, in English unless `lang` says otherwise.
function place(path, box, { lang = "en", dir = "ltr", title = "Community" } = {}) {
  site.pages[path] = { policy: policyOf(server.url), body: `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/site.css">
    <script type="module" src="${server.url}/garner-search.js"></script></head>
    <body><main><h1>${title}</h1>${box}</main></body></html>` };
}

before(async () => {
  server.harvest();
  await site.start();
  await server.start("--origin", site.url);
  key = server.key("--scope", "search", "--scope", "suggest", "--scope", "events", "--audience", "internal");
  site.pages["/site.css"] = { type: "text/css", body: `:root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;
    padding: 1.5rem 1rem; max-width: 44rem } main { display: grid; gap: 1rem } h1 { margin: 0 } input { font: inherit; width: 100%; padding: .6em;
    box-sizing: border-box }` };
  const box = (attributes = "") => `<garner-search endpoint="${server.url}" key="${key}" ${attributes}></garner-search>`;
  place("/", box('facets="product tag" param="q"'));
  place("/de", box(), { lang: "de", title: "Gemeinschaft" });
  place("/ar", box('facets="product"'), { lang: "ar", dir: "rtl", title: "المجتمع" });
  place("/broken", `<garner-search endpoint="${server.url}" key="gk_wrong"></garner-search>`);
  place("/ask", `<form action="/posted"><p><label for="subject">Title</label> <input id="subject"></p>
    ${box('mode="ask" for="subject"')}<p><button>Post</button></p></form>`, { title: "Ask the community" });
  place("/posted", "<p>Posted.</p>");
  place("/read", "<p>An article.</p>");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site.stop();
  await server.remove();
});

beforeEach(async () => { page = await open(browser); });
afterEach(async () => { await page.end(); });

const box = () => page.getByRole("combobox");
const options = () => page.getByRole("option");

// The events that the server gets from now on.
function listen() {
  const events = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/v1/events") && request.method() === "POST") events.push(...request.postDataJSON().events);
  });
  return events;
}

test("the whole box is one small file", async (t) => {
  const response = await fetch(`${server.url}/garner-search.js`, { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(response.headers.get("content-encoding"), "gzip");
  const packed = Number(response.headers.get("content-length"));
  t.diagnostic(`garner-search.js: ${packed} bytes compressed, at most ${LARGEST}`);
  assert.ok(packed > 1000 && packed <= LARGEST);
});

test("answers come while one types, and the keyboard opens one", async () => {
  const events = listen();
  await page.goto(`${site.url}/`);
  await box().pressSequentially("printer offl");
  await options().filter({ hasText: /offline/i }).first().waitFor();
  await box().pressSequentially("ine");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  assert.match(page.url(), /\?q=printer\+offline$/);
  await pictureAll(page, "box");
  await assertAccessible(page);

  await box().press("ArrowDown");
  const first = options().first();
  assert.equal(await first.getAttribute("aria-selected"), "true");
  assert.equal(await box().getAttribute("aria-activedescendant"), await first.getAttribute("id"));
  await box().press("ArrowUp");
  assert.equal(await box().getAttribute("aria-activedescendant"), null);
  await box().press("Escape");
  await options().first().waitFor({ state: "hidden" });
  await box().press("ArrowDown");
  await options().first().waitFor();
  assert.deepEqual(events, []);
  assert.deepEqual(page.faults, []);
});

test("it closes when the focus or a click goes elsewhere, not when its own text is marked", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("printer offline");
  await options().first().waitFor();
  await page.locator(".count").click();
  assert.ok(await options().first().isVisible());
  await page.getByRole("heading", { name: "Community" }).click();
  await options().first().waitFor({ state: "hidden" });
  await page.evaluate(() => document.querySelector("garner-search").focus());
  await options().first().waitFor();
  await page.evaluate(() => { document.querySelector("h1").tabIndex = -1; document.querySelector("h1").focus(); });
  await options().first().waitFor({ state: "hidden" });
  assert.deepEqual(page.faults, []);
});

test("an answer without a page of its own is read in the box, and its use is told", async () => {
  const events = listen();
  await page.goto(`${site.url}/`);
  await page.evaluate(() => document.querySelector("garner-search").addEventListener("garner-select", (event) => {
    event.detail.hit.url = null;
  }));
  await box().fill("printer offline");
  await options().first().waitFor();
  const title = await options().first().locator(".title").innerText();
  await box().press("ArrowDown");
  await box().press("Enter");
  await page.getByRole("heading", { name: title }).waitFor();
  await page.getByText("Standard TCP/IP port").waitFor();
  await pictureAll(page, "box-answer");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("Thank you").waitFor();
  await until(() => events.some((event) => event.action_name === "helpful"));
  const click = events.find((event) => event.action_name === "click");
  assert.equal(click.position.ordinal, 1);
  assert.ok(click.query_id && click.client_id && click.object_id);
  await page.keyboard.press("Escape");
  await options().first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("an article with a page is opened there; who comes back is asked whether it helped", async () => {
  const events = listen();
  await page.goto(`${site.url}/`);
  await page.evaluate((url) => document.querySelector("garner-search").addEventListener("garner-select", (event) => {
    event.detail.hit.url = url;
  }), `${site.url}/read`);
  await box().fill("printer offline");
  await options().first().waitFor();
  const title = await options().first().locator(".title").innerText();
  await box().press("ArrowDown");
  await box().press("Enter");
  await page.getByText("An article.").waitFor();
  await page.goBack();
  await page.getByText(`Did “${title}” help?`).waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "No", exact: true }).click();
  await until(() => events.some((event) => event.action_name === "unhelpful"));
  assert.equal(await box().inputValue(), "printer offline");
  assert.deepEqual(page.faults, []);
});

test("facets narrow by keyboard and keep the focus", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("printer");
  await options().first().waitFor();
  const value = page.getByRole("group", { name: "Product" }).getByRole("button").first();
  await value.press("Enter");
  await until(async () => await value.getAttribute("aria-pressed") === "true");
  await until(() => value.evaluate((button) => button.getRootNode().activeElement === button));
  await pictureAll(page, "box-facets");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await options().first().waitFor({ state: "hidden" });
  assert.deepEqual(page.faults, []);
});

test("more answers come on request, after those that are there", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("printer");
  await page.getByRole("button", { name: "Show more" }).click();
  await options().nth(6).waitFor();
  assert.equal(await options().nth(6).getAttribute("aria-selected"), "true");
  assert.deepEqual(page.faults, []);
});

test("a mistyped word is answered as it was meant, and as it was typed on request", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("prnter offline");
  await page.getByText("Shown for “printer offline”").waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: /as it is typed/ }).click();
  await page.getByText("Shown for").waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
});

test("recent searches come back, and can be forgotten", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("printer offline");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await options().filter({ hasText: "printer offline" }).waitFor();
  await pictureAll(page, "box-recent");
  await assertAccessible(page);
  await box().press("ArrowDown");
  await box().press("Enter");
  assert.equal(await box().inputValue(), "printer offline");
  await options().nth(1).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: "Forget them" }).click();
  await box().press("ArrowDown");
  await options().first().waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => localStorage.getItem("garner-recent")), null);
  assert.deepEqual(page.faults, []);
});

test("a shared address shows the search again", async () => {
  await page.goto(`${site.url}/?q=printer+offline`);
  assert.equal(await box().inputValue(), "printer offline");
  await box().click();
  await options().first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("what is typed is never run, and what nobody solved is said in words", async () => {
  await page.goto(`${site.url}/`);
  await box().fill("<img src=x onerror=document.title='run'> printer");
  await options().first().waitFor();
  await box().fill("<qqqzyx>qqqxyzzy");
  await page.getByText("Nothing found for “<qqqzyx>").first().waitFor();
  await assertAccessible(page);
  assert.equal(await page.title(), "Community");
  assert.deepEqual(page.faults, []);
});

test("it speaks the language of the page", async () => {
  await page.goto(`${site.url}/de`);
  await page.getByRole("combobox", { name: "Suche" }).fill("Drucker offline");
  await page.getByRole("status").filter({ hasText: /Antwort(en)?$/ }).waitFor();
  await assertAccessible(page);
  assert.deepEqual(page.faults, []);
});

test("it reads from right to left", async () => {
  await page.goto(`${site.url}/ar`);
  const field = page.getByRole("combobox", { name: "بحث" });
  await field.fill("printer");
  await options().first().waitFor();
  await pictureAll(page, "box-rtl");
  await assertAccessible(page);
  assert.equal(await field.evaluate((node) => getComputedStyle(node).direction), "rtl");
  assert.deepEqual(page.faults, []);
});

test("it fits a telephone", async () => {
  await page.setViewportSize(telephone);
  await page.goto(`${site.url}/`);
  await box().fill("printer offline");
  await options().first().waitFor();
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
});

test("the newest text wins, however late older answers come", async () => {
  await page.goto(`${site.url}/`);
  let slow;
  await page.route("**/v1/search", async (route) => {
    if (route.request().method() === "POST" && route.request().postDataJSON().q === "scanner") await new Promise((resolve) => { slow = resolve; });
    await route.continue().catch(() => {});
  });
  await box().fill("scanner");
  await until(() => slow);
  await box().fill("router");
  await options().filter({ hasText: /router/i }).first().waitFor();
  slow();
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  assert.ok(await options().filter({ hasText: /router/i }).count() > 0);
});

test("what the arrow has chosen stays chosen when later answers have it too", async () => {
  await page.goto(`${site.url}/`);
  let late;
  await page.route("**/v1/search", async (route) => {
    if (route.request().method() === "POST" && route.request().postDataJSON().q === "printer offline") await new Promise((resolve) => { late = resolve; });
    await route.continue().catch(() => {});
  });
  await box().fill("printer offlin");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  await box().press("ArrowUp");
  await box().press("ArrowUp");
  const chosen = page.getByRole("option", { selected: true });
  const title = await chosen.locator(".title").innerText();
  const node = await chosen.elementHandle();
  await box().press("End");
  await box().pressSequentially("e");
  await until(() => late);
  assert.equal(await chosen.locator(".title").innerText(), title);
  late();
  await until(() => node.evaluate((one) => !one.isConnected));
  assert.equal(await chosen.locator(".title").innerText(), title);
  assert.equal(await box().getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
});

test("a pointer that rests over an answer chooses nothing for who types on", async () => {
  const chosen = page.getByRole("option", { selected: true });
  await page.goto(`${site.url}/`);
  await page.evaluate(() => document.addEventListener("garner-select", (event) => { event.preventDefault(); document.title = "opened"; }, true));
  await box().fill("printer offlin");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).waitFor();
  const node = await options().last().elementHandle();
  await options().last().hover();
  await chosen.waitFor();
  await box().pressSequentially("e");
  assert.equal(await chosen.count(), 0);
  await until(() => node.evaluate((one) => !one.isConnected));
  assert.equal(await chosen.count(), 0);
  await box().press("Enter");
  assert.equal(await page.title(), "Community");
  await options().last().click();
  assert.equal(await page.title(), "opened");
});

test("a server that fails is said so, and asked again on request", async () => {
  await page.goto(`${site.url}/broken`);
  await box().fill("printer");
  await page.getByText("does not answer right now").first().waitFor();
  await pictureAll(page, "box-failed");
  await assertAccessible(page);
  await page.evaluate((right) => document.querySelector("garner-search").setAttribute("key", right), key);
  await page.getByRole("button", { name: "Try again" }).click();
  await options().first().waitFor();
});

test("before somebody posts, answers stand below the title, and one that solves it is counted", async () => {
  const events = listen();
  await page.goto(`${site.url}/ask`);
  await page.getByLabel("Title").pressSequentially("My printer shows offline since the update");
  const first = page.getByRole("region", { name: "Is it one of these?" }).getByRole("button").first();
  await first.waitFor();
  await page.getByText("below may already help").waitFor();
  await first.press("Enter");
  assert.equal(await first.getAttribute("aria-expanded"), "true");
  await pictureAll(page, "ask");
  await assertAccessible(page);
  await page.getByRole("button", { name: "This solved it" }).click();
  await page.getByText("no need to post").waitFor();
  await assertAccessible(page);
  await until(() => events.some((event) => event.action_name === "solved"));
  assert.deepEqual(page.faults, []);
});

test("a question that is posted all the same is counted as opened, and with it what was shown", async () => {
  const events = listen();
  await page.goto(`${site.url}/ask`);
  await page.getByLabel("Title").fill("My printer shows offline since the update");
  const region = page.getByRole("region", { name: "Is it one of these?" });
  await region.getByRole("button").first().click();
  const before = await region.getByRole("heading", { level: 3 }).count();
  await page.getByRole("button", { name: "Not my problem" }).click();
  await until(async () => await region.getByRole("heading", { level: 3 }).count() === before - 1);
  await page.getByRole("button", { name: "Post" }).click();
  await page.getByText("Posted.").waitFor();
  assert.deepEqual(events.map((event) => event.action_name).sort(), ["case_opened", "click", "dismiss", "impression"]);
});

test("every language has every word", () => {
  const folder = join(root, "api/web/search/strings");
  const words = (name) => [...readFileSync(join(folder, `${name}.js`), "utf8").matchAll(/^ {2}(\w+):/gm)].map(([, word]) => word).sort();
  for (const name of ["ar", "de", "es", "fr", "he", "it", "nl", "pt"]) assert.deepEqual(words(name), words("en"), name);
});
