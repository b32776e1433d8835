/* Look-alike of PayPal's browser script, of Assay's simulator: what its components share. Not: PayPal's own script.
 *
 * The provider joins this with the components that a page asks for. Whatever a buyer clicks or types into stands in a
 * frame of the provider's origin, as with the original.
 */
"use strict";

const script = document.currentScript;
const address = new URL(script.src);
const ORIGIN = address.origin;
const CLIENT = address.searchParams.get("client-id");
const VAULT = address.searchParams.get("vault") === "true";

const paypal = {
  version: "5.0.0-assay",
  FUNDING: { PAYPAL: "paypal", CARD: "card" },
  isFundingEligible: (source) => source === "paypal",
  getFundingSources: () => ["paypal"],
};
window[script.dataset.namespace || "paypal"] = paypal;

let serial = 0;

/* Return the element that is meant. One that is not there yet may come until the page is read. */
async function elementAt(where) {
  const look = () => (typeof where === "string" ? document.querySelector(where) : where);
  if (!look() && document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const found = look();
  if (!found) throw new Error("Document is ready and element " + where + " does not exist");
  return found;
}

/* A frame of the provider's origin: what it tells, and the questions that it is asked. */
class Frame {
  constructor(place, path, query, { title, style, onEvent }) {
    this.pending = new Map();
    this.node = document.createElement("iframe");
    this.node.src = ORIGIN + path + "?" + new URLSearchParams(query);
    this.node.title = title;
    this.node.style.cssText = style;
    this.loaded = new Promise((resolve) => (this.isLoaded = resolve));
    this.listener = (message) => {
      if (message.origin !== ORIGIN || message.source !== this.node.contentWindow) return;
      const said = message.data || {};
      if (said.event === "ready") this.isLoaded();
      if (said.event === "resize") this.node.style.height = said.detail.height + "px";
      else if (said.event) onEvent(said.event, said.detail || {});
      const waiting = this.pending.get(said.answers);
      this.pending.delete(said.answers);
      if (waiting) waiting(said.value);
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

/* Show a page of the provider's over the shop's, until it says how it ended: { event, detail }. */
function over(path, query, title) {
  return new Promise((resolve) => {
    const style = "position:fixed;inset:0;width:100%;height:100%;border:0;z-index:2147483647;background:rgba(0,0,0,.6)";
    const frame = new Frame(document.body, path, query, {
      title: title,
      style: style,
      onEvent: (event, detail) => {
        if (event === "ready") return;
        frame.remove();
        resolve({ event: event, detail: detail });
      },
    });
  });
}

/* Hand an error to the shop; one that it does not care for is an uncaught one. */
function failed(options, error) {
  if (options.onError) options.onError(error);
  else setTimeout(() => { throw error; });
}

function redirect(url) {
  if (!/^https?:\/\//.test(url || "")) throw new Error("Invalid redirect url: " + url + " - must be fully qualified url");
  window.location.assign(url);
}

/* Return the id of the subscription that the shop has had made, by its server or by a call of the frame. */
async function subscriptionOf(options, frame) {
  const create = async (body) => {
    const said = await frame.ask("subscribe", { client: CLIENT, body: body });
    if (!said.ok) throw Object.assign(new Error("Create Subscription Api response error: " + JSON.stringify(said.made)), { data: said.made });
    return said.made.id;
  };
  const revise = async () => {
    throw new Error("The simulator has no calls for browsers that change a subscription: revise it on your server.");
  };
  const subscription = await options.createSubscription({ paymentSource: "paypal" }, { subscription: { create: create, revise: revise } });
  if (typeof subscription !== "string" || !subscription) throw new Error("Expected a subscription id to be passed");
  return subscription;
}

/* Return the id that the shop's server gave its order at PayPal. */
async function orderOf(options, source) {
  const clientSide = async () => {
    throw new Error("The simulator has no order calls for browsers: make and capture the order on your server.");
  };
  if (!options.createOrder) throw new Error("Expected createOrder to be passed");
  const order = await options.createOrder({ paymentSource: source }, { order: { create: clientSide } });
  if (typeof order !== "string" || !order) throw new Error("Expected an order id to be passed");
  return order;
}
