// A channel of Bluesky polled from the reference server of the AT protocol, which writes posts and views of them
// itself. What it needs around it answers here: the directory of identities, and the app view that knows the
// first post alone; the server adds what was posted since.
// GARNER names the program (build/release/garner unless set).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pds from "@atproto/pds";

const garner = process.env.GARNER || join(fileURLToPath(new URL("../..", import.meta.url)), "build/release/garner");
const folder = mkdtempSync(join(tmpdir(), "garner-atproto-"));
const secret = "0123456789abcdef".repeat(4);
const servers = [];

let reference; // the server under test's eyes
let url;
let account;
let known = {}; // what the app view has: post, revision

// Starts an HTTP server on a free port of the loopback; gives its address.
async function listen(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  servers.push(server);
  return `http://127.0.0.1:${server.address().port}`;
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

// Keeps the operation that made each identity, and gives it back as a document.
async function startDirectory() {
  const operations = new Map();
  return listen(async (request, response) => {
    const [, did, part] = request.url.split("/").map(decodeURIComponent);
    if (request.method === "POST") {
      let text = "";
      for await (const chunk of request) text += chunk;
      operations.set(did, JSON.parse(text));
      return send(response, 200, {});
    }
    const made = operations.get(did);
    if (!made) return send(response, 404, { message: "not registered" });
    if (part === "data") return send(response, 200, { did, ...made });
    return send(response, 200, {
      id: did,
      alsoKnownAs: made.alsoKnownAs,
      verificationMethod: [{
        id: `${did}#atproto`, type: "Multikey", controller: did,
        publicKeyMultibase: made.verificationMethods.atproto.replace("did:key:", ""),
      }],
      service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: made.services.atproto_pds.endpoint }],
    });
  });
}

async function startAppView() {
  return listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://appview");
    const headers = { "atproto-repo-rev": known.revision };
    if (pathname.endsWith("getAuthorFeed")) return send(response, 200, { feed: [{ post: known.post }] }, headers);
    if (pathname.endsWith("getPostThread") && searchParams.get("uri") === known.post.uri) {
      const thread = { $type: "app.bsky.feed.defs#threadViewPost", post: known.post, replies: [] };
      return send(response, 200, { thread }, headers);
    }
    return send(response, 400, { error: "NotFound", message: "not here" }, headers);
  });
}

async function call(method, body) {
  const response = await fetch(`${url}/xrpc/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(account && { authorization: `Bearer ${account.accessJwt}` }) },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}

// `root` and `parent`: posts that this one answers.
async function post(text, root, parent = root) {
  const link = ({ uri, cid }) => ({ uri, cid });
  const record = {
    $type: "app.bsky.feed.post", text, createdAt: new Date().toISOString(), langs: ["en"],
    ...(root && { reply: { root: link(root), parent: link(parent) } }),
  };
  const made = await call("com.atproto.repo.createRecord", { repo: account.did, collection: record.$type, record });
  return { ...made, record };
}

// Not execFileSync: the servers that it asks answer in this process.
async function run(...options) {
  const common = ["--data", join(folder, "data"), "--config", join(folder, "garner.toml"), "--json"];
  const { stdout } = await promisify(execFile)(garner, [...common, ...options]);
  return stdout;
}

before(async () => {
  for (const part of ["pds", "blobs"]) mkdirSync(join(folder, part));
  const config = {
    devMode: true, hostname: "localhost", port: 0, dataDirectory: join(folder, "pds"), blobstoreDiskLocation: join(folder, "blobs"),
    didPlcUrl: await startDirectory(), bskyAppViewUrl: await startAppView(), bskyAppViewDid: "did:web:appview.example",
    serviceHandleDomains: [".test"], inviteRequired: false, disableSsrfProtection: true, crawlers: [],
    jwtSecret: secret, adminPassword: "admin", plcRotationKeyK256PrivateKeyHex: secret,
  };
  reference = await pds.PDS.create(pds.envToCfg(config), pds.envToSecrets(config));
  const server = await reference.start();
  url = `http://127.0.0.1:${server.address().port}`;
  account = await call("com.atproto.server.createAccount", { email: "fern@mail.example", handle: "fern.test", password: "fern-fern" });
});

after(async () => {
  await reference?.destroy();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

test("the posts of an account are polled with their threads, once", async () => {
  const first = await post("Fennec FR-7 drops the line every hour since the update. Any idea?");
  known = {
    revision: first.commit.rev,
    post: { uri: first.uri, cid: first.cid, author: { did: account.did, handle: "fern.test" }, record: first.record, indexedAt: first.record.createdAt },
  };
  const found = await post("Found it: the lease time was set to ten minutes. 24 hours it is.", first);
  await post("No drop since yesterday, so that was it.", first, found);
  await post("Mossbox asks for a code of six digits. Where is it?");
  writeFileSync(join(folder, "garner.toml"),
                `[channels.sky]\nformat = "bluesky"\nurl = "${url}"\nquery = "@fern.test"\ntoken = "${account.accessJwt}"\nrequest_gap_ms = 0\n`);

  const counts = JSON.parse(await run("harvest", "--live", "sky"));
  assert.equal(counts.quarantined, 0);
  assert.equal(counts.conversations, 2);
  const stored = (await run("export", "-")).trim().split("\n").map((line) => JSON.parse(line)).filter(({ type }) => type === "conversation");
  const [answered, asked] = [first.uri, undefined].map((uri) => stored.find(({ messages }) => (messages.length > 1) === Boolean(uri)));
  assert.deepEqual(answered.messages.map(({ body }) => body.slice(0, 8)), ["Fennec F", "Found it", "No drop "]);
  assert.equal(answered.messages[2].in_reply_to, answered.messages[1].id);
  assert.ok(answered.messages.every(({ author, role }) => author.startsWith("u-") && role === "asker"));
  assert.equal(asked.messages.length, 1);

  const again = JSON.parse(await run("harvest", "--live", "sky"));
  assert.equal(again.captured, 0);
  assert.equal(again.quarantined, 0);
});
