# Reads every source of the house and fails on a breach of its layers: run with cmake -DROOT=<the repository> -P.
#
# The table: a room of core/ includes itself and the layers below it. Rooms of one layer do not know one another, save
# that catalog may use image. Hosts (native/, wasm/) see the front door and the rooms of values. Also checked: core does
# no I/O, starts no thread and throws nothing; a library is named in the one file that wraps it; no file is longer than
# 500 lines. tests/ may include anything.
cmake_minimum_required(VERSION 3.22)

set(LAYER_0 base)
set(LAYER_1 json http)
set(LAYER_2 image catalog)
set(LAYER_3 params prompt safety dialects providers judge routing quality metering storage)
set(LAYER_4 settings)
set(LAYER_5 exchange)

# MAY_<room>: the folders of core/ that it may include.
set(below "")
foreach(layer 0 1 2 3 4 5)
  foreach(room ${LAYER_${layer}})
    set(MAY_${room} ${below} ${room})
  endforeach()
  if(layer EQUAL 3)
    set(MAY_render ${below_2} render)
  endif()
  list(APPEND below ${LAYER_${layer}})
  set(below_${layer} ${below})
endforeach()
list(APPEND MAY_catalog image)
set(ROOMS ${below} render)

# What hosts may include of core/: folders and single files.
set(HOST_FOLDERS base json http image catalog settings quality render)
set(HOST_FILES gateway.h exchange/events.h params/spec.h storage/statements.h metering/metrics.h)

# Headers that core may not have: I/O, threads, exceptions, and what the oldest compiler of the set lacks.
string(CONCAT BANNED_IN_CORE
  "thread|mutex|shared_mutex|condition_variable|future|atomic|semaphore|barrier|latch|stop_token|ctime|"
  "time\\.h|random|fstream|iostream|ostream|istream|sstream|iomanip|print|syncstream|filesystem|cstdio|"
  "stdio\\.h|csignal|signal\\.h|locale|regex|format|ranges|source_location|coroutine|exception|stdexcept|"
  "typeinfo|unistd\\.h|fcntl\\.h|poll\\.h|netdb\\.h|"
  "(sys|netinet|arpa|net|curl|boost|openssl|emscripten|wasi|CLI)/.*|sqlite3\\.h|libpq-fe\\.h|jpeglib\\.h|"
  "png\\.h|webp/.*|doctest/.*")

# The only files that may name a library. Patterns over the path from ROOT.
set(ONLY_simdjson "^core/json/reader\\.cc$")
set(ONLY_nlohmann "^core/json/tree\\.h$")
set(ONLY_tl "^core/base/result\\.h$")
set(ONLY_stb "^(core/render|native|wasm)/")
# Boost's network headers cost 15 seconds a file: as few as can be.
set(ONLY_boost_beast "^native/(request_reader|server|session)\\.cc$")
set(ONLY_boost_asio "^native/(loop\\.(h|cc)|(request_reader|server|session|upstream|main)\\.cc)$")
set(MAX_LINES 500)

set(BREACHES 0)
macro(breach file line text)
  math(EXPR BREACHES "${BREACHES} + 1")
  message("${file}:${line}: ${text}")
endmacro()

# Where an include lands in core/: sets ${room} (empty for a file of core/ itself).
function(room_of path room)
  if(path MATCHES "^([a-z_]+)/")
    set(${room} ${CMAKE_MATCH_1} PARENT_SCOPE)
  else()
    set(${room} "" PARENT_SCOPE)
  endif()
endfunction()

# A quoted include in a file of core/.
macro(check_core_include file line target)
  room_of(${target} to)
  string(REGEX REPLACE "^core/" "" inside ${file})
  room_of(${inside} from)
  if(NOT EXISTS ${ROOT}/core/${target})
    breach(${file} ${line} "\"${target}\" is no file of core/ (includes are written from core/)")
  elseif(from STREQUAL "")
    # gateway.{h,cc} sit on top.
  elseif(to STREQUAL "")
    breach(${file} ${line} "${from} includes the front door, ${target}")
  elseif(NOT to IN_LIST ROOMS)
    breach(${file} ${line} "${target}: ${to} has no place in the layer table")
  elseif(NOT to IN_LIST MAY_${from})
    breach(${file} ${line} "${from} may not include ${to} (${target})")
  endif()
endmacro()

# A quoted include in a file of a host.
macro(check_host_include file line target)
  get_filename_component(folder ${ROOT}/${file} DIRECTORY)
  string(REGEX MATCH "^[a-z]+" host ${file})
  room_of(${target} to)
  if(EXISTS ${folder}/${target} OR EXISTS ${ROOT}/${host}/${target})
    # Its own.
  elseif(${target} MATCHES "^${host}/" AND EXISTS ${ROOT}/${target})
    # Its own, written from the root.
  elseif(NOT EXISTS ${ROOT}/core/${target})
    breach(${file} ${line} "\"${target}\" is neither a file of ${host}/ nor of core/")
  elseif(NOT to IN_LIST HOST_FOLDERS AND NOT ${target} IN_LIST HOST_FILES)
    breach(${file} ${line} "a host may not include ${target}")
  endif()
endmacro()

# An include in angle brackets.
macro(check_library file line target)
  if(${file} MATCHES "^core/" AND ${target} MATCHES "^(${BANNED_IN_CORE})$")
    breach(${file} ${line} "core may not include <${target}>")
  endif()
  string(REGEX MATCH "^(simdjson|nlohmann|tl|stb|boost/beast|boost/asio)([/_.]|$)" named ${target})
  if(named)
    string(REPLACE "/" "_" library ${CMAKE_MATCH_1})
    if(NOT ${file} MATCHES "${ONLY_${library}}" AND NOT ${file} MATCHES "^tests/")
      breach(${file} ${line} "<${target}> may not be named here, only in ${ONLY_${library}}")
    endif()
  endif()
endmacro()

# `throw`, `try`, `catch` and the clocks outside comments and literals.
macro(check_words file line text)
  set(code "${text}")
  string(REGEX REPLACE "\"[^\"]*\"" "" code "${code}")
  string(REGEX REPLACE "//.*" "" code "${code}")
  if("${code}" MATCHES "(^|[^A-Za-z0-9_])(throw|try|catch|(system|steady|high_resolution)_clock)([^A-Za-z0-9_]|$)")
    breach(${file} ${line} "core throws nothing and reads no clock: `${CMAKE_MATCH_2}`")
  endif()
endmacro()

function(check_file file)
  file(READ ${ROOT}/${file} text)
  # Characters with a meaning in CMake's lists are of none here. Escaped quotes go with their backslash.
  string(REPLACE "\\\"" "" text "${text}")
  string(REGEX REPLACE "[][;\\$]" "." text "${text}")
  string(REGEX REPLACE "\n$" "" text "${text}")
  string(REPLACE "\n" ";" lines "${text}")
  list(LENGTH lines count)
  if(count GREATER MAX_LINES)
    breach(${file} ${count} "${count} lines, at most ${MAX_LINES}: two subjects?")
  endif()
  set(number 0)
  foreach(text IN LISTS lines)
    math(EXPR number "${number} + 1")
    if(text MATCHES "^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]")
      set(bracket "${CMAKE_MATCH_1}")
      set(target "${CMAKE_MATCH_2}")
      if(bracket STREQUAL "<")
        check_library(${file} ${number} "${target}")
      elseif(file MATCHES "^core/")
        check_core_include(${file} ${number} "${target}")
      elseif(file MATCHES "^(native|wasm)/")
        check_host_include(${file} ${number} "${target}")
      endif()
    elseif(file MATCHES "^core/" AND text MATCHES "throw|try|catch|_clock")
      check_words(${file} ${number} "${text}")
    endif()
  endforeach()
  set(BREACHES ${BREACHES} PARENT_SCOPE)
endfunction()

set(files "")
foreach(top core native wasm tests)
  file(GLOB_RECURSE found RELATIVE ${ROOT} ${ROOT}/${top}/*.h ${ROOT}/${top}/*.cc ${ROOT}/${top}/*.mjs)
  list(FILTER found EXCLUDE REGEX "/node_modules/")
  list(APPEND files ${found})
endforeach()
foreach(file IN LISTS files)
  if(file MATCHES "^core/([a-z_]+)/" AND NOT CMAKE_MATCH_1 IN_LIST ROOMS)
    breach(${file} 1 "${CMAKE_MATCH_1} has no place in the layer table")
  endif()
  check_file(${file})
endforeach()

list(LENGTH files count)
if(BREACHES GREATER 0)
  message(FATAL_ERROR "${BREACHES} breaches in ${count} files")
endif()
message("${count} files keep to their layers")
