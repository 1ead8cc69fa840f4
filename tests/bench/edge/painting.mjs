// The painter's 2752x1536 JPEG by a request to every host, beside the native program.
import {readFileSync} from "node:fs";
import {figure, inTurns, times} from "./measure.mjs";
import {CATALOGUE, native} from "./places.mjs";

const HOSTS = ["node", "deno", "bun", "workerd"];
const PROMPTS = [
  "a lighthouse on a cliff at golden hour",
  "a city at night in the rain",
  "portrait of an old fisherman",
];
const headers = {"content-type": "application/json"};
const size = (brief) =>
  brief ? {model: "flux-1-schnell", image_size: "256x256"} : {model: "flux-pro-v1-1-ultra"};

// Milliseconds to the end of an answer with one picture inside.
async function paint(url, prompt, brief) {
  const begin = performance.now();
  const body = JSON.stringify({prompt, seed: 7, sync_mode: true, ...size(brief)});
  const answer = await fetch(`${url}/v1/images`, {method: "POST", headers, body});
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes("data:image/jpeg;base64,/9j/"))
    throw new Error(`${url} answered with ${answer.status}: ${text.slice(0, 300)}`);
  return {ms: performance.now() - begin, picture: JSON.parse(text).images[0].url};
}

// Fills `hosts`: what has started is there to be stopped even when another has not.
async function startAll(hosts, engines) {
  if (native) process.env.FLUXWEIR_BINARY = native;
  const names = [
    ...(native ? [["native", "native"]] : []),
    ...HOSTS.flatMap((name) => engines.map((engine) => [name, engine])),
  ];
  const secrets = {FLUXWEIR_RENDERER: "1", FLUXWEIR_LOOPBACK: "1"};
  const options = {settings: "{}", models: readFileSync(CATALOGUE, "utf8"), secrets};
  for (const [name, engine] of names) {
    const host = await import(`../../conformance/hosts/${name}.mjs`);
    hosts[`${name} ${engine}`] = await host.start({engine, ...options});
  }
}

export async function painting({engines, brief}) {
  const prompts = brief ? PROMPTS.slice(0, 1) : PROMPTS;
  const hosts = {};
  try {
    await startAll(hosts, engines);
    for (const prompt of prompts) {
      const pictures = [];
      for (const {url} of Object.values(hosts)) pictures.push((await paint(url, prompt, brief)).picture);
      if (new Set(pictures).size !== 1) throw new Error(`the hosts paint "${prompt}" differently`);
    }
    const everyPrompt = async (url) => {
      let ms = 0;
      for (const prompt of prompts) ms += (await paint(url, prompt, brief)).ms / prompts.length;
      return ms;
    };
    const works = Object.fromEntries(
      Object.entries(hosts).map(([name, {url}]) => [name, () => everyPrompt(url)]),
    );
    return report(engines, await inTurns(brief ? 1 : 5, works), brief);
  } finally {
    for (const host of Object.values(hosts)) await host.stop();
  }
}

function report(engines, got, brief) {
  const best = got["native native"] ?? Math.min(...Object.values(got));
  const rows = Object.entries(got).map(([name, ms]) => [
    ...name.split(" "),
    times(ms / best),
    figure(ms, "ms"),
  ]);
  const of = (engine) => Object.fromEntries(HOSTS.map((name) => [name, got[`${name} ${engine}`]]));
  return {
    title: `Painting ${brief ? "256x256" : "2752x1536"} as JPEG`,
    notes: [
      `Mean over ${brief ? 1 : PROMPTS.length} prompts of one request at a time, the picture inside the ` +
        "answer, warm; the same bytes from all. Native: its fastest build that is there.",
    ],
    head: ["host", "engine", native ? "native = 1" : "best = 1", "time"],
    rows,
    summary: Object.fromEntries(engines.map((engine) => [engine, {paint_ms: of(engine)}])),
  };
}
