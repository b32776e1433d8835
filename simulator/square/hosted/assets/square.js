/* Look-alike of Square's Web Payments SDK, of Assay's simulator. Not: Square's own script, and nothing of it.
 *
 * It offers what a payment page needs of cards: attach, tokenize, verify. As with the original, card numbers live in a
 * frame of the provider's origin and never in the shop's page.
 */
(function () {
  "use strict";

  const ORIGIN = new URL(document.currentScript.src).origin;
  const APPLICATION = /^(sandbox-sq0idb-|sq0idp-)[\w-]+$/;
  let serial = 0;

  const errors = {};
  for (const name of [
    "ApplePayError", "BrowserNotSupportedError", "ElementNotFoundError", "InvalidApplicationIdError",
    "InvalidLocationIdError", "InvalidOptionError", "PaymentMethodAlreadyAttachedError", "PaymentMethodNotAttachedError",
    "PaymentMethodUnsupportedError", "TokenizationError", "UnexpectedError", "VerifyBuyerError", "WebSdkEmbedError",
  ]) {
    errors[name] = class extends Error {
      constructor(message) {
        super(message);
        this.name = name;
      }
    };
  }

  /* A frame of the provider's origin, and the questions that it is asked. */
  class Frame {
    constructor(place, application, location, onEvent) {
      this.pending = new Map();
      this.node = document.createElement("iframe");
      this.node.src = ORIGIN + "/web-payments/frame?" + new URLSearchParams({ application, location });
      this.node.title = "Secure card fields (simulator)";
      this.node.style.cssText = "border:0;width:100%;height:170px;display:block;background:transparent";
      this.loaded = new Promise((resolve) => (this.isLoaded = resolve));
      this.listener = (message) => {
        if (message.origin !== ORIGIN || message.source !== this.node.contentWindow) return;
        const said = message.data || {};
        if (said.event === "ready") this.isLoaded();
        if (said.event === "resize") this.node.style.height = said.detail.height + "px";
        else if (said.event) onEvent(said.event, said.detail || {});
        const waiting = this.pending.get(said.answers);
        if (waiting) {
          this.pending.delete(said.answers);
          waiting(said.value);
        }
      };
      window.addEventListener("message", this.listener);
      place.appendChild(this.node);
    }

    async ask(method, args) {
      await this.loaded;
      const id = ++serial;
      return new Promise((resolve) => {
        this.pending.set(id, resolve);
        this.node.contentWindow.postMessage({ asks: id, method: method, args: args }, ORIGIN);
      });
    }

    remove() {
      window.removeEventListener("message", this.listener);
      this.node.remove();
    }
  }

  class Card {
    constructor(application, location, options) {
      this.application = application;
      this.location = location;
      this.options = options || {};
      this.handlers = {};
      this.frame = null;
    }

    async attach(where) {
      const place = typeof where === "string" ? document.querySelector(where) : where;
      if (!place) throw new errors.ElementNotFoundError("The element " + where + " was not found.");
      if (this.frame) throw new errors.PaymentMethodAlreadyAttachedError("The card is attached already.");
      this.frame = new Frame(place, this.application, this.location, (event, detail) => {
        (this.handlers[event] || []).slice().forEach((handler) => handler({ type: event, detail: detail }));
      });
      await this.frame.loaded;
      await this.frame.ask("configure", { postalCode: this.options.postalCode });
    }

    async tokenize(verification) {
      if (!this.frame) throw new errors.PaymentMethodNotAttachedError("The card is not attached.");
      return this.frame.ask("tokenize", { verification: verification || null });
    }

    async configure(options) {
      Object.assign(this.options, options);
      if (this.frame) await this.frame.ask("configure", options);
    }

    async detach() {
      if (this.frame) this.frame.remove();
      this.frame = null;
      return true;
    }

    async destroy() {
      return this.detach();
    }

    async clear() {
      return this.frame ? this.frame.ask("clear") : false;
    }

    async focus() {
      return this.frame ? this.frame.ask("focus") : false;
    }

    async setError() {
      return true;
    }

    async recalculateSize() {
      if (this.frame) await this.frame.ask("resize");
    }

    addEventListener(event, handler) {
      (this.handlers[event] = this.handlers[event] || []).push(handler);
    }

    removeEventListener(event, handler) {
      this.handlers[event] = (this.handlers[event] || []).filter((one) => one !== handler);
    }
  }

  class Payments {
    constructor(application, location) {
      this.application = application;
      this.location = location;
      for (const other of ["applePay", "googlePay", "ach", "giftCard", "cashAppPay", "afterpayClearpay"]) {
        this[other] = async () => {
          throw new errors.PaymentMethodUnsupportedError("The simulator has no " + other + ".");
        };
      }
    }

    async card(options) {
      return new Card(this.application, this.location, options);
    }

    paymentRequest(options) {
      return { ...options, update: () => true, addEventListener: () => {} };
    }

    async verifyBuyer(source, details) {
      if (!source || !details) throw new errors.VerifyBuyerError("A token and its details are needed.");
      const reply = await fetch(ORIGIN + "/web-payments/verifications", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ application: this.application, source: source }),
      });
      const said = await reply.json();
      if (!reply.ok) throw new errors.VerifyBuyerError(said.errors[0].detail);
      return { token: said.token, userChallenged: said.userChallenged };
    }

    async setLocale() {}
  }

  window.Square = {
    errors: errors,
    payments(application, location) {
      if (!APPLICATION.test(application || "")) {
        throw new errors.InvalidApplicationIdError("The Payment 'applicationId' option is not in the correct format.");
      }
      return new Payments(application, location);
    },
  };
})();
