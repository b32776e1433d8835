/* The last page in the window, or frame, that the shop's page had opened: says how it ended. */
(function () {
  "use strict";
  const { event, order, payer, liability, subscription } = document.body.dataset;
  const shop = window.opener || window.parent;
  shop.postMessage({ event: event, detail: { orderID: order, payerID: payer || null, liabilityShift: liability || undefined, subscriptionID: subscription || undefined } }, "*");
  // Whoever hears this closes the window. A message of a window that is closed already has no sender.
  if (window.opener) setTimeout(() => window.close(), 2000);
})();
