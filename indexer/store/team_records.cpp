// What a team made, as exports carry it: what only they read of the store, and what another instance had, put
// back as it was. Rows of work are taken over without their rows in the audit, which belongs to an instance:
// it says that an article was imported, and how it stands.
#include <algorithm>
#include <limits>

#include "indexer/core/names.h"
#include "indexer/store/impl.h"

namespace garner {
namespace {

constexpr Time kForever = std::numeric_limits<Time>::max();  // as of what is not proposed again

// Puts one record back, each kind as it is kept.
class TakeOver {
 public:
  TakeOver(Store& store, Database& database, const Actor& actor)
      : store_(store), database_(database), actor_(actor) {}

  Result<> operator()(const LinkRecord& link) const;
  Result<> operator()(const StandingRecord& standing) const;
  Result<> operator()(const Revision& revision) const;
  Result<> operator()(const Feedback& feedback) const;
  Result<> operator()(const Flag& flag) const;
  Result<> operator()(const Check& check) const;
  Result<> operator()(const Scheduled& scheduled) const;
  Result<> operator()(const QueueRecord& entry) const;
  Result<> operator()(const SolutionRecord& solution) const;
  Result<> operator()(const ChannelSettings& settings) const;
  Result<> operator()(const RuleRecord& rule) const { return store_.put_rule(rule.name, rule.value); }
  Result<> operator()(const Synonym& synonym) const { return store_.put_synonym(synonym); }
  Result<> operator()(const StopWords& list) const { return store_.put_stop_words(list); }
  Result<> operator()(const Curation& curation) const { return store_.put_curation(curation); }

 private:
  Store& store_;
  Database& database_;
  const Actor& actor_;
};

Result<> TakeOver::operator()(const LinkRecord& link) const {
  const auto number = number_of(database_, link.article_id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into link (channel, conversation_id, article_number, kind, at, id, linked_by, agent)
        values (:channel, :id, :number, :kind, :at, :link_id, :linked_by, :agent)
        on conflict do update set at = excluded.at, linked_by = excluded.linked_by, agent = excluded.agent)",
      link.channel, link.conversation_id, *number, link.kind, link.at,
      link_id(link.channel, link.conversation_id, *number, link.kind), link.by, link.agent);
  if (link.kind == "created_from") return {};
  // It takes the place of the one that storing the article made of its sources.
  database_.run(
      R"(
        delete from link
        where channel = :channel and conversation_id = :id and article_number = :number
          and kind = 'created_from')",
      link.channel, link.conversation_id, *number);
  return {};
}

Result<> TakeOver::operator()(const StandingRecord& standing) const {
  const auto here = store_.article_status(standing.article_id);
  if (!here) return fail(here.error());
  ArticleStatus status = standing.status;
  status.edited = status.edited || here->edited;
  if (here->revision > status.revision) {  // revisions that were made here stay
    status.revision = here->revision;
    status.revised_at = here->revised_at;
    status.revised_by = here->revised_by;
  }
  const bool same = status.revision == here->revision && status.revised_at == here->revised_at &&
                    status.revised_by == here->revised_by && status.edited == here->edited &&
                    status.review == here->review && status.merged_into == here->merged_into;
  if (same) return {};
  database_.run(
      R"(
        update article
        set revision = :revision, revised_at = :revised_at, revised_by = :revised_by, edited = :edited,
          review = :review, merged_into = :merged_into
        where number = :number)",
      status.revision, status.revised_at, status.revised_by, status.edited, name_of(status.review),
      status.merged_into, here->number);
  append_audit(database_, actor_,
               {.stream = AuditStream::kContent,
                .action = "imported",
                .article_id = standing.article_id,
                .revision = status.revision,
                .changes = {{"review", Text(name_of(here->review)), Text(name_of(status.review))},
                            {"merged_into", here->merged_into, status.merged_into}}});
  return {};
}

Result<> TakeOver::operator()(const Revision& revision) const {
  const Article& article = revision.article;
  const auto number = number_of(database_, article.id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into revision (article_number, revision, at, made_by, confidence, audience, governance, content,
          provenance)
        select number, :revision, :at, :made_by, :confidence, :audience, :governance, :content, :provenance
        from article
        where number = :number and revision > :below
        on conflict do nothing)",
      revision.revision, revision.at, revision.by, name_of(article.confidence), name_of(article.audience),
      name_of(article.governance), content_of(article), join_provenance(article.provenance), *number,
      revision.revision);
  return {};
}

Result<> TakeOver::operator()(const Feedback& feedback) const {
  const auto number = number_of(database_, feedback.article_id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into feedback (article_number, client, helpful, reason, comment, query_id, at)
        values (:number, :client, :helpful, :reason, :comment, :query_id, :at)
        on conflict (article_number, client) do update set helpful = excluded.helpful,
          reason = excluded.reason, comment = excluded.comment, query_id = excluded.query_id, at = excluded.at
        where excluded.at >= feedback.at)",
      *number, feedback.client, feedback.helpful, feedback.reason, feedback.comment, feedback.query_id,
      feedback.at);
  return {};
}

Result<> TakeOver::operator()(const Flag& flag) const {
  const auto number = number_of(database_, flag.article_id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into flag (id, article_number, reason, comment, flagged_by, at, resolved_at, resolved_by,
          resolution)
        values (:id, :number, :reason, :comment, :flagged_by, :at, :resolved_at, :resolved_by, :resolution)
        on conflict (id) do update set resolved_at = excluded.resolved_at,
          resolved_by = excluded.resolved_by, resolution = excluded.resolution
        where flag.resolved_at is null)",
      flag.id, *number, flag.reason, flag.comment, flag.by, flag.at, flag.resolved_at, flag.resolved_by,
      flag.resolution);
  return {};
}

Result<> TakeOver::operator()(const Check& check) const {
  const auto number = number_of(database_, check.article_id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into content_check (id, article_number, checked_by, at, answers, score, revision)
        values (:id, :number, :checked_by, :at, :answers, :score, :revision)
        on conflict do nothing)",
      check.id, *number, check.by, check.at, join_answers(check), check.score, check.revision);
  return {};
}

Result<> TakeOver::operator()(const Scheduled& scheduled) const {
  const auto number = number_of(database_, scheduled.article_id);
  if (!number) return fail(number.error());
  database_.run(
      R"(
        insert into scheduled (id, article_number, target, note, at, scheduled_by, role)
        values (:id, :number, :target, :note, :at, :scheduled_by, :role)
        on conflict do nothing)",
      scheduled.id, *number, scheduled.to, scheduled.note, scheduled.at, scheduled.by,
      name_of(scheduled.role));
  return {};
}

Result<> TakeOver::operator()(const QueueRecord& entry) const {
  const auto number = number_of(database_, entry.article_id);
  if (!number) return fail(number.error());
  const Time closed = entry.decided ? entry.again_at.value_or(kForever) : 0;
  database_.run(
      R"(
        insert into queue (id, reason, article_number, channel, conversation_id, similarity, detail,
          expected_reuse, at, claimed_by, claimed_until, closed_until)
        values (:id, :reason, :number, :channel, :conversation_id, :similarity, :detail,
          0, :at, '', 0, :closed)
        on conflict (article_number, reason, channel, conversation_id) do update set
          closed_until = excluded.closed_until
        where queue.closed_until = 0)",
      queue_id(*number, entry.reason, entry.channel, entry.conversation_id), entry.reason, *number,
      entry.channel, entry.conversation_id, entry.similarity, entry.detail, entry.at, closed);
  return {};
}

Result<> TakeOver::operator()(const SolutionRecord& solution) const {
  database_.run(
      R"(
        insert into solution (channel, conversation_id, message_id, accepted_by, at)
        values (:channel, :id, :message_id, :accepted_by, :at)
        on conflict do nothing)",
      solution.channel, solution.conversation_id, solution.message_id, solution.by, solution.at);
  return {};
}

// One that is there keeps its token and secret, which no export has.
Result<> TakeOver::operator()(const ChannelSettings& settings) const {
  const auto known = store_.channel(settings.name);
  if (!known) return fail(known.error());
  if (*known && (*known)->from_file) return {};
  ConfiguredChannel channel{settings, false};
  if (*known) {
    channel.settings.token = (*known)->settings.token;
    channel.settings.secret = (*known)->settings.secret;
  }
  return store_.put_channel(channel);
}

}  // namespace

Result<> Store::take_over(const TeamRecord& record) {
  Database& database = impl_->database;
  return database.write([&] { return std::visit(TakeOver(*this, database, impl_->actor), record); });
}

Result<std::vector<QueueRecord>> Store::queue_records(std::string_view article_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<QueueRecord>> {
    std::vector<QueueRecord> all;
    database.each<Text, Text, Text, double, Text, Int, Int>(
        R"(
        select reason, channel, conversation_id, similarity, detail, at, closed_until
        from queue
        where article_number = (select number from article where id = :id)
        order by at, reason, channel, conversation_id)",
        [&](Text&& reason, Text&& channel, Text&& conversation, double similarity, Text&& detail, Time at,
            Time closed) {
          QueueRecord& record = all.emplace_back();
          record = {Text(article_id),
                    std::move(reason),
                    std::move(channel),
                    std::move(conversation),
                    std::move(detail),
                    similarity,
                    at,
                    closed != 0,
                    {}};
          if (record.decided && closed != kForever) record.again_at = closed;
        },
        article_id);
    return all;
  });
}

Result<std::vector<SolutionRecord>> Store::solution_records(std::string_view channel,
                                                            std::string_view conversation_id) {
  Database& database = impl_->database;
  return database.read([&]() -> Result<std::vector<SolutionRecord>> {
    std::vector<SolutionRecord> all;
    database.each<Text, Text, Int>(
        R"(
        select message_id, accepted_by, at
        from solution
        where channel = :channel and conversation_id = :id
        order by at, message_id)",
        [&](Text&& message, Text&& by, Time at) {
          all.push_back({Text(channel), Text(conversation_id), std::move(message), std::move(by), at});
        },
        channel, conversation_id);
    return all;
  });
}

}  // namespace garner
