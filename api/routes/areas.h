// The table of routes in parts, one file each; routes.cpp puts them together. Pure.
#pragma once

#include <vector>

#include "api/route.h"

namespace garner::api {

std::vector<Route> answers_routes();     // search, suggest, typeahead, events
std::vector<Route> knowledge_routes();   // articles, conversations
std::vector<Route> editing_routes();     // writing articles, revisions, audit, rules
std::vector<Route> work_routes();        // the queue, links, flags, checks, votes, promotion
std::vector<Route> channels_routes();    // ingest, channels, tasks
std::vector<Route> settings_routes();    // synonyms, stop words, curations
std::vector<Route> keys_routes();        // API keys
std::vector<Route> people_routes();      // signing in, people
std::vector<Route> operations_routes();  // health, metrics
std::vector<Route> analytics_routes();   // reports
std::vector<Route> web_routes();         // the search box, the panel, the desk

// What every list takes: limit and after.
std::vector<Parameter> list_parameters();

}  // namespace garner::api
