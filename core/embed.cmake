# Writes a source file that holds a text file as `const std::string_view fluxweir::embedded::NAME`. Run with cmake -P.
file(READ ${IN} text)
# Line breaks and indentation say nothing: no JSON string holds a bare line break.
string(REGEX REPLACE "\n *" "" text "${text}")
string(LENGTH "${text}" length)
# Compilers limit one literal to 64 KiB: cut it and let the preprocessor join the pieces.
set(pieces "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 piece)
  string(APPEND pieces "R\"__(${piece})__\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
file(WRITE ${OUT} "#include <string_view>\n\nnamespace fluxweir::embedded {\nextern const std::string_view ${NAME};\nconst std::string_view ${NAME} =\n${pieces};\n}  // namespace fluxweir::embedded\n")
