/* Inside the frame of the buttons: opens the window in which the buyer approves, and hears from it. Not: the shop's order. */
(function () {
  "use strict";

  const LABELS = { checkout: "PayPal Checkout", buynow: "Buy now with PayPal", pay: "Pay with PayPal" };
  const button = document.getElementById("paypal");
  const given = new URLSearchParams(location.search);
  const shop = window.parent;
  let popup = null;
  let watch = null;

  button.textContent = LABELS[given.get("label")] || "PayPal";
  for (const name of ["color", "shape"]) if (/^[a-z]+$/.test(given.get(name) || "")) button.classList.add(given.get(name));

  const say = (event, detail) => shop.postMessage({ event: event, detail: detail }, "*");

  function stop() {
    clearInterval(watch);
    if (popup && !popup.closed) popup.close();
    popup = null;
  }

  const asked = {
    stop: stop,
    go: ({ order }) => {
      if (!popup || popup.closed) return;
      popup.location.replace("/checkoutnow?" + new URLSearchParams({ token: order, context: "sdk" }));
    },
  };

  button.addEventListener("click", () => {
    if (popup && !popup.closed) {
      popup.focus();
      return;
    }
    popup = window.open("", "_blank", "popup,width=500,height=640");
    if (popup) {
      popup.document.title = "PayPal";
      watch = setInterval(() => {
        if (!popup.closed) return;
        stop();
        say("cancelled");
      }, 100);
    }
    say("click", { popup: Boolean(popup) });
  });

  window.addEventListener("message", (message) => {
    const said = message.data || {};
    if (message.source === shop && Object.hasOwn(asked, said.method)) {
      asked[said.method](said.args || {});
      shop.postMessage({ answers: said.asks }, message.origin);
    }
    if (popup && message.source === popup && message.origin === location.origin && said.event !== "ready") {
      stop();
      say(said.event, said.detail);
    }
  });
  button.disabled = false; // a click before this line would be lost
  window.addEventListener("load", () => say("ready"));
})();
