// TypeScript over the programs of a folder where the package is installed: use.ts and misuse.ts.
import {createRequire} from "node:module";
import {join} from "node:path";

const ts = createRequire(new URL("../../tools/package.json", import.meta.url))("typescript");
const {ModuleKind, ModuleResolutionKind} = ts;

// How packages are resolved: as by Node, as by bundlers.
const WAYS = {
  node: {module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext},
  bundler: {module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler},
};
export const ways = Object.keys(WAYS);

export class Compiler {
  #folder;
  #program;
  #checker;

  constructor(folder, way) {
    this.#folder = folder;
    this.#program = ts.createProgram([join(folder, "use.ts"), join(folder, "misuse.ts")], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: [],
      ...WAYS[way],
    });
    this.#checker = this.#program.getTypeChecker();
  }

  // What `tsc --noEmit --strict` says of the programs and all that they import, declarations included: lines
  // by file, counted from 1.
  complaints() {
    const found = {};
    for (const {file, start, messageText} of ts.getPreEmitDiagnostics(this.#program)) {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const name = file ? file.fileName.slice(this.#folder.length + 1) : "";
      (found[name] ??= {})[line] = ts.flattenDiagnosticMessageText(messageText, "\n");
    }
    return found;
  }

  #exports(file) {
    const source = this.#program.getSourceFile(join(this.#folder, "node_modules/fluxweir", file));
    return this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(source));
  }

  // What a file of declarations says is there at run time, and which of it is `any`.
  values(file) {
    const real = (one) => (one.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(one) : one);
    const values = this.#exports(file).filter((one) => real(one).flags & ts.SymbolFlags.Value);
    const isAny = (one) => this.#checker.getTypeOfSymbol(real(one)).flags & ts.TypeFlags.Any;
    return {names: values.map(({name}) => name), loose: values.filter(isAny).map(({name}) => name)};
  }

  // The members of an interface as a tree: {name: {member: ...}}, empty for what has none of its own.
  members(file, name) {
    const tree = (type) => {
      const plain = this.#checker.getNonNullableType(type);
      if (plain.isUnion() || !(plain.flags & ts.TypeFlags.Object) || this.#checker.isArrayLikeType(plain)) return {};
      if (plain.symbol?.name === "Uint8Array") return {};
      const members = this.#checker.getPropertiesOfType(plain);
      return Object.fromEntries(members.map((one) => [one.name, tree(this.#checker.getTypeOfSymbol(one))]));
    };
    return tree(this.#checker.getDeclaredTypeOfSymbol(this.#exports(file).find((one) => one.name === name)));
  }
}
