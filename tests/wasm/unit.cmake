# The core's unit tests as a WASI command, core_test.wasm; unit_test.mjs runs it. The source tree is at /fluxweir there.
find_path(DOCTEST_PARENT NAMES doctest PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(EMSCRIPTEN OR NOT DOCTEST_PARENT)
  return()
endif()
file(COPY ${DOCTEST_PARENT}/doctest DESTINATION ${CMAKE_BINARY_DIR}/stage-tests)

add_executable(core_test_wasm EXCLUDE_FROM_ALL ${CORE_TESTS} ${SUPPORT} ${CMAKE_CURRENT_LIST_DIR}/unit_main.cc)
set_target_properties(core_test_wasm PROPERTIES OUTPUT_NAME core_test SUFFIX .wasm)
target_include_directories(core_test_wasm PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_include_directories(core_test_wasm SYSTEM PRIVATE ${CMAKE_BINARY_DIR}/stage-tests)
# Warnings are for the native build, where a size is as wide as what the tests write down.
target_link_libraries(core_test_wasm PRIVATE core wasi-emulated-signal)
target_compile_definitions(core_test_wasm PRIVATE FLUXWEIR_SOURCE_DIR="/fluxweir"
  DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS DOCTEST_CONFIG_NO_POSIX_SIGNALS DOCTEST_CONFIG_NO_MULTITHREADING
  _WASI_EMULATED_SIGNAL)
# What is under test is optimised as it is in the module; the tests themselves are not, which links in seconds.
target_compile_options(core_test_wasm PRIVATE -O0 -fno-lto)
target_link_options(core_test_wasm PRIVATE -z stack-size=1048576)
