// Passes every request on as it is, and its answer back.
export default {
  fetch(request, env) {
    const {pathname, search} = new URL(request.url);
    return fetch(env.UPSTREAM + pathname + search, request);
  },
};
