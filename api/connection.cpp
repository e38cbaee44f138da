#include "api/connection.h"

#include <sys/socket.h>

#include <cerrno>

namespace garner::api {

bool send_some(Connection& connection) {
  while (connection.written < connection.output.size()) {
    const ssize_t sent = send(connection.socket.fd(), connection.output.data() + connection.written,
                              connection.output.size() - connection.written, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      connection.written += static_cast<std::size_t>(sent);
    } else if (sent < 0 && errno == EINTR) {
      continue;
    } else {
      return sent < 0 && errno == EAGAIN;
    }
  }
  return true;
}

}  // namespace garner::api
