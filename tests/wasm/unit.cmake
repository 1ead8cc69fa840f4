# The unit tests of the core and of the meter as WASI commands, core_test.wasm and quality_test.wasm; unit_run.mjs runs
# them. The source tree is at /fluxweir there.
find_path(DOCTEST_PARENT NAMES doctest PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(EMSCRIPTEN OR NOT DOCTEST_PARENT)
  return()
endif()
file(COPY ${DOCTEST_PARENT}/doctest DESTINATION ${CMAKE_BINARY_DIR}/stage-tests)

function(fluxweir_unit_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name}_wasm EXCLUDE_FROM_ALL ${ARG_SOURCES} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/unit_main.cc)
  set_target_properties(${name}_wasm PROPERTIES OUTPUT_NAME ${name} SUFFIX .wasm)
  target_include_directories(${name}_wasm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_include_directories(${name}_wasm SYSTEM PRIVATE ${CMAKE_BINARY_DIR}/stage-tests)
  # Warnings are for the native build, where a size is as wide as what the tests write down.
  target_link_libraries(${name}_wasm PRIVATE ${ARG_LIBRARIES} wasi-emulated-signal)
  target_compile_definitions(${name}_wasm PRIVATE FLUXWEIR_SOURCE_DIR="/fluxweir"
    DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS DOCTEST_CONFIG_NO_POSIX_SIGNALS DOCTEST_CONFIG_NO_MULTITHREADING
    _WASI_EMULATED_SIGNAL)
  # What is under test is optimised as it is in the module; the tests themselves are not, which links in seconds.
  target_compile_options(${name}_wasm PRIVATE -O0 -fno-lto)
  target_link_options(${name}_wasm PRIVATE -z stack-size=1048576)
endfunction()

fluxweir_unit_module(core_test SOURCES ${CORE_TESTS} ${SUPPORT} LIBRARIES core)
fluxweir_unit_module(quality_test SOURCES ${QUALITY_TESTS} LIBRARIES quality render)
