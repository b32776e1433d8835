// A program of square from 40 on, for the sandbox and for production. Not: a test.
const { SquareClient, SquareEnvironment } = require("square");

(async () => {
  for (const environment of [SquareEnvironment.Sandbox, SquareEnvironment.Production]) {
    const client = new SquareClient({ token: process.argv[2], environment });
    console.log((await client.payments.get({ paymentId: "X1" })).payment.id);
  }
})().catch((error) => { console.error(error); process.exit(1); });
