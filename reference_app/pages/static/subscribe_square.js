// Subscribing by Square: the fields are Square's, in Square's frame. What we get for the card is a token that is kept once.
"use strict";

const form = document.getElementById("payment");
const button = document.getElementById("pay");
const message = document.getElementById("message");
const { application, location: place, plan, amount, currency } = form.dataset;

async function subscribe(source) {
  const reply = await fetch("/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify({ plan, provider: "square", source_id: source }),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.message);
  window.location.assign(`/subscriptions/${answer.subscription}/return`);
}

async function start() {
  const card = await window.Square.payments(application, place).card();
  await card.attach("#fields");
  button.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    message.textContent = "";
    try {
      const intent = { amount, currencyCode: currency, intent: "STORE", customerInitiated: true, sellerKeyedIn: false };
      const result = await card.tokenize({ ...intent, billingContact: {} });
      if (result.status !== "OK") throw new Error(result.errors?.[0]?.message ?? "Please check your card.");
      await subscribe(result.token);
    } catch (refused) {
      message.textContent = refused.message;
      button.disabled = false;
    }
  });
}

start().catch(() => { message.textContent = "The fields for your card could not be loaded. Please try again."; });
