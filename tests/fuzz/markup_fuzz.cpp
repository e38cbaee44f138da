// The readers of HTML, Markdown and BBCode, and the sentences of what they give.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/text/bbcode.h"
#include "indexer/text/encoding.h"
#include "indexer/text/html.h"
#include "indexer/text/markdown.h"
#include "indexer/text/sentences.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static garner::SentenceSplitter splitter;
  const std::string text = garner::repair_encoding({reinterpret_cast<const char*>(data), size});
  for (const std::string& plain :
       {garner::html_to_text(text), garner::markdown_to_text(text), garner::bbcode_to_text(text)}) {
    std::uint32_t before = 0;
    for (const garner::TextSpan& sentence : splitter.split(plain, "en")) {
      if (sentence.begin < before || sentence.begin >= sentence.end || sentence.end > plain.size())
        std::abort();
      before = sentence.end;
    }
  }
  return 0;
}
