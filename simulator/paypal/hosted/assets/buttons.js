/* Inside the frame of the buttons: opens the window in which the buyer approves, and hears from it. Not: the shop's order. */
(function () {
  "use strict";

  const LABELS = { checkout: "PayPal Checkout", buynow: "Buy now with PayPal", pay: "Pay with PayPal", subscribe: "PayPal Subscribe" };
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

  /* Make a subscription for the shop's page. */
  async function subscribe(wanted) {
    const headers = { "Content-Type": "application/json" };
    const said = await fetch("/smart/api/subscriptions", { method: "POST", headers: headers, body: JSON.stringify(wanted) });
    return { ok: said.ok, made: await said.json() };
  }

  const asked = {
    subscribe: subscribe,
    stop: stop,
    go: ({ path, query }) => {
      if (!popup || popup.closed) return;
      if (path === "/checkoutnow" || path === "/webapps/billing/subscriptions") popup.location.replace(path + "?" + new URLSearchParams(query));
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
      Promise.resolve(asked[said.method](said.args || {})).then((value) => shop.postMessage({ answers: said.asks, value: value }, message.origin));
    }
    if (popup && message.source === popup && message.origin === location.origin && said.event !== "ready") {
      stop();
      say(said.event, said.detail);
    }
  });
  button.disabled = false; // a click before this line would be lost
  window.addEventListener("load", () => say("ready"));
})();
