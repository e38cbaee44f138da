// A text of Markdown in the pieces that somebody would take out of it, and what is left when some are taken.

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s/;
const WHOLE = /^\s*(?:[-*+]|\d{1,3}[.)]|>|\|)(?:\s|$)/;  // items, quotations, tables: a row is one piece
const INDENTED = /^\s{2,}\S/;

// [{text, gap, level}]: sentences, and rows that are one piece; `gap` is what stands between it and the next, `level` that of a heading.
export function unitsOf(text, locale) {
  const sentences = sentencesIn(locale);
  const units = [];
  const rows = text.split(/\r?\n/);
  for (let at = 0; at < rows.length; ++at) {
    const row = rows[at];
    if (row.trim() === "") {
      if (units.length > 0) units.at(-1).gap = "\n\n";
    } else if (FENCE.test(row)) {
      const end = rows.findIndex((one, i) => i > at && FENCE.test(one));
      const last = end < 0 ? rows.length - 1 : end;
      units.push({ text: rows.slice(at, last + 1).join("\n"), gap: "\n" });
      at = last;
    } else if (HEADING.test(row)) {
      units.push({ text: row, gap: "\n", level: HEADING.exec(row)[1].length });
    } else if (INDENTED.test(row) && units.length > 0 && units.at(-1).whole && units.at(-1).gap === "\n") {
      units.at(-1).text += `\n${row}`;
    } else if (WHOLE.test(row)) {
      units.push({ text: row, gap: "\n", whole: true });
    } else {
      for (const { segment } of sentences.segment(row)) if (segment.trim() !== "") units.push({ text: segment.trim(), gap: segment.slice(segment.trimEnd().length) });
      units.at(-1).gap = "\n";
    }
  }
  return units;
}

function sentencesIn(locale) {
  try {
    return new Intl.Segmenter(locale || undefined, { granularity: "sentence" });
  } catch {  // no language that the browser could read
    return new Intl.Segmenter(undefined, { granularity: "sentence" });
  }
}

const strength = (gap) => gap.split("\n").length * 10 + gap.length;

// The pieces with `taken`, as far apart as they stood at the widest.
export function compose(units) {
  let text = "";
  let gap = "";
  for (const unit of units) {
    if (unit.taken) {
      text += (text === "" ? "" : gap) + unit.text;
      gap = unit.gap;
    } else if (strength(unit.gap) > strength(gap)) {
      gap = unit.gap;
    }
  }
  return text;
}
