// The gateway in the page: requests go through the front APIs of the core as they would over HTTP, and what
// is asked here needs no host. Nothing leaves the page.
import {Core} from "./fluxweir/core.mjs";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LOAD = {runs: 0, bytes: 0, paint_wait: 0, draining: false};
const NOBODY = {scheme: "", key_id: "", digest: new Uint8Array(0)};

export class Front {
  #core;
  #gateway;
  // What ids and random seeds come from: the same until it is renewed, so that what is shown is what gets
  // painted.
  #entropy = crypto.getRandomValues(new Uint8Array(32));

  // `module` is fluxweir.wasm, `settings` a JSON text or empty: then the painter is the only provider.
  constructor(module, settings = "") {
    this.#core = new Core(module);
    this.#gateway = this.#core.openGateway(settings);
  }

  renew() {
    crypto.getRandomValues(this.#entropy);
  }

  // Plays one exchange; `body` is JSON text. Gives {status, body}, parsed.
  ask(method, target, body = "") {
    const machine = this.#core.openExchange(this.#gateway, this.#entropy);
    const answer = {status: 0, text: ""};
    const feed = (name, value) => {
      const now = {mono: Math.round(performance.now() * 1000), wall: Date.now()};
      for (const action of this.#core.handle(machine, name, value, now)) {
        if (action.name === "RespondHead") answer.status = action.value.status;
        if (action.name === "RespondChunk") answer.text += decoder.decode(action.value.parts[0]);
      }
    };
    try {
      feed("ClientHead", {head: this.#head(method, target), caller: NOBODY, load: LOAD});
      if (body) feed("ClientChunk", {bytes: encoder.encode(body)});
      feed("ClientEnd", {media: [], load: LOAD});
    } finally {
      this.#core.close(machine);
    }
    return {status: answer.status, body: JSON.parse(answer.text)};
  }

  #head(method, target) {
    const [path, query = ""] = target.split("?");
    const headers = [{name: "content-type", value: "application/json"}];
    return {method, path, query, scheme: "http", host: "127.0.0.1", headers, peer_is_loopback: true};
  }
}
