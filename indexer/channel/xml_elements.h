// XmlElements: chosen elements of an XML document one after the other, each as a small tree, in bounded
// memory. Nothing is fetched and no entity expanded; a document type is refused. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/channel/channel.h"

namespace garner {

struct XmlElement {
  std::string name;  // with the usual prefix of its namespace: "item", "content:encoded", "thr:in-reply-to"
  std::string text;  // its own, without that of its children; of XHTML content the markup
  std::vector<std::pair<std::string, std::string>> attributes;  // without namespace
  std::vector<XmlElement> children;

  // Text of the first child of that name, blanks at its ends taken off; empty: none.
  std::string operator[](std::string_view child) const;
  const XmlElement* child(std::string_view name) const;
  std::string attribute(std::string_view name) const;
};

class XmlElements {
 public:
  // `names`: the elements that are given, each where it is not inside another of them. `input` must outlive
  // it.
  XmlElements(Input& input, std::vector<std::string> names);
  ~XmlElements();

  // kElement: one of them. kTooLong: one of more than kMaxRecordBytes, left out. kFault: nothing after this
  // can be read; next is the end.
  enum class Kind { kElement, kTooLong, kFault, kEnd };
  struct Found {
    Kind kind = Kind::kEnd;
    XmlElement element;
    std::string parent;      // name of the element around it
    std::string root;        // name of the document's first element
    std::string fault;       // one sentence
    std::uint64_t line = 0;  // where it begins, or the fault is, from 1
  };
  Result<Found> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace garner
