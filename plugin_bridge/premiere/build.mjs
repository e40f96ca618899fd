/** Bundles: `node build.mjs panel` for Premiere, `tests` for node --test, `page` for a browser with a fake Premiere. */

import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";

import { build } from "esbuild";

const TESTS = "../../tests/premiere";
const SHIPPED = ["manifest.json", "index.html", "panel.css", "icons"];
const common = { bundle: true, target: "es2020", charset: "utf8", legalComments: "inline", logLevel: "warning" };

const kinds = {
  async panel() {
    const folder = emptied("build/panel");
    for (const name of SHIPPED) cpSync(name, `${folder}/${name}`, { recursive: true });
    // UXP gives these when they are asked for.
    const external = ["premierepro", "uxp", "fs", "os"];
    await build({
      ...common,
      entryPoints: ["src/main.ts"],
      outfile: `${folder}/panel.js`,
      format: "iife",
      external,
    });
  },
  async tests() {
    const outdir = emptied("build/tests");
    const entryPoints = readdirSync(TESTS)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${TESTS}/${name}`);
    const outExtension = { ".js": ".mjs" };
    await build({
      ...common,
      entryPoints,
      outdir,
      outExtension,
      format: "esm",
      platform: "node",
      sourcemap: "inline",
    });
  },
  async page() {
    const folder = emptied("build/page");
    cpSync("panel.css", `${folder}/panel.css`);
    cpSync("index.html", `${folder}/index.html`);
    await build({ ...common, entryPoints: [`${TESTS}/page.ts`], outfile: `${folder}/panel.js`, format: "iife" });
  },
};

function emptied(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

await kinds[process.argv[2]]();
