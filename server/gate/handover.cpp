// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/handover.h"

namespace Rainbow {

Handover::Handover(int hubs)
{
    for (int i = 0; i < hubs; ++i)
        m_mailboxes.push_back(std::make_unique<Mailbox<Item>>());
}

void Handover::join(HubId id, Receiver receiver)
{
    m_mailboxes.at(id)->open(
        [receiver = std::move(receiver)](const Item &item) { receiver(std::move(*item)); });
}

void Handover::leave(HubId id)
{
    m_mailboxes.at(id)->shut();
}

void Handover::send(HubId id, MovingClient client)
{
    m_mailboxes.at(id)->post(std::make_shared<MovingClient>(std::move(client)));
}

} // namespace Rainbow
