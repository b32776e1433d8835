/* Inside the frame of one card field. The frames of a form read one another; to the shop's page goes what may be known:
 * which field has the focus, whether it is filled in well, the brand. */
(function () {
  "use strict";

  const { client, session } = document.body.dataset;
  const input = document.getElementById("field");
  const message = document.getElementById("message");
  const type = input.name;
  const shop = window.parent;

  const NAMES = { name: "cardNameField", number: "cardNumberField", expiry: "cardExpiryField", cvv: "cardCvvField" };
  const BRANDS = [
    [/^4/, "visa", "Visa", "CVV", 3], [/^(5[1-5]|2[2-7])/, "mastercard", "Mastercard", "CVC", 3],
    [/^3[47]/, "american-express", "American Express", "CID", 4], [/^(6011|65)/, "discover", "Discover", "CID", 3],
    [/^3[068]/, "diners-club", "Diners Club", "CVV", 3], [/^62/, "unionpay", "UnionPay", "CVN", 3],
    [/^(50|6[37])/, "maestro", "Maestro", "CVC", 3],
  ];

  const digits = (text) => text.replace(/\D/g, "");
  const say = (event, detail) => shop.postMessage({ event: event, detail: detail }, "*");
  const resize = () => say("resize", { height: Math.ceil(document.body.getBoundingClientRect().height) });

  function luhn(number) {
    const sum = [...number].reverse().reduce((total, sign, place) => {
      const digit = Number(sign) * (place % 2 ? 2 : 1);
      return total + (digit > 9 ? digit - 9 : digit);
    }, 0);
    return sum % 10 === 0;
  }

  function expiresLater(text) {
    const month = Number(text.slice(0, 2));
    const now = new Date();
    return text.length === 4 && month >= 1 && month <= 12
      && 2000 + Number(text.slice(2)) >= now.getFullYear() && Number(text.slice(2)) <= (now.getFullYear() % 100) + 20;
  }

  const VALID = {
    name: (text) => text.length <= 255,
    number: (text) => { const number = digits(text); return number.length >= 12 && number.length <= 19 && luhn(number); },
    expiry: (text) => expiresLater(digits(text)),
    cvv: (text) => [3, 4].includes(digits(text).length),
  };

  window.cardField = {
    session: session,
    type: type,
    value: () => input.value.trim(),
    look: () => ({
      isFocused: document.activeElement === input && document.hasFocus(),
      isEmpty: !input.value.trim(),
      isValid: VALID[type](input.value.trim()),
      isPotentiallyValid: VALID[type](input.value.trim()) || input.value.length < input.maxLength,
    }),
    complain: () => input.classList.toggle("invalid", !VALID[type](input.value.trim())),
  };

  /* Return the frames of this form: those of the shop's page that are of our origin, and of one session. */
  function fields() {
    const found = {};
    for (let place = 0; place < shop.frames.length; place += 1) {
      try {
        const field = shop.frames[place].cardField;
        if (field && field.session === session) found[field.type] = field;
      } catch (foreign) { /* a frame of another origin */ }
    }
    return found;
  }

  function state() {
    const there = fields();
    const made = {};
    const errors = [];
    for (const [name, told] of Object.entries(NAMES)) {
      made[told] = there[name] ? there[name].look() : { isFocused: false, isEmpty: true, isValid: name === "name", isPotentiallyValid: true };
      if (!made[told].isValid) errors.push("INVALID_" + name.toUpperCase());
    }
    const number = there.number ? digits(there.number.value()) : "";
    const cards = BRANDS.filter(([begins]) => number && begins.test(number)).map(([, brand, nice, code, size]) => (
      { type: brand, niceType: nice, code: { code: code, size: size } }));
    return { cards: cards, emittedBy: type, isFormValid: errors.length === 0, errors: errors, fields: made };
  }

  async function confirm({ order, name }) {
    const there = fields();
    const expiry = digits(there.expiry.value());
    const typed = {
      client: client, order: order, number: digits(there.number.value()), cvv: digits(there.cvv.value()),
      expiry: "20" + expiry.slice(2) + "-" + expiry.slice(0, 2),
      name: (there.name && there.name.value()) || name || null,
    };
    try {
      const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(typed) };
      const reply = await fetch("/smart/api/card", options);
      const said = await reply.json();
      if (reply.ok) return said;
      return { error: said.details && said.details.length ? said.details[0].issue : said.name, data: said };
    } catch (lost) {
      return { error: "The simulator cannot be reached." };
    }
  }

  function configure({ style, placeholder }) {
    if (placeholder !== undefined) input.placeholder = placeholder;
    const sheet = document.styleSheets[0];
    for (const [selector, rules] of Object.entries(style || {})) {
      if (!/^(input|body|[.:][\w:.-]+|input[\w:.-]+)$/.test(selector)) continue;
      const rule = sheet.cssRules[sheet.insertRule(selector + " {}", sheet.cssRules.length)];
      for (const [name, value] of Object.entries(rules)) rule.style.setProperty(name.replace(/[A-Z]/g, (big) => "-" + big.toLowerCase()), value);
    }
    resize();
  }

  const CHANGES = {
    setAttribute: (name, value) => input.setAttribute(name, value),
    removeAttribute: (name) => input.removeAttribute(name),
    addClass: (name) => input.classList.add(name),
    removeClass: (name) => input.classList.remove(name),
    setMessage: (text) => { message.textContent = text; resize(); },
    clear: () => { input.value = ""; },
    focus: () => input.focus(),
  };
  const MAY_CHANGE = ["aria-invalid", "aria-required", "disabled", "placeholder"];

  const asked = {
    state: state,
    confirm: confirm,
    configure: configure,
    complain: () => Object.values(fields()).forEach((field) => field.complain()),
    change: ({ method, args }) => {
      if (method.endsWith("Attribute") && !MAY_CHANGE.includes(args[0])) return;
      if (Object.hasOwn(CHANGES, method)) CHANGES[method](...args);
    },
  };

  window.addEventListener("message", async (heard) => {
    const said = heard.data || {};
    if (heard.source !== shop || !Object.hasOwn(asked, said.method)) return;
    shop.postMessage({ answers: said.asks, value: await asked[said.method](said.args || {}) }, heard.origin);
  });
  document.forms[0].addEventListener("submit", (event) => {
    event.preventDefault();
    say("onInputSubmitRequest", state());
  });
  input.addEventListener("input", (event) => {
    if (type === "expiry" && event.inputType !== "deleteContentBackward") {
      const typed = digits(input.value).slice(0, 4);
      input.value = typed.length > 2 ? typed.slice(0, 2) + " / " + typed.slice(2) : typed;
    }
    input.classList.remove("invalid");
    say("onChange", state());
  });
  input.addEventListener("focus", () => say("onFocus", state()));
  input.addEventListener("blur", () => {
    if (input.value) window.cardField.complain();
    say("onBlur", state());
  });
  window.addEventListener("resize", resize);
  window.addEventListener("load", () => {
    resize();
    say("ready");
  });
})();
