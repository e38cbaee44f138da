// Single sign-on against a certified provider, in a browser: who gets in, as what, and everything that must not work.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { assertAccessible, launch, open, pictureAll, Server, until } from "./browser.js";
import { CLIENT, SECRET, SignOn, strangerKey } from "./provider.js";

const server = new Server();
const provider = new SignOn();
let admin;
let browser;
let page;

// A server that knows the provider, and the other way round.
async function introduce(garner, other, algorithm = "RS256") {
  await other.start(algorithm);
  const secret = join(garner.data, "secret");
  garner.config = join(garner.data, "garner.toml");
  writeFileSync(secret, `${SECRET}\n`);
  writeFileSync(garner.config, `[sign_in.oidc]\nissuer = "${other.issuer}"\nclient_id = "${CLIENT}"\nclient_secret = "file:${secret}"\nname = "Quillon ID"\n` +
                               'roles = ["garner-admins=admin", "support=contributor"]\n');
  await garner.start();
  other.serve(garner.url);
}

before(async () => {
  admin = server.key("--scope", "admin", "--audience", "team");
  await introduce(server, provider);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server.remove();
  provider.stop();
});

beforeEach(async () => {
  provider.lie = null;
  provider.lieOfPerson = null;
  page = await open(browser);
});
afterEach(async () => { await page.end(); });

const account = () => page.getByRole("banner").locator("#account");
const heading = (name) => page.getByRole("heading", { level: 1, name });

async function atProvider(name, on = page) {
  await on.getByPlaceholder("Enter any login").fill(name);
  await on.getByPlaceholder("and password").fill("any");
  await on.getByRole("button", { name: "Sign-in" }).click();
  await on.getByRole("button", { name: "Continue" }).click();
}

async function signIn(name, at = "", garner = server) {
  await page.goto(`${garner.url}/${at}`);
  await page.getByRole("link", { name: "Sign in with Quillon ID" }).click();
  await atProvider(name);
}

async function api(path, options) {
  const response = await fetch(server.url + path, { ...options, headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" } });
  return response.json();
}

async function refused(words, garner = server) {
  await page.getByRole("alert").filter({ hasText: words }).waitFor();
  assert.equal(await account().innerText(), "Sign in");
  const cookies = await page.context().cookies(garner.url);
  assert.equal(cookies.find(({ name }) => name === "garner"), undefined);
}

test("one signs in at the provider, comes back to where one was, and has the role that the provider says", async () => {
  await page.goto(`${server.url}/#/keys`);
  await page.getByRole("link", { name: "Sign in with Quillon ID" }).waitFor();
  await pictureAll(page, "desk-sign-in-single");
  await assertAccessible(page);
  await signIn("lea", "#/keys");
  await heading("Keys").waitFor();
  await page.getByRole("button", { name: "Lea Vogel" }).waitFor();
  await page.getByLabel("What for").waitFor();
  const cookie = (await page.context().cookies(server.url)).find(({ name }) => name === "garner");
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Strict");
  const [lea] = (await api("/v1/people")).data;
  assert.deepEqual([lea.name, lea.role, lea.audience_max, lea.email, lea.single_sign_on], ["lea", "admin", "team", "lea@quillon.example", true]);
  // The provider's own page looks for a font elsewhere.
  assert.deepEqual(page.faults.filter((fault) => !fault.startsWith("Failed to load")), []);
});

test("a role that the provider takes away is gone at the next sign-in; who has none is not let in", async () => {
  await api("/v1/people", { method: "POST", body: JSON.stringify({ name: "root", role: "admin" }) });
  await signIn("tom");
  await page.getByRole("button", { name: "Tom Berg" }).waitFor();
  const of = async (name) => (await api(`/v1/people/${name}`)).role;
  assert.equal(await of("tom"), "contributor");
  provider.people.tom.groups = ["garner-admins"];
  await page.context().clearCookies();
  await signIn("tom");
  await page.getByRole("button", { name: "Tom Berg" }).waitFor();
  assert.equal(await of("tom"), "admin");
  provider.people.tom.groups = ["support"];
  await page.context().clearCookies();
  await signIn("tom");
  await page.getByRole("button", { name: "Tom Berg" }).waitFor();
  assert.equal(await of("tom"), "contributor");
  await page.context().clearCookies();
  await signIn("eve");
  await refused("You have no account here");
});

test("nobody becomes somebody else by being called alike, and who is disabled stays outside", async () => {
  await api("/v1/people", { method: "POST", body: JSON.stringify({ name: "ida", role: "admin" }) });
  provider.people.ida = { preferred_username: "ida", name: "Another Ida", groups: ["support"] };
  await signIn("ida");
  await page.getByRole("button", { name: "Another Ida" }).waitFor();
  assert.equal((await api("/v1/people/ida")).single_sign_on, false);
  assert.equal((await api("/v1/people/ida-2")).role, "contributor");
  await api("/v1/people/ida-2", { method: "PATCH", body: JSON.stringify({ disabled: true }) });
  await page.context().clearCookies();
  await signIn("ida");
  await refused("Your account is disabled");
});

const lies = {
  "a token that has expired": (claims) => { claims.exp = Math.floor(Date.now() / 1000) - 120; },
  "a token of the future": (claims) => { claims.iat = Math.floor(Date.now() / 1000) + 600; },
  "a token with another nonce": (claims) => { claims.nonce = "another"; },
  "a token without a nonce": (claims) => { delete claims.nonce; },
  "a token for another client": (claims) => { claims.aud = "another"; },
  "a token that another client asked for": (claims) => { Object.assign(claims, { aud: [CLIENT, "another"], azp: "another" }); },
  "a token of another issuer": (claims) => { claims.iss = "https://id.example"; },
  "a token about nobody": (claims) => { claims.sub = ""; },
  "a token that is not signed": (claims, head) => { head.alg = "none"; },
  "a token that names a key nobody has": (claims, head) => { head.kid = "k2"; },
};
for (const [what, lie] of Object.entries(lies)) {
  test(`${what} lets nobody in`, async () => {
    provider.lie = lie;
    await signIn("lea");
    await refused("could not be trusted");
  });
}

test("a token that somebody else has signed lets nobody in", async () => {
  const key = await strangerKey();
  provider.lie = (claims, head, sign) => sign(key);
  await signIn("lea");
  await refused("could not be trusted");
});

test("what the ID token does not say is asked of userinfo, and believed of nobody else", async () => {
  const other = new Server();
  const terse = new SignOn();
  terse.terse = true;
  try {
    await introduce(other, terse);
    await signIn("lea", "#/keys", other);
    await page.getByRole("button", { name: "Lea Vogel" }).waitFor();
    const me = await page.evaluate(async () => (await fetch("/v1/session")).json());
    assert.deepEqual([me.person.name, me.person.email, me.role], ["lea", "lea@quillon.example", "admin"]);
    const lies = [
      [({ body }) => { body.sub = "tom"; }, "could not be trusted"],
      [({ body }) => { delete body.sub; }, "could not be trusted"],
      [(context) => { context.status = 401; }, "could not be trusted"],
      [(context) => { context.status = 503; }, "cannot be reached"],
      [(context) => { context.body = "Lea"; }, "cannot be reached"],
      [({ body }) => { body.much = "a".repeat(2_000_000); }, "cannot be reached"],
      [({ body }) => { body.groups = ["visitors"]; }, "You have no account here"],
    ];
    for (const [lie, words] of lies) {
      terse.lieOfPerson = lie;
      await page.context().clearCookies();
      await signIn("lea", "", other);
      await refused(words, other);
    }
  } finally {
    await other.remove();
    terse.stop();
  }
});

test("where the ID token says the role, what userinfo says of another is left aside, and the ID token counts first", async () => {
  provider.people.uwe = { preferred_username: "uwe", name: "Uwe Lind", groups: ["support"] };
  provider.lie = (claims) => { delete claims.name; };
  provider.lieOfPerson = ({ body }) => { body.sub = "lea"; };
  await signIn("uwe");
  await page.getByRole("button", { name: "uwe", exact: true }).waitFor();
  provider.lieOfPerson = ({ body }) => { body.groups = ["garner-admins"]; };
  await page.context().clearCookies();
  await signIn("uwe");
  await page.getByRole("button", { name: "Uwe Lind" }).waitFor();
  assert.equal((await api("/v1/people/uwe")).role, "contributor");
});

test("a state that is not ours, one that was used, and a code that was made up lead nowhere", async () => {
  await page.goto(`${server.url}/v1/session/oidc/callback?code=x&state=y`);
  await refused("not begun in this browser");

  // With the cookie of a sign-in under way, but not its state.
  await page.goto(server.url);
  await page.getByRole("link", { name: "Sign in with Quillon ID" }).click();
  await page.getByPlaceholder("Enter any login").waitFor();
  await page.goto(`${server.url}/v1/session/oidc/callback?code=x&state=y`);
  await refused("not begun in this browser");

  // Its state, and a code that the provider has not given.
  const [{ value }] = (await page.context().cookies(server.url)).filter(({ name }) => name === "garner-sign-on");
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(value.split(".")[0]), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const state = Buffer.from(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("state"))).toString("base64url");
  await page.goto(`${server.url}/v1/session/oidc/callback?code=made-up&state=${state}`);
  await refused("could not be trusted");
  await page.goto(`${server.url}/v1/session/oidc/callback?error=access_denied&state=${state}`);
  await refused("has refused");
  await page.goto(`${server.url}/v1/session/oidc/callback?code=made-up&state=${state}&iss=https%3A%2F%2Fid.example`);
  await refused("could not be trusted");
});

// Signs out on the desk; gives what the provider is asked for with it.
async function signOut(name, other = provider) {
  const asked = page.waitForRequest((request) => request.url().startsWith(`${other.issuer}/session/end?`));
  await page.getByRole("button", { name }).press("Enter");
  await page.getByRole("dialog", { name }).getByRole("button", { name: "Sign out" }).press("Enter");
  return new URL((await asked).url()).searchParams;
}

test("who signs out is signed out at the provider too, which asks who it is the next time", async () => {
  await signIn("lea");
  const asked = await signOut("Lea Vogel");
  assert.deepEqual([...asked.keys()].sort(), ["client_id", "id_token_hint", "post_logout_redirect_uri"]);
  assert.equal(asked.get("client_id"), CLIENT);
  assert.equal(asked.get("post_logout_redirect_uri"), `${server.url}/`);
  assert.equal(JSON.parse(Buffer.from(asked.get("id_token_hint").split(".")[1], "base64url")).sub, "lea");
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.waitForURL(`${server.url}/`);
  await heading("Sign in").waitFor();
  await page.getByRole("link", { name: "Sign in with Quillon ID" }).click();
  await page.getByPlaceholder("Enter any login").waitFor();

  // Who stays signed in there is signed out here all the same.
  await page.goto(server.url);
  await signIn("lea");
  await signOut("Lea Vogel");
  await page.getByRole("button", { name: "No, stay signed in" }).click();
  await page.goto(server.url);
  await heading("Sign in").waitFor();
});

test("an ID token that is too long for an address is left out, and the provider sends back all the same", async () => {
  provider.people.max = { preferred_username: "max", name: "Max Roth", groups: ["support", ...Array.from({ length: 300 }, (_, i) => `site-of-number-${i}`)] };
  await signIn("max");
  const asked = await signOut("Max Roth");
  assert.deepEqual([...asked.keys()].sort(), ["client_id", "post_logout_redirect_uri"]);
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.waitForURL(`${server.url}/`);
});

test("a local account, and one of a provider without an address for it, sign out here", async () => {
  const { secret } = await api("/v1/people", { method: "POST", body: JSON.stringify({ name: "own", role: "contributor" }) });
  const opened = await fetch(`${server.url}/v1/session/link`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ secret, password: "four words that fit" }) });
  const { csrf_token: token } = await opened.json();
  const left = await fetch(`${server.url}/v1/session`, { method: "DELETE", headers: { Cookie: opened.headers.get("set-cookie").split(";")[0], "X-CSRF-Token": token } });
  assert.equal(left.status, 204);

  const other = new Server();
  const plain = new SignOn();
  plain.endsSessions = false;
  try {
    await introduce(other, plain);
    await signIn("lea", "", other);
    await page.getByRole("button", { name: "Lea Vogel" }).press("Enter");
    await page.getByRole("dialog", { name: "Lea Vogel" }).getByRole("button", { name: "Sign out" }).press("Enter");
    await heading("Sign in").waitFor();
    assert.ok(page.url().startsWith(`${other.url}/`), page.url());
  } finally {
    await other.remove();
    plain.stop();
  }
});

test("a provider that signs with ES256 is understood as well", async () => {
  const other = new Server();
  const elliptic = new SignOn();
  try {
    await introduce(other, elliptic, "ES256");
    await signIn("lea", "#/keys", other);
    await page.getByRole("button", { name: "Lea Vogel" }).waitFor();
    await page.context().clearCookies();
    const key = await strangerKey("ES256");
    elliptic.lie = (claims, head, sign) => sign(key);
    await signIn("lea", "", other);
    await refused("could not be trusted");
  } finally {
    await other.remove();
    elliptic.stop();
  }
});

test("one is sent back to pages of this server alone", async () => {
  for (const back of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie: a=b", ""]) {
    const started = await fetch(`${server.url}/v1/session/oidc?return=${encodeURIComponent(back)}`, { redirect: "manual" });
    assert.equal(started.status, 303);
    const [cookie] = started.headers.getSetCookie();
    const kept = Buffer.from(/^garner-sign-on=[^.]+\.([^;]*);/.exec(cookie)[1], "base64url").toString();
    assert.ok(kept === "/" || kept.startsWith("/%0d"), kept);
    assert.match(cookie, /; HttpOnly; SameSite=Lax; Max-Age=600$/);
    const asked = new URL(started.headers.get("location")).searchParams;
    assert.equal(asked.get("code_challenge_method"), "S256");
    assert.equal(asked.get("response_type"), "code");
  }
});

test("a session that ends amid work is renewed in a window of its own, and what was typed stays", async () => {
  await signIn("lea", "#/synonyms");
  await page.getByLabel("Phrases").fill("wlan\nwi-fi");
  await page.context().clearCookies({ name: "garner" });
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("dialog", { name: "You have been signed out" }).getByRole("button", { name: "Sign in with Quillon ID" }).press("Enter");
  const popup = await opened;
  // The provider still knows its own: no password is asked for.
  await popup.waitForEvent("close");
  await page.getByRole("row", { name: /wlan, wi-fi/ }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await until(async () => (await api("/v1/synonyms")).data.length === 1);
});
