// One client connection: requests in, one after the other, answers out. Boost.Asio stays in the
// source.
#pragma once

#include "peers.h"
#include "worker.h"

namespace fluxweir::native {

// Takes over `fd`, a connected stream socket, and keeps `place` until it is closed. On the worker's
// thread.
void open_session(Worker& worker, int fd, bool peer_is_loopback, Peers::Place place);

}  // namespace fluxweir::native
