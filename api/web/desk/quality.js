// How good an article is: read against the checklist, flagged, voted on.
import { h } from "../shared/dom.js";
import { note } from "../shared/states.js";
import { pathOf } from "./state.js";
import { ago, field, select } from "./ui.js";

export const FLAGS = { inaccurate: "Not right", outdated: "Out of date", unclear: "Hard to follow", duplicate: "Said elsewhere", broken_link: "A link is broken", private_data: "Private data in it", other: "Something else" };
const VOTES = { need_more: "needs more", inaccurate: "not right", hard_to_follow: "hard to follow", broken_link: "broken link", other: "other" };
const CHECKS = { unique: "Nothing else says the same", complete: "Nothing is missing", clear: "Clear to who has the problem", title_fits: "The title says what it is about", links_valid: "The links work",
                 metadata_right: "Products, tags and language are right" };

export function qualityTab(view, article) {
  return [h("div", { class: "sides" }, checklist(view, article), h("div", { class: "stack" }, flags(view, article), votes(view, article)))];
}

function checklist(view, article) {
  const place = h("div", { class: "stack" });
  const path = `${pathOf(article.id)}/checks`;
  const percent = (score) => `${Math.round(score * 100)} %`;
  const load = () => view.load(place, async () => {
    const [{ rules }, { data }] = await Promise.all([view.api.get("/v1/policy"), view.api.get(path)]);
    const items = Object.entries(rules).filter(([name, weight]) => name.startsWith("check:") && Number(weight) > 0).map(([name]) => name.slice(6));
    const last = data.find((one) => one.revision === article.revision);
    const choice = (name, value, label) => {
      const id = `check-${name}-${value}`;
      return h("span", { class: "row check" }, h("input", { type: "radio", name: `check-${name}`, id, value, checked: last?.answers[name] === (value === "yes") }), h("label", { for: id }, label));
    };
    const form = h("form", { class: "stack", on: { submit: async (event) => {
      event.preventDefault();
      const answers = Object.fromEntries(items.map((name) => [name, form.querySelector(`[name="check-${CSS.escape(name)}"]:checked`)?.value]).filter(([, value]) => value).map(([name, value]) => [name, value === "yes"]));
      if (Object.keys(answers).length === 0) return form.querySelector("input").focus();
      try {
        const { score } = await view.api.post(path, { answers });
        view.toast.say(`Noted: ${percent(score)}`);
        await load();
      } catch (error) { view.failed(error); }
    } } }, items.map((name) => h("fieldset", { class: "question" }, h("legend", {}, CHECKS[name] ?? name.replaceAll("_", " ")), choice(name, "yes", "Yes"), choice(name, "no", "No"))),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Note it")));
    return [form, data.length > 0 && h("ul", { class: "compact" }, data.slice(0, 5).map((one) => h("li", { class: "small" }, h("b", {}, percent(one.score)), ` of revision ${one.revision}, ${ago(one.at)} by ${one.by}`)))];
  });
  load();
  return h("section", { class: "card stack", "aria-labelledby": "checklist-title" }, h("h2", { id: "checklist-title" }, "Checklist"), place);
}

function flags(view, article) {
  const place = h("div", { class: "stack" });
  const path = `${pathOf(article.id)}/flags`;
  const resolve = async (one, resolution) => {
    try {
      await view.api.post(`${path}/${encodeURIComponent(one.id)}/resolution`, { resolution });
      await load();
      place.closest("section").querySelector("h2").focus();
    } catch (error) { view.failed(error); }
  };
  const row = (one) => h("li", {}, h("p", { class: "row" }, h("b", {}, FLAGS[one.reason]), one.resolution ? h("span", { class: "badge good" }, one.resolution) : h("span", { class: "badge warn" }, "open"),
      h("span", { class: "soft small" }, `${ago(one.at)} by ${one.by}`)),
    one.comment && h("p", { class: "small", dir: "auto" }, one.comment),
    !one.resolution && h("div", { class: "row" }, h("button", { type: "button", "aria-label": `Fixed: ${FLAGS[one.reason]}`, on: { click: () => resolve(one, "fixed") } }, "Fixed"),
      h("button", { type: "button", "aria-label": `Reject: ${FLAGS[one.reason]}`, on: { click: () => resolve(one, "rejected") } }, "Reject")));
  const load = () => view.load(place, async () => {
    const { data } = await view.api.get(path);
    const reason = select(Object.entries(FLAGS), "inaccurate");
    const comment = h("input", { maxlength: 1000, autocomplete: "off" });
    const submit = async (event) => {
      event.preventDefault();
      try {
        await view.api.post(path, { reason: reason.value, ...(comment.value.trim() && { comment: comment.value.trim() }) });
        view.toast.say("Flagged: it waits in the queue");
        await load();
      } catch (error) { view.failed(error); }
    };
    return [data.length > 0 && h("ul", { class: "hits compact" }, data.map(row)), h("form", { class: "stack", on: { submit } }, h("div", { class: "columns" }, field("What is wrong", reason), field("In words", comment)), h("div", { class: "row" }, h("button", {}, "Flag it")))];
  });
  load();
  return h("section", { class: "card stack", "aria-labelledby": "flags-title" }, h("h2", { id: "flags-title", tabindex: -1 }, "Flags"), place);
}

function votes(view, article) {
  const place = h("div", { class: "stack" });
  view.load(place, async () => {
    const { data } = await view.api.get(`${pathOf(article.id)}/feedback`);
    if (data.length === 0) return note("Nobody has voted yet", "Readers are asked whether it helped.");
    const good = data.filter((one) => one.helpful).length;
    return [h("p", {}, h("b", {}, `${good} of ${data.length}`), " found it helpful"),
      h("ul", { class: "compact" }, data.filter((one) => one.comment || one.reason).slice(0, 10).map((one) => h("li", { class: "small", dir: "auto" }, [VOTES[one.reason], one.comment].filter(Boolean).join(": "), h("span", { class: "soft" }, ` · ${ago(one.at)}`))))];
  });
  return h("section", { class: "card stack", "aria-labelledby": "votes-title" }, h("h2", { id: "votes-title" }, "Readers"), place);
}
