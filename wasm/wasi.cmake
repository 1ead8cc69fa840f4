# Programs for WASI hosts without JavaScript: the module of the wasi:http component, of which component.mjs makes the
# component, and a command. Only by toolchain-wasi.cmake.
option(FLUXWEIR_WASI_RENDERER "Link the painter into the wasi:http component" ON)
option(FLUXWEIR_WASI_INSPECTOR "Link what scores pictures into the wasi:http component and the command" ON)

set(WASI_LINK -Wl,--gc-sections,--strip-all,-z,stack-size=262144)

# With it there are vectors in the program (inspector.cmake).
function(add_inspector target)
  if(FLUXWEIR_WASI_INSPECTOR)
    target_sources(${target} PRIVATE wasi/inspector.cc)
    target_link_libraries(${target} PRIVATE inspect_picture)
  else()
    target_sources(${target} PRIVATE wasi/no_inspector.cc)
  endif()
endfunction()

add_executable(fluxweir_http wasi/http.cc wasi/conversation.cc wasi/call.cc wasi/sender.cc wasi/site.cc wasi/caller.cc
  wasi/io.cc wasi/no_files.cc rt_stubs.cc)
target_link_libraries(fluxweir_http PRIVATE core fluxweir_warnings)
target_include_directories(fluxweir_http PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(fluxweir_http PRIVATE -fno-exceptions -fno-rtti)
if(FLUXWEIR_WASI_RENDERER)
  target_sources(fluxweir_http PRIVATE wasi/painter.cc)
  target_link_libraries(fluxweir_http PRIVATE render)
else()
  target_sources(fluxweir_http PRIVATE wasi/no_painter.cc)
endif()
if(FLUXWEIR_WASI_RENDERER AND NOT FLUXWEIR_WASI_INSPECTOR)
  target_sources(fluxweir_http PRIVATE decode.cc jpeg_check.cc)
endif()
add_inspector(fluxweir_http)
target_link_options(fluxweir_http PRIVATE -mexec-model=reactor ${WASI_LINK})
set_target_properties(fluxweir_http PROPERTIES OUTPUT_NAME fluxweir-http SUFFIX .wasm)
optimise_module(fluxweir_http --enable-simd)

add_executable(fluxweir_command wasi/command.cc rt_stubs.cc)
target_link_libraries(fluxweir_command PRIVATE core fluxweir_warnings)
target_compile_options(fluxweir_command PRIVATE -fno-exceptions -fno-rtti)
target_include_directories(fluxweir_command PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
add_inspector(fluxweir_command)
target_link_options(fluxweir_command PRIVATE ${WASI_LINK})
set_target_properties(fluxweir_command PROPERTIES OUTPUT_NAME fluxweir-command SUFFIX .wasm)
optimise_module(fluxweir_command --enable-simd)

add_dependencies(wasm_check fluxweir_http fluxweir_command)

# The component, where jco and its Node are installed (tests/tools).
file(GLOB FLUXWEIR_NODE ${PROJECT_SOURCE_DIR}/tests/tools/node_modules/node-linux-*/bin/node)
if(FLUXWEIR_NODE AND EXISTS ${PROJECT_SOURCE_DIR}/tests/tools/node_modules/@bytecodealliance/jco)
  set(COMPONENT ${CMAKE_BINARY_DIR}/fluxweir-http.component.wasm)
  set(COMPONENT_PARTS ${CMAKE_CURRENT_SOURCE_DIR}/component.mjs ${CMAKE_CURRENT_SOURCE_DIR}/wit/http.wit)
  add_custom_command(OUTPUT ${COMPONENT} VERBATIM DEPENDS fluxweir_http ${COMPONENT_PARTS}
    COMMAND ${FLUXWEIR_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/component.mjs $<TARGET_FILE:fluxweir_http> ${COMPONENT})
  add_custom_target(fluxweir_component DEPENDS ${COMPONENT})
  add_dependencies(wasm_check fluxweir_component)
endif()
