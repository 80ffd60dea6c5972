// Takes out of the glue and the wasm what the other side never uses, and gives what is
// left short names. Usage: node scripts/shrink.mjs GLUE.js BUNDLE.wasm, both rewritten.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [gluePath, wasmPath] = process.argv.slice(2);
// Named one by one: with all features on, wasm-opt writes files that browsers refuse.
const features = [
  "bulk-memory", "bulk-memory-opt", "sign-ext", "nontrapping-float-to-int",
  "mutable-globals", "reference-types", "multivalue",
].map((feature) => `--enable-${feature}`);
const run = (tool, ...args) =>
  execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

let glue = readFileSync(gluePath, "utf8");

// Classes that wasm never hands out: Leptos brings some for streams, which no tray uses.
for (const [, name] of glue.matchAll(/^export class (\w+) \{$/gm)) {
  if (glue.includes(`${name}.__wrap(`)) continue;
  glue = glue
    .replace(new RegExp(`^export class ${name} \\{$[^]*?^\\}$`, "m"), "")
    .replace(new RegExp(`^if \\(Symbol.dispose\\) ${name}\\..*$`, "m"), "")
    .replace(new RegExp(`^const ${name}Finalization = [^;]*;$`, "m"), "");
}

// A trap, which is all that is left of a panic, breaks the trays and not the page.
for (const [plain, kept] of [
  [/\bwasm = instance\.exports;/, "wasm = guarded(instance.exports);"],
  [/^import \{ (.* from '.*\/element\/bridge\.js';)$/m, "import { guarded, $1"],
]) {
  if (!plain.test(glue)) throw new Error(`the glue has no ${plain}`);
  glue = glue.replace(plain, kept);
}

// Exports that the glue does not call, and all that only they need.
const called = new Set([...glue.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
const roots = { name: "glue", root: true, reaches: [...called] };
const graph = [roots, ...[...called].map((name) => ({ name, export: name }))];
const folder = mkdtempSync(join(tmpdir(), "job-tray-"));
writeFileSync(join(folder, "graph.json"), JSON.stringify(graph));
const pruned = join(folder, "pruned.wasm");
run("wasm-metadce", ...features, `--graph-file=${join(folder, "graph.json")}`, wasmPath, "-o", pruned);
const names = JSON.parse(
  // The lowest addresses are the far end of the stack: nothing stands there.
  run("wasm-opt", ...features, "--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz",
    "-Oz", "--local-cse", "--coalesce-locals", "--reorder-locals", "--vacuum",
    "--minify-imports-and-exports-and-modules", pruned, "-o", wasmPath),
);
rmSync(folder, { recursive: true });

// What wasm imports stands in the glue as `NAME: function`, what it exports as `wasm.NAME`.
const shortImports = new Map(names.imports.map(([, name, short]) => [name, short]));
const shortExports = new Map(names.exports);
const modules = new Set(names.imports.map(([module]) => module));
if (modules.size !== 1) throw new Error(`one module of imports expected, found ${[...modules]}`);
const [module] = modules;
let renamed = 0;
glue = glue
  .replace(/^ {8}(__wb\w+)(: function[^]*?\n {8}\}.*,\n)/gm, (_, name, rest) => {
    if (!shortImports.has(name)) return "";
    renamed += 1;
    return shortImports.get(name) + rest;
  })
  .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${shortExports.get(name) ?? name}`)
  .replace(`"${module}": import`, `"a": import`);
if (renamed !== shortImports.size) {
  throw new Error(`the glue has ${renamed} of ${shortImports.size} imports`);
}
writeFileSync(gluePath, glue);
