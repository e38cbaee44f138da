// Numbers as people read them.
export { table } from "./ui.js";

// null is "no data", which is not 0.
export function number(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return `${(value * 100).toLocaleString("en", { maximumFractionDigits: value !== 0 && value < 0.1 ? 1 : 0 })}\u00a0%`;
  if (unit === "hours") return value < 48 ? `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} h` : `${Math.round(value / 24).toLocaleString("en")} days`;
  return value.toLocaleString("en", { maximumFractionDigits: unit === "count" ? 0 : 2 });
}

const iso = (time) => new Date(time).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;

export const today = () => iso(Date.now());
export const daysBefore = (day, count) => iso(Date.parse(day) - count * DAY_MS);
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

// A day as people say it.
export function dayAgo(day) {
  const days = daysBetween(day, today()) - 1;
  return days >= 0 && days < 30 ? new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-days, "day") : new Date(day).toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
}

// Enough points to see a course, few enough to see each.
export const intervalFor = (from, to) => daysBetween(from, to) <= 62 ? "day" : daysBetween(from, to) <= 400 ? "week" : "month";
