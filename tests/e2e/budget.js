// What the first view of the desk costs, and how soon it can be used on a slow machine: node tests/e2e/budget.js [TRACE.json]
// Figures alone, no verdict: they are of this machine and its load. A trace goes into the file that is named.
import { gzipSync } from "node:zlib";
import { launch, open, Server } from "./browser.js";

const RUNS = 7;
const SLOWER = 4;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const server = new Server();
server.harvest();
await server.start();
const secret = server.key("--scope", "admin", "--audience", "team");
const browser = await launch();

// The cookie of somebody who has an account, as a browser holds it.
async function signedIn() {
  const post = (path, body, headers) => fetch(server.url + path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
  const link = await (await post("/v1/people", { name: "ann", role: "publisher" }, { Authorization: `Bearer ${secret}` })).json();
  const entered = await post("/v1/session/link", { secret: link.secret, password: "four words that fit" });
  const [name, value] = entered.headers.get("set-cookie").split(";")[0].split("=");
  return { name, value, url: server.url, sameSite: "Strict", httpOnly: true };
}

// When `selector` is there, in milliseconds from the start of the page, in a browser that is so much slower and has nothing in its cache.
// `as`: {key} of an API or {cookie} of an account.
async function firstView(path, selector, { key, cookie }, trace = null) {
  const page = await open(browser);
  if (cookie) await page.context().addCookies([cookie]);
  const sizes = new Map();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const names = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(names.get(requestId), encodedDataLength));
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(([wanted, given]) => {
    if (given) sessionStorage.setItem("garner-key", given);
    const look = () => { if (document.querySelector(wanted)) { window.readyAt ??= performance.now(); watch.disconnect(); } };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true });
  }, [selector, key]);
  if (trace) await browser.startTracing(page, { path: trace });
  await page.goto(server.url + path);
  await page.waitForFunction(() => window.readyAt !== undefined);
  const took = await page.evaluate(() => ({ ready: window.readyAt, script: performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".js"))?.responseEnd, painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime }));
  await page.waitForLoadState("networkidle");
  if (trace) await browser.stopTracing();
  await page.end();
  return { took, sizes };
}

const byKey = { key: secret };
const byAccount = { cookie: await signedIn() };
const views = [["desk, for who may write, with a key", "/", ".deeds .primary", byKey], ["desk, for who may write, with an account", "/", ".deeds .primary", byAccount],
               ["desk, articles", "/#/articles", "a.hit", byKey]];
for (const [name, path, selector, as] of views) {
  const runs = [];
  for (let i = 0; i < RUNS; ++i) runs.push(await firstView(path, selector, as));
  const { sizes } = runs[0];
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  console.log(`${name}: ${kilobytes(total)} in ${sizes.size} answers, at most 150 kB: ${[...sizes].map(([file, bytes]) => `${file} ${kilobytes(bytes)}`).join(", ")}`);
  const of = (what) => Math.round(median(runs.map(({ took }) => took[what] ?? 0)));
  console.log(`  with a quarter of the processor, median of ${RUNS}: script there ${of("script")} ms, painted ${of("painted")} ms, usable ${of("ready")} ms, at most 1000 (${runs.map(({ took }) => Math.round(took.ready)).join(" ")})`);
}
if (process.argv[2]) await firstView("/", ".deeds .primary", byKey, process.argv[2]);

for (const file of ["garner-search.js", "garner-panel.js", "desk.js", "desk.css"]) {
  const bytes = Buffer.from(await (await fetch(`${server.url}/${file}`)).arrayBuffer());
  console.log(`${file}: ${kilobytes(bytes.length)}, gzipped ${kilobytes(gzipSync(bytes, { level: 9 }).length)}${file === "garner-search.js" ? ", at most 25 kB" : ""}`);
}

await browser.close();
await server.remove();
