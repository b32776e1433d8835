// The payment: buttons and card fields are PayPal's, in its frames and its window. The order at PayPal was made by our
// server, which also takes the money; what the browser brings back is the order's id.
"use strict";

const place = document.getElementById("payment");
const card = document.getElementById("card");
const button = document.getElementById("pay");
const message = document.getElementById("message");
const { order } = place.dataset;
let { payment } = place.dataset;

const callbacks = {
  createOrder: async () => {
    message.textContent = "";
    const first = payment;
    payment = null;
    if (first) return first;
    // Tried before: PayPal takes none after a declined one, so our server says which it is now.
    const reply = await fetch(`/orders/${order}/payment`, { method: "POST" });
    const placed = await reply.json();
    if (!reply.ok) throw new Error(placed.message);
    return placed.paypal_order;
  },
  onApprove: async (data) => {
    try {
      const answer = await askToConfirm(order, { key: crypto.randomUUID(), body: { paypal_order: data.orderID } });
      // Whether the bank has agreed, our server reads from PayPal's record; this is what we tell the buyer.
      if (answer.status === "pending" && data.liabilityShift && data.liabilityShift !== "POSSIBLE") {
        throw new Error("Your bank did not confirm that it is you. Nothing was charged; please try another way.");
      }
      window.location.assign(`/return?order=${order}`);
    } catch (refused) {
      message.textContent = refused.message;
    }
  },
  onCancel: () => { message.textContent = "You have not paid, and nothing was charged."; },
  onError: () => { message.textContent = "PayPal could not take this payment. Nothing was charged; please try again."; },
};

async function start() {
  await window.paypal.Buttons(callbacks).render("#fields");
  const fields = window.paypal.CardFields(callbacks);
  if (!fields.isEligible()) return;
  card.hidden = false;
  await fields.NameField().render("#card-name");
  await fields.NumberField().render("#card-number");
  await fields.ExpiryField().render("#card-expiry");
  await fields.CVVField().render("#card-cvv");
  button.disabled = false;

  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    message.textContent = "";
    if (!(await fields.getState()).isFormValid) message.textContent = "Please check your card.";
    button.disabled = true;
    await fields.submit().catch(() => {}); // the buyer was told by now
    button.disabled = false;
  });
}

start().catch(() => { message.textContent = "PayPal could not be loaded. Please try again."; });
