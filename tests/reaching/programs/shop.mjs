// A shop for Node whose code names the provider's host. Not: a test.
import http from "node:http";

const orders = new Map();

async function made() {
  const answer = await fetch("https://api.stripe.com/v1/payment_intents", {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}` },
    body: new URLSearchParams({ amount: "1999", currency: "eur" }),
  });
  return (await answer.json()).id;
}

async function answered(asked) {
  if (asked.method !== "POST" || asked.url !== "/orders") return { status: "pending" };
  const path = `/orders/${orders.size + 1}`;
  orders.set(path, await made());
  return { path };
}

const server = http.createServer(async (asked, answer) => {
  for await (const _part of asked); // read to its end
  const told = await answered(asked).catch((failed) => ({ error: String(failed) }));
  answer.writeHead(told.error ? 502 : 200, { "Content-Type": "application/json" }).end(JSON.stringify(told));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
