// The form of one model, made from its parameter table and JSON Schema, and the request that it stands for.
// What is typed is not judged here: the core does that.
import {make} from "./make.mjs";

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/;
const words = (name) =>
  name
    .replaceAll("_", " ")
    .replace(/^./, (c) => c.toUpperCase())
    .replace(/ url$/, "");

// The names that a schema lists: its own, or those of one of its alternatives.
const listed = (schema) => schema.enum ?? schema.anyOf?.find((one) => one.enum)?.enum;

export class Form {
  #host;
  #fields = [];
  #reference; // {bytes, uri}, of the chosen file

  constructor(host) {
    this.#host = host;
  }

  // `model` as GET /v1/models/{id} shows it. What was typed into fields of the same name stays.
  show(model) {
    const typed = new Map(
      this.#fields.map(({name, input}) => [name, input.type === "checkbox" ? input.checked : input.value]),
    );
    this.#fields = model.parameters.map((row) => this.#field(row, model.schema.properties[row.name]));
    for (const {name, input} of this.#fields) {
      if (!typed.has(name)) continue;
      if (input.type === "checkbox") input.checked = typed.get(name);
      else if (input.tagName !== "SELECT" || [...input.options].some((one) => one.value === typed.get(name)))
        input.value = typed.get(name);
    }
    this.#host.replaceChildren(...this.#fields.map(({box}) => box));
    this.#reference = undefined;
  }

  get reference() {
    return this.#reference?.bytes;
  }

  // The request's members as JSON text. What stands at its default is not sent.
  read() {
    const members = [];
    for (const {name, type, input, initial} of this.#fields) {
      if (name === "image_url" && this.#reference) continue;
      if (input.type === "checkbox") {
        if (input.checked !== initial) members.push(`"${name}":${input.checked}`);
        continue;
      }
      const text = input.value.trim();
      if (text !== "" || name === "prompt") members.push(`"${name}":${this.#token(type, text)}`);
    }
    if (this.#reference) members.push(`"image_url":${JSON.stringify(this.#reference.uri)}`);
    return members;
  }

  // A number keeps its own digits, so that the core sees what was typed.
  #token(type, text) {
    if (/integer|float/.test(type) && NUMBER.test(text)) return text;
    if (/object/.test(type) && text.startsWith("{")) {
      try {
        return JSON.stringify(JSON.parse(text));
      } catch {
        // Sent as the string that it is.
      }
    }
    return JSON.stringify(text);
  }

  // Marks what the core refused, and gives back the first field marked.
  mark(faults) {
    let first;
    for (const {name, input, fault} of this.#fields) {
      const mine = faults.filter(({path}) => path === `/${name}` || path.startsWith(`/${name}/`));
      input.setAttribute("aria-invalid", String(mine.length > 0));
      if (mine.length > 0) first ??= input;
      fault.hidden = mine.length === 0;
      fault.replaceChildren(...mine.flatMap((one) => this.#said(one, input)));
    }
    return first;
  }
  #said({allowed, nearest}, input) {
    if (nearest === undefined || input.type === "checkbox") return [`must be ${allowed}`];
    const use = make("button", {type: "button"}, `Use ${nearest}`);
    use.addEventListener("click", () => {
      input.value = nearest;
      input.dispatchEvent(new Event("input", {bubbles: true}));
      input.focus();
    });
    return [`must be ${allowed} `, use];
  }

  #field({name, type, default: standard, description}, schema) {
    const id = `field-${name}`;
    const about = {id, "aria-describedby": `${id}-hint ${id}-fault`};
    const label = make("label", {for: id}, words(name));
    const hint = make("p", {class: "hint", id: `${id}-hint`}, description);
    const fault = make("p", {class: "fault", id: `${id}-fault`, hidden: ""});
    const field = {name, type, fault, initial: schema.default};
    if (schema.type === "boolean") {
      field.input = make("input", {...about, type: "checkbox"});
      field.input.checked = schema.default;
      field.box = make("div", {class: "field check"}, field.input, label, fault, hint);
      return field;
    }
    const shown = standard === "required" ? "" : standard.replaceAll('"', "");
    const inputs = this.#input(name, about, schema, shown);
    field.input = inputs[0];
    field.file = inputs.find((one) => one.type === "file");
    field.box = make(
      "div",
      {class: name === "prompt" ? "field wide" : "field"},
      label,
      ...inputs,
      fault,
      hint,
    );
    return field;
  }

  // What is typed into, and what stands beside it.
  #input(name, about, schema, standard) {
    if (name === "prompt") return [make("textarea", {...about, rows: 3, required: ""})];
    if (schema.enum) {
      const options = schema.enum.map((one) => make("option", {value: one}, one));
      return [
        make(
          "select",
          about,
          make("option", {value: ""}, `${standard} (default)`),
          ...options.filter((one) => one.value !== standard),
        ),
      ];
    }
    const numeric = /number|integer/.test(JSON.stringify(schema.type ?? schema.oneOf ?? ""));
    const placeholder = `${standard} (default)`;
    const input = make("input", {
      ...about,
      type: "text",
      placeholder,
      inputmode: numeric ? "decimal" : "text",
    });
    if (name === "image_url") return [input, this.#chooser(about.id)];
    const names = listed(schema);
    if (!names) return [input];
    input.setAttribute("list", `${about.id}-list`);
    return [
      input,
      make("datalist", {id: `${about.id}-list`}, ...names.map((one) => make("option", {value: one}))),
    ];
  }

  #chooser(id) {
    const file = make("input", {
      type: "file",
      accept: "image/jpeg,image/png,image/webp",
      "aria-label": "A picture of yours",
      "aria-describedby": `${id}-hint`,
    });
    file.addEventListener("change", async () => {
      this.#reference = file.files[0] && (await readReference(file.files[0]));
      file.dispatchEvent(new Event("input", {bubbles: true}));
    });
    return file;
  }
}

// A chosen picture, {bytes, uri}. The painter reads no WebP, so that one becomes PNG.
async function readReference(file) {
  const readable = file.type === "image/jpeg" || file.type === "image/png";
  const blob = readable ? file : await toPng(file).catch(() => file); // the core says that it is no picture
  const uri = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
  return {bytes: new Uint8Array(await blob.arrayBuffer()), uri};
}

async function toPng(file) {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({type: "image/png"});
}
