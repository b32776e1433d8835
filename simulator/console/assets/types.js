// Event types to choose from, by provider and by what an object calls itself. Not: what may be sent, which is anything.
// Source: Stripe, "Types of events".

const TYPES = {
  stripe: {
    payment_intent: "created succeeded payment_failed processing requires_action amount_capturable_updated canceled",
    charge: "succeeded failed pending captured refunded updated expired",
    refund: "created updated failed",
    dispute: "charge.dispute.created charge.dispute.updated charge.dispute.funds_withdrawn charge.dispute.funds_reinstated charge.dispute.closed",
    "checkout.session": "completed expired async_payment_succeeded async_payment_failed",
    setup_intent: "created succeeded setup_failed requires_action canceled",
    customer: "created updated deleted",
    payment_method: "attached detached updated automatically_updated",
    payout: "created paid failed canceled updated",
    product: "created updated deleted",
    price: "created updated deleted",
    coupon: "created updated deleted",
    promotion_code: "created updated",
    payment_link: "created updated",
    account: "updated",
    application_fee: "created refunded",
    transfer: "created updated reversed",
  },
};

/** Event types that are about an object of this kind. */
export function typesOf(provider, kind) {
  const told = (TYPES[provider] || {})[kind] || "";
  return told.split(" ").filter(Boolean).map((type) => (type.includes(".") ? type : `${kind}.${type}`));
}
