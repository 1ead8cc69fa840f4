// The painter on threads of its own, for programs whose event loop must go on.
import {availableParallelism} from "node:os";
import {Worker, isMainThread, parentPort, workerData} from "node:worker_threads";
import {Renderer} from "./renderer.mjs";

const MOST_WAITING = 64;

export class Painters {
  #module;
  #idle = [];
  #threads = 0;
  #most;
  #waiting = [];

  constructor(module, most = Math.max(1, availableParallelism() - 1)) {
    this.#module = module;
    this.#most = most;
  }

  // As Renderer.paint. Fails with `busy` set when too many wait.
  paint(json, reference) {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= MOST_WAITING) return reject(Object.assign(new Error("too many wait"), {busy: true}));
      this.#waiting.push({json, reference, resolve, reject});
      this.#next();
    });
  }

  #next() {
    if (this.#waiting.length === 0) return;
    const thread = this.#idle.pop() ?? (this.#threads < this.#most ? this.#start() : undefined);
    if (!thread) return;
    thread.work = this.#waiting.shift();
    thread.ref();
    thread.postMessage([thread.work.json, thread.work.reference]);
  }

  #start() {
    ++this.#threads;
    const thread = new Worker(new URL(import.meta.url), {workerData: this.#module});
    const gone = (error) => {
      thread.work?.reject(error);
      if (thread.gone) return;
      thread.gone = true;
      --this.#threads;
      this.#idle = this.#idle.filter((one) => one !== thread);
      this.#next();
    };
    thread.on("message", (answer) => {
      const {resolve} = thread.work;
      thread.work = undefined;
      thread.unref();
      this.#idle.push(thread);
      resolve(answer);
      this.#next();
    });
    thread.on("error", gone);
    thread.on("exit", () => gone(new Error("the painter's thread has ended")));
    return thread;
  }
}

if (!isMainThread && workerData instanceof WebAssembly.Module) {
  const renderer = new Renderer(workerData);
  parentPort.on("message", ([json, reference]) => {
    const answer = renderer.paint(json, reference);
    parentPort.postMessage(answer, [answer.bytes.buffer]);
  });
}
