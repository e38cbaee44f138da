// A text of Markdown in the pieces that somebody would take out of it, and what is left when some are taken.

const FENCE = /^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(`{3,}(?=[^`]*$)|~{3,})/;  // an item may begin with one
const HEADING = /^(#{1,6})\s/;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])(?:\s|$)/;
const WHOLE = /^\s*[>|](?:\s|$)/;  // quotations, tables: as in a list, a row is one piece
const INDENTED = /^(?:\s{2,}|\t)\S/;
const CODE = /^(?: {4}|\t)/;

// [{text, gap, level}]: sentences, and rows that are one piece; `gap` is what stands between it and the next, `level` that of a heading. The first
// has in `lead` what stands before it, so that all of them in a row are the text to the byte.
export function unitsOf(text, locale) {
  const sentences = sentencesIn(locale);
  const units = [];
  const rows = rowsOf(text);
  let apart = true;  // a row without text stands before this one
  for (let at = 0; at < rows.length; ++at) {
    const { from, row } = rows[at];
    const last = units.at(-1);
    const below = INDENTED.test(row) && (last?.item || last?.whole && !apart);
    const end = () => rows[at].from + rows[at].row.trimEnd().length;
    if (row.trim() === "") {
      apart = true;
      continue;
    }
    if (FENCE.test(row) && (below || !last?.code || !CODE.test(row))) {
      const item = below ? last.item : ITEM.test(row);
      const begun = from;
      at = closing(rows, at);
      if (below) last.to = end();
      else units.push({ from: begun, to: end(), item });
    } else if (below || last?.code && CODE.test(row)) {
      last.to = end();
    } else if (HEADING.test(row)) {
      units.push({ from, to: end(), level: HEADING.exec(row)[1].length });
    } else if (ITEM.test(row)) {
      units.push({ from, to: end(), item: true });
    } else if (WHOLE.test(row)) {
      units.push({ from, to: end(), whole: true });
    } else if (CODE.test(row) && (apart || last?.level)) {
      units.push({ from, to: end(), code: true });
    } else {
      for (const { segment, index } of sentences.segment(row)) {
        const blank = segment.length - segment.trimStart().length;
        if (blank < segment.length) units.push({ from: from + index + blank, to: from + index + segment.trimEnd().length });
      }
    }
    apart = false;
  }
  return units.map(({ from, to, level }, i) => ({ text: text.slice(from, to), gap: text.slice(to, units[i + 1]?.from), level, ...(i === 0 && { lead: text.slice(0, from) }) }));
}

function rowsOf(text) {
  let next = 0;
  return text.split("\n").map((row) => {
    const from = next;
    next += row.length + 1;
    return { from, row };
  });
}

// The row that ends the fence which begins at `at`; the last one if none does.
function closing(rows, at) {
  const [, mark] = FENCE.exec(rows[at].row);
  const ends = (row) => row.length >= mark.length && row.replaceAll(mark[0], "") === "";
  for (let i = at + 1; i < rows.length; ++i) if (ends(rows[i].row.trim())) return i;
  return rows.length - 1;
}

function sentencesIn(locale) {
  try {
    return new Intl.Segmenter(locale || undefined, { granularity: "sentence" });
  } catch {  // no language that the browser could read
    return new Intl.Segmenter(undefined, { granularity: "sentence" });
  }
}

const strength = (gap) => gap.split("\n").length * 1e6 + gap.length;

// The pieces with `taken`, as far apart as they stood at the widest; all of them are the text as it was.
export function compose(units) {
  let text = "";
  let gap = units[0]?.taken ? units[0].lead ?? "" : "";
  for (const unit of units) {
    if (unit.taken) {
      text += (text === "" && unit !== units[0] ? "" : gap) + unit.text;
      gap = unit.gap;
    } else if (strength(unit.gap) > strength(gap)) {
      gap = unit.gap;
    }
  }
  return units.at(-1)?.taken ? text + gap : text;
}
