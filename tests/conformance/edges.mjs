// The edges of every parameter of every model, from the catalogue that the gateway is built with:
// each bound and what lies just past it, each choice and one that is none, a value of another type.

const WRONG_TYPE = {
  integer: ["a word", 1.5],
  decimal: ["a word", true],
  boolean: ["yes", 1],
  choice: [7],
  text: [7, ["x"]],
};

const DECIMALS = new Set(["image_prompt_strength", "guidance_scale"]);

function kindOf(name, limits) {
  if (limits.choices) return "choice";
  if (typeof limits.default === "boolean") return "boolean";
  if (name === "prompt") return "text";
  if (DECIMALS.has(name)) return "decimal";
  return limits.min === undefined ? null : "integer";
}

// What is taken and what is refused: [value, rule].
function numberEdges({min, max}, step) {
  const taken = [min, max];
  const refused = [[min - step, "minimum"]];
  // One past 2^53-1 is no number of JavaScript's any more.
  if (max < Number.MAX_SAFE_INTEGER) refused.push([max + step, "maximum"]);
  return {taken, refused};
}

function edgesOf(name, kind, limits) {
  if (kind === "boolean") return {taken: [true, false], refused: []};
  if (kind === "choice") return {taken: limits.choices, refused: [["no such thing", "one_of"]]};
  if (kind === "text")
    return {
      taken: ["x"],
      refused: [
        ["", "too_short"],
        ["   ", "too_short"],
      ],
    };
  return numberEdges(limits, kind === "decimal" ? 0.001 : 1);
}

function caseOf(edges, model, name, value, expect, what) {
  // With sync_mode, so that hosts that keep nothing have nothing to adjust.
  const json = {model: model.id, prompt: "a fox", sync_mode: true, [name]: value};
  return {
    name: `${model.id} ${name} ${JSON.stringify(value)} is ${what}`,
    url: edges.url,
    request: {method: "POST", path: edges.path, json},
    expect,
    ...(name === "sync_mode" && value === false ? {expect_stateless: {status: 200}} : {}),
  };
}

function parameterCases(edges, model, name, limits) {
  const kind = kindOf(name, limits);
  if (kind === null) return [];
  const {taken, refused} = edgesOf(name, kind, limits);
  const fine = {status: 200, json: {model: model.id, fluxweir: {adjustments: []}}};
  const fault = (rule) => ({
    status: 422,
    json: {error: {code: "invalid_parameter", faults: [{path: `/${name}`, rule}]}},
  });
  return [
    ...taken.map((value) => caseOf(edges, model, name, value, fine, "taken")),
    ...refused.map(([value, rule]) => caseOf(edges, model, name, value, fault(rule), "refused")),
    ...WRONG_TYPE[kind].map((value) => caseOf(edges, model, name, value, fault("type"), "of no type of it")),
  ];
}

export function edgeCases(edges, catalogue) {
  return catalogue.models.flatMap((model) =>
    Object.entries(model.parameters).flatMap(([name, limits]) =>
      name === "image_size" ? [] : parameterCases(edges, model, name, limits),
    ),
  );
}
