# WASI: clang with wasi-libc and libc++, the same pieces that the WASI SDK packages.
#
# A WASI SDK named by WASI_SDK_PATH comes first; else Debian's compilers: clang-22, or the version that FLUXWEIR_LLVM
# names (19 is the fallback; Debian's libc++-NN-dev-wasm32 packages exclude one another). FLUXWEIR_WASI_SYSROOT points
# at another place of Debian's headers and libraries.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(FLUXWEIR_WASI ON)
# Without start code of our own a probe would not link.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(FLUXWEIR_WASI_FLAGS "-fno-exceptions -fno-rtti")
if(DEFINED ENV{WASI_SDK_PATH} AND NOT "$ENV{WASI_SDK_PATH}" STREQUAL "")
  set(WASI_BIN $ENV{WASI_SDK_PATH}/bin)
  set(WASI_SUFFIX "")
  set(CMAKE_SYSROOT $ENV{WASI_SDK_PATH}/share/wasi-sysroot)
  if(EXISTS ${CMAKE_SYSROOT}/lib/wasm32-wasip1)
    set(WASI_TRIPLE wasm32-wasip1)
  else()
    set(WASI_TRIPLE wasm32-wasi)
  endif()
else()
  set(WASI_BIN /usr/bin)
  set(WASI_LLVM 22)
  if(DEFINED ENV{FLUXWEIR_LLVM} AND NOT "$ENV{FLUXWEIR_LLVM}" STREQUAL "")
    set(WASI_LLVM $ENV{FLUXWEIR_LLVM})
  endif()
  set(WASI_SUFFIX -${WASI_LLVM})
  set(WASI_ROOT /usr)
  if(DEFINED ENV{FLUXWEIR_WASI_SYSROOT} AND NOT "$ENV{FLUXWEIR_WASI_SYSROOT}" STREQUAL "")
    set(WASI_ROOT $ENV{FLUXWEIR_WASI_SYSROOT})
  endif()
  set(CMAKE_SYSROOT ${WASI_ROOT})
  # Debian ships no directory for wasm32-wasip1; newer compilers call this older name deprecated.
  set(WASI_TRIPLE wasm32-wasi)
  # The root holds the headers of the machine itself too, so the search path is spelled out. `=` is the sysroot.
  string(APPEND FLUXWEIR_WASI_FLAGS " -Wno-deprecated -nostdlibinc")
  set(WASI_CXX_HEADERS "-isystem ${WASI_ROOT}/lib/llvm${WASI_SUFFIX}/include/wasm32-wasi/c++/v1")
  set(WASI_C_HEADERS "-isystem ${WASI_ROOT}/include/wasm32-wasi")
endif()

set(CMAKE_C_COMPILER ${WASI_BIN}/clang${WASI_SUFFIX})
set(CMAKE_CXX_COMPILER ${WASI_BIN}/clang++${WASI_SUFFIX})
set(CMAKE_AR ${WASI_BIN}/llvm-ar${WASI_SUFFIX} CACHE FILEPATH "")
set(CMAKE_RANLIB ${WASI_BIN}/llvm-ranlib${WASI_SUFFIX} CACHE FILEPATH "")
set(CMAKE_C_COMPILER_TARGET ${WASI_TRIPLE})
set(CMAKE_CXX_COMPILER_TARGET ${WASI_TRIPLE})
set(CMAKE_C_FLAGS_INIT "${FLUXWEIR_WASI_FLAGS} ${WASI_C_HEADERS}")
set(CMAKE_CXX_FLAGS_INIT "${FLUXWEIR_WASI_FLAGS} ${WASI_CXX_HEADERS} ${WASI_C_HEADERS}")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
