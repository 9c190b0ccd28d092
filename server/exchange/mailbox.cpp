// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "exchange/mailbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

namespace Rainbow {

/// The hub's thread is woken through an event to this.
class Mailbox::Doorbell final : public QObject {
public:
    Doorbell(Mailbox &mailbox, ExchangeMember &member) : m_mailbox(mailbox), m_member(member) { }

    void ring() { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        m_mailbox.hand(m_member);
        return true;
    }

private:
    Mailbox &m_mailbox;
    ExchangeMember &m_member;
};

Mailbox::Mailbox() = default;
Mailbox::~Mailbox() = default;

void Mailbox::post(const Item &item)
{
    const std::lock_guard lock(m_mutex);
    if (!m_doorbell)
        return;
    m_items.push_back(item);
    // One ring for all that gathers until the hub comes round.
    if (m_items.size() == 1)
        m_doorbell->ring();
}

void Mailbox::open(ExchangeMember &member)
{
    const std::lock_guard lock(m_mutex);
    m_doorbell = std::make_unique<Doorbell>(*this, member);
}

void Mailbox::shut()
{
    const std::lock_guard lock(m_mutex);
    m_doorbell.reset();
    m_items.clear();
}

void Mailbox::hand(ExchangeMember &member)
{
    std::vector<Item> items;
    {
        const std::lock_guard lock(m_mutex);
        items.swap(m_items);
    }
    for (const Item &item : items)
        std::visit([&member](const auto &value) { member.take(value); }, item);
}

} // namespace Rainbow
