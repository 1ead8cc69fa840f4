# The layering test must find what it is there for: runs it on a small house with planted breaches, then without them.
# Run with cmake -DSCRIPT=<layering_test.cmake> -DDIR=<a scratch folder> -P.
cmake_minimum_required(VERSION 3.22)

# Breaches found in the house under ${DIR}: sets `said` and `result`.
function(run_layering)
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${DIR} -P ${SCRIPT}
    OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  set(said "${out}${err}" PARENT_SCOPE)
  set(result "${code}" PARENT_SCOPE)
endfunction()

function(expect text)
  string(FIND "${said}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "not found: ${text}\nin:\n${said}")
  endif()
endfunction()

file(REMOVE_RECURSE ${DIR})
foreach(path base/text.h http/message.h image/size.h catalog/catalog.h prompt/enhance.h exchange/events.h exchange/run.h
    storage/statements.h params/spec.h render/paint.h)
  file(WRITE ${DIR}/core/${path} "#pragma once\n")
endforeach()
file(WRITE ${DIR}/core/gateway.h "#include \"exchange/events.h\"\n")
file(WRITE ${DIR}/core/json/reader.cc "#include <simdjson.h>\n#include \"base/text.h\"\n")
file(WRITE ${DIR}/core/catalog/catalog.cc "#include \"image/size.h\"\n#include <vector>\n")
file(WRITE ${DIR}/core/base/fine.cc [=[
// It would throw; try to catch that.
const char* kText = "we \"try\" to throw";
int retry_throw = a[1]; map.try_emplace(b[2]);
]=])
file(WRITE ${DIR}/native/main.cc
  "#include \"gateway.h\"\n#include \"storage/statements.h\"\n#include \"own.h\"\n#include <thread>\n#include <boost/asio.hpp>\n")
file(WRITE ${DIR}/native/own.h "#include \"render/paint.h\"\n")
file(WRITE ${DIR}/tests/core/any_test.cc "#include \"exchange/run.h\"\n#include <nlohmann/json.hpp>\n")

run_layering()
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the clean house fails:\n${said}")
endif()

file(WRITE ${DIR}/core/base/bad.cc "#include <string>\n#include \"http/message.h\"\n\n#include <thread>\nvoid f() { throw 1; }\n")
file(WRITE ${DIR}/core/image/bad.cc "#include \"catalog/catalog.h\"\n#include <sys/stat.h>\n")
file(WRITE ${DIR}/core/params/bad.cc "  #  include \"prompt/enhance.h\"\nvoid g() {\n  try {\n  } catch (int) {\n  }\n}\n")
file(WRITE ${DIR}/core/settings/bad.cc "#include \"exchange/run.h\"\n#include <simdjson.h>\n#include \"gateway.h\"\n")
file(WRITE ${DIR}/core/prompt/bad.cc "#include \"render/paint.h\"\n#include \"enhance.h\"\nauto t = steady_clock::now();\n")
file(WRITE ${DIR}/core/render/bad.cc "#include \"prompt/enhance.h\"\n#include <nlohmann/json.hpp>\n")
file(WRITE ${DIR}/core/helpers/bad.h "#pragma once\n")
file(WRITE ${DIR}/native/bad.cc "#include \"exchange/run.h\"\n#include \"gone.h\"\n#include <boost/beast/http.hpp>\n")
file(WRITE ${DIR}/wasm/bad.cc "#include \"prompt/enhance.h\"\n#include \"own.h\"\n")
string(REPEAT "// line [x];\n" 501 long)
file(WRITE ${DIR}/tests/core/long_test.cc "${long}")

run_layering()
if(result EQUAL 0)
  message(FATAL_ERROR "the planted breaches pass")
endif()
expect("core/base/bad.cc:2: base may not include http")
expect("core/base/bad.cc:4: core may not include <thread>")
expect("core/base/bad.cc:5: core throws nothing")
expect("core/image/bad.cc:1: image may not include catalog")
expect("core/image/bad.cc:2: core may not include <sys/stat.h>")
expect("core/params/bad.cc:1: params may not include prompt")
expect("core/params/bad.cc:3: core throws nothing")
expect("core/params/bad.cc:4: core throws nothing")
expect("core/settings/bad.cc:1: settings may not include exchange")
expect("core/settings/bad.cc:2: <simdjson.h> may not be named here")
expect("core/settings/bad.cc:3: settings includes the front door")
expect("core/prompt/bad.cc:1: prompt may not include render")
expect("core/prompt/bad.cc:2: \"enhance.h\" is no file of core/")
expect("core/prompt/bad.cc:3: core throws nothing and reads no clock")
expect("core/render/bad.cc:1: render may not include prompt")
expect("core/render/bad.cc:2: <nlohmann/json.hpp> may not be named here")
expect("core/helpers/bad.h:1: helpers has no place in the layer table")
expect("native/bad.cc:1: a host may not include exchange/run.h")
expect("native/bad.cc:2: \"gone.h\" is neither a file of native/ nor of core/")
expect("native/bad.cc:3: <boost/beast/http.hpp> may not be named here")
expect("wasm/bad.cc:1: a host may not include prompt/enhance.h")
expect("wasm/bad.cc:2: \"own.h\" is neither a file of wasm/ nor of core/")
expect("tests/core/long_test.cc:501: 501 lines, at most 500")
expect("23 breaches in")
file(REMOVE_RECURSE ${DIR})
