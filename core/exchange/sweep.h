// Sweep: what is due without anyone asking. At its first Tick it closes runs that an earlier
// process left unfinished; then, once a minute, it forgets runs and pictures whose retention has
// passed.
#pragma once

#include <string>
#include <vector>

#include "base/apart.h"
#include "exchange/outbox.h"

namespace fluxweir {

class Sweep {
 public:
  FLUXWEIR_APART void handle(Input&& input, Now now);
  Action poll() { return out_.take(Wait{next_}); }

 private:
  void close_abandoned(const QueryDone& done, Now now);
  void forget_expired(const QueryDone& done, Now now);
  void ask_expired(Now now);

  Outbox out_;
  OpId abandoned_;
  OpId expired_;
  bool started_ = false;
  Instant next_;
};

}  // namespace fluxweir
