// The same as an ES module. Not: a test.
import { Client, Environment, OrdersController } from "@paypal/paypal-server-sdk";
const [oAuthClientId, oAuthClientSecret] = process.argv.slice(2);

for (const environment of [Environment.Sandbox, Environment.Production]) {
  const client = new Client({ clientCredentialsAuthCredentials: { oAuthClientId, oAuthClientSecret }, environment });
  const orders = new OrdersController(client);
  const body = { intent: "CAPTURE", purchaseUnits: [{ amount: { currencyCode: "USD", value: "10.00" } }] };
  const made = await (orders.createOrder ? orders.createOrder({ body }) : orders.ordersCreate({ body }));
  console.log(made.result.id);
}
