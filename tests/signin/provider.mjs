// An OpenID provider for tests: whoever gives the login "sales-organizer" is in the groups of GROUPS["sales-organizer"].
// Usage: node provider.mjs PORT REDIRECT_URI
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const GROUPS = {
  "finance-reader": [],
  "design-editor": ["wiki-editors"],
  "sales-organizer": ["sport-organizers"],
  "legal-operator": ["platform-operators"],
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "touchline", client_secret: "for-tests-alone", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
  scopes: ["openid", "email", "profile", "groups"],
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true, groups: GROUPS[id] ?? [] }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
