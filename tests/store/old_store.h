// A store as an older Garner left it, with an article.
#pragma once

#include "indexer/store/migrations.h"
#include "tests/store/temp_store.h"

// Of schema `version`; `id`: of the article, whose title is "Kept".
inline void make_old_store(const TempStore& temp, int version, const std::string& id) {
  garner::Database old(temp.path(), false, 50);
  succeed(garner::migrate(old, false, version));
  old.session()
      << "insert into article (id, title, issue, environment, resolution, cause, asked_as, locale, "
         "tags, products, confidence, audience, governance, sources, provenance, reuse_count, "
         "extra, stored_at) values ('" +
             id +
             "', 'Kept', '', '', '', '', '', '', '', '', 'not_validated', 'internal', 'experience', "
             "'', '', 0, '', 7)";
}
