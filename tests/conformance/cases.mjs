// Reads the case files and takes their short forms apart: what a file says for all its cases, tables
// (one row, one case) and the edges of the model catalogue.
import {readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {edgeCases} from "./edges.mjs";

const FOLDER = new URL("cases/", import.meta.url);
export const CATALOGUE = new URL("../../edge-config/models.json", import.meta.url);

// "$x" becomes the row's x as it is, "${x}" within a text its text; keys likewise.
function fill(template, row) {
  if (typeof template === "string") {
    if (template[0] === "$" && Object.hasOwn(row, template.slice(1))) return row[template.slice(1)];
    return template.replace(/\$\{(\w+)\}/g, (all, name) => {
      if (!Object.hasOwn(row, name)) return all;
      return typeof row[name] === "string" ? row[name] : JSON.stringify(row[name]);
    });
  }
  if (Array.isArray(template)) return template.map((item) => fill(item, row));
  if (template === null || typeof template !== "object") return template;
  const entries = Object.entries(template).map(([key, value]) => [fill(key, row), fill(value, row)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function tableCases({columns, rows, template}) {
  return rows.map((row) => {
    const named = Object.fromEntries(columns.map((name, i) => [name, row[i]]));
    return fill(template, named);
  });
}

// A case with one step may say it without `steps`.
function whole(file, one) {
  const {request, expect, expect_stateless: stateless, ...rest} = one;
  const steps = rest.steps ?? [{request, expect, expect_stateless: stateless}];
  const needs = [...(file.needs ?? []), ...(rest.needs ?? [])];
  return {settings: file.settings ?? "plain", ...rest, needs, steps};
}

export function loadCases() {
  const catalogue = JSON.parse(readFileSync(CATALOGUE, "utf8"));
  const all = [];
  for (const name of readdirSync(fileURLToPath(FOLDER)).sort()) {
    const file = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
    const list = [
      ...(file.cases ?? []),
      ...(file.tables ?? []).flatMap(tableCases),
      ...(file.edges ? edgeCases(file.edges, catalogue) : []),
    ];
    for (const one of list) all.push(whole(file, {...one, name: `${name.slice(0, -5)}: ${one.name}`}));
  }
  const names = new Set();
  for (const {name} of all) {
    if (names.has(name)) throw new Error(`two cases are called "${name}"`);
    names.add(name);
  }
  return all;
}
