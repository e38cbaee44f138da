// The owner of a text opened with ICU.
#pragma once

#include <unicode/utext.h>

#include <memory>

namespace garner {

struct CloseText {
  void operator()(UText* text) const { utext_close(text); }
};
using OwnedText = std::unique_ptr<UText, CloseText>;

}  // namespace garner
