// A shop: it asks for the money, and ships when a signed webhook says that it came. Needs nothing but Node.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const TOLERANCE = 300; // seconds, as in Stripe's own libraries

export async function openShop(stripe) {
  const shop = { secret: "", isOpen: true, shipped: [] };
  const seen = new Set();

  shop.checkout = async (order) => {
    const form = new URLSearchParams({
      amount: "1999", currency: "eur", payment_method: "pm_card_visa", confirm: "true", "metadata[order]": order,
      "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never",
    });
    const headers = { Authorization: `Bearer ${stripe.test.secret_key}`, "Idempotency-Key": randomUUID() };
    const pay = () => fetch(`${stripe.base_url}/v1/payment_intents`, { method: "POST", headers, body: form });
    const reply = await pay().catch(pay); // the same key: the second try of a lost reply is the same payment
    return reply.json();
  };

  shop.hear = (body, signature) => {
    if (!shop.isOpen) return 503;
    if (!isGenuine(body, signature, shop.secret)) return 400;
    const event = JSON.parse(body);
    if (event.type === "payment_intent.succeeded" && !seen.has(event.id)) {
      seen.add(event.id); // Stripe promises "at least once"
      shop.shipped.push(event.data.object.metadata.order);
    }
    return 200;
  };

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    response.writeHead(shop.hear(body, request.headers["stripe-signature"] ?? "")).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  shop.url = `http://127.0.0.1:${server.address().port}/webhooks/stripe`;
  shop.close = () => server.close(server.closeAllConnections());
  return shop;
}

function isGenuine(body, signature, secret) {
  const parts = signature.split(",").map((part) => part.split("="));
  const at = parts.find(([name]) => name === "t")?.[1] ?? "0";
  const right = createHmac("sha256", secret).update(`${at}.`).update(body).digest();
  const given = parts.filter(([name]) => name === "v1").map(([, hex]) => Buffer.from(hex, "hex"));
  const isRecent = Math.abs(Date.now() / 1000 - Number(at)) <= TOLERANCE;
  return isRecent && given.some((one) => one.length === right.length && timingSafeEqual(one, right));
}
