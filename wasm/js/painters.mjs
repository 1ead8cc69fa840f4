// The painter on threads of its own.
import {Renderer} from "./renderer.mjs";
import {Threads, answerOrders} from "./threads.mjs";

export class Painters {
  #threads;

  constructor(module) {
    this.#threads = new Threads(import.meta.url, module);
  }

  // As Renderer.paint. Fails with `busy` set when too many wait.
  paint(json, reference) {
    return this.#threads.ask([json, reference]);
  }
}

answerOrders((module) => {
  const renderer = new Renderer(module);
  return ([json, reference]) => {
    const answer = renderer.paint(json, reference);
    return [answer, [answer.bytes.buffer]];
  };
});
