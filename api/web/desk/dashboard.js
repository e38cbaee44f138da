// The dashboard: what becomes of conversations and of questions, over a window of days that the address carries. Every
// number comes with its definition and its rows; what is missing turns into work in one click.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { chart } from "./chart.js";
import { dayAgo, daysBefore, daysBetween, intervalFor, number, today } from "./numbers.js";
import { field, mayWrite, select, table } from "./ui.js";

const RANGES = [["30 days", 30], ["90 days", 90], ["12 months", 365], ["3 years", 1095]];
// What each is called, what is better, and what it is in words; docs/metrics.md has them to the letter.
const FIVE = { untouched: ["Never reach the company", "lower", "Of the conversations that channels say they have, those that never came in here."],
               assimilated: ["Become knowledge", "higher", "Of what was solved, what stood in an article within 14 days."],
               on_own_site: ["Channels on your own site", "higher", "Channels whose answers the search box has shown to who asked."],
               tied_to_cases: ["Channels tied to cases", "higher", "Channels in which somebody, or another system, linked a case to an article."],
               owned: ["Channels with an owner", "higher", "Channels that somebody is named to look after."] };
const STEPS = [["conversations", "Opened"], ["resolved", "Solved"], ["captured", "With an article"], ["usable", "Usable by agents"], ["published", "Read by customers"]];

export function dashboardPage(view) {
  view.title("Dashboard");
  const state = { to: view.params.get("to") || today(), from: view.params.get("from") ?? "", interval: view.params.get("interval") ?? "", channel: view.params.get("channel") ?? "" };
  state.from ||= daysBefore(state.to, 29);
  const place = h("div", { class: "stack dashboard" });
  const day = (name) => {
    const input = h("input", { type: "date", required: true, min: "1990-01-01", on: { change: () => { if (input.validity.valid) change({ [name]: input.value }); } } }); // the year 2 is on the way to 2026
    return input;
  };
  const [from, to] = [day("from"), day("to")];
  const by = select([["", "By itself"], ["day", "By day"], ["week", "By week"], ["month", "By month"]], state.interval, { on: { change: () => change({ interval: by.value }) } });
  const ranges = h("div", { class: "row", role: "group", "aria-label": "Days" }, RANGES.map(([name, days]) =>
    h("button", { type: "button", class: "chip", "data-days": days, on: { click: () => change({ to: today(), from: daysBefore(today(), days - 1) }) } }, name)));
  view.main.append(h("form", { class: "filters three", on: { submit: (event) => event.preventDefault() } }, field("From", from), field("To", to), field("Drawn", by)), h("p", {}, ranges), place);

  function change(changes) {
    const wanted = { ...state, ...changes };
    if (!wanted.from || !wanted.to || wanted.from > wanted.to) return;
    Object.assign(state, wanted);
    show();
  }

  const interval = () => state.interval || intervalFor(state.from, state.to);
  const pathOf = (name, more = {}) => `/v1/analytics/${name}?${new URLSearchParams({ from: state.from, to: state.to, interval: interval(), ...more })}`;
  const report = (name) => view.api.get(pathOf(name));

  function show() {
    from.value = state.from;
    to.value = state.to;
    for (const button of ranges.children) button.setAttribute("aria-pressed", String(state.to === today() && Number(button.dataset.days) === daysBetween(state.from, state.to)));
    view.remember("dashboard", { from: state.from, to: state.to, interval: state.interval });
    view.load(place, async () => {
      const names = ["overview", "capture", "channels", "searches", "no-results", "ctr", "suggestions", "deflection", "gaps", "reuse"];
      const [reports, writes] = await Promise.all([Promise.all(names.map(report)), mayWrite(view.api).catch(() => false)]);
      const of = Object.fromEntries(reports.map((one) => [one.report, one]));
      const empty = of.capture.totals.conversations === 0 && of.capture.totals.resolved === 0 && of.searches.totals.searches === 0 && of.suggestions.totals.shown === 0;
      return [empty && await nothing(), five(of.overview), funnel(of.capture), channels(of.channels), searching(of), gaps(of.gaps, writes), missing(of["no-results"], writes), using(of)];
    });
  }

  // A window without anything says where there is something.
  async function nothing() {
    const whole = await view.api.get(`/v1/analytics/capture?from=2005-01-01&to=${today()}&interval=month`);
    const months = whole.dates.filter((one) => one.conversations > 0);
    if (months.length === 0) return note("Nothing has come in yet", "Harvest an export on the command line, or connect a channel; numbers follow by themselves.");
    const last = daysBefore(`${nextMonth(months.at(-1).date)}`, 1);
    const all = () => change({ from: months[0].date, to: last > today() ? today() : last });
    return note("Nothing happened in these days", `Your conversations are from ${months[0].date.slice(0, 7)} to ${months.at(-1).date.slice(0, 7)}.`, "",
      h("div", { class: "row" }, h("button", { type: "button", class: "primary", on: { click: all } }, "Show all of them")));
  }

  async function download(name, part) {
    try {
      const { response } = await view.api.send("GET", pathOf(name, { format: "csv", part, limit: "1000" }), { raw: true });
      const link = h("a", { href: URL.createObjectURL(await response.blob()), download: `garner-${name}-${state.to}.csv` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) { view.failed(error); }
  }

  // A card of one report: its heading, what is counted, its table to take along.
  function card(made, title, part, ...content) {
    const csv = h("button", { type: "button", class: "quiet small", "aria-label": `${title} as CSV`, on: { click: () => download(made.report, part) } }, "CSV");
    return h("section", { class: "card stack", "aria-label": title, "data-report": made.report }, h("div", { class: "row head" }, h("h2", { class: "grow" }, title), csv), content, counted(made.measures, nameOf));
  }

  function five(overview) {
    const baseline = Object.fromEntries(overview.rows.map((row) => [row.number, row.baseline]));
    const tile = ({ name }) => {
      const [title, wanted, meaning] = FIVE[name];
      const value = overview.totals[name];
      const good = value !== null && (wanted === "lower" ? value < baseline[name] : value > baseline[name]);
      return h("li", { class: "card tile" }, h("h3", {}, title), h("p", { class: "figure" }, number(value, "share"), value === null && h("span", { class: "unseen" }, "no data")),
        bar(value, baseline[name]), h("p", { class: "small" }, h("span", { class: good ? "badge good" : "badge" }, value === null ? "No data" : good ? "Better than usual" : "Not better than usual"),
          " ", h("span", { class: "soft nowrap" }, `usual ${number(baseline[name], "share")}`)), h("p", { class: "small soft" }, meaning),
        name === "untouched" && value === null && view.may("admin") && h("p", { class: "small" }, h("a", { href: "#/channels" }, "Say how many they have")));
    };
    return h("section", { class: "stack", "aria-label": "The five numbers", "data-report": "overview" },
      h("div", { class: "row head" }, h("h2", { class: "grow" }, "The five numbers"), h("button", { type: "button", class: "quiet small", "aria-label": "The five numbers as CSV", on: { click: () => download("overview", "rows") } }, "CSV")),
      h("ul", { class: "tiles" }, overview.measures.map(tile)), counted(overview.measures, (name) => FIVE[name][0]));
  }

  function funnel(capture) {
    const { totals } = capture;
    const most = Math.max(...STEPS.map(([name]) => totals[name]), 1);
    const step = ([name, title], i) => h("li", {}, h("span", {}, title), bar(totals[name] / most), h("span", { class: "amount" }, number(totals[name], "count"),
      i > 1 && totals.resolved > 0 && h("span", { class: "soft small" }, ` ${number(totals[name] / totals.resolved, "share")}`)));
    return card(capture, "From conversation to knowledge", "dates",
      h("div", { class: "columns wide" }, h("ol", { class: "funnel" }, STEPS.map(step)),
        chart("Conversations", capture.dates, [{ name: "conversations", unit: "count", label: "Opened" }, { name: "captured", unit: "count", label: "With an article" }], interval())),
      facts([["Capture rate", totals.capture_rate, "share"], ["For customers", totals.assimilation_rate, "share"], ["Solved of those opened", totals.resolution_rate, "share"],
             ["Until captured", totals.hours_to_capture, "hours"], ["Until published", totals.hours_to_publish, "hours"]]));
  }

  function channels(made) {
    if (made.rows.length === 0) return card(made, "Channels", "rows", note("There is no channel yet", "A channel is what conversations are harvested from."));
    return card(made, "Channels", "rows", table("All channels", ["Channel", "Opened", "Solved", "Capture rate", "Shown on your site", "Linked cases", "Owner", "Last heard"], made.rows.map((one) =>
      [one.channel, number(one.conversations, "count"), number(one.resolved, "count"), number(one.capture_rate, "share"), one.served ? "yes" : "no", number(one.linked_cases, "count"),
       one.owner ?? h("a", { href: "#/channels", "aria-label": `Name an owner of ${one.channel}` }, "Name one"), one.last_at ? dayAgo(one.last_at) : "–"])));
  }

  function searching({ searches, "no-results": none, ctr, deflection, suggestions }) {
    const dates = searches.dates.map((one, i) => ({ date: one.date, searches: one.searches, without: none.dates[i].without_results }));
    return card({ ...ctr, measures: [...none.measures.slice(0, 1), ...ctr.measures.slice(0, 2), ...deflection.measures.slice(0, 2), ...suggestions.measures.slice(0, 1)] }, "Searching and being helped", "dates",
      chart("Searches", dates, [{ name: "searches", unit: "count", label: "Searches" }, { name: "without", unit: "count", label: "Without a result" }], interval()),
      facts([["Found nothing", none.totals.no_result_rate, "share"], ["Took a result", ctr.totals.click_through, "share"], ["Place of the click, reciprocal", ctr.totals.click_mrr, "score"],
             ["Deflected, confirmed", deflection.totals.deflection_confirmed, "share"], ["Deflected, assumed", deflection.totals.deflection_assumed, "share"],
             ["Suggestions used by agents", suggestions.totals.acceptance, "share"]]));
  }

  function gaps(made, writes) {
    const rows = made.rows.slice(0, 12);
    return card(made, "Asked, and not answered", "rows", rows.length === 0 ? note("No gaps", "Whoever asked found something and took it.")
      : table("Questions by weight", ["Question", "Weight", "People", "Found nothing", "Took nothing", "Dismissed", "Last", ...(writes ? ["Work"] : [])], rows.map((one) =>
        [h("span", { dir: "auto" }, one.query), number(one.gap_score, "score"), number(one.clients, "count"), number(one.without_results, "count"), number(one.without_click, "count"),
         number(one.dismissed, "count"), dayAgo(one.last_at), ...(writes ? [work(one.query)] : [])])));
  }

  function missing(made, writes) {
    const rows = made.rows.slice(0, 12);
    return card(made, "Searches that found nothing", "rows", rows.length === 0 ? note("Every search found something", "In these days, at least.")
      : table("Searches by how often they were made", ["Search", "Times", "People", "Last", ...(writes ? ["Work"] : [])], rows.map((one) =>
        [h("span", { dir: "auto" }, one.query), number(one.without_results, "count"), number(one.clients, "count"), dayAgo(one.last_at), ...(writes ? [work(one.query)] : [])])));
  }

  // One click makes a draft that is asked as people asked it, and opens it.
  function work(query) {
    const write = async () => {
      try {
        const made = await view.api.post("/v1/articles", { title: query.slice(0, 200), issue: query, asked_as: [query], state: { confidence: "wip", audience: "internal" } });
        location.hash = `#/articles/${encodeURIComponent(made.id)}/edit`;
      } catch (error) { view.failed(error); }
    };
    return h("span", { class: "row" }, h("button", { type: "button", "aria-label": `Write an article on “${query}”`, on: { click: write } }, "Write it"),
      h("a", { href: `#/articles?${new URLSearchParams({ q: query.slice(0, 500) })}`, "aria-label": `Look for “${query}”` }, "Look"));
  }

  function using({ reuse }) {
    const { totals } = reuse;
    return card(reuse, "Used again", "rows",
      h("div", { class: "columns wide" }, chart("Cases solved with articles", reuse.dates, [{ name: "links", unit: "count", label: "Cases" }], interval()),
        reuse.rows.length === 0 ? note("No case was solved with an article that was there", "Links come from agents, from other systems, and from harvests that meet a known problem.")
          : h("ol", { class: "compact stack" }, reuse.rows.slice(0, 8).map((one) => h("li", {}, h("a", { href: `#/articles/${encodeURIComponent(one.article)}`, dir: "auto" }, one.title), h("span", { class: "soft small" }, ` ${number(one.links, "count")}×`))))),
      facts([["Articles used again", totals.reuse_rate, "share"], ["Cases that were known", totals.known_share, "share"], ["Links to what is not validated", totals.freshness_debt, "share"]]));
  }

  show();
}

const nextMonth = (day) => { const [year, month] = day.split("-").map(Number); return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10); };
const nameOf = (measure) => measure.replaceAll("_", " ");
const counted = (measures, called) => measures.length > 0 && h("details", {}, h("summary", { class: "small" }, "What is counted"),
  h("dl", { class: "counted small" }, measures.flatMap((one) => [h("dt", {}, called(one.name)), h("dd", { class: "soft" }, one.definition)])));
const facts = (all) => h("dl", { class: "facts" }, all.map(([title, value, unit]) => h("div", {}, h("dt", { class: "small soft" }, title), h("dd", {}, number(value, unit)))));

// A share as a bar; `usual` as a line across it. For the eye alone: the number stands beside it.
function bar(share, usual = null) {
  const filled = h("span", { class: "filled" });
  filled.style.width = `${Math.min(Math.max(share ?? 0, 0), 1) * 100}%`;
  const line = usual !== null && h("span", { class: "usual" });
  if (line) line.style.insetInlineStart = `${usual * 100}%`;
  return h("span", { class: "bar-share", "aria-hidden": "true" }, filled, line);
}
