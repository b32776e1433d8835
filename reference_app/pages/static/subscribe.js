// Subscribing: a plan by its name, never a price. By fetch, so that the browser names this page as the origin.
"use strict";

const form = document.getElementById("plans");
const message = document.getElementById("message");
const key = crypto.randomUUID(); // one for this page: a second press asks for the same subscription

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const pressed = event.submitter;
  pressed.disabled = true;
  const reply = await fetch("/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": `${key}-${pressed.name}` },
    body: JSON.stringify({ plan: pressed.name, provider: pressed.value }),
  });
  const answer = await reply.json();
  if (reply.ok) window.location.assign(answer.approve ?? answer.pay_page);
  message.textContent = reply.ok ? "" : answer.message;
  pressed.disabled = false;
});
