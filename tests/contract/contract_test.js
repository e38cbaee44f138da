// The API against the document that describes it: every example of every route goes to a real server, and every
// answer is held against its schema. GARNER names the program (build/release/garner unless set).
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const root = fileURLToPath(new URL("../..", import.meta.url));
const garner = process.env.GARNER || join(root, "build/release/garner");
const data = mkdtempSync(join(tmpdir(), "garner-contract-"));
const methods = ["get", "post", "put", "patch", "delete"];

let server;
let url;
let key;
let description;
let ajv;
let ids; // what stands for <article>, <key> and the like in a target

const knowledge = [
  { type: "article", id: "a-1", title: "Brindle X2 makes stripes", issue: "There are stripes on every page.", resolution: "Clean the glass strip with a soft cloth.",
    confidence: "validated", audience: "public", locale: "en", products: ["Brindle X2"], tags: ["scan"], sources: [{ channel: "community", url: "https://forum.example/1", conversation_id: "c-9" }] },
  { type: "article", id: "a-2", title: "Fennec FR-7 loses its clock", issue: "The router has the wrong time after a restart.", resolution: "Set a time server under System.",
    confidence: "not_validated", audience: "internal", locale: "en", products: ["Fennec FR-7"] },
  { id: "c-1", title: "Printer offline after update", created_at: "2026-03-01T09:00:00Z", state: "resolved", product: "Brindle X2", messages: [
    { id: "m1", author: "ann", role: "asker", at: "2026-03-01T09:00:00Z", body: "Since the update my Brindle X2 printer shows offline with error E-041." },
    { id: "m2", author: "bob", role: "agent", at: "2026-03-01T09:10:00Z", accepted: true, body: "Hold the power button for ten seconds, then add the Brindle X2 again under Settings." },
    { id: "m3", author: "ann", role: "asker", at: "2026-03-01T09:20:00Z", body: "That fixed it, thanks!" }] },
  { id: "c-2", title: "Mossbox lamp does not pair", created_at: "2026-03-02T09:00:00Z", messages: [
    { id: "m1", author: "cem", role: "asker", at: "2026-03-02T09:00:00Z", body: "My new lamp does not pair with the Mossbox hub." },
    { id: "m2", author: "bob", role: "agent", at: "2026-03-02T09:10:00Z", body: "Hold the button of the lamp for ten seconds until it blinks blue, then search again." }] },
];

async function until(condition) {
  while (!(await condition())) {
    assert.equal(server.exitCode, null, "the server has stopped");
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

function send(method, target, { body, type = "application/json", headers = {}, secret = key } = {}) {
  return fetch(url + target, {
    method,
    body: body || undefined,
    headers: { ...(secret && { Authorization: `Bearer ${secret}` }), ...(body && { "Content-Type": type }), ...headers },
  });
}

async function json(...request) {
  const response = await send(...request);
  assert.ok(response.ok, `${request.slice(0, 2).join(" ")}: ${response.status}`);
  return response.json();
}

before(async () => {
  key = JSON.parse(execFileSync(garner, ["--data", data, "--json", "key", "create", "--scope", "admin", "--audience", "team"])).secret;
  const ready = join(data, "ready");
  server = spawn(garner, ["--data", data, "--quiet", "serve", "--listen", "127.0.0.1:0", "--ready-file", ready], { stdio: ["ignore", "ignore", "inherit"] });
  await until(() => existsSync(ready));
  url = readFileSync(ready, "utf8").trim();
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  description = await json("GET", "/v1/openapi.json");
  ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ $id: "api", components: description.components });

  const ingest = (lines) => json("POST", "/v1/ingest/community", { body: lines.join("\n"), type: "application/x-ndjson" });
  const task = await ingest(knowledge.map((item) => JSON.stringify(item)));
  await ingest(["{this is not JSON"]);
  await until(async () => (await json("GET", "/v1/search?q=stripes")).found > 0);
  const made = await json("POST", "/v1/keys", { body: JSON.stringify({ scopes: ["search"] }) });
  ids = { article: "a-1", internal: "a-2", conversation: "c-1", key: made.id, task: task.task_uid, quarantined: "1" };
});

after(async () => {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
  rmSync(data, { recursive: true });
});

// Each operation with its path and method.
// In the order of the document: what one example makes, the next may ask for.
function* operations() {
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of Object.keys(item).filter((name) => methods.includes(name))) yield { path, method: method.toUpperCase(), operation: item[method] };
  }
}

function assertValid(schema, value, what) {
  // References of the document, from where it stands in the validator.
  const moved = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
  const validate = ajv.compile(moved);
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value, null, 1)?.slice(0, 2000)}`);
}

// A response against what the operation says of its status; gives the body.
async function check({ path, method, operation }, response, target) {
  const what = `${method} ${target} -> ${response.status}`;
  const described = operation.responses[response.status] ?? (response.ok ? undefined : operation.responses.default);
  assert.ok(described, `${what} is not described at ${path}`);
  assert.ok(response.headers.get("x-request-id"), what);
  const text = await response.text();
  if (!described.content) {
    assert.equal(text, "", what);
    return undefined;
  }
  const [type, content] = Object.entries(described.content)[0];
  assert.equal((response.headers.get("content-type") ?? "").split(";")[0], type.split(";")[0], what);
  const value = type.endsWith("json") && !type.includes("ndjson") ? JSON.parse(text) : text;
  assertValid(content.schema, value, what);
  if (type === "application/problem+json") assert.equal(value.status, response.status, what);
  return value;
}

test("every route says what it takes and what it gives", () => {
  let routes = 0;
  for (const { path, method, operation } of operations()) {
    const what = `${method} ${path}`;
    ++routes;
    assert.ok(operation["x-examples"].length > 0, `${what} has no example`);
    const good = Object.entries(operation.responses).filter(([status]) => status < 400);
    assert.ok(good.length > 0, `${what} never succeeds`);
    for (const [status, response] of good) {
      if (["204", "303", "304"].includes(status)) continue;
      const [[, content] = []] = Object.entries(response.content ?? {});
      assert.ok(content?.schema, `${what} has no schema of its ${status}`);
    }
    for (const [, content] of Object.entries(operation.requestBody?.content ?? {})) assert.notEqual(content.schema.$ref, "#/components/schemas/", `${what} has no schema of its body`);
    assert.equal(method !== "GET" && method !== "DELETE" && !operation.requestBody && operation["x-examples"].some(({ body }) => body), false, `${what} does not say that it takes a body`);
  }
  assert.ok(routes >= 35);
});

test("every schema can be compiled, and every reference leads somewhere", () => {
  for (const name of Object.keys(description.components.schemas)) ajv.compile({ $ref: `api#/components/schemas/${name}` });
  for (const [, name] of JSON.stringify(description).matchAll(/"#\/components\/schemas\/([^"]*)"/g)) assert.ok(description.components.schemas[name], `there is no schema ${name}`);
});

test("every example does what it says, and every answer is as described", async () => {
  for (const entry of operations()) {
    const { operation, method } = entry;
    for (const { target: pattern, body: text, status, if_match } of operation["x-examples"]) {
      const fill = (template) => template?.replace(/<(\w+)>/g, (_, name) => ids[name] ?? assert.fail(`nothing stands for <${name}>`));
      const target = fill(pattern);
      const body = fill(text);
      const content = Object.entries(operation.requestBody?.content ?? {})[0];
      if (body && status < 400 && content[0].endsWith("json") && !content[0].includes("ndjson")) assertValid(content[1].schema, JSON.parse(body), `the body of ${method} ${target}`);
      const headers = { ...operation["x-headers"], ...(if_match && { "If-Match": if_match }) };
      const response = await send(method, target, { body, type: content?.[0], headers });
      assert.equal(response.status, status, `${method} ${target}: ${await response.clone().text()}`);
      await check(entry, response, target);
    }
  }
});

// Sends what an editor's next step is to the operation of that path; gives the answer and its tag.
async function step(method, path, values, { body, query = "", status = 200, if_match } = {}) {
  const operation = description.paths[path][method.toLowerCase()];
  const target = path.replace(/\{(\w+)\}/g, (_, name) => values[name]) + query;
  if (body) assertValid(content(operation), body, `the body of ${method} ${target}`);
  const response = await send(method, target, { body: body && JSON.stringify(body), headers: if_match && { "If-Match": if_match } });
  assert.equal(response.status, status, `${method} ${target}: ${await response.clone().text()}`);
  return { value: await check({ path, method, operation }, response, target), etag: response.headers.get("etag") };
}

test("what editors do, one step after the other, is answered as described", async () => {
  const article = { title: "Quillpad loses notes", issue: "Notes of the Quillpad are gone after an update.", resolution: "Bring them back from the bin of the Quillpad." };
  const made = await step("POST", "/v1/articles", {}, { body: article, status: 201 });
  const id = made.value.id;
  const again = await step("POST", "/v1/articles", {}, { body: { ...article, audience: "team", force: true }, status: 201 });
  assert.equal(again.value.similar[0].id, id);
  const other = again.value.id;
  assert.equal((await step("POST", "/v1/articles/similar", {}, { body: article })).value.similar.length, 2);

  const changed = await step("PATCH", "/v1/articles/{id}", { id }, { body: { cause: "The update moves them.", tags: ["notes"] }, if_match: made.etag });
  await step("PATCH", "/v1/articles/{id}", { id }, { body: { tags: [] }, if_match: made.etag, status: 412 });
  await step("PUT", "/v1/articles/{id}", { id }, { body: { ...changed.value, environment: ["Quillpad 3"] }, if_match: changed.etag });
  const timed = await step("POST", "/v1/articles/{id}/transitions", { id }, { body: { to: "archived", at: "2099-01-01T00:00:00Z" }, if_match: "*", status: 202 });
  const [scheduled] = timed.value.scheduled;
  assert.equal((await step("DELETE", "/v1/articles/{id}/schedule/{scheduled}", { id, scheduled: scheduled.id }, { if_match: "*" })).value.scheduled.length, 0);
  assert.equal((await step("GET", "/v1/articles/{id}/revisions", { id })).value.data.length, 3);
  await step("GET", "/v1/articles/{id}/revisions/{revision}", { id, revision: 2 });
  const { fields } = (await step("GET", "/v1/articles/{id}/diff", { id }, { query: "?from=1&to=3" })).value;
  assert.deepEqual(Object.keys(fields).sort(), ["cause", "environment", "tags"]);
  await step("POST", "/v1/articles/{id}/revisions/{revision}/restore", { id, revision: 1 }, { body: { note: "as it was" }, if_match: "*" });

  const link = { article_id: id, channel: "desk", kind: "resolved", agent_id: "zoe" };
  const links = [];
  for (const [case_ref, agent_id] of [["1", "ann"], ["2", "bob"], ["3", "cem"]]) {
    links.push((await step("POST", "/v1/links", {}, { body: { ...link, case_ref, agent_id }, status: 201 })).value.id);
  }
  await step("POST", "/v1/links", {}, { body: { ...link, case_ref: "3" } });
  await step("GET", "/v1/links", {}, { query: "?channel=desk&case_ref=3" });
  await step("POST", "/v1/articles/{id}/feedback", { id }, { body: { helpful: true, client_id: "desk-8", comment: "short" } });
  await step("GET", "/v1/articles/{id}/feedback", { id });
  await step("POST", "/v1/articles/{id}/checks", { id }, { body: { answers: { clear: true } }, status: 201 });
  await step("GET", "/v1/articles/{id}/checks", { id });

  const flag = (await step("POST", "/v1/articles/{id}/flags", { id }, { body: { reason: "unclear" }, status: 201 })).value.id;
  const queue = (await step("GET", "/v1/queue", {}, { query: `?article_id=${id}` })).value.data;
  assert.deepEqual(queue.map(({ reason }) => reason).sort(), ["flag", "validate"]);
  const entry = { id: queue.find(({ reason }) => reason === "validate").id };
  await step("POST", "/v1/queue/{id}/claim", entry, { body: { minutes: 5 } });
  assert.equal((await step("GET", "/v1/queue/{id}", entry)).value.article.id, id);
  await step("DELETE", "/v1/queue/{id}/claim", entry);
  await step("POST", "/v1/queue/{id}/decision", entry, { body: { decision: "accept" } });
  await step("POST", "/v1/articles/{id}/flags/{flag}/resolution", { id, flag }, { body: { resolution: "fixed", note: "reworded" } });
  await step("GET", "/v1/articles/{id}/flags", { id });

  const bin = { title: "Quillpad bin is empty", issue: "There is nothing in the bin." };
  const part = await step("POST", "/v1/articles/{id}/split", { id }, { body: { article: bin, stays: { cause: "No bin at all" }, links: [links[0]], note: "two issues" }, if_match: "*", status: 201 });
  assert.equal(part.value.split_from.id, id);
  await step("DELETE", "/v1/links/{id}", { id: links[1] }, { status: 204 });
  const merged = await step("POST", "/v1/articles/{id}/merge", { id: other }, { body: { into: id, note: "the same" }, if_match: "*" });
  assert.equal(merged.value.merged_into, id);
  assert.equal((await step("GET", "/v1/articles/{id}", { id: other })).value.id, id); // the client follows it there
  const many = await step("POST", "/v1/articles/bulk", {}, { body: { items: [{ id }, { id, if_match: '"0-0"' }], add_tags: ["checked"] } });
  assert.deepEqual(many.value.data.map(({ status }) => status), [200, 412]);
  await step("DELETE", "/v1/articles/{id}", { id: part.value.id }, { if_match: "*", status: 204 });

  const conversation = { id: "c-2" };
  assert.equal((await step("POST", "/v1/conversations/{id}/promote", conversation, { body: { dry_run: true } })).value.revision, null);
  await step("POST", "/v1/conversations/{id}/promote", conversation, { body: { mode: "extract", fields: { tags: ["lamp"] } }, status: 201 });
  await step("POST", "/v1/conversations/{id}/solutions", conversation, { body: { message_id: "m2" } });
  await step("GET", "/v1/articles", {}, { query: "?limit=100" });
  for (const stream of ["content", "state", "use", "quality", "administration"]) {
    assert.notEqual((await step("GET", "/v1/audit", {}, { query: `?limit=100&stream=${stream}` })).value.data.length, 0, stream);
  }
});

test("what is wrong is answered as described, whatever the route", async () => {
  for (const entry of operations()) {
    const { path, method, operation } = entry;
    const target = path.replace(/\{\w+\}/g, "none");
    const body = operation.requestBody && "{}";
    const type = operation.requestBody && Object.keys(operation.requestBody.content)[0];
    if (operation.security.length > 0) {
      for (const secret of ["", "gk_wrong", "a.b.c"]) {
        const response = await send(method, target, { body, type, secret });
        assert.equal(response.status, 401, `${method} ${target}`);
        await check(entry, response, target);
      }
    }
    if (!body) continue;
    const form = await send(method, target, { body: "a=b", type: "application/x-www-form-urlencoded" });
    assert.equal(form.status, 415);
    await check(entry, form, target);
    if (type !== "application/json") continue;
    for (const broken of ["{", "[]", "7", '{"a":1,"a":2}', `{"a":${"[".repeat(100)}${"]".repeat(100)}}`, '{"a":1e999}']) {
      const response = await send(method, target, { body: broken });
      assert.equal(Math.floor(response.status / 100), 4, `${method} ${target} ${broken}`);
      await check(entry, response, target);
    }
    // Each field of the schema with a value of another kind.
    for (const name of fieldsOf(content(operation))) {
      for (const value of [7.5, "\u0000", [[]], { a: {} }, true]) {
        const response = await send(method, target, { body: JSON.stringify({ [name]: value }) });
        assert.ok(response.status < 500, `${method} ${target} ${name}: ${response.status}`);
        await check(entry, response, target);
      }
    }
  }
});

function content(operation) {
  return Object.values(operation.requestBody.content)[0].schema;
}

// The names of a schema's fields, and of those it builds upon.
function fieldsOf({ $ref }) {
  const { properties = {}, allOf = [] } = description.components.schemas[$ref.split("/").pop()];
  return [...new Set([...Object.keys(properties), ...allOf.flatMap(fieldsOf)])];
}

test("methods that a path does not take", async () => {
  for (const path of Object.keys(description.paths)) {
    const target = path.replace(/\{\w+\}/g, "none");
    const response = await send("PUT" in description.paths[path] || description.paths[path].put ? "DELETE" : "PUT", target, {});
    if (response.status !== 405) continue;
    assert.match(response.headers.get("allow"), /GET|POST|PUT|PATCH|DELETE/);
    assertValid(description.components.schemas.Problem, await response.json(), target);
  }
});

test("a linter finds nothing", () => {
  const file = join(data, "openapi.json");
  writeFileSync(file, JSON.stringify(description));
  const cli = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");
  const run = spawnSync(process.execPath, [cli, "lint", file, "--config", fileURLToPath(new URL("redocly.yaml", import.meta.url)), "--format", "stylish"], {
    encoding: "utf8", env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", CI: "true" } });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
