// The words of the box in the language of the page. A language is one file of strings/ and one line here.
import ar from "./strings/ar.js";
import de from "./strings/de.js";
import en from "./strings/en.js";
import es from "./strings/es.js";
import fr from "./strings/fr.js";
import he from "./strings/he.js";
import it from "./strings/it.js";
import nl from "./strings/nl.js";
import pt from "./strings/pt.js";

// A site may add to it: GarnerSearch.languages.sv = { search: "Sök", … }; what is left out stays English.
export const languages = { ar, de, en, es, fr, he, it, nl, pt };

export class Words {
  // `wanted`: BCP 47, "de-AT"; a language that is not there becomes English.
  constructor(wanted) {
    const base = (wanted || "").toLowerCase().split(/[-_]/)[0];
    this.known = Object.hasOwn(languages, base);
    this.lang = this.known ? wanted.replaceAll("_", "-") : "en";
    this.own = this.known ? languages[base] : {};
    try {
      this.plurals = new Intl.PluralRules(this.lang);
    } catch {
      this.plurals = new Intl.PluralRules(this.lang = "en");
    }
  }

  // say("results", { n: 3 }): the form for n where there are several, {…} filled in.
  say(name, values = {}) {
    const found = this.own[name] ?? languages.en[name];
    const text = typeof found === "string" ? found : found[this.plurals.select(values.n)] ?? found.other;
    return text.replace(/\{(\w+)\}/g, (_, key) => key === "n" ? values.n.toLocaleString(this.lang) : values[key]);
  }

  date(time) { return new Date(time).toLocaleDateString(this.lang, { dateStyle: "medium" }); }
}
