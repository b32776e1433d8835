// A program of square before 40 (`square/legacy` later), for the sandbox and for production. Not: a test.
let square;
try {
  square = require("square/legacy");
} catch {
  square = require("square");
}

(async () => {
  for (const environment of [square.Environment.Sandbox, square.Environment.Production]) {
    const client = new square.Client({ accessToken: process.argv[2], environment });
    console.log((await client.paymentsApi.getPayment("X1")).result.payment.id);
  }
})().catch((error) => { console.error(error); process.exit(1); });
