// The shop window: sends what is wanted, never what it costs, and goes where the answer says.
"use strict";

const form = document.getElementById("checkout");
const message = document.getElementById("message");
// One key per filled-in cart: a double click or a retry after a lost answer is the same order.
let key = crypto.randomUUID();

form.addEventListener("input", () => { key = crypto.randomUUID(); });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = Object.fromEntries(new FormData(form));
  wanted.quantity = Number(wanted.quantity);
  const reply = await fetch("/checkout", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(wanted),
  });
  const placed = await reply.json();
  if (reply.ok) window.location.assign(placed.url ?? placed.pay_page);
  else message.textContent = placed.message;
});
