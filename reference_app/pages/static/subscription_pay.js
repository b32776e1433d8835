// The first payment, or the card for after a trial: in Stripe's fields, in Stripe's frames.
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
  const asked = { elements, confirmParams: { return_url: back } };
  const { error } = secret.startsWith("seti_") ? await stripe.confirmSetup(asked) : await stripe.confirmPayment(asked);
  message.textContent = error?.message ?? "";
  button.disabled = false;
});
