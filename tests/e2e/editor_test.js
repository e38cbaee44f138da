// An article and its editor: written, kept, merged with what others wrote, moved, restored, checked, flagged; how it is found.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { compose, unitsOf } from "../../api/web/desk/units.js";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, Server, telephone, until, wide } from "./browser.js";

const server = new Server();
let admin;
let reader;
let browser;
let page;
let count = 0;

before(async () => {
  server.harvest();
  admin = server.key("--scope", "admin", "--audience", "team");
  reader = server.key("--scope", "read", "--scope", "search", "--audience", "internal");
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
});

beforeEach(async () => {
  page = await open(browser);
  page.warned = 0;
  page.on("dialog", (dialog) => { ++page.warned; dialog.accept(); });
  await page.addInitScript((secret) => { if (!sessionStorage.getItem("garner-key")) sessionStorage.setItem("garner-key", secret); }, admin);
});
afterEach(async () => { await page.end(); });

async function api(method, path, body, headers = { "If-Match": "*" }) {
  const response = await fetch(server.url + path, { method, headers: { Authorization: `Bearer ${admin}`, ...(body && { "Content-Type": "application/json" }), ...headers }, body: body && JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
  return response.status === 204 ? null : response.json();
}

const words = ["amber", "birch", "cobalt", "dahlia", "ember", "fjord", "garnet", "heron", "indigo", "juniper", "kelp", "lilac", "maple", "nettle", "onyx", "poppy"];
// An article of its own for each test, so unlike the others that nobody takes them for the same.
async function make(more = {}) {
  const word = `${words[count % words.length]}${++count}`;
  return api("POST", "/v1/articles", { title: `The ${word} lamp flickers`, issue: `My ${word} lamp by Quillon flickers in the evening ${word}.`, environment: [`Lamp ${word}`], resolution: `Turn the ${word} dimmer to manual, then back to ${word}.`, tags: [word], ...more });
}
const goto = async ({ id }, tab = "") => {
  await page.goto(`${server.url}/#/articles/${id}${tab && `/${tab}`}`);
  await settled();
};
const settled = async () => {
  await page.locator("main .stack").first().waitFor();
  await until(async () => await page.locator("[aria-busy=true]").count() === 0);
};
const preview = () => page.getByRole("region", { name: "Preview" });
const save = () => page.getByRole("button", { name: "Save" });

test("an article is edited by keyboard alone, with its preview, and saved and taken back", async () => {
  const article = await make();
  await goto(article);
  await page.getByRole("navigation", { name: "Article" }).getByRole("link", { name: "Edit" }).press("Enter");
  await page.getByLabel("Title").waitFor();
  await settled();
  await page.getByRole("textbox", { name: "Resolution" }).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Do **this**:\n\n1. Open `settings`\n2. See [the page](https://quillon.example/help) or [not](javascript:alert(1))\n\n<img src=x onerror=document.title='run'>");
  await preview().getByRole("listitem").nth(1).waitFor();
  assert.equal(await preview().locator("strong", { hasText: "this" }).count(), 1);
  assert.equal(await preview().getByRole("link", { name: "the page" }).getAttribute("href"), "https://quillon.example/help");
  assert.equal(await preview().getByRole("link", { name: "not" }).count(), 0);
  assert.equal(await preview().locator("img").count(), 0);
  await page.getByText("Not saved yet").waitFor();
  await pictureAll(page, "editor");
  await assertAccessible(page);
  await page.getByRole("textbox", { name: "Resolution" }).press("Control+s");
  await page.getByText("All is saved.").waitFor();
  assert.match((await api("GET", `/v1/articles/${article.id}`)).resolution, /^Do \*\*this\*\*/);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await until(async () => (await api("GET", `/v1/articles/${article.id}`)).resolution === article.resolution);
  await until(async () => await page.getByRole("textbox", { name: "Resolution" }).inputValue() === article.resolution);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  assert.deepEqual(page.faults, []);
});

test("what is typed survives a reload and a way through the desk, and leaving warns", async () => {
  const article = await make();
  await goto(article, "edit");
  await page.getByLabel("Cause").fill("The dimmer is too old.");
  await page.getByText("Not saved yet").waitFor();
  await page.reload();
  await page.getByText("Your text is back").waitFor();
  assert.equal(page.warned, 1);
  assert.equal(await page.getByLabel("Cause").inputValue(), "The dimmer is too old.");
  await assertAccessible(page);
  await page.getByRole("link", { name: "Conversations" }).press("Enter");
  await page.getByText("is kept in this browser").waitFor();
  await page.getByRole("button", { name: "Go back" }).press("Enter");
  await page.getByText("Your text is back").waitFor();
  assert.equal(await page.getByLabel("Cause").inputValue(), "The dimmer is too old.");
  await page.getByRole("button", { name: "Discard" }).press("Enter");
  assert.equal(await page.getByLabel("Cause").inputValue(), "");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  assert.equal(await page.getByLabel("Cause").inputValue(), "The dimmer is too old.");
  await save().press("Enter");
  await page.getByText("All is saved.").waitFor();
  await page.reload();
  await settled();
  assert.equal(page.warned, 1, "what is saved can be left");
  assert.equal(await page.getByLabel("Cause").inputValue(), "The dimmer is too old.");
  assert.deepEqual(page.faults, []);
});

test("what somebody else saved in between is merged; where both changed the same, one chooses", async () => {
  const article = await make();
  await goto(article, "edit");
  await page.getByLabel("Cause").fill("An old dimmer.");
  await api("PATCH", `/v1/articles/${article.id}`, { tags: ["evening"] });
  await save().press("Enter");
  await page.getByText("It was changed meanwhile").waitFor();
  assert.equal(await page.getByLabel("Tags").inputValue(), "evening");
  assert.equal(await page.getByLabel("Cause").inputValue(), "An old dimmer.");
  await assertAccessible(page);
  await save().press("Enter");
  await page.getByText("All is saved.").waitFor();
  const both = await api("GET", `/v1/articles/${article.id}`);
  assert.deepEqual([both.tags, both.cause], [["evening"], "An old dimmer."]);

  await page.getByRole("textbox", { name: "Resolution" }).fill("Change the dimmer for a new one.");
  await page.getByLabel("Title").fill("Lamps that flicker at night");
  await api("PATCH", `/v1/articles/${article.id}`, { resolution: "Turn the dimmer round." });
  await save().press("Enter");
  const conflict = page.getByRole("region", { name: /changed the same/ });
  await conflict.getByText("Yours", { exact: true }).waitFor();
  assert.ok(await conflict.locator("ins").count() > 0 && await conflict.locator("del").count() > 0);
  assert.equal(await page.getByRole("textbox", { name: "Resolution" }).inputValue(), "Change the dimmer for a new one.");
  await pictureAll(page, "editor-conflict");
  await assertAccessible(page);
  await conflict.getByRole("button", { name: "Take theirs: Resolution" }).press("Enter");
  assert.equal(await page.getByRole("textbox", { name: "Resolution" }).inputValue(), "Turn the dimmer round.");
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(wide);
  await save().press("Enter");
  await page.getByText("All is saved.").waitFor();
  const after_ = await api("GET", `/v1/articles/${article.id}`);
  assert.deepEqual([after_.title, after_.resolution], ["Lamps that flicker at night", "Turn the dimmer round."]);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("412")), []);
});

test("only the ways that there are from a state are offered, and each is taken back", async () => {
  const article = await make({ resolution: "Write to jane.doe@quillon.example." });
  await goto(article);
  const state = page.getByRole("region", { name: "State" });
  const group = (name) => state.getByRole("group", { name });
  assert.deepEqual(await group("Confidence").getByRole("button").allInnerTexts(), ["Validate", "Archive"]);
  assert.deepEqual(await group("Audience").getByRole("button").allInnerTexts(), ["Team only", "Partners"]);
  await group("Confidence").getByRole("button", { name: "Validate", exact: true }).press("Enter");
  await group("Confidence").getByRole("button", { name: "Not validated" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await group("Confidence").getByRole("button", { name: "Validate", exact: true }).waitFor();
  await group("Audience").getByRole("button", { name: "Partners" }).press("Enter");
  await group("Audience").getByText(/private data/).waitFor();
  await pictureAll(page, "article-state");
  await assertAccessible(page);
  await group("Confidence").getByRole("button", { name: "Archive" }).press("Enter");
  await page.getByText("Archived", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await group("Confidence").getByRole("button", { name: "Validate", exact: true }).waitFor();
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).state.confidence, "not_validated");
  await group("Who may edit").getByRole("button", { name: "Publishers alone" }).press("Enter");
  await group("Who may edit").getByRole("button", { name: "Whoever may edit" }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("a transition waits for its time, and is taken back before", async () => {
  const article = await make();
  await goto(article);
  await page.getByText("At a time").press("Enter");
  await page.getByLabel("To", { exact: true }).selectOption("Archived");
  await page.getByLabel("At", { exact: true }).fill("2099-01-01T09:00");
  await page.getByRole("button", { name: "Schedule" }).press("Enter");
  await page.getByText("Waiting for its time (1)").waitFor();
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).scheduled[0].to, "archived");
  await assertAccessible(page);
  await page.getByRole("button", { name: /^Take back Archived/ }).press("Enter");
  await page.getByText("At a time").waitFor();
  assert.equal((await api("GET", `/v1/articles/${article.id}`)).scheduled.length, 0);
  assert.deepEqual(page.faults, []);
});

test("revisions are told apart word by word, and brought back", async () => {
  const article = await make();
  await api("PATCH", `/v1/articles/${article.id}`, { resolution: article.resolution.replace("manual", "automatic") });
  await goto(article, "history");
  await page.getByRole("button", { name: "What revision 2 changed" }).press("Enter");
  const shown = page.getByRole("region", { name: "What changed" });
  await shown.waitFor();
  assert.deepEqual([await shown.locator("del").innerText(), await shown.locator("ins").innerText()], ["manual", "automatic"]);
  await pictureAll(page, "article-history");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Restore revision 1" }).press("Enter");
  await until(async () => (await api("GET", `/v1/articles/${article.id}`)).resolution === article.resolution);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await until(async () => (await api("GET", `/v1/articles/${article.id}`)).resolution.includes("automatic"));
  assert.deepEqual(page.faults, []);
});

test("it is read against the checklist, flagged, and the flag is settled", async () => {
  const article = await make();
  await goto(article, "quality");
  const answer = (name, value) => page.getByRole("group", { name }).getByLabel(value);
  await answer("Nothing is missing", "Yes").check();
  await answer("The links work", "No").check();
  await page.getByRole("button", { name: "Note it" }).press("Enter");
  await page.getByText("50 %", { exact: true }).waitFor();
  await page.getByLabel("What is wrong").selectOption("Out of date");
  await page.getByLabel("In words").fill("The dimmer is not sold any more.");
  await page.getByRole("button", { name: "Flag it" }).press("Enter");
  await page.getByText("The dimmer is not sold any more.").waitFor();
  await pictureAll(page, "article-quality");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Fixed: Out of date" }).press("Enter");
  await page.getByText("fixed", { exact: true }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("a part is made an article of its own, seen before it is done, and made one again", async () => {
  const article = await make({ resolution: "Turn the dimmer to manual. Then back to automatic.\n\n## If it still flickers\n\n1. Take the bulb out\n2. Clean the socket\n\n### With a brush\n\nDry, at best.\n\n## Warranty\n\nTwo years." });
  await api("POST", "/v1/links", { article_id: article.id, channel: "desk", case_ref: "4712", kind: "resolved" });
  const as = async () => { const { title, issue, resolution, asked_as } = await api("GET", `/v1/articles/${article.id}`); return { title, issue, resolution, asked_as }; };
  const before_ = await as();
  await goto(article, "edit");
  await page.getByRole("link", { name: "Split off a part" }).press("Enter");
  const goes = page.getByRole("region", { name: "The new article" });
  const stays = page.getByRole("region", { name: "What stays" });
  await goes.getByText("Nothing yet.").waitFor();
  await page.getByLabel("Title of the new article").fill("Cleaning the socket of a lamp");
  await page.getByRole("button", { name: "Split it off" }).press("Enter");
  await page.getByText("Tick what is to go").last().waitFor();
  await page.getByLabel("If it still flickers").press("Space");
  await page.getByLabel("Turn the dimmer to manual.").press("Space");
  await page.getByLabel(/^desk 4712/).press("Space");
  await goes.getByText("Clean the socket").waitFor();
  await goes.getByText("Dry, at best.").waitFor();
  await stays.getByText("Two years.").waitFor();
  assert.equal(await stays.getByText("Clean the socket").count() + await goes.getByText("Two years.").count(), 0);
  await pictureAll(page, "article-split");
  await assertAccessible(page);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(wide);
  await page.getByRole("button", { name: "Split it off" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Cleaning the socket of a lamp" }).waitFor();
  await page.getByText("Split off: this is the new article").waitFor();
  await settled();
  assert.equal(await page.getByRole("textbox", { name: "Resolution" }).inputValue(), "Turn the dimmer to manual.\n\n## If it still flickers\n\n1. Take the bulb out\n2. Clean the socket\n\n### With a brush\n\nDry, at best.");
  assert.equal((await as()).resolution, "Then back to automatic.\n\n## Warranty\n\nTwo years.");
  const made = decodeURIComponent(/articles\/([^/]+)/.exec(page.url())[1]);
  const cases = async (id) => (await api("GET", `/v1/links?article_id=${id}`)).data.map(({ case_ref }) => case_ref);
  assert.deepEqual([await cases(made), await cases(article.id)], [["4712"], []]);
  assert.deepEqual((await api("GET", `/v1/articles/${made}`)).environment, article.environment);

  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: article.title }).waitFor();
  assert.deepEqual(await as(), before_);
  assert.deepEqual(await cases(article.id), ["4712"]);
  assert.deepEqual(page.faults, []);
});

test("what somebody else changed meanwhile is not split, and what is not saved is saved first", async () => {
  const article = await make();
  await goto(article, "split");
  await page.getByLabel("Title of the new article").fill("A part of it");
  await page.getByRole("checkbox").first().press("Space");
  await api("PATCH", `/v1/articles/${article.id}`, { tags: ["evening"] });
  await page.getByRole("button", { name: "Split it off" }).press("Enter");
  await page.getByRole("alert").filter({ hasText: "changed meanwhile" }).waitFor();
  await goto(article, "edit");
  await page.getByLabel("Cause").fill("An old dimmer.");
  await page.getByText("Not saved yet").waitFor();
  await goto(article, "split");
  await page.getByText("Save what you typed first").waitFor();
  await assertAccessible(page);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("412")), []);
});

const split = async (title) => {
  await page.getByLabel("Title of the new article").fill(title);
  await page.getByRole("button", { name: "Split it off" }).press("Enter");
};
const resolutionOf = async (id) => (await api("GET", `/v1/articles/${id}`)).resolution;

test("a split that is refused leaves the article as it was, and can be tried again", async () => {
  const article = await make({ resolution: "Turn it to manual.  \nThen back.\n" });
  await goto(article, "split");
  await page.getByLabel("Turn it to manual.").press("Space");
  await split("   ");
  await page.getByRole("alert").filter({ hasText: "needs a title" }).waitFor();
  let refused = 0;
  await page.route("**/split", (route) => ++refused > 1 ? route.continue() : route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ detail: "a link is not of this article" }) }));
  await split("To manual");
  await page.getByRole("alert").filter({ hasText: "a link is not of this article" }).waitFor();
  assert.equal(await resolutionOf(article.id), article.resolution);
  await split("To manual");
  await page.getByRole("heading", { level: 1, name: "To manual" }).waitFor();
  assert.equal(await resolutionOf(article.id), "Then back.\n");
  // What is typed there can be gone back to when the split is undone; the page that is there already is shown anew.
  await settled();
  await page.getByLabel("Cause").fill("Typed meanwhile.");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("Control+z");
  await page.locator(".toast", { hasText: "It is one article again. What you typed is not saved" }).getByRole("button", { name: "Go back" }).waitFor();
  await page.getByRole("heading", { level: 1, name: article.title }).waitFor();
  const { resolution, asked_as } = await api("GET", `/v1/articles/${article.id}`);
  assert.deepEqual({ resolution, asked_as }, { resolution: article.resolution, asked_as: article.asked_as });
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("422")), []);
});

test("an undo that comes to the page that is there already shows it anew, and takes nobody else's change back", async () => {
  const article = await make({ resolution: "Turn it to manual. Then back." });
  await goto(article, "split");
  await page.getByLabel("Turn it to manual.").press("Space");
  await split("Another part");
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.waitFor();
  await settled();  // the page takes the focus when it is there
  let merge;
  await page.route("**/merge", async (route) => { await new Promise((resolve) => { merge = resolve; }); await route.continue(); });
  await undo.press("Enter");
  await until(() => merge);
  await page.evaluate((id) => { location.hash = `#/articles/${id}`; }, article.id);
  await page.getByRole("heading", { level: 1, name: article.title }).waitFor();
  merge();
  await page.locator(".toast", { hasText: "It is one article again" }).waitFor();
  assert.equal(await resolutionOf(article.id), article.resolution);

  await goto(article, "split");
  await page.getByLabel("Turn it to manual.").press("Space");
  await split("A part once more");
  await undo.waitFor();
  await settled();
  await api("PATCH", `/v1/articles/${article.id}`, { resolution: "Then back, said somebody else." });
  await undo.press("Enter");
  await page.locator(".toast", { hasText: "revision" }).waitFor();
  assert.equal(await resolutionOf(article.id), "Then back, said somebody else.");
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("412")), []);
});

test("a split whose answer is lost is sent again, and done once", async () => {
  const article = await make({ resolution: "Turn it to manual. Then back." });
  await goto(article, "split");
  await page.getByLabel("Turn it to manual.").press("Space");
  let lost = 0;
  await page.route("**/split", async (route) => {
    if (++lost > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await split("A part that was made");
  await page.getByRole("alert").filter({ hasText: "answer was lost" }).waitFor();
  await assertAccessible(page);
  assert.equal(await resolutionOf(article.id), "Then back.");
  await page.getByRole("button", { name: "Split it off" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "A part that was made" }).waitFor();
  const made = (await api("GET", "/v1/audit?action=split_off&article_id=" + article.id)).data;
  await settled();
  assert.deepEqual(made.map(({ subject }) => subject), [decodeURIComponent(/articles\/([^/]+)/.exec(page.url())[1])]);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: article.title }).waitFor();
  assert.equal(await resolutionOf(article.id), article.resolution);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("ERR_FAILED")), []);
});

test("what is split off has the messages that it came from, and so has what comes back", async () => {
  const { hits } = await api("GET", "/v1/search?q=printer+offline");
  const sourceOf = ({ provenance = [] }) => provenance.filter(({ field }) => field === "resolution").map(({ begin, end, ...source }) => ({ ...source, size: end - begin }));
  const article = await api("GET", `/v1/articles/${hits[0].id}`);
  const known = sourceOf(article);
  assert.ok(known.length > 1);
  await goto(article, "split");
  await page.getByRole("group", { name: "Resolution" }).getByRole("checkbox").first().press("Space");
  await split("What to do first");
  await page.getByRole("heading", { level: 1, name: "What to do first" }).waitFor();
  const made = await api("GET", `/v1/articles/${decodeURIComponent(/articles\/([^/]+)/.exec(page.url())[1])}`);
  await settled();
  assert.deepEqual(sourceOf(made), known.slice(0, 1));
  assert.deepEqual(made.sources, article.sources.slice(0, 1));
  assert.deepEqual(sourceOf(await api("GET", `/v1/articles/${article.id}`)), known.slice(1));
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: article.title }).waitFor();
  assert.deepEqual((await api("GET", `/v1/articles/${article.id}`)).provenance, article.provenance);
  assert.deepEqual(page.faults, []);
});

test("who may not merge is not offered to split", async () => {
  const article = await make();
  await goto(article);
  const candidate = server.key("--scope", "read", "--scope", "search", "--scope", "write", "--role", "candidate", "--audience", "team");
  await page.evaluate((key) => sessionStorage.setItem("garner-key", key), candidate);
  await goto(article, "edit");
  await page.reload();
  await save().waitFor();
  assert.equal(await page.getByRole("link", { name: "Split off a part" }).count(), 0);
  await goto(article, "split");
  await page.getByText("Not to be split by you").waitFor();
  assert.deepEqual(page.faults, []);
});

test("a text is cut into what one would take out of it, and put together again as it was", () => {
  for (const [text, pieces] of [
    ["One. Two!\nThree?", ["One.", "Two!", "Three?"]],
    ["# Head\n\n- a\n- b\n  more of b\n\nText. End.", ["# Head", "- a", "- b\n  more of b", "Text.", "End."]],
    ["```\na. b. c\n\nd\n```\nafter", ["```\na. b. c\n\nd\n```", "after"]],
    ["```\nnever closed. at all", ["```\nnever closed. at all"]],
    ["", []],
    ["開けます。閉めます。", ["開けます。", "閉めます。"]],
    ["Do:\n\n    x = 1. y\n\n\n    z\n\nEnd.", ["Do:", "    x = 1. y\n\n\n    z", "End."]],
    ["\tcode. more\ntext", ["\tcode. more", "text"]],
    ["1. foo\n\n   bar\n2. baz\n", ["1. foo\n\n   bar", "2. baz"]],
    ["- a\n  ```\n  x. y\n\n  z\n  ```\n- b", ["- a\n  ```\n  x. y\n\n  z\n  ```", "- b"]],
    ["- ```\n  x. y\n\n  ```\n- b", ["- ```\n  x. y\n\n  ```", "- b"]],
    ["~~~ js\na. b\n```\n~~~\nC. D", ["~~~ js\na. b\n```\n~~~", "C.", "D"]],
    ["````\n```\na. b\n````\nc", ["````\n```\na. b\n````", "c"]],
    ["  ```\n  a. b\n  ```\n", ["  ```\n  a. b\n  ```"]],
    ["a row  \nits end.   Far.\n\n\n> said. so\n> on \n", ["a row", "its end.", "Far.", "> said. so", "> on"]],
    ["One. Two.\r\nThree.\r\n\r\n- a\r\n- b\r\n", ["One.", "Two.", "Three.", "- a", "- b"]],
    ["\n\n  Late. Later.\n\n\n", ["Late.", "Later."]],
  ]) {
    const units = unitsOf(text, "en");
    assert.deepEqual(units.map((unit) => unit.text), pieces);
    assert.equal(compose(units.map((unit) => ({ ...unit, taken: true }))), text);
  }
  const units = unitsOf("One. Two.\n\nThree. Four.");
  assert.equal(compose(units.map((unit, i) => ({ ...unit, taken: i === 0 || i === 3 }))), "One.\n\nFour.");
  unitsOf("- ".repeat(50_000) + "\n".repeat(50_000) + "a. ".repeat(50_000), "qqq-wrong-");
});

test("how it is found, what it solved, and what it can be merged into", async () => {
  const known = await make();
  const article = await make({ asked_as: ["flickering bulb in the hall"] });
  await api("POST", "/v1/links", { article_id: article.id, channel: "desk", case_ref: "4711", kind: "resolved" });
  await until(async () => (await api("GET", `/v1/search?q=${encodeURIComponent(article.title)}&per_page=5`)).hits.some(({ id }) => id === article.id));
  await goto(article, "use");
  await page.getByRole("row", { name: /flickering bulb in the hall/ }).getByText(/^1 of/).waitFor();
  await page.getByText("desk 4711").waitFor();
  await page.getByLabel("When somebody searches for").fill("flickering bulb");
  await page.getByLabel("When somebody searches for").press("Enter");
  await page.getByText(/^Place \d/).waitFor();
  await pictureAll(page, "article-use");
  await assertAccessible(page);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(wide);
  const into = page.getByRole("button", { name: `Merge into ${known.title}` });
  if (await into.count() > 0) {
    await into.press("Enter");
    await page.getByText(/^Merged into/).waitFor();
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    assert.equal((await api("GET", `/v1/articles/${article.id}`)).state.confidence, "not_validated");
  }
  assert.deepEqual(page.faults, []);
});

test("a new article is written; one that is there already is shown before it is made twice", async () => {
  const known = await make();
  await page.goto(`${server.url}/#/articles`);
  await page.getByRole("link", { name: "New article" }).press("Enter");
  await page.getByLabel("Title").fill("Quillpad does not charge in the car");
  await page.getByLabel("Issue").fill("The Quillpad stays at two percent while it is in the car.");
  await page.getByRole("button", { name: "Make the article" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Quillpad does not charge in the car" }).waitFor();
  await page.getByText("Draft", { exact: true }).first().waitFor();
  await page.goto(`${server.url}/#/articles/new`);
  for (const [label, text] of [["Title", known.title], ["Issue", known.issue], ["Resolution", known.resolution]]) await page.getByLabel(label).fill(text);
  await page.getByRole("region", { name: "Similar" }).getByRole("link", { name: known.title }).waitFor();
  await page.getByRole("button", { name: "Make the article" }).press("Enter");
  await page.getByText("An article says this already").waitFor();
  await pictureAll(page, "editor-duplicate");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Make it all the same" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: known.title }).waitFor();
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("409")), []);
});

test("who may only read is offered nothing else, and what cannot be saved says why", async () => {
  const article = await make();
  await page.addInitScript((secret) => sessionStorage.setItem("garner-key", secret), reader);
  await goto(article);
  await page.getByRole("heading", { name: "How it is found" }).waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Article" }).count(), 0);
  assert.equal(await page.getByRole("region", { name: "State" }).count(), 0);
  await assertAccessible(page);
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("403")), []);
});

test("a title that is taken out is asked for, and a server out of reach loses nothing", async () => {
  const article = await make();
  await goto(article, "edit");
  await page.getByRole("textbox", { name: "Resolution" }).fill("");
  await save().press("Enter");
  await page.getByRole("alert").filter({ hasText: /resolution/ }).waitFor();
  await page.getByRole("textbox", { name: "Resolution" }).fill("Another lamp.");
  await page.context().setOffline(true);
  await save().press("Enter");
  await page.getByRole("alert").filter({ hasText: /reached/ }).waitFor();
  await assertAccessible(page);
  await page.context().setOffline(false);
  await save().press("Enter");
  await page.getByText("All is saved.").waitFor();
});
