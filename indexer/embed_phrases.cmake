# Writes OUTPUT, a C++ file with the text of each of FILES (corpora/phrases/<language>.txt): phrase_files().
# Run at build time: cmake -DOUTPUT=… -DFILES=…/de.txt|…/en.txt -P embed_phrases.cmake
string(REPLACE "|" ";" FILES "${FILES}")
set(text "#include \"indexer/phrase_book.h\"\n\nnamespace garner {\n\n"
         "std::span<const PhraseFile> phrase_files() {\n  static constexpr PhraseFile kFiles[] = {\n")
string(JOIN "" text ${text})
foreach(file ${FILES})
  get_filename_component(language ${file} NAME_WE)
  file(READ ${file} phrases)
  string(APPEND text "{\"${language}\", R\"phrases(${phrases})phrases\"},\n")
endforeach()
string(APPEND text "  };\n  return kFiles;\n}\n\n}  // namespace garner\n")
file(WRITE ${OUTPUT} "${text}")
