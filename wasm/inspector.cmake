# What looks at pictures: a library for hosts that are WebAssembly throughout, and a module of its own behind inspector.h.
# Both are made for speed and with vectors (simd128), the decoder too: an engine without them refuses the module.
add_library(inspect_picture STATIC inspect_picture.cc decode.cc jpeg_check.cc)
target_link_libraries(inspect_picture PUBLIC quality PRIVATE fluxweir_warnings)
target_compile_options(inspect_picture PRIVATE -fno-exceptions -fno-rtti -O3 -msimd128)

add_executable(inspector_wasm inspector.cc)
target_link_libraries(inspector_wasm PRIVATE inspect_picture fluxweir_warnings)
target_compile_options(inspector_wasm PRIVATE -fno-exceptions -fno-rtti -O3 -msimd128)
set_target_properties(inspector_wasm PROPERTIES OUTPUT_NAME inspector SUFFIX .wasm)
if(EMSCRIPTEN)
  target_compile_options(inspect_picture PRIVATE -sINLINING_LIMIT=0)
  target_link_options(inspector_wasm PRIVATE --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH)
else()
  target_sources(inspector_wasm PRIVATE rt_stubs.cc)
  target_link_options(inspector_wasm PRIVATE -mexec-model=reactor -Wl,--gc-sections,--strip-all,-z,stack-size=262144)
endif()
add_dependencies(wasm_check inspector_wasm)
