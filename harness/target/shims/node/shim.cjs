// Start-up shim of Assay: sends what is meant for a provider's host to the simulator. Loaded by `node --require`, which
// NODE_OPTIONS carries, before CommonJS and ES modules alike.
//
// The hosts of these SDKs are constants inside their modules, shipped as CommonJS, as ES modules and inside bundles. What
// they all pass is Node's own http(s).request and fetch, so those are what is mapped; no module is changed on its way.
//
// ASSAY_PROVIDERS: a JSON object, the provider's origin to the simulator's. ASSAY_SHIM_LOG: a file to which one line is
// added for each process, and for each host that was met. Runs in the target's process: Node 12 or later, no dependency.
"use strict";
const fs = require("fs");
const http = require("http");
const https = require("https");
const { syncBuiltinESMExports } = require("module");

const PROVIDERS = new Map(
  Object.entries(JSON.parse(process.env.ASSAY_PROVIDERS || "{}")).map(([origin, there]) => [
    new URL(origin).hostname,
    new URL(there),
  ]),
);
const noted = new Set();

function note(what, name) {
  if (!process.env.ASSAY_SHIM_LOG || noted.has(what + name)) return;
  noted.add(what + name);
  try {
    fs.appendFileSync(process.env.ASSAY_SHIM_LOG, `node ${what} ${name}\n`);
  } catch {
    // a log that cannot be written to is no reason to stop a program
  }
}

/** The simulator's address for a host and port of a provider, or undefined for any other. */
function there(host, port) {
  if (port && Number(port) !== 443) return undefined;
  const found = PROVIDERS.get(String(host || "").replace(/:443$/, ""));
  if (found) note("re-pointed", host);
  return found;
}

// https.request(url | options, options?, callback?)

const plainAgents = new WeakMap();

/** An agent for plain HTTP that keeps connections as this one does. */
function plainAgent(agent) {
  if (!(agent instanceof https.Agent)) return agent === false ? false : http.globalAgent;
  if (!plainAgents.has(agent)) {
    const { keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, timeout } = { ...agent, ...agent.options };
    plainAgents.set(agent, new http.Agent({ keepAlive, keepAliveMsecs, maxSockets, maxFreeSockets, timeout }));
  }
  return plainAgents.get(agent);
}

/** One object of options for what https.request was given. */
function optionsOf(first, second) {
  const url = typeof first === "string" ? new URL(first) : first instanceof URL ? first : null;
  if (!url) return { ...first };
  const named = { protocol: url.protocol, hostname: url.hostname, port: url.port, path: url.pathname + url.search };
  if (url.username) named.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...named, ...second };
}

function repointed(asked, given) {
  const callback = given.find((one) => typeof one === "function");
  const options = optionsOf(given[0], typeof given[1] === "function" ? undefined : given[1]);
  const target = there(options.hostname || options.host, options.port || options.defaultPort);
  if (!target) return asked.apply(https, given);
  const headers = withoutHost(options.headers);
  const moved = { ...options, headers, protocol: target.protocol, hostname: target.hostname, port: target.port };
  for (const name of ["host", "defaultPort", "servername", "_defaultAgent", "createConnection"]) delete moved[name];
  if (target.protocol === "https:") return asked.call(https, moved, callback);
  moved.agent = plainAgent(options.agent === undefined ? https.globalAgent : options.agent);
  const request = http.request(moved, callback);
  request.prependOnceListener("socket", (socket) => {
    // whoever waits with the body for the handshake, as stripe-node does, waits for this
    if (socket.connecting) socket.once("connect", () => socket.emit("secureConnect"));
  });
  return request;
}

function withoutHost(headers) {
  if (!headers || Array.isArray(headers)) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "host"));
}

function install() {
  const { request } = https;
  https.request = function (...given) {
    return repointed(request, given);
  };
  https.get = function (...given) {
    const asking = https.request(...given);
    asking.end();
    return asking;
  };
  syncBuiltinESMExports(); // import { request } from "node:https"
  if (typeof globalThis.fetch === "function") installFetch();
  note("loaded", String(process.pid));
}

// fetch(url | Request, init?)

function installFetch() {
  const { fetch } = globalThis;
  globalThis.fetch = function (input, init) {
    const url = new URL(input instanceof Request ? input.url : String(input), "https://nowhere.invalid");
    const target = url.protocol === "https:" ? there(url.hostname, url.port) : undefined;
    if (!target) return fetch.call(globalThis, input, init);
    url.protocol = target.protocol;
    url.host = target.host;
    return fetch.call(globalThis, input instanceof Request ? new Request(url, input) : url, init);
  };
}

if (PROVIDERS.size) install();
