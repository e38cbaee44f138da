// Synonyms and stop words.
import { h } from "../shared/dom.js";
import { settingsPage } from "./settings.js";
import { field, idFrom, listOf, select } from "./ui.js";

export function synonymsPage(view) {
  settingsPage(view, {
    title: "Synonyms", path: "/v1/synonyms", add: "New synonyms", heads: ["Phrases", "Found by", "Language"], empty: ["No synonyms yet", "Add the words that your customers use for the same thing."],
    lead: "Phrases that mean the same. They hold from the next second on.",
    id: (one) => one.id,
    body: ({ root, synonyms, locale }) => ({ synonyms, ...(root && { root }), ...(locale && { locale }) }),
    cells: (one) => [one.synonyms.join(", "), one.root ? `“${one.root}”` : "each other", one.locale ?? "all"],
    form: (one) => {
      const words = h("textarea", { rows: 3, required: true }, one?.synonyms.join("\n"));
      const root = h("input", { value: one?.root ?? "", maxlength: 200 });
      const locale = h("input", { value: one?.locale ?? "", maxlength: 35, placeholder: "en" });
      return { inputs: { "/synonyms": words, "/root": root, "/locale": locale },
        nodes: [field("Phrases", words, "One a line."), h("div", { class: "columns" }, field("Only when searched for", root, "Left empty, each phrase finds the others."), field("Language", locale, "Left empty, all."))],
        clear: () => { words.value = root.value = locale.value = ""; words.focus(); },
        read: () => ({ id: one?.id ?? idFrom(listOf(words.value).join("-")), synonyms: listOf(words.value), root: root.value.trim(), locale: locale.value.trim() }) };
    } });
}

const LANGUAGES = ["en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "ru", "tr", "ar", "hi", "ja", "ko", "zh"];

export function stopWordsPage(view) {
  const names = new Intl.DisplayNames("en", { type: "language" });
  settingsPage(view, {
    title: "Stop words", path: "/v1/stopwords", add: "New words", heads: ["Language", "Words"], empty: ["No words of your own yet", "Those that are built in always hold."],
    lead: "Words that say nothing about the topic, beside those that are built in: a search does not look for them.",
    id: (one) => one.locale, body: ({ stopwords }) => ({ stopwords }), cells: (one) => [names.of(one.locale), one.stopwords.join(", ")],
    form: (one) => {
      const words = h("textarea", { rows: 4, required: true }, one?.stopwords.join("\n"));
      const locale = select(LANGUAGES.map((name) => [name, names.of(name)]), one?.locale ?? "en", { disabled: one !== null });
      return { inputs: { "/stopwords": words }, nodes: [field("Language", locale), field("Words", words, "One a line.")], clear: () => { words.value = ""; words.focus(); },
               read: () => ({ locale: locale.value, stopwords: listOf(words.value) }) };
    } });
}
