// The answers that solved a conversation: accepted, and taken back.

export const pathTo = ({ channel, id }) => `/v1/conversations/${encodeURIComponent(`${channel}:${id}`)}`;

// For thread(): accepts a message or takes that back, then calls `after` with the conversation as it is then.
export const accepting = (view, conversation, after) => async (message, on) => {
  const path = `${pathTo(conversation)}/solutions`;
  const set = (wanted) => wanted ? view.api.post(path, { message_id: message.id }) : view.api.send("DELETE", `${path}/${encodeURIComponent(message.id)}`).then(({ json }) => json);
  try {
    const changed = await set(on);
    view.toast.say(on ? "Accepted as the solution" : "Not the solution any more", { undo: () => set(!on).then(after, (error) => view.failed(error)) });
    after(changed);
  } catch (error) { view.failed(error); }
};
