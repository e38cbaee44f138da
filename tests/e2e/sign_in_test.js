// Local accounts on the desk: the first administrator, signing in and out, a session that ends amid work, people.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, launch, open, pictureAll, Server, telephone, until, wide } from "./browser.js";

const server = new Server();
const password = "four words that fit";
let browser;
let page;

before(async () => {
  server.loud = true;
  await server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
});

beforeEach(async () => { page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] }); });
afterEach(async () => { await page.end(); });

const goto = (address) => page.goto(`${server.url}/#/${address}`);
const heading = (name) => page.getByRole("heading", { level: 1, name });
const account = () => page.locator("#account");

async function signIn(name, word = password) {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(word);
  await page.getByRole("button", { name: "Sign in", exact: true }).last().press("Enter");
}

async function checked(name) {
  await pictureAll(page, name);
  await assertAccessible(page);
  await page.setViewportSize(telephone);
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(wide);
}

test("who comes first is told what to do, and makes the first administrator with a link", async () => {
  await page.goto(server.url);
  await page.getByText("Nobody has an account yet").waitFor();
  await checked("desk-sign-in-nobody-yet");
  const [link] = /http\S+#\/setup\/\S+/.exec(server.said);
  await page.goto(link);
  await heading("Make the first administrator").waitFor();
  assert.ok(!page.url().includes(link.split("/").pop()), "the secret stays in the address");
  await page.getByLabel("Name", { exact: true }).fill("Root Account");
  await page.getByLabel("Your name").fill("Ann Lee");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make account" }).click();
  await page.locator(".problem", { hasText: "must be 1 to 64 letters" }).waitFor();
  await checked("desk-setup");
  await page.getByLabel("Name", { exact: true }).fill("root");
  await page.getByRole("button", { name: "Make account" }).click();
  await page.getByRole("button", { name: "Ann Lee" }).waitFor();
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByLabel("Name", { exact: true }).fill("eve");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make account" }).click();
  await page.getByText("This link is of no use any more").waitFor();
  await checked("desk-link-ended");
});

test("one signs in where one was, and out again", async () => {
  await goto("keys");
  await signIn("root", "not the password");
  await page.getByRole("alert").filter({ hasText: "do not fit together" }).waitFor();
  await checked("desk-sign-in");
  await signIn("root");
  await heading("Keys").waitFor();
  await page.getByLabel("What for").waitFor();
  await account().press("Enter");
  const dialog = page.getByRole("dialog", { name: "Ann Lee" });
  await dialog.getByText("root · Administrator · sees everything").waitFor();
  await dialog.getByText("Change password").first().press("Enter");
  await checked("desk-account");
  await dialog.getByLabel("Password now").fill("not it at all");
  await dialog.getByLabel("New password").fill("another that will do");
  await dialog.getByRole("button", { name: "Change password" }).press("Enter");
  await dialog.getByText("is not your password").waitFor();
  await dialog.getByLabel("Password now").fill(password);
  await dialog.getByRole("button", { name: "Change password" }).press("Enter");
  await dialog.getByText("You are signed out everywhere else").waitFor();
  await dialog.getByLabel("Password now").fill("another that will do");
  await dialog.getByLabel("New password").fill(password);
  await dialog.getByRole("button", { name: "Change password" }).press("Enter");
  await until(async () => await dialog.getByLabel("Password now").inputValue() === "");
  await dialog.getByRole("button", { name: "Sign out" }).press("Enter");
  await heading("Sign in").waitFor();
  assert.equal(await account().innerText(), "Sign in");
  assert.deepEqual(page.faults.filter((fault) => !/401|422/.test(fault)), []);
});

test("a session that ends amid work asks to sign in again in place, and what was typed is saved", async () => {
  await goto("synonyms");
  await signIn("root");
  await page.getByLabel("Phrases").fill("wlan\nwi-fi");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "You have been signed out" });
  await dialog.getByText("What you have typed is still here").waitFor();
  await checked("desk-signed-out");
  assert.equal(await page.getByLabel("Phrases").inputValue(), "wlan\nwi-fi");
  assert.equal(await dialog.getByLabel("Name", { exact: true }).inputValue(), "root");
  await dialog.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /wlan, wi-fi/ }).waitFor();
  await dialog.waitFor({ state: "detached" });

  // Who does not want to keeps the text all the same.
  await page.getByLabel("Phrases").fill("box\nrouter");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await dialog.getByRole("button", { name: "Not now" }).press("Enter");
  await page.locator(".problem", { hasText: /\w/ }).waitFor();
  assert.equal(await page.getByLabel("Phrases").inputValue(), "box\nrouter");
});

test("another tab that signs in anew does not get in the way of this one", async () => {
  await goto("synonyms");
  await signIn("root");
  await page.getByLabel("Phrases").fill("dock\ncradle");
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.evaluate(async (given) => {
    await fetch("/v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
  }, { name: "root", password });
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("row", { name: /dock, cradle/ }).waitFor();
});

test("an administrator adds somebody, who chooses a password, and takes rights away again", async () => {
  await goto("people");
  await signIn("root");
  await heading("People").waitFor();
  await page.getByLabel("Name to sign in with").fill("root");
  await page.getByRole("button", { name: "Add and make a link" }).press("Enter");
  await page.getByText("Somebody has this name already").waitFor();
  await page.getByLabel("Name to sign in with").fill("bob@quillon.example");
  await page.getByLabel("As others read it").fill("Bob Ray");
  await page.getByLabel("Role", { exact: true }).selectOption("Contributor");
  await page.getByRole("button", { name: "Add and make a link" }).press("Enter");
  const link = await page.locator(".secret").innerText();
  assert.ok(await page.getByRole("button", { name: "Copy" }).evaluate((node) => node === document.activeElement), "the focus is lost");
  await page.getByRole("row", { name: /Bob Ray.*invited/ }).waitFor();
  await checked("desk-people");

  const bob = await open(browser);
  await bob.goto(link);
  await bob.getByRole("heading", { name: "Choose your password" }).waitFor();
  assert.equal(await bob.getByLabel("Name", { exact: true }).inputValue(), "bob@quillon.example");
  await bob.getByLabel("Password").fill("aaaaaaaaaaaaaaaaaa");
  await bob.getByRole("button", { name: "Sign in" }).last().click();
  await bob.getByText("must not repeat a few characters").waitFor();
  await bob.getByLabel("Password").fill("bob has four words");
  await pictureAll(bob, "desk-welcome");
  await assertAccessible(bob);
  await bob.getByRole("button", { name: "Sign in" }).last().click();
  await bob.getByRole("button", { name: "Bob Ray" }).waitFor();
  const nav = bob.getByRole("navigation", { name: "Desk" });
  await nav.getByRole("link", { name: "Articles" }).waitFor();
  assert.equal(await nav.getByRole("link", { name: "Search" }).count(), 0);
  await nav.getByRole("link", { name: "System" }).press("Enter");
  await bob.getByRole("heading", { name: "Audit" }).waitFor();
  await bob.goto(`${server.url}/#/people`);
  await bob.getByText("This account may not do that").waitFor();

  await page.getByLabel("Role of Bob Ray").selectOption("Publisher");
  await page.getByText("Bob Ray is publisher now").waitFor();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await until(async () => await page.getByLabel("Role of Bob Ray").inputValue() === "contributor");
  await page.getByRole("button", { name: "Reset the password of Bob Ray" }).press("Enter");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("button", { name: "Disable Bob Ray" }).press("Enter");
  await page.getByText("Bob Ray is signed out and disabled").waitFor();
  await page.getByRole("row", { name: /Bob Ray.*disabled/ }).waitFor();
  await bob.reload();
  await bob.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await bob.end();

  await page.getByRole("button", { name: "Disable Ann Lee" }).press("Enter");
  await page.getByText("nobody else is an administrator").waitFor();
});

test("a key still opens the desk, and is forgotten", async () => {
  const key = server.key("--scope", "admin", "--audience", "team");
  await goto("keys");
  await page.getByText("Use an API key").press("Enter");
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Use key" }).press("Enter");
  await page.getByLabel("What for").waitFor();
  await account().press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Forget the key" }).press("Enter");
  await heading("Sign in").waitFor();
});

test("a link of the command line signs in at once", async () => {
  const link = server.run("person", "link", "root", "--sign-in", "--url", server.url);
  await page.goto(JSON.parse(link).link);
  await page.getByRole("button", { name: "Ann Lee" }).waitFor();
});

test("who is there was asked before the sign-in, and the answer comes after it: one stays signed in", async () => {
  let entered;
  const signedIn = new Promise((resolve) => { entered = resolve; });
  await page.route("**/v1/session", async (route) => {
    const response = await route.fetch();
    await signedIn;
    await route.fulfill({ response });
  }, { times: 1 });
  page.on("response", (response) => { if (response.url().endsWith("/v1/session/link")) entered(response.finished()); });
  const late = page.waitForResponse("**/v1/session");
  await page.goto(JSON.parse(server.run("person", "link", "root", "--sign-in", "--url", server.url)).link);
  await (await late).finished();
  await page.evaluate(() => new Promise(requestAnimationFrame)); // the page has read it
  await page.getByRole("button", { name: "Ann Lee" }).waitFor();
  assert.equal(await account().innerText(), "Ann Lee");
});
