// A bounded pool of threads, for programs whose event loop must go on.
import {availableParallelism} from "node:os";
import {Worker, isMainThread, parentPort, workerData} from "node:worker_threads";

const MOST_WAITING = 64;

export class Threads {
  #script;
  #module;
  #most;
  #idle = [];
  #threads = 0;
  #waiting = [];

  // Threads run `script`, which calls answerOrders(), with `module`; they start when there is work for them.
  constructor(script, module, most = Math.max(1, availableParallelism() - 1)) {
    this.#script = new URL(script);
    this.#module = module;
    this.#most = most;
  }

  // What a thread answers to `order`. Fails with `busy` set when too many wait.
  ask(order) {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= MOST_WAITING) return reject(Object.assign(new Error("too many wait"), {busy: true}));
      this.#waiting.push({order, resolve, reject});
      this.#next();
    });
  }

  #next() {
    if (this.#waiting.length === 0) return;
    const thread = this.#idle.pop() ?? (this.#threads < this.#most ? this.#start() : undefined);
    if (!thread) return;
    thread.work = this.#waiting.shift();
    thread.ref();
    thread.postMessage(thread.work.order);
  }

  #start() {
    ++this.#threads;
    const thread = new Worker(this.#script, {workerData: this.#module});
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
    thread.on("exit", () => gone(new Error("the thread has ended")));
    return thread;
  }
}

// In a thread: `make(module)` gives a function of an order whose answer is [value, buffers that go along].
// Elsewhere nothing happens.
export function answerOrders(make) {
  if (isMainThread || !(workerData instanceof WebAssembly.Module)) return;
  const answer = make(workerData);
  parentPort.on("message", (order) => parentPort.postMessage(...answer(order)));
}
