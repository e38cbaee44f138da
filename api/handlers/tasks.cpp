// GET /v1/tasks and /v1/tasks/{uid}: what became of long work.
#include "api/handlers/tasks.h"

#include "api/handlers.h"
#include "api/handlers/params.h"
#include "indexer/core/clock.h"

namespace garner::api {

Json counts_json(const HarvestCounts& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : named(counts)) json[std::string(name)] = count;
  return json;
}

Json task_json(const Task& task) {
  Json json = {{"task_uid", task.uid},
               {"kind", task.kind},
               {"status", task.status},
               {"created_at", to_rfc3339(task.created_at)},
               {"finished_at", task.finished_at ? Json(to_rfc3339(*task.finished_at)) : Json()}};
  if (auto detail = parse_object(task.detail)) json["counts"] = std::move(*detail);
  return json;
}

Reply get_tasks(Service& service, const Request& request) {
  const auto page = page_of(request);
  if (!page) return tl::make_unexpected(page.error());
  std::vector<Task> tasks;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.tasks(page->after, page->limit + 1);
    if (!found) return fail(found.error());
    tasks = std::move(*found);
    return {};
  });
  if (!read && read.error().code == ErrorCode::kNotFound)
    return tl::make_unexpected(unprocessable("?after", "is no cursor of this list"));
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  const bool more = tasks.size() > page->limit;
  if (more) tasks.pop_back();
  Json data = Json::array();
  for (const Task& task : tasks) data.push_back(task_json(task));
  return list_of(std::move(data), more ? Json(tasks.back().uid) : Json());
}

Reply get_task(Service& service, const Request& request) {
  Task task;
  const auto read = service.read([&](Store& store) -> Result<> {
    auto found = store.task(request.captures.front());
    if (!found) return fail(found.error());
    task = std::move(*found);
    return {};
  });
  if (!read) return tl::make_unexpected(problem_of(read.error()));
  return Response{.body = dump(task_json(task))};
}

}  // namespace garner::api
