#include "indexer/knowledge/proposals.h"

#include <fmt/format.h>

#include <set>

namespace garner {
namespace {

// Links by harvest stand for another asker each; of those who link by hand the agent counts, or their key.
std::size_t people_who_reused(const std::vector<Link>& links) {
  std::set<std::string> people;
  for (const Link& link : links) {
    if (link.kind != "resolved") continue;
    const bool by_key = link.by.starts_with("k-");
    people.insert(!link.agent.empty() ? link.agent
                  : by_key            ? link.by
                                      : link.channel + '\n' + link.conversation_id);
  }
  return people.size();
}

class Proposer {
 public:
  Proposer(Store& store, const Article& article, Time now) : store_(store), article_(article), now_(now) {}

  Result<> run() {
    const auto asked = store_.askers(article_.id, now_ - kAskedWithin);
    if (!asked) return fail(asked.error());
    expected_ = static_cast<double>(*asked);
    for (const auto& step :
         {&Proposer::validate, &Proposer::recheck, &Proposer::archive, &Proposer::review}) {
      if (auto done = (this->*step)(); !done) return done;
    }
    return store_.set_expected_reuse(article_.id, expected_);
  }

 private:
  Result<> settle(const char* reason, bool ripe, const std::string& detail) {
    if (!ripe) return store_.drop_from_queue(article_.id, reason);
    return store_.add_to_queue({"", "", article_.id, 0, reason, now_, "", detail, expected_});
  }

  Result<> validate() {
    std::size_t people = 0;
    if (article_.confidence == Confidence::kNotValidated) {
      const auto links = store_.links_of_article(article_.id);
      if (!links) return fail(links.error());
      people = people_who_reused(*links);
    }
    return settle("validate", people >= static_cast<std::size_t>(kReusesToValidate),
                  fmt::format("solved the cases of {} people", people));
  }

  Result<> recheck() {
    if (article_.confidence != Confidence::kValidated) {
      if (auto dropped = settle("reopened", false, ""); !dropped) return dropped;
      return settle("recheck", false, "");
    }
    const auto dismissed = store_.dismissals(article_.id, now_ - kDismissedWithin);
    if (!dismissed) return fail(dismissed.error());
    const auto votes = store_.feedback_counts(article_.id, now_ - kVotedWithin);
    if (!votes) return fail(votes.error());
    if (*dismissed >= kDismissalsToRecheck)
      return settle("recheck", true, fmt::format("dismissed by {} in 30 days", *dismissed));
    const bool bad = votes->unhelpful >= kDismissalsToRecheck && votes->unhelpful > votes->helpful;
    return settle("recheck", bad,
                  fmt::format("{} found it unhelpful and {} helpful", votes->unhelpful, votes->helpful));
  }

  Result<> archive() {
    bool ripe = article_.confidence != Confidence::kValidated && article_.confidence != Confidence::kArchived;
    if (ripe) {
      const auto status = store_.article_status(article_.id);
      if (!status) return fail(status.error());
      ripe = status->stored_at <= now_ - kUnusedFor;
    }
    if (ripe) {
      const auto used = store_.askers(article_.id, now_ - kUnusedFor);
      if (!used) return fail(used.error());
      ripe = *used == 0;
    }
    return settle("archive", ripe, "not validated, and nobody used it for 12 months");
  }

  Result<> review() {
    const auto status = store_.article_status(article_.id);
    if (!status) return fail(status.error());
    if (auto done = settle("review", status->review == ReviewStep::kAwaitingReview, "awaits its review");
        !done)
      return done;
    return settle("publish", status->review == ReviewStep::kAwaitingPublication,
                  "reviewed; awaits publication");
  }

  Store& store_;
  const Article& article_;
  const Time now_;
  double expected_ = 0;
};

}  // namespace

Result<> propose(Store& store, const std::string& article_id, Time now) {
  const auto article = store.article(article_id);
  if (!article) return fail(article.error());
  return Proposer(store, *article, now).run();
}

Result<std::int64_t> propose_some(Store& store, std::int64_t after, std::size_t limit, Time now) {
  std::int64_t last = 0;
  const auto done = store.transaction([&]() -> Result<> {
    const auto articles = store.articles_after(after, INT64_MAX, limit);
    if (!articles) return fail(articles.error());
    for (const NumberedArticle& each : *articles) {
      if (auto proposed = Proposer(store, each.article, now).run(); !proposed) return proposed;
    }
    if (articles->size() == limit) last = articles->back().number;
    return {};
  });
  if (!done) return fail(done.error());
  return last;
}

}  // namespace garner
