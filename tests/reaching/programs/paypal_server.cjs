// A program of @paypal/paypal-server-sdk, for the sandbox and for live. Not: a test.
const { Client, Environment, OrdersController } = require("@paypal/paypal-server-sdk");
const [oAuthClientId, oAuthClientSecret] = process.argv.slice(2);

(async () => {
  for (const environment of [Environment.Sandbox, Environment.Production]) {
    const client = new Client({ clientCredentialsAuthCredentials: { oAuthClientId, oAuthClientSecret }, environment });
    const orders = new OrdersController(client);
    const body = { intent: "CAPTURE", purchaseUnits: [{ amount: { currencyCode: "USD", value: "10.00" } }] };
    const made = await (orders.createOrder ? orders.createOrder({ body }) : orders.ordersCreate({ body }));
    console.log(made.result.id);
  }
})().catch((error) => { console.error(error); process.exit(1); });
