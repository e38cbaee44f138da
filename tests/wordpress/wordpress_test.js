// <garner-search> on a site of WordPress, put there as docs/embed.md says: in a block theme, in a classic one, and
// around a form in a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, root, Server, telephone, until } from "../e2e/browser.js";
import { WordPress } from "./site.js";

const manual = readFileSync(join(root, "docs/embed.md"), "utf8");
const [, plugin] = /```php\n(.+?)```/s.exec(manual);
const [, form] = /## Before they post\s+```html\n(.+?)```/s.exec(manual);
const [, css] = /Additional CSS\*.+?```css\n(.+?)```/s.exec(manual);

const server = new Server();
const site = new WordPress();
const theme = (name, options = {}) => site.php("theme", { name, css, ...options });
let browser;
let page;

before(async () => {
  server.harvest();
  await site.start();
  await server.start("--origin", site.url);
  const key = server.key("--scope", "search", "--scope", "suggest", "--scope", "events", "--audience", "internal");
  const own = (text) => text.replaceAll("https://garner.example", server.url).replaceAll("gk_…", key);
  await site.install({ plugin: own(plugin), pages: { ask: { title: "Ask the community", html: own(form).replace('name="title"', '$& aria-label="Title"')
    .replace("</form>", "<p><button>Post</button></p></form>") } } });
  await theme("twentytwentythree", { header: true });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site.remove();
  await server.remove();
});

beforeEach(async () => { page = await open(browser); });
afterEach(async () => { await page.end(); });

const box = () => page.getByRole("combobox", { name: "Search" }).first();
const options = () => page.getByRole("option");
const styleOf = (locator, ...names) => locator.evaluate((node, wanted) => wanted.map((name) => getComputedStyle(node)[name]), names);

// Answers of the server to events.
function listen() {
  const told = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/v1/events") && response.request().method() === "POST") {
      told.push(...response.request().postDataJSON().events.map((event) => `${event.action_name} ${response.status()}`));
    }
  });
  return told;
}

test("in the header of a block theme it finds as one types, and looks like the theme", async () => {
  await page.goto(site.url);
  const [font] = await styleOf(page.locator("body"), "fontFamily");
  const [size] = await styleOf(page.locator("header .wp-block-group").first(), "fontSize");
  assert.deepEqual(await styleOf(box(), "fontFamily", "fontSize"), [font, size]);
  await box().focus();
  const [secondary] = await page.evaluate(() => [getComputedStyle(document.body).getPropertyValue("--wp--preset--color--secondary")]);
  assert.equal(secondary, "#345C00");
  assert.deepEqual(await styleOf(box(), "color", "borderTopColor"), ["rgb(0, 0, 0)", "rgb(52, 92, 0)"]);

  await page.keyboard.type("printer offline");
  await options().filter({ hasText: /offline/i }).first().waitFor();
  await page.getByRole("status").filter({ hasText: /answers?$/ }).first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get("q"), "printer offline");
  await pictureAll(page, "wordpress-block");
  await assertAccessible(page, "garner-search");
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("the keyboard opens an answer, and its use arrives", async () => {
  const arrived = listen();
  await page.goto(site.url);
  // Articles with a page of their own would be opened there, on servers that there are not.
  await page.evaluate(() => document.addEventListener("garner-select", (event) => { event.detail.hit.url = null; }, true));
  await box().focus();
  await page.keyboard.type("printer offline");
  await page.getByRole("status").filter({ hasText: /answers?$/ }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  const title = await options().first().locator(".title").innerText();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: title }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you").waitFor();
  await assertAccessible(page, "garner-search");
  await until(() => arrived.length >= 3);
  assert.deepEqual(arrived, ["click 202", "view 202", "helpful 202"]);
  assert.deepEqual(page.faults, []);
});

test("a classic theme has it in place of its own search", async () => {
  await theme("twentytwentyone");
  await page.goto(`${site.url}/?pagename=nowhere`);
  await box().focus();
  await page.keyboard.type("printer offline");
  await options().first().waitFor();
  await page.getByRole("status").filter({ hasText: /answers?$/ }).first().waitFor();
  // What the theme has in the address stays there.
  assert.equal(new URL(page.url()).search, "?pagename=nowhere&q=printer+offline");
  await pictureAll(page, "wordpress-classic");
  await assertAccessible(page, "main garner-search");
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
});

test("the theme's own search is there while Garner is not", async () => {
  await theme("twentytwentyone");
  await page.route(`${server.url}/**`, (route) => route.abort());
  await page.goto(`${site.url}/?pagename=nowhere`);
  await page.getByRole("searchbox").first().fill("hello");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Results for .hello.$/ }).waitFor();
});

test("before somebody posts from a page, answers stand below the title", async () => {
  await theme("twentytwentyone");
  const arrived = listen();
  await page.goto(`${site.url}/?pagename=ask`);
  await page.getByLabel("Title").focus();
  await page.keyboard.type("My printer shows offline since the update");
  await page.getByRole("region", { name: "Is it one of these?" }).getByRole("button").first().waitFor();
  await pictureAll(page, "wordpress-ask");
  await assertAccessible(page, "main garner-search");
  assert.deepEqual(page.faults, []);
  await page.keyboard.press("Enter");  // posts it all the same
  await page.waitForURL(`${site.url}/post?*`);
  await until(() => arrived.length >= 2);
  assert.deepEqual(arrived, ["impression 202", "case_opened 202"]);
});
