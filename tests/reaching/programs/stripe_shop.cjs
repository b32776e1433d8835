// A program of stripe-node as customers write it: no address, no setting. Not: a test.
const loaded = require("stripe");
const Stripe = loaded.default || loaded.Stripe || loaded;

(async () => {
  const stripe = new Stripe(process.argv[2], { maxNetworkRetries: 0 });
  console.log((await stripe.customers.create({ email: "a@example.com" })).id);
  console.log((await stripe.customers.create({ email: "b@example.com" })).id); // on the connection that is kept
  if (process.argv.includes("files")) {
    const file = { data: Buffer.from("%PDF-1.4"), name: "a.pdf", type: "application/pdf" };
    console.log((await stripe.files.create({ purpose: "dispute_evidence", file })).id);
    console.log((await stripe.oauth.deauthorize({ client_id: "ca_123", stripe_user_id: "acct_1" })).stripe_user_id);
  }
  if (Stripe.createFetchHttpClient) {
    const fetching = new Stripe(process.argv[2], { httpClient: Stripe.createFetchHttpClient() });
    console.log((await fetching.customers.create({ email: "c@example.com" })).id);
  }
})().catch((error) => { console.error(error); process.exit(1); });
