// The page: the form asks the core at every keystroke, and the button asks the painter.
import {Easel} from "./easel.mjs";
import {Form} from "./form.mjs";
import {Front} from "./front.mjs";
import {receipt, refusal} from "./receipt.mjs";

const $ = (id) => document.getElementById(id);
const form = new Form($("fields"));
const easel = new Easel($("easel"));
let front; // the painter is its provider
let elsewhere; // a vendor is
let plan; // of what stands in the form now, if it was taken
let painted = false; // from this plan's seed
let painting = false;

async function load() {
  const fetched = async (path) => {
    const answer = await fetch(new URL(path, import.meta.url));
    if (!answer.ok) throw new Error(`${path} is not there`);
    return answer;
  };
  const [core, settings] = await Promise.all([
    fetched("./fluxweir/fluxweir.wasm"),
    fetched("./provider.json"),
  ]);
  const module = await WebAssembly.compile(await core.arrayBuffer());
  front = new Front(module);
  elsewhere = new Front(module, await settings.text());
  for (const {id, title} of front.ask("GET", "/v1/models").body.data) $("model").add(new Option(title, id));
  pick();
  $("field-prompt").value = "a lighthouse on a cliff at golden hour";
  judge();
}

function pick() {
  const {body: model} = front.ask("GET", `/v1/models/${$("model").value}`);
  $("model-about").textContent = model.description;
  form.show(model);
}

// More members, as their JSON text.
function more() {
  const text = $("more").value.trim();
  $("more-fault").hidden = true;
  if (text === "") return [];
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value && !Array.isArray(value))
      return Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`);
  } catch {
    // Told below.
  }
  $("more-fault").textContent = "This is no JSON object; it is left out.";
  $("more-fault").hidden = false;
  return [];
}

// Asks the core what the form's request would do, and shows it. Gives the field to mend first, if one was
// refused.
function judge() {
  const body = `{${[`"model":"${$("model").value}"`, ...form.read(), ...more()].join(",")}}`;
  const target = "/v1/images?dry_run=1";
  const answer = front.ask("POST", target, body);
  plan = answer.status === 200 ? answer.body : undefined;
  const faults = answer.body.error?.faults ?? [];
  const first = form.mark(faults);
  $("paper").replaceChildren(
    ...(plan ? receipt(plan, elsewhere.ask("POST", target, body)) : refusal(answer.body.error)),
  );
  $("receipt").hidden = false;
  if (!painting) tell(faults.length);
  return first;
}

function tell(faults) {
  $("paint").disabled = false;
  if (plan) {
    const {width, height} = plan.size;
    $("easel").style.setProperty("--ratio", `${width} / ${height}`);
    if ($("blank")) $("blank").textContent = `${width} × ${height}`;
    say(`Taken: ${width} × ${height} pixels`);
  } else {
    say(faults > 1 ? `Refused: ${faults} things to mend` : "Refused: see the receipt");
  }
}

// Says nothing twice, so that a reader is not interrupted at every keystroke.
function say(text) {
  if ($("state").textContent !== text) $("state").textContent = text;
}

async function paint() {
  if (painted) front.renew();
  painted = false;
  const first = judge();
  if (!plan) return first?.focus();
  const calls = plan.fluxweir.seeds.map((seed) => ({...plan.upstream.body, seed}));
  painted = true;
  setPainting(true);
  say(calls.length > 1 ? `Painting ${calls.length} pictures …` : "Painting …");
  try {
    await easel.paint(calls, form.reference);
    say(calls.length > 1 ? `${calls.length} pictures are there` : "The picture is there");
  } catch (error) {
    say(`Not painted: ${error.message}`);
  } finally {
    setPainting(false);
  }
}

function setPainting(on) {
  painting = on;
  $("easel").setAttribute("aria-busy", String(on));
  $("paint").textContent = on ? "Stop" : "Paint";
}

$("model").addEventListener("change", () => {
  pick();
  judge();
});
$("ask").addEventListener("input", (event) => {
  if (event.target !== $("model")) judge();
});
$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!painting) return void paint();
  easel.stop();
});

load().catch((error) => say(`The core could not be loaded: ${error.message}`));
