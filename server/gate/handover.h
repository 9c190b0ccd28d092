// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/wiresocket.h"
#include "http/requesthead.h"
#include "runtime/mailbox.h"

#include <memory>
#include <vector>

namespace Rainbow {

/// A client that asks to come in, on its way to the worker that has its session. Of its connection
/// nothing has been consumed: the request is still unread.
struct MovingClient {
    DetachedSocket socket;
    RequestHead head;
    qsizetype headSize = 0; ///< bytes of the request in socket.unread
};

/// Carries connections from one worker of a node to another: a mailbox per hub, so that a worker
/// that ends while another still runs is no danger to it.
///
/// Owner: who calls send() gives the connection away; the mailbox has it until the receiver takes
/// it, and closes it if nobody does. Flush: nothing has been written yet, what TLS has not got rid
/// of goes with it. Thread: on the sender's thread nothing watches the descriptor any more when
/// send() is called, on the receiver's nothing does before it is called.
class Handover {
public:
    using Receiver = std::function<void(MovingClient &&client)>;

    /// Hubs have the ids 0, 1, 2 ….
    explicit Handover(int hubs);
    Q_DISABLE_COPY_MOVE(Handover)

    /// From here on connections for that hub go to receiver. On the hub's thread.
    void join(HubId id, Receiver receiver);
    /// From here on they are closed. On the hub's thread.
    void leave(HubId id);

    /// Thread-safe, as what follows.
    [[nodiscard]] bool hasHub(HubId id) const { return id < m_mailboxes.size(); }
    /// The hub must be there.
    void send(HubId id, MovingClient client);

private:
    // Shared, for a mailbox copies what it carries.
    using Item = std::shared_ptr<MovingClient>;

    std::vector<std::unique_ptr<Mailbox<Item>>> m_mailboxes; ///< by HubId
};

} // namespace Rainbow
