// Why a conversation counts as solved, in words, from the line that the server keeps: "resolved confirmed by=m2 asker_success@m3[8,19)".

const SIGNALS = { accepted: "accepted", official: "the vendor’s answer", asker_success: "says that it worked", asker_thanks: "thanks for it", state: "marked as solved", closed: "closed after an answer",
                  agent_closing: "closes it as solved", last_word: "asks nothing more", endorsed: "others voted for it", agreement: "it worked for them too", votes: "has the most votes",
                  silence: "nobody wrote after it", answered: "an answer", still_fails: "it still fails", relapse: "it came back" };

// {resolution, confirmed, by: ids of the solving messages, evidence: [{signal, message, words}]}
export function readVerdict(line) {
  const [resolution = "unknown", ...words] = (line ?? "").split(" ");
  const named = words.map((word) => /^(?:by|perhaps)=(.*)$/.exec(word)?.[1]).find(Boolean);
  const evidence = words.map((word) => /^([a-z_]+)@(.*?)(?:\[\d+,\d+\))?$/.exec(word)).filter(Boolean).map(([, signal, message]) => ({ signal, message, words: SIGNALS[signal] ?? signal.replaceAll("_", " ") }));
  return { resolution, confirmed: words.includes("confirmed"), by: named ? named.split(",") : [], evidence };
}

// "Confirmed: says that it worked, 93 % sure".
export function verdictText({ resolution, score }) {
  const verdict = readVerdict(resolution);
  const name = verdict.resolution === "resolved" ? verdict.confirmed ? "Confirmed" : "Assumed" : verdict.resolution === "unresolved" ? "Not solved" : "Perhaps solved";
  const why = [...new Set(verdict.evidence.map((one) => one.words))].slice(0, 2).join(", ");
  return `${name}${why && `: ${why}`}${score > 0 ? `, ${Math.round(score * 100)} % sure` : ""}`;
}
