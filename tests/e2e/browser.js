// What the tests of the surfaces share: the real server with the sample conversations, Debian's Chromium, axe-core.
// GARNER names the program (build/release/garner unless set), CHROMIUM the browser: by default the shell of it that draws no window of its
// own, which takes half the time; /usr/bin/chromium does as well.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const garner = process.env.GARNER || join(root, "build/release/garner");
const pictures = join(root, "build/screenshots");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const wide = { width: 1440, height: 900 };
export const tablet = { width: 768, height: 1024 };
export const telephone = { width: 360, height: 740 };

// Waits until `condition` holds; one that never does fails the test and holds up no other.
export async function until(condition) {
  const limit = performance.now() + 60_000;
  while (!(await condition()) && assert.ok(performance.now() < limit, `never: ${condition}`) === undefined) await new Promise((resolve) => { setTimeout(resolve, 20); });
}

// Waits until what `locator` finds has the focus, within its component where it is in one.
export const inFocus = (locator) => until(() => locator.evaluate((node) => node.getRootNode().activeElement === node));

// One server with a folder of its own. `config`: its file; `loud`: what it says on its terminal is in `said`.
export class Server {
  constructor() { this.data = mkdtempSync(join(tmpdir(), "garner-e2e-")); }

  run(...args) { return execFileSync(garner, ["--data", this.data, "--quiet", "--json", ...args]).toString(); }
  harvest(path = join(root, "corpora/samples")) { this.run("harvest", path); }
  // The secret of a new key: key("--scope", "search", "--audience", "public").
  key(...options) { return JSON.parse(this.run("key", "create", ...options)).secret; }

  // On a free port unless `listen` names one; `url` is where.
  async start(...options) {
    const ready = join(this.data, "ready");
    rmSync(ready, { force: true });
    const listen = options.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
    const before = [...(this.config ? ["--config", this.config] : []), ...(this.loud ? [] : ["--quiet"])];
    this.process = spawn(garner, ["--data", this.data, ...before, "serve", ...listen, "--ready-file", ready, ...options],
                         { stdio: ["ignore", "ignore", this.loud ? "pipe" : "inherit"] });
    this.said = "";
    this.process.stderr?.on("data", (text) => { this.said += text; });
    await until(() => { assert.equal(this.process.exitCode, null, "the server has stopped"); return existsSync(ready); });
    this.url = readFileSync(ready, "utf8").trim();
    await until(async () => (await fetch(`${this.url}/readyz`)).ok);
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  }

  async remove() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

// Another site: pages by path, each {type, body, policy}. It stands on localhost, so that it is another origin than 127.0.0.1.
export class Site {
  constructor(pages) {
    this.pages = pages;
    this.server = createServer((request, response) => {
      const page = this.pages[new URL(request.url, "http://site").pathname];
      if (!page) return response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      response.writeHead(200, { "Content-Type": page.type ?? "text/html; charset=utf-8",
                                ...(page.policy && { "Content-Security-Policy": page.policy }) }).end(page.body);
    });
  }

  async start() {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://localhost:${this.server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export async function launch() {
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium-headless-shell",
                           args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
}

// What is done can be undone for seven seconds: on a busy machine that is too short for a test.
function beSlowToForget() {
  const { setTimeout } = window;
  window.setTimeout = (work, wait, ...more) => setTimeout(work, wait === 7000 ? 50_000 : wait, ...more);
}

// A page that notes in `faults` what went wrong on it: errors of scripts, of the console, of its policy.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: wide, locale: "en-GB", reducedMotion: "reduce", ...options });
  await context.addInitScript(beSlowToForget);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (said) => { if (said.type() === "error") page.faults.push(said.text()); });
  page.end = () => context.close();
  return page;
}

// Fails with what axe-core has found, in its words, in both colour schemes; within `selector` where the rest is not ours.
export async function assertAccessible(page, selector = null) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const found = await page.evaluate((within) => window.axe.run(within ?? document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                                                                                 "wcag22aa", "best-practice"] }), selector);
    assert.deepEqual(found.violations.map((violation) => `${colorScheme}: ${violation.help}: ${violation.nodes[0].html}: ` +
                                                         `${violation.nodes[0].failureSummary}`), []);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

// Pictures at three widths, light and dark, of what `page` shows now: build/screenshots/NAME-360-dark.png and so on.
export async function pictureAll(page, name) {
  for (const size of [telephone, tablet, wide]) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `${name}-${size.width}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(wide);
}

export async function assertNoSidewaysScroll(page) {
  const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
  assert.ok(scroll <= width, `it scrolls sideways: ${scroll} > ${width}`);
}
