// Bundles the surfaces and writes a C++ file that holds them, plain and compressed: node build.mjs OUTPUT.cpp
// It runs when Garner is built; the server needs neither node nor these files.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const script = "text/javascript; charset=utf-8";
const style = "text/css; charset=utf-8";
const page = "text/html; charset=utf-8";

// What the server answers at which path.
const files = [
  { path: "/", from: "desk/index.html", type: page, summary: "The desk" },
  { path: "/desk", from: "desk/index.html", type: page, summary: "The same" },
  { path: "/desk.css", from: "desk/desk.css", type: style, summary: "Its style" },
  { path: "/desk.js", from: "desk/desk.js", type: script, summary: "Its script" },
  { path: "/dashboard.js", from: "desk/dashboard.js", type: script, summary: "Its dashboard with the charts, fetched when it is looked at" },
  { path: "/dashboard.css", from: "desk/dashboard.css", type: style, summary: "Their style" },
  { path: "/garner-search.js", from: "search/garner-search.js", type: script, summary: "The search box, for the pages of any site" },
  { path: "/panel", from: "panel/index.html", type: page, summary: "The agent panel", framed: true },
  { path: "/panel.css", from: "panel/page.css", type: style, summary: "Its style" },
  { path: "/panel.js", from: "panel/page.js", type: script, summary: "Its script" },
  { path: "/garner-panel.js", from: "panel/garner-panel.js", type: script, summary: "The agent panel, as an element for other pages" },
];

// A style that a script imports becomes text for a constructable stylesheet, without comments and blanks.
const stylesAsText = {
  name: "styles-as-text",
  setup(task) {
    task.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const made = await build({ entryPoints: [path], minify: true, write: false, bundle: true, target: "es2022" });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

async function contentOf({ from, type }) {
  const path = join(here, from);
  if (type === page) return readFileSync(path);
  const made = await build({ entryPoints: [path], bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8",
                             write: false, legalComments: "none", external: ["/dashboard.js"], plugins: type === script ? [stylesAsText] : [] });
  return Buffer.from(made.outputFiles[0].contents);
}

// A string literal is compiled in an instant, a list of numbers is not.
function literal(bytes) {
  const escaped = Array.from(bytes, (byte) => {
    if (byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f) return String.fromCharCode(byte);
    return `\\${byte.toString(8).padStart(3, "0")}`;
  });
  const lines = [];
  for (let i = 0; i < escaped.length; i += 4000) lines.push(`"${escaped.slice(i, i + 4000).join("")}"`);
  return `std::string_view(${lines.join("\n") || '""'}, ${bytes.length})`;
}

const rows = [];
for (const file of files) {
  const content = await contentOf(file);
  const tag = createHash("sha256").update(content).digest("hex").slice(0, 32);
  rows.push(`{${[file.path, file.type, file.summary, `"${tag}"`].map((text) => JSON.stringify(text)).join(", ")}, ${Boolean(file.framed)},\n` +
            `${literal(content)},\n${literal(gzipSync(content, { level: 9 }))}}`);
}
writeFileSync(process.argv[2], `#include "api/web.h"

namespace garner::api::web {

std::span<const File> files() {
  static constexpr File kFiles[] = {
${rows.join(",\n")}};
  return kFiles;
}

}  // namespace garner::api::web
`);
