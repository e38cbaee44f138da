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
  // `endpoint` is the server's address, "" for the one that the page came from; `key` is asked at every call.
  constructor(endpoint, key) {
    this.endpoint = endpoint.replace(/\/+$/, "");
    this.key = key;
  }

  // `raw`: the answer is no JSON, its body is left to the caller.
  async send(method, path, { body, signal, headers = {}, keepalive = false, raw = false } = {}) {
    const wanted = { Accept: "application/json", ...headers };
    const key = this.key();
    if (key) wanted.Authorization = `Bearer ${key}`;
    if (body !== undefined) wanted["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(this.endpoint + path, { method, headers: wanted, signal, keepalive, credentials: "omit",
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
