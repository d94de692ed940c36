// Bundles into the folder named on the command line: editor.js, editor.css, tokens.css, LICENSES.txt.
import { build } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "built"));

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { editor: "editor.js", tokens: "@digital-go-jp/design-tokens/dist/tokens.css" },
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["es2022"],
  legalComments: "none", // the licences stand in LICENSES.txt, whole
  loader: { ".svg": "empty" },
  metafile: true,
  outdir: out,
  logLevel: "warning",
});
await mkdir(out, { recursive: true });
await writeFile(join(out, "LICENSES.txt"), await licences(Object.keys(metafile.inputs)));

// YASGUI's file holds its dependencies already, so the lock file, not what esbuild read, says whose code it is.
async function licences(inputs) {
  for (const name of ["@zazuko/yasgui", "@digital-go-jp/design-tokens"]) {
    if (!inputs.some((input) => input.includes(name))) throw new Error(`the bundle is without ${name}`);
  }
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const parts = [];
  for (const [path, about] of Object.entries(lock.packages)) {
    if (!path || about.dev || about.devOptional) continue;
    const name = path.replace(/^.*node_modules\//, "");
    parts.push(`${name} ${about.version} (${about.license ?? "see below"})\n\n${await licenceText(join(here, path))}`);
  }
  return parts.join(`\n${"-".repeat(80)}\n\n`);
}

async function licenceText(folder) {
  const files = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  if (texts.length) return texts.map((text) => text.trim() + "\n").join("\n");
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const author = typeof about.author === "string" ? about.author : (about.author?.name ?? "its authors");
  return `Copyright ${author}. No licence file in the package; its package.json says ${about.license}.\n`;
}
