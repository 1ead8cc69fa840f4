// What the core answered to a dry run, for reading.
import {make} from "./make.mjs";

const dollars = (micro) =>
  new Intl.NumberFormat("en", {style: "currency", currency: "USD", maximumFractionDigits: 6}).format(
    micro / 1e6,
  );

const row = (name, ...what) => [make("dt", {}, name), make("dd", {}, ...what)];
const json = (value) => (typeof value === "string" ? value : JSON.stringify(value));

// The final prompt with what was added to it marked, each with the facet it is about.
function prompt({final, added}) {
  const parts = [];
  let at = 0;
  for (const {facet, phrase} of added) {
    const found = final.indexOf(phrase, at);
    if (found < 0) continue;
    parts.push(final.slice(at, found), make("ins", {title: facet}, phrase));
    at = found + phrase.length;
  }
  return [...parts, final.slice(at)];
}

function adjustments(list) {
  if (list.length === 0) return ["none: taken as sent"];
  const said = ({path, action, from, to, reason}) => {
    const change = to === undefined ? json(from) : `${json(from)} → ${json(to)}`;
    const why = make("span", {class: "why"}, reason.replaceAll("_", " "));
    return make("li", {}, make("b", {}, action), " ", make("code", {}, path.slice(1)), ` ${change} `, why);
  };
  return [make("ul", {}, ...list.map(said))];
}

function call({method, url, body}) {
  return make("pre", {tabindex: 0}, `${method} ${url}\n\n${JSON.stringify(body, null, 2)}`);
}

function vendor({quote, upstream}) {
  const cost = `It would cost ${dollars(quote.cost_micro_usd)}. The key is filled in by the host.`;
  return [make("p", {}, cost), call(upstream)];
}

// `plan` is the dry run's answer, `elsewhere` {status, body} of the same request where a provider is
// configured.
export function receipt(plan, elsewhere) {
  const {size, quote, fluxweir} = plan;
  const count = quote.images === 1 ? "1 picture" : `${quote.images} pictures`;
  const price = make("span", {class: "price"}, dollars(quote.list_micro_usd));
  const list = make(
    "dl",
    {},
    ...row(
      "Price",
      price,
      ` for ${count} by the model’s list; the demo painter costs ${dollars(quote.cost_micro_usd)}`,
    ),
    ...row("Size", `${size.width} × ${size.height} pixels, ${plan.aspect_ratio}`),
    ...row(fluxweir.seeds.length === 1 ? "Seed" : "Seeds", fluxweir.seeds.join(", ")),
    ...row("Prompt", ...prompt(fluxweir.prompt)),
    ...row("Adjustments", ...adjustments(fluxweir.adjustments)),
  );
  const there =
    elsewhere.status === 200 ? vendor(elsewhere.body) : [make("p", {}, elsewhere.body.error.message)];
  return [
    list,
    make(
      "details",
      {open: ""},
      make("summary", {}, "Upstream call, to the demo painter"),
      call(plan.upstream),
    ),
    make("details", {}, make("summary", {}, "The same, were Black Forest Labs configured"), ...there),
  ];
}

// A refusal: its faults as a list, or the message alone.
export function refusal({message, faults = []}) {
  if (faults.length === 0) return [make("p", {class: "fault"}, message)];
  const said = ({path, allowed}) =>
    make("li", {}, make("code", {}, path.slice(1) || "request"), ` must be ${allowed}`);
  return [
    make("p", {class: "fault"}, "Refused, before anything is spent:"),
    make("ul", {class: "faults"}, ...faults.map(said)),
  ];
}
