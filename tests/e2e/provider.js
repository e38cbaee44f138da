// A provider of single sign-on on a free loopback port: the certified oidc-provider, with a door that can be made to lie.
import { once } from "node:events";
import { createServer } from "node:http";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

export const CLIENT = "garner";
export const SECRET = "a secret of garner and the provider";

const people = {
  lea: { preferred_username: "Lea", name: "Lea Vogel", email: "lea@quillon.example", email_verified: true, groups: ["support", "garner-admins"] },
  tom: { preferred_username: "tom", name: "Tom Berg", email: "tom@quillon.example", email_verified: true, groups: ["support"] },
  eve: { preferred_username: "eve", name: "Eve", groups: ["visitors"] },
};

export class SignOn {
  // Called with the claims and the header of every ID token, which may be changed; nothing: it is left as it is.
  lie = null;
  // Called with the answer of userinfo, a Koa context, which may be changed; nothing: it is left as it is.
  lieOfPerson = null;
  // What ID tokens have of people beside who they are: all, or nothing, as is usual with a provider that has a userinfo endpoint.
  terse = false;
  // Whether it has an address to sign out at.
  endsSessions = true;
  // What each person is told of.
  people = structuredClone(people);

  async start(algorithm = "RS256") {
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.issuer = `http://localhost:${this.server.address().port}`;
    this.algorithm = algorithm;
    const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
    this.key = privateKey;
    this.jwk = { ...await exportJWK(privateKey), kid: "k1", alg: algorithm, use: "sig" };
  }

  // The addresses that Garner may be called back at are known only once it runs.
  serve(url) {
    const { people: known } = this;
    this.provider = new Provider(this.issuer, {
      clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${url}/v1/session/oidc/callback`], post_logout_redirect_uris: [`${url}/`],
                  id_token_signed_response_alg: this.algorithm }],
      jwks: { keys: [this.jwk] },
      cookies: { keys: ["of this test"] },
      claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"], email: ["email", "email_verified"] },
      conformIdTokenClaims: this.terse,
      pkce: { required: () => true, methods: ["S256"] },
      features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: this.endsSessions } },
      findAccount: (_, id) => known[id] && { accountId: id, claims: () => ({ ...known[id], sub: id }) },
    });
    this.provider.use(async (context, next) => {
      await next();
      if (context.oidc?.route === "token" && context.body?.id_token && this.lie) context.body.id_token = await this.changed(context.body.id_token);
      if (context.oidc?.route === "userinfo") this.lieOfPerson?.(context);
    });
    this.callback = this.provider.callback();
  }

  answer(request, response) {
    if (!this.callback) return response.writeHead(503).end();
    return this.callback(request, response);
  }

  async changed(token) {
    const [head, payload] = token.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
    let key = this.key;
    const sign = (other) => { key = other; };
    this.lie(payload, head, sign);
    if (head.alg === "none") return `${Buffer.from(JSON.stringify(head)).toString("base64url")}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.`;
    return new SignJWT(payload).setProtectedHeader(head).sign(key);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const strangerKey = async (algorithm = "RS256") => (await generateKeyPair(algorithm)).privateKey;
