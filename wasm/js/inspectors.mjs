// What looks at finished pictures on threads of its own.
import {Inspector} from "./inspector.mjs";
import {Threads, answerOrders} from "./threads.mjs";

export class Inspectors {
  #threads;

  constructor(module) {
    this.#threads = new Threads(import.meta.url, module);
  }

  // As Inspector.inspect. Fails with `busy` set when too many wait.
  inspect(picture, filmGrain, calibration) {
    return this.#threads.ask([picture, filmGrain, calibration]);
  }
}

answerOrders((module) => {
  const inspector = new Inspector(module);
  return (order) => [inspector.inspect(...order)];
});
