// What a merchant's programs on the official server SDK for Node share. The SDK holds each answer against a schema of its
// own and throws at what does not fit. It fixes its host; its agent connects elsewhere.
//
//     node PROGRAM.mjs FOLDER SECURE_URL CA_FILE CLIENT_ID CLIENT_SECRET ACTS TOKEN
import https from "node:https";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, secure, caFile, id, secret, acts, token] = process.argv.slice(2);
export const sdk = createRequire(`${folder}/`)("@paypal/paypal-server-sdk");

class Elsewhere extends https.Agent {
  createConnection(options, done) {
    const { hostname, port } = new URL(secure);
    return super.createConnection({ ...options, host: hostname, port, servername: "localhost" }, done);
  }
}

export const client = (clientSecret = secret) => new sdk.Client({
  clientCredentialsAuthCredentials: { oAuthClientId: id, oAuthClientSecret: clientSecret },
  environment: sdk.Environment.Sandbox,
  httpClientOptions: { httpsAgent: new Elsewhere({ ca: readFileSync(caFile) }), proxySettings: undefined },
});

async function control(url, body) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const done = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!done.ok) throw new Error(await done.text());
  return done.json();
}

export const act = (name, params) => control(`${acts}/${name}`, { params });
export const advance = (seconds) => control(`${acts.split("/paypal/")[0]}/clock`, { advance: seconds });

export async function refused(call) {
  try {
    await call;
  } catch (no) {
    return { status: no.statusCode, kind: no.constructor.name, issue: no.result?.details?.[0]?.issue };
  }
  return null;
}

export const money = (value) => ({ currencyCode: "USD", value });
