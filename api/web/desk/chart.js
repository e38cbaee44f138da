// A chart of one or two measures over time, by uPlot, with the colours of the page. The same numbers stand in a table
// for who does not see it.
import uPlot from "uplot";
import { h } from "../shared/dom.js";
import { number, table } from "./numbers.js";

const HEIGHT = 190;
const YEAR_S = 360 * 86_400;
const COLOURS = ["--accent", "--warn", "--soft"];

// light-dark() is for style sheets: what it comes to here is asked of an element.
function colour(host, name) {
  const probe = h("span", {});
  probe.style.color = `var(${name})`;
  host.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// `dates`: [{date, …}], `measures`: [{name, unit, label}]. Shares have their own axis from 0 to 100 %.
export function chart(title, dates, measures, interval) {
  const host = h("div", { class: "plot", role: "img", "aria-label": `${title}, by ${interval}: ${measures.map((one) => one.label).join(", ")}. The numbers are in the table below.` });
  const times = dates.map(({ date }) => Date.parse(date) / 1000);
  const long = times.length > 1 && times.at(-1) - times[0] > YEAR_S;
  const values = measures.map(({ name }) => dates.map((one) => one[name]));
  let plot = null;

  function draw() {
    if (!host.isConnected) return;
    plot?.destroy();
    const ink = colour(host, "--soft");
    const line = colour(host, "--line");
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
    const share = measures.every(({ unit }) => unit === "share");
    plot = new uPlot({
      width: Math.max(host.clientWidth, 200), height: HEIGHT, legend: { show: false }, cursor: { points: { size: 7 } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: { y: { range: (_, low, high) => [0, share ? 1 : Math.max(high ?? 0, 1) * 1.08] } },
      axes: [{ ...axis, values: (_, splits) => splits.map(long ? month : day) },
             { ...axis, size: 56, values: (_, splits) => splits.map((one) => Number.isInteger(one) || share ? number(one, share ? "share" : "count") : "") }],
      series: [{}, ...measures.map(({ label }, i) => ({
        label, stroke: colour(host, COLOURS[i]), width: 2, spanGaps: false, points: { show: dates.length < 3 || undefined, size: 6 },
        fill: i === 0 && !share ? colour(host, "--wash") : undefined }))],
    }, [times, ...values], host);
  }
  const again = new ResizeObserver(() => { if (plot && plot.width !== host.clientWidth) draw(); });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw);
  requestAnimationFrame(() => { draw(); again.observe(host); });

  const legend = measures.length > 1 && h("ul", { class: "legend row small" }, measures.map(({ label }, i) => h("li", { class: `series${i}` }, label)));
  const numbers = h("details", {}, h("summary", { class: "small" }, "As a table"),
    table(`${title} by ${interval}`, ["From", ...measures.map((one) => one.label)], dates.map((one) => [one.date, ...measures.map(({ name, unit }) => number(one[name], unit))])));
  return h("div", { class: "stack chart" }, legend, host, numbers);
}

const month = (seconds) => new Date(seconds * 1000).toLocaleDateString("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
