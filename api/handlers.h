// Every handler of routes/. Each is a function of the service and one request, safe to run on many threads
// at once; an Error of the layers below becomes a Problem by api/problem.h.
#pragma once

#include "api/exchange.h"
#include "api/service.h"

namespace garner::api {

Reply delete_channel(Service& service, const Request& request);
Reply delete_curation(Service& service, const Request& request);
Reply delete_key(Service& service, const Request& request);
Reply delete_stop_words(Service& service, const Request& request);
Reply delete_synonym(Service& service, const Request& request);
Reply get_all_stop_words(Service& service, const Request& request);
Reply get_article(Service& service, const Request& request);
Reply get_channel(Service& service, const Request& request);
Reply get_channels(Service& service, const Request& request);
Reply get_conversation(Service& service, const Request& request);
Reply get_conversations(Service& service, const Request& request);
Reply get_curation(Service& service, const Request& request);
Reply get_curations(Service& service, const Request& request);
Reply get_export(Service& service, const Request& request);
Reply get_health(Service& service, const Request& request);
Reply get_key(Service& service, const Request& request);
Reply get_keys(Service& service, const Request& request);
Reply get_metrics(Service& service, const Request& request);
Reply get_openapi(Service& service, const Request& request);
Reply get_quarantine(Service& service, const Request& request);
Reply get_quarantined(Service& service, const Request& request);
Reply get_readiness(Service& service, const Request& request);
Reply get_related(Service& service, const Request& request);
Reply get_report(Service& service, const Request& request);
Reply get_search(Service& service, const Request& request);
Reply get_stop_words(Service& service, const Request& request);
Reply get_synonym(Service& service, const Request& request);
Reply get_synonyms(Service& service, const Request& request);
Reply get_task(Service& service, const Request& request);
Reply get_tasks(Service& service, const Request& request);
Reply get_typeahead(Service& service, const Request& request);
Reply get_web_file(Service& service, const Request& request);
Reply patch_key(Service& service, const Request& request);
Reply post_events(Service& service, const Request& request);
Reply post_import(Service& service, const Request& request);
Reply post_ingest(Service& service, const Request& request);
Reply post_key(Service& service, const Request& request);
Reply post_multi_search(Service& service, const Request& request);
Reply post_quarantine_retry(Service& service, const Request& request);
Reply post_search(Service& service, const Request& request);
Reply post_snapshot(Service& service, const Request& request);
Reply post_suggest(Service& service, const Request& request);
Reply post_typeahead(Service& service, const Request& request);
Reply put_channel(Service& service, const Request& request);
Reply put_curation(Service& service, const Request& request);
Reply put_stop_words(Service& service, const Request& request);
Reply put_synonym(Service& service, const Request& request);

}  // namespace garner::api
