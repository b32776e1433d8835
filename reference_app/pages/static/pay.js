// The payment: the fields are Stripe's, in Stripe's frames. No card number ever passes through code or servers of ours.
"use strict";

const form = document.getElementById("payment");
const button = document.getElementById("pay");
const message = document.getElementById("message");
const { key, secret, return: back } = form.dataset;

const stripe = window.Stripe(key);
const elements = stripe.elements({ clientSecret: secret });
const fields = elements.create("payment");
fields.on("ready", () => { button.disabled = false; });
fields.mount("#fields");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  message.textContent = "";
  // On success the browser leaves for the return page; whether it was paid, the webhook tells our server.
  const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: back } });
  message.textContent = error?.message ?? "";
  button.disabled = false;
});
