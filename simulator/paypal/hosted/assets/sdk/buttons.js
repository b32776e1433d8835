/* The component `buttons`. A click asks the shop for its order, then the buyer approves in a window of the provider's. */

class Buttons {
  constructor(options) {
    this.options = options;
    this.frame = null;
    this.order = null;
    this.subscribes = Boolean(options.createSubscription);
    this.enabled = true;
  }

  isEligible() {
    return [undefined, "paypal"].includes(this.options.fundingSource);
  }

  async render(where) {
    if (!this.isEligible()) throw new Error(this.options.fundingSource + " is not eligible");
    const { color, label, shape, height } = this.options.style || {};
    const style = Object.fromEntries(Object.entries({ color, label, shape, height }).filter(([, value]) => value));
    this.frame = new Frame(await elementAt(where), "/smart/buttons", { clientID: CLIENT, ...style }, {
      title: "PayPal",
      style: "border:0;width:calc(100% + 8px);max-width:758px;margin:0 -4px;height:" + ((Number(height) || 45) + 8) + "px;display:block;color-scheme:light dark",
      onEvent: (event, detail) => this.heard(event, detail),
    });
    await this.frame.loaded;
    const turn = (on) => async () => { this.enabled = on; };
    if (this.options.onInit) this.options.onInit({}, { enable: turn(true), disable: turn(false) });
  }

  heard(event, detail) {
    if (event === "click") this.clicked(detail.popup);
    if (event === "approved") this.approved(detail);
    if (event === "cancelled") this.cancelled();
  }

  async clicked(popup) {
    try {
      const answers = { resolve: async () => true, reject: async () => false };
      const valid = this.options.onClick ? await this.options.onClick({ fundingSource: "paypal" }, answers) : true;
      if (valid === false || !this.enabled) {
        await this.frame.ask("stop");
        return;
      }
      this.order = this.subscribes ? await subscriptionOf(this.options, this.frame) : await orderOf(this.options, "paypal");
      if (popup) await this.frame.ask("go", this.place());
      else await this.overThePage();
    } catch (error) {
      await this.frame.ask("stop");
      failed(this.options, error);
    }
  }

  /* The page on which the buyer agrees. */
  place() {
    if (this.subscribes) return { path: "/webapps/billing/subscriptions", query: { subscription_id: this.order, context: "sdk" } };
    return { path: "/checkoutnow", query: { token: this.order, context: "sdk" } };
  }

  /* Where no window can be opened, the page is shown over the shop's. */
  async overThePage() {
    const { path, query } = this.place();
    const ended = await over(path, query, "PayPal");
    await this.frame.ask("stop");
    this.heard(ended.event, ended.detail);
  }

  async approved({ orderID, payerID, subscriptionID }) {
    const { onApprove } = this.options;
    const unsupported = async () => {
      throw new Error("The simulator has no order calls for browsers: capture the order on your server.");
    };
    const order = { capture: unsupported, authorize: unsupported, get: unsupported, patch: unsupported };
    const data = { orderID, payerID, paymentID: null, billingToken: null, paymentSource: "paypal" };
    if (this.subscribes) Object.assign(data, { subscriptionID: subscriptionID, facilitatorAccessToken: null });
    try {
      const subscription = { get: unsupported, activate: unsupported };
      await (onApprove || order.capture)(data, { order, subscription, redirect, restart: () => this.overThePage() });
    } catch (error) {
      failed(this.options, error);
    }
  }

  async cancelled() {
    try {
      const data = this.subscribes ? { subscriptionID: this.order } : { orderID: this.order };
      if (this.options.onCancel) await this.options.onCancel(data, { redirect });
    } catch (error) {
      failed(this.options, error);
    }
  }

  async updateProps(options) {
    Object.assign(this.options, options);
  }

  async close() {
    if (this.frame) this.frame.remove();
    this.frame = null;
  }
}

/* Refuse what PayPal's script refuses: a page that subscribes says so to the script, too. */
function checked(options) {
  if (options.createSubscription && options.createOrder) throw new Error("Do not pass both createSubscription and createOrder");
  if (options.createSubscription && !VAULT) throw new Error("Must pass vault=true to sdk to use createSubscription");
  return options;
}

paypal.Buttons = (options) => new Buttons(checked({ ...options }));
