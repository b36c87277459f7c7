import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

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

export default defineConfig({
  root: here,
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  plugins: [anywhere, compressed],
  build: {
    target: ["es2020", "safari14", "chrome87"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: Object.fromEntries(pages.map((page) => [basename(page, ".html"), resolve(here, page)])) },
  },
});
