// Answers by itself, as the price of a worker.
export default {fetch: () => Response.json({status: "ok"})};
