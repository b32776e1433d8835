// The payment: the fields are Square's, in Square's frame. What we get for the card is a token that pays once.
"use strict";

const form = document.getElementById("payment");
const button = document.getElementById("pay");
const message = document.getElementById("message");
const { application, location: place, amount, currency, order } = form.dataset;

async function start() {
  const card = await window.Square.payments(application, place).card();
  await card.attach("#fields");
  button.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    message.textContent = "";
    try {
      // What is paid is decided on our server; this tells the buyer's bank, when it asks the buyer.
      const intent = { amount, currencyCode: currency, intent: "CHARGE", customerInitiated: true, sellerKeyedIn: false };
      const result = await card.tokenize({ ...intent, billingContact: {} });
      if (result.status !== "OK") throw new Error(result.errors?.[0]?.message ?? "Please check your card.");
      await confirmOrder(order, { key: crypto.randomUUID(), body: { source_id: result.token } });
    } catch (refused) {
      message.textContent = refused.message;
      button.disabled = false;
    }
  });
}

start().catch(() => { message.textContent = "The fields for your card could not be loaded. Please try again."; });
