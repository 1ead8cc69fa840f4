# The painter as a module of its own behind renderer.h. -O3 makes it 2 to 6 % larger and about a
# tenth faster; vectors gain no more than the noise and would shut older engines out.
target_compile_options(render PRIVATE -O3)
add_executable(renderer_wasm renderer.cc decode.cc jpeg_check.cc)
target_link_libraries(renderer_wasm PRIVATE render fluxweir_warnings)
target_compile_options(renderer_wasm PRIVATE -fno-exceptions -fno-rtti -O3)
set_target_properties(renderer_wasm PROPERTIES OUTPUT_NAME renderer SUFFIX .wasm)
if(EMSCRIPTEN)
  target_link_options(renderer_wasm PRIVATE --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH)
else()
  target_sources(renderer_wasm PRIVATE rt_stubs.cc)
  target_link_options(renderer_wasm PRIVATE -mexec-model=reactor -Wl,--gc-sections,--strip-all,-z,stack-size=262144)
endif()
add_dependencies(wasm_check renderer_wasm)
