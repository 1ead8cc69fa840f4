# What looks at pictures as a module of its own behind inspector.h, with vectors (simd128), decoder included: engines
# without them score nothing. The meter itself is compiled for speed everywhere (core/CMakeLists.txt).
add_executable(inspector_wasm inspector.cc inspect_picture.cc decode.cc)
target_link_libraries(inspector_wasm PRIVATE quality fluxweir_warnings)
target_compile_options(inspector_wasm PRIVATE -fno-exceptions -fno-rtti -O3 -msimd128)
set_target_properties(inspector_wasm PROPERTIES OUTPUT_NAME inspector SUFFIX .wasm)
if(EMSCRIPTEN)
  target_link_options(inspector_wasm PRIVATE --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH -msimd128)
else()
  target_sources(inspector_wasm PRIVATE rt_stubs.cc)
  target_link_options(inspector_wasm PRIVATE -mexec-model=reactor -Wl,--gc-sections,--strip-all,-z,stack-size=262144)
endif()
add_dependencies(wasm_check inspector_wasm)
