// A program of the retired @paypal/checkout-server-sdk, for the sandbox and for live. Not: a test.
const paypal = require("@paypal/checkout-server-sdk");
const [id, secret] = process.argv.slice(2);

(async () => {
  for (const Environment of [paypal.core.SandboxEnvironment, paypal.core.LiveEnvironment]) {
    const client = new paypal.core.PayPalHttpClient(new Environment(id, secret));
    const request = new paypal.orders.OrdersCreateRequest();
    request.requestBody({ intent: "CAPTURE", purchase_units: [] });
    console.log((await client.execute(request)).result.id);
  }
})().catch((error) => { console.error(error); process.exit(1); });
