// What Debian's compiler-rt and libc++ for WASI expect and the module must not import: a failure
// traps, and the host drops the instance.
#include <cstdint>
#include <cstdlib>

extern "C" {
std::uintptr_t __stack_chk_guard = 0x5ec0dE5u;
[[noreturn]] void __stack_chk_fail(void) { __builtin_trap(); }
[[noreturn]] void __abort_message(const char*, ...) { __builtin_trap(); }
[[noreturn]] void abort_message(const char*, ...) { __builtin_trap(); }
}

// Its name has the library's own inline namespace in it, which Debian's newer packages changed.
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) noexcept { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD
