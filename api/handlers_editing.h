// The handlers of those who work on the knowledge (routes/editing.cpp), as handlers.h has the others.
#pragma once

#include "api/exchange.h"
#include "api/service.h"

namespace garner::api {

Reply delete_article(Service& service, const Request& request);
Reply delete_claim(Service& service, const Request& request);
Reply delete_link(Service& service, const Request& request);
Reply delete_scheduled(Service& service, const Request& request);
Reply delete_solution(Service& service, const Request& request);
Reply get_articles(Service& service, const Request& request);
Reply get_audit(Service& service, const Request& request);
Reply get_audit_chain(Service& service, const Request& request);
Reply get_checks(Service& service, const Request& request);
Reply get_diff(Service& service, const Request& request);
Reply get_feedback(Service& service, const Request& request);
Reply get_flags(Service& service, const Request& request);
Reply get_links(Service& service, const Request& request);
Reply get_policy(Service& service, const Request& request);
Reply get_queue(Service& service, const Request& request);
Reply get_queue_entry(Service& service, const Request& request);
Reply get_revision(Service& service, const Request& request);
Reply get_revisions(Service& service, const Request& request);
Reply get_transitions(Service& service, const Request& request);
Reply patch_article(Service& service, const Request& request);
Reply post_article(Service& service, const Request& request);
Reply post_bulk(Service& service, const Request& request);
Reply post_check(Service& service, const Request& request);
Reply post_claim(Service& service, const Request& request);
Reply post_decision(Service& service, const Request& request);
Reply post_feedback(Service& service, const Request& request);
Reply post_flag(Service& service, const Request& request);
Reply post_flag_resolution(Service& service, const Request& request);
Reply post_link(Service& service, const Request& request);
Reply post_merge(Service& service, const Request& request);
Reply post_promotion(Service& service, const Request& request);
Reply post_restore(Service& service, const Request& request);
Reply post_similar(Service& service, const Request& request);
Reply post_solution(Service& service, const Request& request);
Reply post_split(Service& service, const Request& request);
Reply post_transition(Service& service, const Request& request);
Reply put_article(Service& service, const Request& request);
Reply put_policy(Service& service, const Request& request);

}  // namespace garner::api
