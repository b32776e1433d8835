// The payment: the buttons are PayPal's. The order at PayPal was made by our server, which also takes the money.
"use strict";

const place = document.getElementById("payment");
const message = document.getElementById("message");
const { payment, order } = place.dataset;

window.paypal.Buttons({
  createOrder: () => payment,
  onApprove: async (data) => {
    try {
      await confirmOrder(order, { key: crypto.randomUUID(), body: { paypal_order: data.orderID } });
    } catch (refused) {
      message.textContent = refused.message;
    }
  },
  onError: () => { message.textContent = "PayPal could not take this payment. Nothing was charged; please try again."; },
}).render("#fields");
