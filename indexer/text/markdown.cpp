#include "indexer/text/markdown.h"

#include <md4c.h>

#include <vector>

#include "indexer/text/html.h"
#include "indexer/text/text_builder.h"

namespace garner {
namespace {

std::string_view view(const MD_ATTRIBUTE& attribute) {
  return attribute.text == nullptr ? std::string_view() : std::string_view(attribute.text, attribute.size);
}

// Collects what md4c reports. Text goes to the builder, to the code or to the HTML that is open.
class MarkdownReader {
 public:
  void enter(MD_BLOCKTYPE type, void* detail);
  void leave(MD_BLOCKTYPE type);
  void enter(MD_SPANTYPE type, void* detail);
  void leave(MD_SPANTYPE type);
  void text(MD_TEXTTYPE type, std::string_view text);
  std::string take() { return builder_.take(); }

 private:
  struct Link {
    std::string address;
    std::size_t text_begin = 0;
  };
  struct List {
    bool ordered = false;
    unsigned next = 1;
  };

  TextBuilder builder_;
  std::vector<Link> links_;
  std::vector<List> lists_;
  std::string code_, html_;
  int quotes_ = 0;
  bool in_code_ = false, in_html_ = false;
};

void MarkdownReader::enter(MD_BLOCKTYPE type, void* detail) {
  if (type == MD_BLOCK_QUOTE && quotes_++ == 0) builder_.quotation();
  if (quotes_ > 0) return;
  switch (type) {
    case MD_BLOCK_UL:
      builder_.line();
      lists_.push_back({false, 1});
      break;
    case MD_BLOCK_OL:
      builder_.line();
      lists_.push_back({true, static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start});
      break;
    case MD_BLOCK_LI:
      if (!lists_.empty() && lists_.back().ordered) {
        builder_.item(std::to_string(lists_.back().next++) + ". ");
      } else {
        builder_.item("- ");
      }
      break;
    case MD_BLOCK_P:
    case MD_BLOCK_H:
    case MD_BLOCK_TABLE:
      if (lists_.empty()) builder_.paragraph();
      break;
    case MD_BLOCK_TR:
      builder_.line();
      break;
    case MD_BLOCK_TD:
    case MD_BLOCK_TH:
      builder_.text(" ");
      break;
    case MD_BLOCK_CODE:
      in_code_ = true;
      break;
    case MD_BLOCK_HTML:
      in_html_ = true;
      break;
    default:
      break;
  }
}

void MarkdownReader::leave(MD_BLOCKTYPE type) {
  if (type == MD_BLOCK_QUOTE && --quotes_ == 0) builder_.paragraph();
  if (quotes_ > 0) return;
  switch (type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      lists_.pop_back();
      builder_.paragraph();
      break;
    case MD_BLOCK_LI:
    case MD_BLOCK_TR:
      builder_.line();
      break;
    case MD_BLOCK_P:
    case MD_BLOCK_H:
    case MD_BLOCK_TABLE:
      if (lists_.empty()) {
        builder_.paragraph();
      } else {
        builder_.line();
      }
      break;
    case MD_BLOCK_CODE:
      builder_.code(code_, true);
      code_.clear();
      in_code_ = false;
      break;
    case MD_BLOCK_HTML:
      builder_.line();
      builder_.verbatim(html_to_text(html_));
      builder_.line();
      html_.clear();
      in_html_ = false;
      break;
    default:
      break;
  }
}

void MarkdownReader::enter(MD_SPANTYPE type, void* detail) {
  if (quotes_ > 0) return;
  if (type == MD_SPAN_CODE) in_code_ = true;
  if (type == MD_SPAN_A) {
    links_.push_back({std::string(view(static_cast<MD_SPAN_A_DETAIL*>(detail)->href)), builder_.size()});
  }
}

void MarkdownReader::leave(MD_SPANTYPE type) {
  if (quotes_ > 0) return;
  if (type == MD_SPAN_CODE) {
    builder_.code(code_, false);
    code_.clear();
    in_code_ = false;
  }
  if (type == MD_SPAN_A && !links_.empty()) {
    builder_.link(links_.back().text_begin, links_.back().address);
    links_.pop_back();
  }
}

void MarkdownReader::text(MD_TEXTTYPE type, std::string_view text) {
  if (quotes_ > 0) return;
  if (in_code_) {
    code_ += text;
  } else if (in_html_) {
    html_ += text;
  } else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
    builder_.line();  // people break lines in a forum where they mean it
  } else if (type == MD_TEXT_ENTITY) {
    builder_.text(decode_entity(text));
  } else if (type == MD_TEXT_HTML) {
    if (text.starts_with("<br")) builder_.line();
  } else if (type != MD_TEXT_NULLCHAR) {
    builder_.text(text);
  }
}

MarkdownReader& markdown_reader(void* context) {
  return *static_cast<MarkdownReader*>(context);
}

}  // namespace

std::string markdown_to_text(std::string_view markdown) {
  MarkdownReader state;
  MD_PARSER parser{};
  parser.flags = MD_DIALECT_GITHUB & ~MD_FLAG_PERMISSIVEAUTOLINKS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* context) {
    markdown_reader(context).enter(type, detail);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* context) {
    markdown_reader(context).leave(type);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* context) {
    markdown_reader(context).enter(type, detail);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* context) {
    markdown_reader(context).leave(type);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* context) {
    markdown_reader(context).text(type, {text, size});
    return 0;
  };
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &state) != 0) {
    return std::string(markdown);
  }
  return state.take();
}

}  // namespace garner
