#include "indexer/text/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <vector>

#include "indexer/text/lines.h"
#include "indexer/text/text_builder.h"

namespace garner {
namespace {

// libxml2 looks through all open elements at some tags: deeper pages would take it quadratic time, and are
// nobody's.
constexpr std::size_t kMaxDepth = 200;

enum class Kind {
  kInline,
  kLine,
  kParagraph,
  kList,
  kItem,
  kBreak,
  kCell,
  kCode,
  kBlockCode,
  kLink,
  kImage,
  kQuote,
  kDropped
};

const std::unordered_map<std::string_view, Kind>& kinds() {
  static const auto* const kKinds = new std::unordered_map<std::string_view, Kind>{
      {"p", Kind::kParagraph},      {"h1", Kind::kParagraph},     {"h2", Kind::kParagraph},
      {"h3", Kind::kParagraph},     {"h4", Kind::kParagraph},     {"h5", Kind::kParagraph},
      {"h6", Kind::kParagraph},     {"table", Kind::kParagraph},  {"div", Kind::kLine},
      {"section", Kind::kLine},     {"article", Kind::kLine},     {"header", Kind::kLine},
      {"footer", Kind::kLine},      {"tr", Kind::kLine},          {"dt", Kind::kLine},
      {"dd", Kind::kLine},          {"details", Kind::kLine},     {"summary", Kind::kLine},
      {"figure", Kind::kLine},      {"figcaption", Kind::kLine},  {"hr", Kind::kParagraph},
      {"aside", Kind::kLine},       {"option", Kind::kLine},      {"address", Kind::kLine},
      {"ul", Kind::kList},          {"ol", Kind::kList},          {"li", Kind::kItem},
      {"br", Kind::kBreak},         {"td", Kind::kCell},          {"th", Kind::kCell},
      {"code", Kind::kCode},        {"tt", Kind::kCode},          {"samp", Kind::kCode},
      {"kbd", Kind::kInline},       {"pre", Kind::kBlockCode},    {"a", Kind::kLink},
      {"img", Kind::kImage},        {"blockquote", Kind::kQuote}, {"script", Kind::kDropped},
      {"style", Kind::kDropped},    {"head", Kind::kDropped},     {"template", Kind::kDropped},
      {"noscript", Kind::kDropped}, {"svg", Kind::kDropped},      {"object", Kind::kDropped},
      {"iframe", Kind::kDropped},   {"select", Kind::kLine}};
  return *kKinds;
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view attribute(const xmlChar** attributes, std::string_view name) {
  for (; attributes != nullptr && *attributes != nullptr; attributes += 2) {
    if (view(*attributes) == name) return view(attributes[1]);
  }
  return {};
}

// Whether `classes` names `wanted` as one of its blank-separated words.
bool has_class(std::string_view classes, std::string_view wanted) {
  for (std::size_t at = classes.find(wanted); at != std::string_view::npos;
       at = classes.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if ((at == 0 || classes[at - 1] == ' ') && (end == classes.size() || classes[end] == ' ')) return true;
  }
  return false;
}

class HtmlReader {
 public:
  void start(std::string_view name, const xmlChar** attributes);
  void end();
  void characters(std::string_view text);
  bool too_deep() const { return too_deep_; }
  std::string take() { return builder_.take(); }

 private:
  struct Element {
    Kind kind = Kind::kInline;
    std::string address;         // of a link
    std::size_t text_begin = 0;  // of a link: where its text begins
  };
  struct List {
    bool ordered = false;
    int items = 0;
  };

  TextBuilder builder_;
  std::vector<Element> open_;
  std::vector<List> lists_;
  std::string code_;
  int dropped_ = 0, code_depth_ = 0, block_code_depth_ = 0;
  bool too_deep_ = false;
};

Kind kind_of(std::string_view name, const xmlChar** attributes) {
  const auto found = kinds().find(name);
  const Kind kind = found == kinds().end() ? Kind::kInline : found->second;
  if (attributes == nullptr || (name != "div" && name != "aside" && name != "span" && name != "p"))
    return kind;
  const std::string_view classes = attribute(attributes, "class");
  if (classes.empty()) return kind;
  if (name == "aside" && has_class(classes, "quote")) return Kind::kQuote;
  if (has_class(classes, "gmail_quote") || has_class(classes, "moz-cite-prefix") ||
      has_class(classes, "gmail_attr") || has_class(classes, "yahoo_quoted")) {
    return Kind::kQuote;
  }
  if (has_class(classes, "gmail_signature") || has_class(classes, "moz-signature")) return Kind::kDropped;
  if (name == "div" && has_class(classes, "meta")) return Kind::kDropped;  // Discourse: size of a picture
  return kind;
}

void HtmlReader::start(std::string_view name, const xmlChar** attributes) {
  too_deep_ = too_deep_ || open_.size() > kMaxDepth;
  Element element{.kind = kind_of(name, attributes), .address = {}, .text_begin = 0};
  if (dropped_ > 0 || element.kind == Kind::kDropped || element.kind == Kind::kQuote) {
    if (dropped_ == 0 && element.kind == Kind::kQuote) builder_.quotation();
    ++dropped_;
    open_.push_back(std::move(element));
    return;
  }
  switch (element.kind) {
    case Kind::kParagraph:
      builder_.paragraph();
      break;
    case Kind::kLine:
      builder_.line();
      break;
    case Kind::kList:
      if (lists_.empty()) builder_.paragraph();
      lists_.push_back({name == "ol", 0});
      break;
    case Kind::kItem:
      if (code_depth_ + block_code_depth_ > 0) break;
      if (!lists_.empty() && lists_.back().ordered) {
        builder_.item(std::to_string(++lists_.back().items) + ". ");
      } else {
        builder_.item("- ");
      }
      break;
    case Kind::kBreak:
      if (code_depth_ + block_code_depth_ > 0) {
        code_ += '\n';
      } else {
        builder_.verbatim("\n");
      }
      break;
    case Kind::kCell:
      builder_.text(" ");
      break;
    case Kind::kCode:
      ++code_depth_;
      break;
    case Kind::kBlockCode:
      ++block_code_depth_;
      break;
    case Kind::kLink:
      element.address = attribute(attributes, "href");
      element.text_begin = builder_.size();
      break;
    case Kind::kImage:
      if (code_depth_ + block_code_depth_ == 0) builder_.text(attribute(attributes, "alt"));
      break;
    default:
      break;
  }
  open_.push_back(std::move(element));
}

void HtmlReader::end() {
  if (open_.empty()) return;
  const Element element = std::move(open_.back());
  open_.pop_back();
  if (dropped_ > 0) {
    if (--dropped_ == 0 && element.kind == Kind::kQuote) builder_.line();
    return;
  }
  switch (element.kind) {
    case Kind::kParagraph:
      builder_.paragraph();
      break;
    case Kind::kLine:
    case Kind::kItem:
      builder_.line();
      break;
    case Kind::kList:
      if (!lists_.empty()) lists_.pop_back();
      if (lists_.empty()) builder_.paragraph();
      break;
    case Kind::kCode:
    case Kind::kBlockCode: {
      int& depth = element.kind == Kind::kCode ? code_depth_ : block_code_depth_;
      const bool block = block_code_depth_ > 0;
      --depth;
      if (code_depth_ + block_code_depth_ > 0) break;
      builder_.code(code_, block);
      code_.clear();
      break;
    }
    case Kind::kLink:
      if (code_depth_ + block_code_depth_ == 0) builder_.link(element.text_begin, element.address);
      break;
    default:
      break;
  }
}

void HtmlReader::characters(std::string_view text) {
  if (dropped_ > 0) return;
  if (code_depth_ + block_code_depth_ > 0) {
    code_ += text;
  } else {
    builder_.text(text);
  }
}

// The text of a page that no parser should be given: without its tags.
std::string strip_tags(std::string_view html) {
  TextBuilder builder;
  while (!html.empty()) {
    const std::size_t tag = std::min(html.find('<'), html.size());
    builder.text(html.substr(0, tag));
    const std::size_t end = html.find('>', tag);
    if (end == std::string_view::npos) break;
    builder.text(" ");
    html.remove_prefix(end + 1);
  }
  return builder.take();
}

// What libxml2 hands to its callbacks.
struct Context {
  HtmlReader reader;
  htmlParserCtxt* parser = nullptr;
};

HtmlReader& reader(void* context) {
  return static_cast<Context*>(context)->reader;
}

std::string_view view(const xmlChar* text, int length) {
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)};
}

htmlSAXHandler handler() {
  htmlSAXHandler sax;
  std::memset(&sax, 0, sizeof sax);
  sax.startElement = [](void* context, const xmlChar* name, const xmlChar** attributes) {
    reader(context).start(view(name), attributes);
    if (reader(context).too_deep()) xmlStopParser(static_cast<Context*>(context)->parser);
  };
  sax.endElement = [](void* context, const xmlChar*) { reader(context).end(); };
  sax.characters = [](void* context, const xmlChar* text, int length) {
    reader(context).characters(view(text, length));
  };
  sax.ignorableWhitespace = sax.characters;
  sax.cdataBlock = [](void*, const xmlChar*, int) {};  // the inside of scripts and styles
  return sax;
}

struct FreeParser {
  void operator()(htmlParserCtxt* parser) const { htmlFreeParserCtxt(parser); }
};

}  // namespace

std::string html_to_text(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos) {
    TextBuilder builder;
    builder.text(html);
    return builder.take();
  }
  // libxml2 loses what follows an end tag at the very beginning.
  while (trim(html).starts_with("</")) html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
  Context context;
  htmlSAXHandler sax = handler();
  const std::unique_ptr<htmlParserCtxt, FreeParser> parser(
      htmlCreatePushParserCtxt(&sax, &context, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
  if (!parser) return strip_tags(html);
  context.parser = parser.get();
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  htmlParseChunk(parser.get(), html.data(), static_cast<int>(html.size()), 1);
  return context.reader.too_deep() ? strip_tags(html) : context.reader.take();
}

std::string decode_entity(std::string_view entity) {
  if (entity.size() < 3 || entity.front() != '&' || entity.back() != ';') return std::string(entity);
  std::string_view name = entity.substr(1, entity.size() - 2);
  int code = 0;
  if (name.front() == '#') {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  } else if (const htmlEntityDesc* found =
                 htmlEntityLookup(reinterpret_cast<const xmlChar*>(std::string(name).c_str()))) {
    code = static_cast<int>(found->value);
  }
  if (code <= 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return std::string(entity);
  std::array<xmlChar, 8> utf8{};
  const int length = xmlCopyCharMultiByte(utf8.data(), code);
  return std::string(view(utf8.data(), length));
}

}  // namespace garner
