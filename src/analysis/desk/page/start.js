// The page of its own: it talks to the server that gave it, and tells it when it is left.
import { mount } from "./desk.js";

const KEY = "study-token"; // kept for a reload, in this tab and for this address alone
const BEAT = 5000;
if (location.hash.length > 1) {
  sessionStorage.setItem(KEY, location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
const headers = { "Content-Type": "application/json", "X-Study-Token": sessionStorage.getItem(KEY) ?? "" };

function send(step, more = {}) {
  return fetch("step", { method: "POST", headers, body: JSON.stringify(step), ...more });
}

async function ask(step) {
  const answer = await send(step);
  if (!answer.ok) throw new Error("open the address that study review prints");
  return answer.json();
}

const desk = mount(document.getElementById("desk"), ask, { fill: true });
const beat = setInterval(() => desk.ping().catch(() => clearInterval(beat)), BEAT);
addEventListener("pagehide", () => send({ do: "bye" }, { keepalive: true }));
addEventListener("pageshow", (event) => event.persisted && location.reload());
