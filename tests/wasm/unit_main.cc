// doctest's runner for WASI. It names one class that a libc++ without a file system lacks, for an
// option that writes the report to a file.
#include <ostream>

#if defined(_LIBCPP_HAS_FILESYSTEM) && !_LIBCPP_HAS_FILESYSTEM
_LIBCPP_BEGIN_NAMESPACE_STD
class fstream : public ostream {
 public:
  fstream() : ostream(nullptr) {}
  void open(const char*, ios_base::openmode) {}
  static constexpr ios_base::openmode out = ios_base::out;
};
_LIBCPP_END_NAMESPACE_STD
#endif

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
