// Calls of the HTTP API. An answer that is not 2xx, and a server out of reach, become an ApiError.

export class ApiError extends Error {
  // `status` is 0 where no answer came. `problem` is what the server said of it (RFC 9457).
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || (status ? `The server answered ${status}` : "The server cannot be reached"));
    this.status = status;
    this.problem = problem;
  }
}

export class Api {
  // `endpoint` is the server's address, "" for the one that the page came from; `key` is asked at every call. On pages of the
  // server itself, `session` (session.js) stands in where there is no key.
  constructor(endpoint, key, session = null) {
    this.endpoint = endpoint.replace(/\/+$/, "");
    this.key = key;
    this.session = session;
  }

  // `raw`: the answer is no JSON, its body is left to the caller.
  async send(method, path, options = {}) {
    const session = this.key() ? null : this.session;
    try {
      return await this.attempt(method, path, session, options);
    } catch (error) {
      if (!session || !(await session.mends(error))) throw error;
      return this.attempt(method, path, session, options);
    }
  }

  async attempt(method, path, session, { body, signal, headers = {}, keepalive = false, raw = false }) {
    const wanted = { Accept: "application/json", ...headers };
    const key = this.key();
    if (key) wanted.Authorization = `Bearer ${key}`;
    if (body !== undefined) wanted["Content-Type"] = "application/json";
    if (session && method !== "GET") {
      if (session.token === undefined) await session.load();
      if (session.token) wanted["X-CSRF-Token"] = session.token;
    }
    let response;
    try {
      response = await fetch(this.endpoint + path, { method, headers: wanted, signal, keepalive, credentials: session ? "same-origin" : "omit",
                                                     body: body === undefined ? undefined : JSON.stringify(body) });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(0);
    }
    if (raw && response.ok) return { response };
    const json = response.status === 204 ? {} : await response.json().catch(() => ({}));
    if (!response.ok) throw new ApiError(response.status, json);
    return { json, response };
  }

  async get(path, options) { return (await this.send("GET", path, options)).json; }
  async post(path, body, options) { return (await this.send("POST", path, { ...options, body })).json; }
}
