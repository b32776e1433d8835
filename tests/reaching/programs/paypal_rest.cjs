// A program of the retired paypal-rest-sdk, for the sandbox and for live. Not: a test.
const paypal = require("paypal-rest-sdk");
const [client_id, client_secret] = process.argv.slice(2);

paypal.configure({ mode: "sandbox", client_id, client_secret });
paypal.payment.create({ intent: "sale" }, (error, payment) => {
  if (error) throw error;
  console.log(payment.id);
  paypal.configure({ mode: "live", host: "api.paypal.com", client_id, client_secret });
  paypal.payment.create({ intent: "sale" }, (refused, live) => {
    if (refused) throw refused;
    console.log(live.id);
  });
});
