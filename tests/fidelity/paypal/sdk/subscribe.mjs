// A merchant's program on the official server SDK for Node: plans and subscriptions. Prints what it saw.
import { act, advance, client, money, refused, sdk } from "./merchant.mjs";

const subscriptions = new sdk.SubscriptionsController(client());
const prefer = "return=representation";
const told = {};

const sold = await act("sell_plan", { name: "Other", amount: 100, currency: "usd", interval: "month" });
const frequency = { intervalUnit: "MONTH", intervalCount: 1 };
const body = (price) => ({
  productId: sold.answer.product_id, name: "Tea", quantitySupported: true,
  billingCycles: [
    { frequency, tenureType: "TRIAL", sequence: 1, totalCycles: 1 },
    { frequency, tenureType: "REGULAR", sequence: 2, totalCycles: 0, pricingScheme: { fixedPrice: money(price) } },
  ],
  paymentPreferences: { paymentFailureThreshold: 1, setupFee: money("5") },
  taxes: { percentage: "10", inclusive: false },
});
const plan = (await subscriptions.createBillingPlan({ body: body("10"), prefer })).result;
const dearer = (await subscriptions.createBillingPlan({ body: body("20"), prefer })).result;
told.plan = { status: plan.status, fee: plan.paymentPreferences.setupFee.value, tax: plan.taxes.percentage };
told.patched = (await subscriptions.patchBillingPlan({ id: plan.id, body: [{ op: "replace", path: "/name", value: "Green tea" }] })).statusCode;
await subscriptions.deactivateBillingPlan(dearer.id);
told.inactive = await refused(subscriptions.createSubscription({ body: { planId: dearer.id } }));
await subscriptions.activateBillingPlan(dearer.id);
const scheme = { billingCycleSequence: 2, pricingScheme: { fixedPrice: money("21") } };
await subscriptions.updateBillingPlanPricingSchemes({ id: dearer.id, body: { pricingSchemes: [scheme] } });
told.plans = {
  name: (await subscriptions.getBillingPlan(plan.id)).result.name,
  version: (await subscriptions.getBillingPlan(dearer.id)).result.billingCycles[1].pricingScheme.version,
  listed: (await subscriptions.listBillingPlans({ productId: sold.answer.product_id })).result.plans.length,
};
const asked = { body: { planId: plan.id, quantity: "2", customId: "order-7" }, paypalRequestId: "k", prefer };
const first = await subscriptions.createSubscription(asked), again = await subscriptions.createSubscription(asked);
const id = first.result.id;
told.created = { statuses: [first.statusCode, again.statusCode], same: again.result.id === id, status: first.result.status };
await act("pay", { object: id });
const active = (await subscriptions.getSubscription({ id, fields: "plan" })).result;
told.active = {
  status: active.status, paid: active.billingInfo.lastPayment.amount.value, plan: active.plan.name,
  cycles: active.billingInfo.cycleExecutions.map((one) => one.cyclesCompleted), customId: active.customId,
};
await subscriptions.patchSubscription({ id, body: [{ op: "replace", path: "/custom_id", value: "order-8" }] });
const revised = (await subscriptions.reviseSubscription({ id, body: { planId: dearer.id } })).result;
await act("pay", { object: id });
told.revised = { link: revised.links[0].rel, plan: (await subscriptions.getSubscription({ id })).result.planId === dearer.id };
await act("change_card", { object: id, card: "declined" });
await advance(45 * 86400);
const failed = (await subscriptions.getSubscription({ id, fields: "last_failed_payment" })).result;
const owed = failed.billingInfo.outstandingBalance;
told.failed = {
  status: failed.status, owed: owed.value, reason: failed.billingInfo.lastFailedPayment.reasonCode,
  activated: await refused(subscriptions.activateSubscription({ id })),
};
await act("change_card", { object: id, card: "ok" });
const taken = (await subscriptions.captureSubscription({ id, body: { note: "Owed", captureType: "OUTSTANDING_BALANCE", amount: owed } })).result;
await subscriptions.activateSubscription({ id });
await subscriptions.suspendSubscription({ id, body: { reason: "Holiday" } });
const span = { startTime: "2020-01-01T00:00:00Z", endTime: "2099-01-01T00:00:00Z" };
const listed = (await subscriptions.listSubscriptionTransactions({ id, ...span })).result.transactions;
told.taken = { status: taken.status, amounts: listed.map((one) => one.amountWithBreakdown.grossAmount.value) };
await subscriptions.cancelSubscription({ id, body: { reason: "Enough" } });
const ended = (await subscriptions.listSubscriptions({ statuses: "CANCELLED" })).result.subscriptions;
told.ended = ended.map((one) => [one.status, one.statusChangeNote, one.id === id]);
told.twice = await refused(subscriptions.cancelSubscription({ id, body: { reason: "Enough" } }));
told.missing = await refused(subscriptions.getSubscription({ id: "I-0AAAAAAAAAAA" }));
console.log(JSON.stringify(told));
