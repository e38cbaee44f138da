// The page at "/" as people use it: a real server with the sample conversations, a real browser.
// GARNER names the program (build/release/garner unless set), CHROMIUM the browser.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const garner = process.env.GARNER || join(root, "build/release/garner");
const pictures = join(root, "build/screenshots");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const data = mkdtempSync(join(tmpdir(), "garner-e2e-"));
const message = "Hello, since the update my printer shows offline. I restarted it twice, no luck. Please help!";

const wideScreen = { width: 1280, height: 900 };
const telephone = { width: 360, height: 740 };

let server;
let browser;
let context;
let page;
let url;
let faults;

// Waits until `condition` holds, for as long as the server runs.
async function until(condition) {
  while (!(await condition())) {
    assert.equal(server.exitCode, null, "the server has stopped");
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

// Starts the server on a free port; `url` is where.
async function serve(...options) {
  const ready = join(data, "ready");
  rmSync(ready, { force: true });
  server = spawn(garner, ["--data", data, "--quiet", "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, ...options],
                 { stdio: ["ignore", "ignore", "inherit"] });
  await until(() => existsSync(ready));
  url = readFileSync(ready, "utf8").trim();
  await until(async () => (await fetch(`${url}/readyz`)).ok);
}

async function stop() {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
}

// Fails with what axe-core has found, in its words, in both colour schemes.
async function assertAccessible() {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(readFileSync(axe, "utf8"));
    const found = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                                                                       "best-practice"] }));
    assert.deepEqual(found.violations.map((violation) => `${colorScheme}: ${violation.help}: ${violation.nodes[0].html}`), []);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

const picture = (name) => page.screenshot({ path: join(pictures, `${name}.png`) });

before(async () => {
  mkdirSync(pictures, { recursive: true });
  execFileSync(garner, ["--data", data, "--quiet", "--json", "harvest", join(root, "corpora/samples")]);
  await serve("--open", "internal");
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
                                    args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
});

after(async () => {
  await browser?.close();
  if (server?.exitCode === null) await stop();
  rmSync(data, { recursive: true, force: true });
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: wideScreen, locale: "en-GB", permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (said) => { if (said.type() === "error") faults.push(said.text()); });
  await page.goto(url);
});

afterEach(async () => { await context.close(); });

test("a customer's message gets an answer with its reason", async () => {
  await page.getByLabel("Customer’s message").fill(message);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  const first = page.getByRole("article").first();
  await first.waitFor();
  assert.match(await first.getByRole("heading").innerText(), /offline/i);
  assert.match(await first.innerText(), /matches/);
  assert.ok(await first.locator("mark").count() > 0, "nothing is highlighted");
  await picture("suggest");
  await assertAccessible();

  await first.getByRole("button", { name: "Copy answer" }).click();
  await first.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.length > 20, `only "${copied}" was copied`);
  assert.deepEqual(faults, []);
});

test("by keyboard alone", async () => {
  await page.getByLabel("Customer’s message").focus();
  await page.keyboard.type("printer offline");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article").first().waitFor();
  await page.getByRole("tab", { name: "Suggest" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.getByRole("combobox", { name: "Search articles" }).isVisible());
  assert.deepEqual(faults, []);
});

test("results and titles come while one types", async () => {
  await page.getByRole("tab", { name: "Search" }).click();
  const box = page.getByRole("combobox", { name: "Search articles" });
  await box.pressSequentially("print");
  const titles = page.getByRole("option");
  await titles.first().waitFor();
  await page.getByRole("article").first().waitFor();
  await picture("typeahead");
  await assertAccessible();

  const title = await titles.first().innerText();
  await box.press("ArrowDown");
  await box.press("Enter");
  assert.equal(await box.inputValue(), title);
  await titles.first().waitFor({ state: "hidden" });
  await page.getByRole("article").filter({ hasText: title }).first().waitFor();
  await picture("search");
  await assertAccessible();
  assert.deepEqual(faults, []);
});

test("a mistyped search is answered as it was meant, and as it was typed on request", async () => {
  await page.getByRole("tab", { name: "Search" }).click();
  const box = page.getByRole("combobox", { name: "Search articles" });
  await box.fill("prnter offline");
  await page.locator(".meant").getByText("printer offline", { exact: true }).first().waitFor();
  await page.getByRole("article").first().waitFor();
  await assertAccessible();
  await page.getByRole("button", { name: "prnter offline" }).press("Enter");
  await page.locator(".meant").waitFor({ state: "detached" });
  await box.fill("printer");
  await page.getByRole("article").first().waitFor();
  assert.deepEqual(faults, []);
});

test("results are narrowed and put in order by keyboard", async () => {
  await page.getByRole("tab", { name: "Search" }).click();
  await page.getByRole("combobox", { name: "Search articles" }).fill("printer");
  await page.getByRole("article").first().waitFor();
  const found = async () => Number((await page.locator(".summary").innerText()).split(" ")[0]);
  const all = await found();
  await page.getByText("Narrow").press("Enter");
  const value = page.getByRole("group").getByRole("button").first();
  await value.press("Enter");
  await until(async () => await value.getAttribute("aria-pressed") === "true" && await found() < all);
  assert.ok(await value.evaluate((button) => button === document.activeElement), "the focus is lost");
  await picture("facets");
  await assertAccessible();
  await value.press("Space");
  await until(async () => await found() === all);

  await page.getByLabel("Order").selectOption("Newest first");
  const years = async () => (await page.locator(".meta li:last-child").allInnerTexts()).map((date) => date.slice(-4));
  await until(async () => { const shown = await years(); return shown.join() === [...shown].sort().reverse().join(); });
  assert.deepEqual(faults, []);
});

test("what nobody has solved is said in words", async () => {
  await page.getByRole("tab", { name: "Search" }).click();
  await page.getByRole("combobox", { name: "Search articles" }).fill("qqqxyzzy");
  await page.getByText("Nothing found").first().waitFor();
  await assertAccessible();
  assert.deepEqual(faults, []);
});

test("what is typed is never run", async () => {
  const attack = "<img src=x onerror=document.title='run'> printer offline";
  await page.getByLabel("Customer’s message").fill(attack);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByRole("article").first().waitFor();
  assert.equal(await page.title(), "Garner");
  assert.deepEqual(faults, []);
});

test("it fits a telephone", async () => {
  await page.setViewportSize(telephone);
  await page.getByLabel("Customer’s message").fill(message);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByRole("article").first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), telephone.width, "it scrolls sideways");
  await picture("telephone");
  await assertAccessible();
});

test("in the dark", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByLabel("Customer’s message").fill(message);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByRole("article").first().waitFor();
  await picture("dark");
});

test("a server that is closed asks for a key, and says when it is gone", async () => {
  await stop();
  await serve();
  await page.goto(url);
  await page.getByLabel("Customer’s message").fill(message);
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByRole("dialog").waitFor();
  await assertAccessible();
  const made = JSON.parse(execFileSync(garner, ["--data", data, "--json", "key", "create", "--scope", "suggest", "--scope", "search",
                                                "--audience", "internal"]));
  await page.getByLabel("API key").fill(made.secret);
  await page.getByRole("button", { name: "Use key" }).click();
  await page.getByRole("article").first().waitFor();

  await stop();
  await page.getByRole("button", { name: "Suggest answers" }).click();
  await page.getByText("The server cannot be reached").waitFor();
  await assertAccessible();
});
