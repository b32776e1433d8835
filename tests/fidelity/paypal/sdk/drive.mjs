// A merchant's program on the official server SDK for Node, unmodified: prints what it saw.
import { act, client, money, refused, sdk } from "./merchant.mjs";

const orders = new sdk.OrdersController(client());
const payments = new sdk.PaymentsController(client());
const vault = new sdk.VaultController(client());
const told = {};

async function create(intent, prefer = "return=representation", more = {}) {
  const purchaseUnits = [{
    referenceId: "tea", customId: "order-7", amount: { ...money("12.00"), breakdown: { itemTotal: money("12.00") } },
    items: [{ name: "Tea", quantity: "1", unitAmount: money("12.00") }],
  }];
  const { result } = await orders.createOrder({ body: { intent, purchaseUnits, ...more }, prefer, paypalRequestId: String(Math.random()) });
  return result;
}

const made = await create("CAPTURE");
told.created = { status: made.status, custom_id: made.purchaseUnits[0].customId };
told.early = await refused(orders.captureOrder({ id: made.id }));
await act("pay", { object: made.id });
const seen = (await orders.getOrder({ id: made.id })).result;
told.approved = { status: seen.status, payer: Boolean(seen.payer.payerId) };
const request = { id: made.id, paypalRequestId: "k", prefer: "return=representation" };
const first = await orders.captureOrder(request), again = await orders.captureOrder(request);
const capture = first.result.purchaseUnits[0].payments.captures[0];
told.captured = { statuses: [first.statusCode, again.statusCode], status: capture.status };
const refund = (await payments.refundCapturedPayment({ captureId: capture.id, prefer: "return=representation", body: { amount: money("5.00") } })).result;
told.refund = {
  status: refund.status, total: refund.sellerPayableBreakdown.totalRefundedAmount.value,
  capture: (await payments.getCapturedPayment({ captureId: capture.id })).result.status,
};
const held = await create("AUTHORIZE", "return=minimal");
await act("pay", { object: held.id });
const hold = (await orders.authorizeOrder({ id: held.id, prefer: "return=representation" })).result.purchaseUnits[0].payments.authorizations[0];
const part = (await payments.captureAuthorizedPayment({ authorizationId: hold.id, prefer: "return=representation", body: { amount: money("2.00") } })).result;
told.held = { status: hold.status, captured: part.amount.value, void: (await payments.voidPayment({ authorizationId: hold.id })).statusCode };
const card = await create("CAPTURE", "return=representation", {
  paymentSource: { card: { number: "4012888888881881", expiry: "2031-01", name: "CCREJECT-IF", securityCode: "123" } },
});
told.declined = { order: card.status, capture: card.purchaseUnits[0].payments.captures[0].status };
const setup = (await vault.createSetupToken({ paypalRequestId: "s", body: { paymentSource: { paypal: { usageType: "MERCHANT" } } } })).result;
await act("set_up", { object: setup.id });
const kept = (await vault.createPaymentToken({ paypalRequestId: "t", body: { paymentSource: { token: { id: setup.id, type: "SETUP_TOKEN" } } } })).result;
told.vault = { setup: setup.status, customer: kept.customer.id === setup.customer.id };
told.stranger = await refused(new sdk.OrdersController(client("wrong")).getOrder({ id: made.id }));
told.missing = await refused(orders.getOrder({ id: "0AAAAAAAAAAAAAAAA" }));
console.log(JSON.stringify(told));
