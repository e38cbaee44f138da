// The handlers of signing in and of people (routes/people.cpp), as handlers.h has the others.
#pragma once

#include "api/exchange.h"
#include "api/service.h"

namespace garner::api {

Reply delete_person_sessions(Service& service, const Request& request);
Reply delete_session(Service& service, const Request& request);
Reply get_people(Service& service, const Request& request);
Reply get_person(Service& service, const Request& request);
Reply get_session(Service& service, const Request& request);
Reply get_session_oidc(Service& service, const Request& request);
Reply get_session_oidc_callback(Service& service, const Request& request);
Reply patch_person(Service& service, const Request& request);
Reply post_invitation(Service& service, const Request& request);
Reply post_person(Service& service, const Request& request);
Reply post_session(Service& service, const Request& request);
Reply post_session_link(Service& service, const Request& request);
Reply put_session_password(Service& service, const Request& request);

}  // namespace garner::api
