/* The component `card-fields`. Each field is a frame; they read one another, and the shop's page reads none of them. */

class CardFields {
  constructor(options) {
    this.options = options;
    this.session = Math.random().toString(36).slice(2);
    this.fields = new Map();
    for (const [name, type] of [["NameField", "name"], ["NumberField", "number"], ["ExpiryField", "expiry"], ["CVVField", "cvv"]]) {
      this[name] = (own) => new CardField(this, type, { ...own });
    }
  }

  isEligible() {
    return true;
  }

  /* Return any of the frames; each of them can speak for all. */
  one() {
    const needed = ["number", "expiry", "cvv"].map((type) => this.fields.get(type));
    if (!needed.every(Boolean)) throw new Error("Card fields not available to submit");
    return needed[0];
  }

  async getState() {
    return this.one().frame.ask("state");
  }

  async submit(more) {
    const state = await this.getState();
    if (!state.isFormValid) {
      await this.one().frame.ask("complain");
      throw new Error(state.errors.join(", "));
    }
    let order;
    let said;
    try {
      order = await orderOf(this.options, "card");
      said = await this.one().frame.ask("confirm", { order: order, name: more && more.name });
      if (said.error) throw Object.assign(new Error(said.error), { data: said.data });
    } catch (error) {
      failed(this.options, error);
      throw error;
    }
    const data = { orderID: order };
    if (said.challenge) {
      const ended = await over("/checkoutnow", { token: order, context: "sdk" }, "Your bank");
      if (ended.event === "cancelled") {
        if (this.options.onCancel) await this.options.onCancel();
        return;
      }
      data.liabilityShift = ended.detail.liabilityShift;
    }
    try {
      if (this.options.onApprove) await this.options.onApprove(data, { redirect });
    } catch (error) {
      failed(this.options, error);
    }
  }
}

class CardField {
  constructor(parent, type, options) {
    this.parent = parent;
    this.type = type;
    this.options = options;
    this.frame = null;
  }

  async render(where) {
    const query = { clientID: CLIENT, type: this.type, session: this.parent.session };
    this.frame = new Frame(await elementAt(where), "/smart/card-field", query, {
      title: "Card " + this.type + " (secure field)",
      style: "border:0;width:calc(100% + 8px);margin:0 -4px;height:50px;display:block;color-scheme:light dark",
      onEvent: (event, detail) => this.heard(event, detail),
    });
    this.parent.fields.set(this.type, this);
    await this.frame.loaded;
    const style = { ...this.parent.options.style, ...this.options.style };
    await this.frame.ask("configure", { style: style, placeholder: this.options.placeholder });
  }

  heard(event, state) {
    const handlers = this.options.inputEvents || this.parent.options.inputEvents || {};
    if (handlers[event]) handlers[event](state);
  }

  async change(method, ...args) {
    return this.frame.ask("change", { method: method, args: args });
  }

  setAttribute(name, value) { return this.change("setAttribute", name, value); }
  removeAttribute(name) { return this.change("removeAttribute", name); }
  addClass(name) { return this.change("addClass", name); }
  removeClass(name) { return this.change("removeClass", name); }
  setMessage(text) { return this.change("setMessage", text); }
  clear() { return this.change("clear"); }
  focus() { return this.change("focus"); }

  async close() {
    if (this.frame) this.frame.remove();
    this.parent.fields.delete(this.type);
    this.frame = null;
  }
}

paypal.CardFields = (options) => new CardFields({ ...options });
