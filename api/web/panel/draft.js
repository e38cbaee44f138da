// A conversation for which nothing fits, as an article without an answer.

const MOST_TITLE = 120;
const ANY = { "If-Match": "*" };

const firstSentence = (text) => {
  const line = text.trim().split(/\n|(?<=[.?!])\s/, 1)[0];
  return line.length > MOST_TITLE ? `${line.slice(0, MOST_TITLE).replace(/\s+\S*$/, "")}…` : line;
};

// {article, take_back()}. A conversation that the server has is promoted; any other is written from what was said.
export async function makeDraft(api, { subject, messages, fields, locale, case_ref, channel }) {
  const article = await promoted(api, channel, case_ref) ?? await written(api, { subject, messages, fields, locale });
  if (case_ref) await api.post("/v1/links", { article_id: article.id, channel: channel || "desk", case_ref, kind: "created_from" }).catch(() => {});
  return { article, take_back: () => api.send("DELETE", `/v1/articles/${encodeURIComponent(article.id)}`, { headers: ANY }) };
}

async function promoted(api, channel, case_ref) {
  if (!channel || !case_ref) return null;
  try {
    return await api.post(`/v1/conversations/${encodeURIComponent(`${channel}:${case_ref}`)}/promote`, {});
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

function written(api, { subject, messages, fields, locale }) {
  const asked = messages.filter(({ role }) => role === "asker").map(({ text }) => text);
  const environment = Object.values(fields ?? {}).filter(Boolean);
  return api.post("/v1/articles", { title: subject || firstSentence(asked[0] ?? messages[0]?.text ?? ""), issue: asked.join("\n\n"), ...(environment.length > 0 && { environment }),
    ...(fields?.product && { products: [fields.product] }), ...(locale && { locale }) });
}
