#include "indexer/channel/xml_elements.h"

#include <fmt/format.h>
#include <libxml/xmlreader.h>

#include <algorithm>
#include <array>
#include <optional>

#include "indexer/channel/escapes.h"
#include "indexer/core/ascii.h"

namespace garner {
namespace {

// Namespaces by their beginning, as versions of one differ in their end; feeds may bind them to any prefix.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kPrefixes = {{
    {"http://purl.org/rss/1.0/modules/content/", "content"},
    {"http://purl.org/rss/1.0/modules/slash/", "slash"},
    {"http://purl.org/rss/1.0/", ""},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://wellformedweb.org/CommentAPI/", "wfw"},
    {"http://purl.org/syndication/thread/1.0", "thr"},
    {"http://wordpress.org/export/", "wp"},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
    {"http://www.w3.org/2005/Atom", "atom"},
}};

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

std::string escaped(std::string_view text) {
  std::string result(text);
  replace_all(result, "&", "&amp;");
  replace_all(result, "<", "&lt;");
  replace_all(result, "\"", "&quot;");
  return result;
}

void be_silent(void*, const char*, xmlParserSeverities, xmlTextReaderLocatorPtr) {}

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const XmlElement& element) { return element.name == wanted; });
  return found == children.end() ? nullptr : &*found;
}

std::string XmlElement::operator[](std::string_view wanted) const {
  const XmlElement* found = child(wanted);
  return found == nullptr ? std::string() : std::string(trimmed(found->text));
}

std::string XmlElement::attribute(std::string_view wanted) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const auto& entry) { return entry.first == wanted; });
  return found == attributes.end() ? std::string() : found->second;
}

struct XmlElements::Impl {
  Impl(Input& input_in, std::vector<std::string> names_in) : input(input_in), names(std::move(names_in)) {
    // Without XML_PARSE_HUGE the library bounds depth, names and texts; without XML_PARSE_NOENT it expands
    // nothing.
    reader = xmlReaderForIO(&Impl::fill, nullptr, this, nullptr, nullptr,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
    if (reader != nullptr) xmlTextReaderSetErrorHandler(reader, be_silent, nullptr);
  }
  ~Impl() {
    if (reader != nullptr) xmlFreeTextReader(reader);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static int fill(void* self, char* buffer, int size) {
    auto& impl = *static_cast<Impl*>(self);
    // As much as there is room for, so that what is read before a fault does not depend on the input's
    // pieces.
    std::size_t filled = 0;
    while (filled < static_cast<std::size_t>(size)) {
      auto got = impl.input.read(buffer + filled, static_cast<std::size_t>(size) - filled);
      if (!got) impl.error = got.error();
      if (!got || *got == 0) break;
      filled += *got;
    }
    return static_cast<int>(filled);
  }

  std::string name() const {
    const std::string_view space = view(xmlTextReaderConstNamespaceUri(reader));
    const std::string_view local = view(xmlTextReaderConstLocalName(reader));
    const auto* const known = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                           [&](const auto& entry) { return space.starts_with(entry.first); });
    std::string_view prefix;
    if (known != kPrefixes.end())
      prefix = space.find("/excerpt") == std::string_view::npos ? known->second : "excerpt";
    if (prefix == "atom" && (path.empty() || path.front() == "feed" || path.front() == "entry")) prefix = "";
    if (known == kPrefixes.end()) prefix = view(xmlTextReaderConstPrefix(reader));
    return prefix.empty() ? std::string(local) : fmt::format("{}:{}", prefix, local);
  }

  // The element the reader stands on, without its content.
  XmlElement start(std::string element_name) {
    XmlElement element;
    element.name = std::move(element_name);
    while (xmlTextReaderMoveToNextAttribute(reader) == 1) {
      const auto value = view(xmlTextReaderConstValue(reader));
      bytes += value.size() + sizeof(XmlElement);
      element.attributes.emplace_back(view(xmlTextReaderConstLocalName(reader)), value);
    }
    xmlTextReaderMoveToElement(reader);
    return element;
  }

  // XHTML inside Atom becomes the text of the element that holds it, markup and all; of the attributes the
  // links stay.
  void open_tag(bool is_empty) {
    std::string tag = fmt::format("<{}", view(xmlTextReaderConstLocalName(reader)));
    for (const auto& [key, value] : start({}).attributes) {
      if (key == "href") tag += fmt::format(" href=\"{}\"", escaped(value));
    }
    add_bytes(tag + (is_empty ? "/>" : ">"));
  }
  void close_tag() { add_bytes(fmt::format("</{}>", view(xmlTextReaderConstLocalName(reader)))); }

  // Takes the element that ends here to the one around it; gives it where it is one of those asked for.
  std::optional<XmlElement> end() {
    if (open.empty()) return std::nullopt;
    XmlElement element = std::move(open.back());
    open.pop_back();
    if (open.empty()) return element;
    if (bytes <= kMaxRecordBytes) open.back().children.push_back(std::move(element));
    return std::nullopt;
  }

  void add_text(std::string_view text) {
    if (markup_from > 0) {
      add_bytes(escaped(text));
    } else {
      add_bytes(text);
    }
  }
  void add_bytes(std::string_view text) {
    if (open.empty()) return;
    bytes += text.size();
    if (bytes <= kMaxRecordBytes) open.back().text += text;
  }

  Input& input;
  std::vector<std::string> names;
  xmlTextReaderPtr reader = nullptr;
  std::optional<Error> error;
  std::vector<std::string> path;  // names of the elements around the reader
  std::vector<XmlElement> open;   // from the one asked for down to where the reader stands
  std::string root;
  std::size_t bytes = 0;
  std::size_t markup_from = 0;  // size of the path at the element whose content is markup; 0: none
  bool done = false;
};

XmlElements::XmlElements(Input& input, std::vector<std::string> names)
    : impl_(std::make_unique<Impl>(input, std::move(names))) {}
XmlElements::~XmlElements() = default;

Result<XmlElements::Found> XmlElements::next() {
  Impl& impl = *impl_;
  Found found;
  xmlResetLastError();
  if (impl.done) return found;
  if (impl.reader == nullptr) return fail(ErrorCode::kUnavailable, "the XML reader cannot be started");
  const auto finish = [&](Kind kind, std::string fault) {
    impl.done = true;
    found.kind = kind;
    found.fault = std::move(fault);
    const xmlError* error = xmlGetLastError();
    found.line = error == nullptr ? 1 : static_cast<std::uint64_t>(std::max(1, error->line));
    return found;
  };
  int state = 0;
  while ((state = xmlTextReaderRead(impl.reader)) == 1) {
    const int type = xmlTextReaderNodeType(impl.reader);
    if (type == XML_READER_TYPE_DOCUMENT_TYPE) {
      return finish(Kind::kFault, "the XML declares a document type, which is refused: take the DOCTYPE out");
    }
    bool ended = type == XML_READER_TYPE_END_ELEMENT;
    if (type == XML_READER_TYPE_ELEMENT) {
      const std::string name = impl.name();
      if (impl.path.empty()) impl.root = name;
      const bool asked = std::find(impl.names.begin(), impl.names.end(), name) != impl.names.end();
      if (impl.open.empty() && asked) impl.bytes = 0;
      ended = xmlTextReaderIsEmptyElement(impl.reader) == 1;
      impl.path.push_back(name);
      if (impl.markup_from > 0) {
        impl.open_tag(ended);
      } else if (!impl.open.empty() || asked) {
        impl.bytes += sizeof(XmlElement);
        impl.open.push_back(impl.start(name));
        if (!ended && impl.open.back().attribute("type") == "xhtml") impl.markup_from = impl.path.size();
      }
    } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
               type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) {
      impl.add_text(view(xmlTextReaderConstValue(impl.reader)));
    }
    if (!ended) continue;
    const bool in_markup = impl.markup_from > 0 && impl.path.size() > impl.markup_from;
    if (in_markup && type == XML_READER_TYPE_END_ELEMENT) impl.close_tag();
    if (!impl.path.empty()) impl.path.pop_back();
    if (in_markup) continue;
    impl.markup_from = 0;
    auto element = impl.end();
    if (!element) continue;
    found.kind = impl.bytes > kMaxRecordBytes ? Kind::kTooLong : Kind::kElement;
    found.element = std::move(*element);
    found.parent = impl.path.empty() ? std::string() : impl.path.back();
    found.root = impl.root;
    found.line =
        static_cast<std::uint64_t>(std::max(0L, xmlGetLineNo(xmlTextReaderCurrentNode(impl.reader))));
    return found;
  }
  if (impl.error) {
    impl.done = true;
    return fail(*impl.error);
  }
  if (state == 0) return finish(Kind::kEnd, {});
  return finish(Kind::kFault, "not well-formed XML: it is read up to here, or a little less");
}

}  // namespace garner
