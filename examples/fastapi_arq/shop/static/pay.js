const form = document.querySelector('#pay');
const stripe = Stripe(form.dataset.key);
const elements = stripe.elements({ clientSecret: form.dataset.secret });
elements.create('payment').mount('#fields');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const returnUrl = new URL(`/orders/${form.dataset.order}/thanks`, location);
  const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: returnUrl.href } });
  if (error) alert(error.message);
});
