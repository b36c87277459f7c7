import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const pages = readdirSync(here).filter((name) => name.endsWith(".html"));

// Where the page is served from is known to the server alone, which fills in {{root}}.
const anywhere = {
  name: "anywhere",
  enforce: "post" as const,
  transformIndexHtml: { order: "post" as const, handler: (html: string) => html.replaceAll('"./assets/', '"{{root}}assets/') },
};

// The function serves these as they are, to each browser the best that it takes.
const compressed = {
  name: "compressed",
  writeBundle(options: { dir?: string }, bundle: Record<string, unknown>) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|svg)$/.test(file))) {
      const path = join(options.dir ?? "", name);
      const content = readFileSync(path);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

// Whose code is in the pages, under which licence: `licences.txt`, to which each page links. NOTICE names the same.
const licences: Plugin = {
  name: "licences",
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? [file] : []));
    const modules = chunks.flatMap((chunk) => Object.entries(chunk.modules));
    const names = modules.flatMap(([id, { renderedLength }]) => (renderedLength ? (packageOf(id) ?? []) : []));
    const source = [...new Set(names)].sort().map(licence).join("\n\n");
    this.emitFile({ type: "asset", fileName: "licences.txt", source });
  },
};

/** The package that a module is of; what Vite itself adds (ids with a NUL and no path) is Vite's. */
function packageOf(id: string): string | undefined {
  const inside = id.split("node_modules/").at(-1) ?? "";
  if (inside !== id) return inside.split("/", inside.startsWith("@") ? 2 : 1).join("/");
  return id.startsWith("\0") ? "vite" : undefined;
}

/** Its name, version and licence, and the licence's text if the package brings one. */
function licence(name: string): string {
  const folder = resolve(here, "../node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string; license: string };
  const file = readdirSync(folder).find((found) => /^licen[cs]e/i.test(found)) ?? readdirSync(folder).find((found) => /^readme/i.test(found));
  const text = file ? readFileSync(join(folder, file), "utf8") : "";
  const said = /^readme/i.test(file ?? "") ? text.split(/^## License$/m)[1] : text.split("# Licenses of bundled dependencies")[0];
  return [`${name} ${about.version}: ${about.license}`, (said ?? "").trim(), ""].filter((part, i) => part || i > 1).join("\n\n");
}

export default defineConfig({
  root: here,
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  plugins: [anywhere, licences, compressed],
  build: {
    target: ["es2020", "safari14", "chrome87"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: Object.fromEntries(pages.map((page) => [basename(page, ".html"), resolve(here, page)])) },
  },
});
