/* Inside the frame: the card fields, and what turns them into a nonce. Card data is never posted to the page around it. */
(function () {
  "use strict";

  const { application, location: place } = document.body.dataset;
  const [fields, challenge] = document.querySelectorAll("form");
  const alertBox = document.querySelector("[role=alert]");
  const page = window.parent;

  const digits = (text) => text.replace(/\D/g, "");
  const value = (name) => fields.elements[name].value.trim();
  const say = (event, detail) => page.postMessage({ event: event, detail: detail }, "*");
  const resize = () => say("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) });

  function wrong() {
    const expiry = digits(value("expiry"));
    const month = Number(expiry.slice(0, 2));
    const found = [];
    const add = (field, message) => found.push({ type: "VALIDATION_ERROR", field: field, message: message });
    if (digits(value("number")).length < 12) add("cardNumber", "Enter a valid card number");
    if (expiry.length < 4 || month < 1 || month > 12) add("expirationDate", "Enter a valid expiration date");
    if (digits(value("cvv")).length < 3) add("cvv", "Enter a valid CVV");
    if (fields.elements.postal.required && value("postal").length < 3) add("postalCode", "Enter a valid postal code");
    return found;
  }

  function show(message) {
    alertBox.textContent = message || "";
    resize();
  }

  /* Wait until the buyer has told the bank's code; the fields are out of the way meanwhile. */
  function askTheBuyer() {
    fields.hidden = true;
    challenge.hidden = false;
    resize();
    return new Promise((resolve) => {
      challenge.onsubmit = (event) => {
        event.preventDefault();
        const passed = challenge.elements.code.value.trim() === "123456";
        fields.hidden = false;
        challenge.hidden = true;
        resize();
        resolve(passed);
      };
    });
  }

  async function token(verified) {
    const expiry = digits(value("expiry"));
    const body = {
      application: application, location: place, number: digits(value("number")), month: Number(expiry.slice(0, 2)),
      year: 2000 + Number(expiry.slice(2, 4)), cvv: digits(value("cvv")), postal_code: value("postal"), verified: verified,
    };
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      const reply = await fetch("/web-payments/tokens", options);
      const said = await reply.json();
      if (!reply.ok) return { status: "Error", errors: said.errors.map((one) => ({ type: one.code, message: one.detail })) };
      return said;
    } catch (lost) {
      return { status: "Error", errors: [{ type: "NETWORK_ERROR", message: "The simulator cannot be reached." }] };
    }
  }

  async function tokenize(args) {
    const found = wrong();
    show(found.length ? found[0].message : "");
    if (found.length) return { status: "Invalid", errors: found };
    const made = await token(false);
    if (!made.challenge) return made;
    const { challenge: asks, ...plain } = made;
    if (!args.verification) return plain;
    if (!(await askTheBuyer())) return { status: "Cancel" };
    const { challenge: asked, ...verified } = await token(true);
    return verified;
  }

  const asked = {
    tokenize: tokenize,
    configure: (options) => {
      fields.elements.postal.required = !options || options.postalCode !== false;
    },
    clear: () => fields.reset(),
    focus: () => fields.elements.number.focus(),
    resize: resize,
  };

  window.addEventListener("message", async (message) => {
    const said = message.data || {};
    if (message.source !== page || !Object.hasOwn(asked, said.method)) return;
    page.postMessage({ answers: said.asks, value: await asked[said.method](said.args || {}) }, message.origin);
  });
  fields.addEventListener("submit", (event) => event.preventDefault());
  fields.addEventListener("input", (event) => {
    const field = event.target;
    if (field.name === "expiry" && event.inputType !== "deleteContentBackward") {
      const typed = digits(field.value).slice(0, 4);
      field.value = typed.length > 2 ? typed.slice(0, 2) + " / " + typed.slice(2) : typed;
    }
    show("");
  });
  fields.addEventListener("focusin", () => say("focusClassAdded"));
  fields.addEventListener("focusout", () => say("focusClassRemoved"));
  window.addEventListener("resize", resize);
  window.addEventListener("load", () => {
    resize();
    say("ready");
  });
})();
