# Writes OUTPUT, a C++ file with the text of each of FILES (api/schemas/<area>.json): schema_files().
# Run at build time: cmake -DOUTPUT=… -DFILES=…/answers.json|…/keys.json -P embed.cmake
string(REPLACE "|" ";" FILES "${FILES}")
set(text "#include \"api/openapi.h\"\n\nnamespace garner::api {\n\n"
         "std::span<const std::string_view> schema_files() {\n  static constexpr std::string_view kFiles[] = {\n")
string(JOIN "" text ${text})
foreach(file ${FILES})
  file(READ ${file} schemas)
  string(APPEND text "R\"schemas(${schemas})schemas\",\n")
endforeach()
string(APPEND text "  };\n  return kFiles;\n}\n\n}  // namespace garner::api\n")
file(WRITE ${OUTPUT} "${text}")
