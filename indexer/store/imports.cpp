// What another instance had, put back as it was.
#include "indexer/store/impl.h"

namespace garner {

Result<> Store::put_link(const Link& link) {
  Database& database = impl_->database;
  return database.write([&]() -> Result<> {
    const auto row = database.one<std::int64_t>("select number from article where id = :id", link.article_id);
    if (!row) return fail(ErrorCode::kNotFound, "there is no such article");
    const std::int64_t number = std::get<0>(*row);
    database.run(
        R"(
        insert into link (channel, conversation_id, article_number, kind, at, id, linked_by, agent)
        values (:channel, :id, :number, :kind, :at, :link_id, :linked_by, :agent)
        on conflict do update set at = excluded.at, linked_by = excluded.linked_by, agent = excluded.agent)",
        link.channel, link.conversation_id, number, link.kind, link.at,
        link_id(link.channel, link.conversation_id, number, link.kind), link.by, link.agent);
    if (link.kind == "created_from") return {};
    database.run(
        R"(
        delete from link
        where channel = :channel and conversation_id = :id and article_number = :number
          and kind = 'created_from')",
        link.channel, link.conversation_id, number);
    return {};
  });
}

}  // namespace garner
