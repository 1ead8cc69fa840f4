// Many clients on raw sockets, driven by one thread: slow ones that want to hold the gateway up,
// and busy ones that want more of it than it can give.
#pragma once

#include <string>
#include <vector>

namespace fluxweir::e2e {

enum class Slow { Head, Body, Read };

struct SlowCrowd {
  int port = 0;
  Slow how = Slow::Head;
  int clients = 0;
  std::string picture = {};  // path of a large answer, for Read
  double patience_s = 20;
  double step_s = 0.4;  // between two bytes of each
};
struct SlowEnd {
  int opened = 0;
  int closed = 0;        // by the gateway, within the patience
  double longest_s = 0;  // that one of them was open
};
// Until all are closed or patience is at its end.
SlowEnd play(const SlowCrowd& crowd);

// Each client sends `request` again as soon as it is answered, or `pause_s` after it was refused.
struct Siege {
  int port = 0;
  std::string request;
  int clients = 0;
  double seconds = 0;
  double pause_s = 0;
};
struct Shot {
  int status = 0;  // 0: the connection ended instead
  double ms = 0;
  bool says_when = false;  // it has a retry-after
};
std::vector<Shot> besiege(const Siege& siege);

// As many as the system lets this process have.
void raise_descriptors();

double quantile_of(std::vector<double> values, double part);

}  // namespace fluxweir::e2e
