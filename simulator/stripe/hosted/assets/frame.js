/* Inside the frame: the card fields, and the calls to the API. Card data is never posted to the page around it. */
(function () {
  "use strict";

  const KEY = document.body.dataset.key;
  const fields = document.querySelector("form");
  const alertBox = document.querySelector("[role=alert]");
  const page = window.parent;

  const digits = (text) => text.replace(/\D/g, "");
  const value = (name) => fields.elements[name].value.trim();
  const say = (event, detail) => page.postMessage({ event: event, detail: detail }, "*");

  function wrong() {
    const expiry = digits(value("expiry"));
    const month = Number(expiry.slice(0, 2));
    if (digits(value("number")).length < 12) return ["incomplete_number", "Your card number is incomplete."];
    if (expiry.length < 4 || month < 1 || month > 12) return ["incomplete_expiry", "Your card's expiration date is incomplete."];
    if (digits(value("cvc")).length < 3) return ["incomplete_cvc", "Your card's security code is incomplete."];
    return null;
  }

  function show(message) {
    alertBox.textContent = message || "";
    resize();
  }

  function check() {
    const found = wrong();
    show(found && found[1]);
    return found ? { error: { type: "validation_error", code: found[0], message: found[1] } } : {};
  }

  function flatten(name, given, into) {
    if (given === undefined || given === null) return into;
    if (typeof given !== "object") into.append(name, given);
    else Object.entries(given).forEach(([key, inner]) => flatten(name ? name + "[" + key + "]" : key, inner, into));
    return into;
  }

  async function call(method, path, params) {
    const form = flatten("", params, new URLSearchParams());
    const options = { method: method, headers: { Authorization: "Bearer " + KEY } };
    let url = path;
    if (method === "GET") url += "?" + form;
    else options.body = form;
    try {
      const reply = await fetch(url, options);
      return await reply.json();
    } catch (lost) {
      return { error: { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. You have not been charged." } };
    }
  }

  function card() {
    const expiry = digits(value("expiry"));
    return { number: digits(value("number")), exp_month: Number(expiry.slice(0, 2)), exp_year: 2000 + Number(expiry.slice(2, 4)), cvc: digits(value("cvc")) };
  }

  async function createPaymentMethod(args) {
    const incomplete = check();
    if (incomplete.error) return incomplete;
    const made = await call("POST", "/v1/payment_methods", { type: "card", card: card(), billing_details: args.billing_details });
    return made.error ? made : { paymentMethod: made };
  }

  async function createToken(args) {
    const incomplete = check();
    if (incomplete.error) return incomplete;
    const made = await call("POST", "/v1/tokens", { card: Object.assign(card(), args.details) });
    return made.error ? made : { token: made };
  }

  /* Where an intent lives, and what the page knows it as. */
  const isSetup = (id) => id.startsWith("seti_");
  const pathOf = (id) => (isSetup(id) ? "/v1/setup_intents/" : "/v1/payment_intents/") + id;
  const named = (intent) => (isSetup(intent.id) ? { setupIntent: intent } : { paymentIntent: intent });

  async function confirm(args) {
    const params = Object.assign({}, args.params);
    const told = params.payment_method_data || {};
    delete params.payment_method_data;
    if (fields.dataset.kind !== "none" && !params.payment_method) {
      const made = await createPaymentMethod({ billing_details: told.billing_details });
      if (made.error) return failed(made);
      params.payment_method = made.paymentMethod.id;
    }
    const answer = await call("POST", pathOf(args.intent) + "/confirm", Object.assign(params, { client_secret: args.secret, use_stripe_sdk: "true" }));
    return answer.error ? failed(answer) : named(answer);
  }

  function failed(answer) {
    show(answer.error.message);
    return { error: answer.error };
  }

  async function retrieve(args) {
    const answer = await call("GET", pathOf(args.intent), { client_secret: args.secret });
    return answer.error ? answer : named(answer);
  }

  const asked = {
    check: check,
    confirm: confirm,
    createPaymentMethod: createPaymentMethod,
    createToken: createToken,
    retrieve: retrieve,
    focus: () => fields.elements.number.focus(),
    blur: () => document.activeElement.blur(),
    clear: () => fields.reset(),
  };

  window.addEventListener("message", async (message) => {
    const said = message.data || {};
    if (message.source !== page || !Object.hasOwn(asked, said.method)) return;
    page.postMessage({ answers: said.asks, value: await asked[said.method](said.args || {}) }, message.origin);
  });

  function resize() {
    say("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) });
  }

  fields.addEventListener("submit", (event) => event.preventDefault());
  fields.addEventListener("input", (event) => {
    const field = event.target;
    if (field.name === "expiry" && event.inputType !== "deleteContentBackward") {
      const typed = digits(field.value).slice(0, 4);
      field.value = typed.length > 2 ? typed.slice(0, 2) + " / " + typed.slice(2) : typed;
    }
    show("");
    const found = wrong();
    say("change", { empty: !digits(value("number")), complete: !found, error: undefined, value: { type: "card" } });
  });
  fields.addEventListener("focusin", () => say("focus"));
  fields.addEventListener("focusout", () => say("blur"));
  window.addEventListener("resize", resize);
  window.addEventListener("load", () => {
    resize();
    say("ready");
  });
})();
