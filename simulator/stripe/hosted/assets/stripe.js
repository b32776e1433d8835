/* Stripe.js look-alike of Assay's simulator. Not: Stripe's own script, and nothing of it.
 *
 * It offers what a payment page needs: elements, confirm, 3-D Secure, retrieve. As with the original, card numbers
 * live in a frame of the provider's origin and never in the shop's page; the API is called from in there.
 */
(function () {
  "use strict";

  const ORIGIN = new URL(document.currentScript.src).origin;
  const KINDS = ["payment", "card"];
  let serial = 0;

  function misuse(message) {
    const error = new Error(message);
    error.name = "IntegrationError";
    return error;
  }

  function refused(message, code) {
    return { error: { type: "invalid_request_error", code: code, message: message } };
  }

  function place(where) {
    const found = typeof where === "string" ? document.querySelector(where) : where;
    if (!found) throw misuse("The selector you specified (" + where + ") applies to no DOM elements that are currently on the page.");
    return found;
  }

  function intentOf(secret, kind) {
    const match = /^((pi|seti)_[^_]+)_secret_/.exec(secret || "");
    const wrong = !match || (kind && match[2] !== kind);
    if (wrong) throw misuse("Invalid value for stripe.js: clientSecret should be a client secret of the form ${id}_secret_${secret}.");
    return match[1];
  }

  const isSetup = (secret) => /^seti_/.test(secret || "");

  /* A frame of the provider's origin, and the questions that it is asked. */
  class Frame {
    constructor(path, title, onEvent) {
      this.pending = new Map();
      this.node = document.createElement("iframe");
      this.node.src = ORIGIN + path;
      this.node.title = title;
      this.node.style.cssText = "border:0;width:100%;display:block;background:transparent";
      this.loaded = new Promise((resolve) => (this.isLoaded = resolve));
      this.listener = (message) => {
        if (message.origin !== ORIGIN || message.source !== this.node.contentWindow) return;
        const said = message.data || {};
        if (said.event === "ready") this.isLoaded();
        if (said.event) onEvent(said.event, said.detail || {});
        const waiting = this.pending.get(said.answers);
        if (waiting) {
          this.pending.delete(said.answers);
          waiting(said.value);
        }
      };
      window.addEventListener("message", this.listener);
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

  class Element {
    constructor(kind, key) {
      this.kind = kind;
      this.key = key;
      this.handlers = {};
      this.frame = null;
    }

    mount(where) {
      const target = place(where);
      this.unmount();
      const query = "?" + new URLSearchParams({ key: this.key, kind: this.kind });
      this.frame = new Frame("/elements/frame" + query, "Secure card fields (simulator)", (event, detail) => {
        if (event === "resize") this.frame.node.style.height = detail.height + "px";
        else this.emit(event, Object.assign({ elementType: this.kind }, detail));
      });
      this.frame.node.style.height = "168px";
      target.replaceChildren(this.frame.node);
      return this;
    }

    emit(event, detail) {
      (this.handlers[event] || []).slice().forEach((handler) => handler(event === "ready" ? this : detail));
    }

    on(event, handler) {
      (this.handlers[event] = this.handlers[event] || []).push(handler);
      return this;
    }

    once(event, handler) {
      const first = (detail) => {
        this.off(event, first);
        handler(detail);
      };
      return this.on(event, first);
    }

    off(event, handler) {
      this.handlers[event] = (this.handlers[event] || []).filter((known) => handler && known !== handler);
      return this;
    }

    ask(method, args) {
      if (!this.frame) throw misuse("We could not retrieve data from the specified Element. Please make sure it is still mounted.");
      return this.frame.ask(method, args);
    }

    update() { return this; }
    focus() { this.ask("focus"); }
    blur() { this.ask("blur"); }
    clear() { this.ask("clear"); }
    unmount() {
      if (this.frame) this.frame.remove();
      this.frame = null;
    }
    destroy() {
      this.unmount();
      this.handlers = {};
    }
  }

  class Elements {
    constructor(key, options) {
      this.key = key;
      this.options = options || {};
      this.made = {};
    }

    create(kind) {
      if (!KINDS.includes(kind)) throw misuse("The simulator has no element of type " + kind + ". It has: " + KINDS.join(", "));
      if (this.made[kind]) throw misuse("Can only create one Element of type " + kind + " through Elements.");
      return (this.made[kind] = new Element(kind, this.key));
    }

    getElement(kind) { return this.made[kind] || null; }
    any() { return this.made.payment || this.made.card || null; }
    update(options) { Object.assign(this.options, options); }
    fetchUpdates() { return Promise.resolve({}); }
    submit() {
      const element = this.any();
      return element ? element.ask("check") : Promise.resolve(refused("There is no element to submit."));
    }
  }

  /* The card issuer's question, in a dialog over the page. Resolves when the buyer has answered it. */
  function challenge(secret) {
    return new Promise((resolve) => {
      const veil = document.createElement("div");
      veil.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.5);display:grid;place-items:center";
      veil.setAttribute("role", "dialog");
      veil.setAttribute("aria-modal", "true");
      veil.setAttribute("aria-label", "3-D Secure (simulator)");
      const kind = isSetup(secret) ? "setup_intent" : "payment_intent";
      const query = "?" + new URLSearchParams({ [kind]: intentOf(secret), [kind + "_client_secret"]: secret, framed: "1" });
      const frame = new Frame("/3d_secure_2/hosted" + query, "3-D Secure (simulator)", (event) => {
        if (event !== "answered") return;
        frame.remove();
        veil.remove();
        resolve();
      });
      frame.node.style.cssText = "border:0;width:min(26rem,95vw);height:22rem;border-radius:8px;background:#fff";
      veil.append(frame.node);
      document.body.append(veil);
      frame.node.focus();
    });
  }

  class Instance {
    constructor(key) {
      this.key = key;
      this.speaker = null;
    }

    elements(options) { return new Elements(this.key, options); }

    /* Calls that belong to no element are made by a hidden frame of the same origin. */
    ask(method, args) {
      if (!this.speaker) {
        const query = "?" + new URLSearchParams({ key: this.key, kind: "none" });
        this.speaker = new Frame("/elements/frame" + query, "Simulator", () => {});
        this.speaker.node.style.cssText = "display:none";
        this.speaker.node.setAttribute("aria-hidden", "true");
        document.body.append(this.speaker.node);
      }
      return this.speaker.ask(method, args);
    }

    retrievePaymentIntent(secret) {
      return this.ask("retrieve", { intent: intentOf(secret, "pi"), secret: secret });
    }

    retrieveSetupIntent(secret) {
      return this.ask("retrieve", { intent: intentOf(secret, "seti"), secret: secret });
    }

    /* Go on from an answer of the API: let the buyer answer the issuer, then see what became of the intent. */
    async settle(answer, secret) {
      const waiting = answer.paymentIntent || answer.setupIntent;
      if (answer.error || waiting.status !== "requires_action" || waiting.next_action.type === "verify_with_microdeposits") return answer;
      await challenge(secret);
      const after = await (isSetup(secret) ? this.retrieveSetupIntent(secret) : this.retrievePaymentIntent(secret));
      const intent = after.paymentIntent || after.setupIntent;
      const error = intent && (intent.last_payment_error || intent.last_setup_error);
      if (error && intent.status === "requires_payment_method") {
        return { error: Object.assign({ [intent.object]: intent }, error) };
      }
      return after;
    }

    /* Confirm with what stands in the elements, or with what the parameters name; then go where the page is sent. */
    async confirmWith(options, caller, kind) {
      const elements = options.elements;
      const secret = options.clientSecret || (elements && elements.options.clientSecret);
      const params = options.confirmParams || {};
      const args = { intent: intentOf(secret, kind), secret: secret, params: params };
      const always = options.redirect !== "if_required";
      if (always && !params.return_url) throw misuse("stripe." + caller + "(): expected confirmParams.return_url, unless redirect is 'if_required'.");
      const element = elements && elements.any();
      const answer = await (element ? element.ask("confirm", args) : this.ask("confirm", args));
      const settled = await this.settle(answer, secret);
      if (settled.error || !always) return settled;
      const intent = settled.paymentIntent || settled.setupIntent;
      const back = new URL(params.return_url, location.href);
      back.searchParams.set(intent.object, intent.id);
      back.searchParams.set(intent.object + "_client_secret", secret);
      back.searchParams.set("redirect_status", intent.status === "requires_capture" ? "succeeded" : intent.status);
      location.assign(back.href);
      return new Promise(() => {});
    }

    confirmPayment(options) { return this.confirmWith(options, "confirmPayment", "pi"); }
    confirmSetup(options) { return this.confirmWith(options, "confirmSetup", "seti"); }

    confirmCardPayment(secret, data) { return this.confirmCard(secret, data, "pi"); }
    confirmCardSetup(secret, data) { return this.confirmCard(secret, data, "seti"); }

    async confirmCard(secret, data, kind) {
      const method = (data || {}).payment_method;
      const params = { return_url: (data || {}).return_url };
      const args = { intent: intentOf(secret, kind), secret: secret, params: params };
      if (method && method.card instanceof Element) {
        params.payment_method_data = { billing_details: method.billing_details };
        return this.settle(await method.card.ask("confirm", args), secret);
      }
      if (typeof method === "string") params.payment_method = method;
      return this.settle(await this.ask("confirm", args), secret);
    }

    async handleNextAction(options) {
      const secret = options.clientSecret;
      return this.settle(await (isSetup(secret) ? this.retrieveSetupIntent(secret) : this.retrievePaymentIntent(secret)), secret);
    }

    handleCardAction(secret) { return this.handleNextAction({ clientSecret: secret }); }

    createToken(element, data) {
      if (!(element instanceof Element)) return Promise.resolve(refused("createToken needs an element: card numbers never pass through the page.", "parameter_missing"));
      return element.ask("createToken", { details: data });
    }

    createPaymentMethod(data) {
      const element = data.elements ? data.elements.any() : data.card;
      const details = data.elements ? (data.params || {}).billing_details : data.billing_details;
      if (!(element instanceof Element)) return Promise.resolve(refused("createPaymentMethod needs an element: card numbers never pass through the page.", "parameter_missing"));
      return element.ask("createPaymentMethod", { billing_details: details });
    }

    registerAppInfo() {}
    _registerWrapper() {}
  }

  function Stripe(key) {
    if (typeof key !== "string" || !/^pk_(test|live)_/.test(key)) {
      throw misuse("Please call Stripe() with your publishable key. You used: " + (/^sk_|^rk_/.test(key) ? "a secret key" : "an empty string or something else") + ".");
    }
    return new Instance(key);
  }

  Stripe.version = "endive";
  Stripe.simulator = true;
  window.Stripe = Stripe;
})();
