// The conversation that answers are wanted for: {subject, messages: [{role, text, at}], fields, locale, case_ref, channel}.

const ROLES = { customer: "asker", client: "asker", user: "asker", asker: "asker", visitor: "asker", caller: "asker",
                agent: "agent", support: "agent", staff: "agent", helper: "helper", bot: "bot", system: "bot" };
const SPEAKER = new RegExp(`^\\s*(${Object.keys(ROLES).join("|")})\\s*(?:\\([^)]*\\))?\\s*:\\s*`, "i");

// What somebody pastes: "Customer: … Agent: …" are messages, everything else is one message of the customer.
export function fromText(text) {
  const messages = [];
  for (const line of text.split(/\r?\n/)) {
    const speaker = SPEAKER.exec(line);
    if (speaker) messages.push({ role: ROLES[speaker[1].toLowerCase()], text: line.slice(speaker[0].length) });
    else if (messages.length > 0) messages.at(-1).text += `\n${line}`;
    else messages.push({ role: "asker", text: line });
  }
  const said = messages.map(({ role, text: words }) => ({ role, text: words.trim() })).filter(({ text: words }) => words !== "");
  return { messages: said };
}

// The same from the page's address. After "#" it is not sent to the server and so in no log: #subject=…&body=…&case=…&product=…
export function fromAddress(location) {
  const given = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) given.set(name, value);
  const text = given.get("body") ?? "";
  const subject = given.get("subject") ?? "";
  if (!text && !subject) return null;
  const fields = Object.fromEntries(["product", "version", "platform"].filter((name) => given.has(name)).map((name) => [name, given.get(name)]));
  return { ...fromText(text), subject, fields, case_ref: given.get("case") ?? "", locale: given.get("locale") ?? "" };
}

// What came from another program: only what is known is taken over, and nothing that is too large. null: it is no conversation.
export function fromMessage(data) {
  const text = (value, most) => typeof value === "string" ? value.slice(0, most) : "";
  const given = Array.isArray(data.messages) ? data.messages.slice(-200) : typeof data.body === "string" ? [{ text: data.body }] : [];
  const messages = given.filter((message) => typeof message?.text === "string").map((message) =>
    ({ role: ROLES[text(message.role, 20).toLowerCase()] ?? "asker", text: message.text.slice(0, 20_000) }));
  const subject = text(data.subject, 500);
  if (messages.length === 0 && !subject) return null;
  const fields = {};
  for (const name of ["product", "version", "platform"]) if (typeof data.fields?.[name] === "string") fields[name] = text(data.fields[name], 200);
  return { subject, messages, fields, case_ref: text(data.case_ref, 200), channel: text(data.channel, 100), locale: text(data.locale, 35) };
}

// As the API takes it.
export function asRequest({ subject, messages, fields, locale, case_ref, channel }, more) {
  const wanted = { subject: subject || undefined, messages, fields, locale: locale || undefined, case_ref: case_ref || undefined,
                   channel: channel || undefined, ...more };
  if (messages.length === 0) delete wanted.messages;
  return wanted;
}

const NAMES = { asker: "Customer", agent: "Agent", helper: "Helper", bot: "Bot" };
export const nameOf = (role) => NAMES[role] ?? "Customer";
export const asText = ({ subject, messages }) =>
  [subject, ...messages.map(({ role, text }) => messages.length > 1 ? `${nameOf(role)}: ${text}` : text)].filter(Boolean).join("\n\n");
