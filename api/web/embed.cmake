# Writes OUTPUT, a C++ file with one function for each of FILES (names in api/web): index.html -> web::index_html().
# Run at build time: cmake -DOUTPUT=… -DDIRECTORY=… -DFILES=a|b -P embed.cmake
string(REPLACE "|" ";" FILES "${FILES}")
set(text "#include \"api/web.h\"\n\nnamespace garner::api::web {\n\n")
foreach(file ${FILES})
  file(READ ${DIRECTORY}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(REPLACE "." "_" name ${file})
  string(APPEND text "std::string_view ${name}() {\n  static constexpr char bytes[] = {${bytes}};\n"
                     "  return {bytes, sizeof bytes};\n}\n\n")
endforeach()
string(APPEND text "}  // namespace garner::api::web\n")
file(WRITE ${OUTPUT} "${text}")
