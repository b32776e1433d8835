// What a subscriber does: change, cancel, go on, the provider's page. The server knows what came of it; we show it anew.
"use strict";

const section = document.getElementById("subscription");
const said = document.getElementById("said");

section?.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  button.disabled = true;
  const reply = await fetch(`/subscriptions/${section.dataset.subscription}/${button.dataset.do}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: button.dataset.plan ? JSON.stringify({ plan: button.dataset.plan }) : undefined,
  });
  const answer = await reply.json();
  if (!reply.ok) said.textContent = answer.message;
  else if (answer.url) window.location.assign(answer.url);
  else window.location.reload();
  button.disabled = false;
});
