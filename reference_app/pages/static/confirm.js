// Paying on our server: what the provider's script gave for the card, or that the buyer has agreed. By fetch and not as
// a form, so that the browser names this page as the origin. The answer is shown; whether it was paid, our server knows.
"use strict";

async function askToConfirm(order, source) {
  const reply = await fetch(`/orders/${order}/confirm`, {
    method: "POST",
    // One key for each press: asking again after a lost reply is the same press.
    headers: { "Content-Type": "application/json", "Idempotency-Key": source.key },
    body: JSON.stringify(source.body),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.message);
  return answer;
}

async function confirmOrder(order, source) {
  await askToConfirm(order, source);
  window.location.assign(`/return?order=${order}`);
}
