// doctest's runner for WASI. It names one class that a libc++ without a file system declares and
// does not define, for an option that writes the report to a file.
#include <iosfwd>
#include <ostream>

#if defined(_LIBCPP_HAS_FILESYSTEM) && !_LIBCPP_HAS_FILESYSTEM
_LIBCPP_BEGIN_NAMESPACE_STD
template <>
class basic_fstream<char> : public ostream {
 public:
  basic_fstream() : ostream(nullptr) {}
  void open(const char*, ios_base::openmode) {}
  bool is_open() const { return false; }
  void close() {}
};
_LIBCPP_END_NAMESPACE_STD
#endif

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
