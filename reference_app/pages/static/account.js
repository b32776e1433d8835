// The account: signs up, in and out. By fetch and not as a form, so that the browser names this page as the origin.
"use strict";

const form = document.getElementById("account");
const message = document.getElementById("message");

async function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (!reply.ok) throw new Error((await reply.json()).message);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(form));
  try {
    if (event.submitter?.value === "up") await send("POST", "/accounts", given);
    await send("POST", "/sessions", given);
    window.location.reload();
  } catch (refused) {
    message.textContent = refused.message;
  }
});

document.getElementById("out")?.addEventListener("click", async () => {
  await send("DELETE", "/sessions");
  window.location.reload();
});
