# Writes a source file that holds a text file as `const std::string_view fluxweir::embedded::NAME`. Run with cmake -P.
file(READ ${IN} text)
# Line breaks and spaces between values say nothing.
set(whole "${text}")
string(REGEX REPLACE "\n *" "" text "${text}")
string(REGEX REPLACE "([]\"}0-9el]), ([[\"{])" "\\1,\\2" text "${text}")
string(REGEX REPLACE "\": " "\":" text "${text}")
string(JSON same EQUAL "${whole}" "${text}")
if(NOT same)
  message(FATAL_ERROR "${IN} has a string that looks like the end of one")
endif()
string(LENGTH "${text}" length)
# Compilers limit one literal to 64 KiB: cut it and let the preprocessor join the pieces.
set(pieces "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 piece)
  string(APPEND pieces "R\"__(${piece})__\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
file(WRITE ${OUT} "#include <string_view>

namespace fluxweir::embedded {
extern const std::string_view ${NAME};
const std::string_view ${NAME} =
${pieces};
}  // namespace fluxweir::embedded
")
