// Programs that call PayPal without its SDK, in the manner that is named. Not: a test.
import https, { request as named } from "node:https";

const url = "https://api-m.sandbox.paypal.com/v2/checkout/orders";
const body = JSON.stringify({ intent: "CAPTURE" });
const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };

const read = (asking) =>
  new Promise((resolve, reject) => {
    asking.on("error", reject);
    asking.on("response", (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve(JSON.parse(text)));
    });
    asking.end(body);
  });

const manners = {
  fetch: async () => (await fetch(url, init)).json(),
  fetch_request: async () => (await fetch(new Request(url, init))).json(),
  https: () => read(https.request(url, { method: "POST", headers: init.headers })),
  named: () => read(named({ hostname: "api-m.sandbox.paypal.com", path: "/v2/checkout/orders", method: "POST" })),
  agent: () => read(https.request(new URL(url), { method: "POST", agent: new https.Agent({ keepAlive: true }) })),
};
console.log((await manners[process.argv[2]]()).id);
process.exit(0);
