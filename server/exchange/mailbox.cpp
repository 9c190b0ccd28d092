// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "exchange/mailbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

#include <utility>

namespace Rainbow {

/// The hub's thread is woken through an event to this, which lives there.
class Mailbox::Doorbell final : public QObject {
public:
    Doorbell(Mailbox &mailbox, ExchangeMember &member) : m_mailbox(&mailbox), m_member(member) { }

    void ring() { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); }
    /// From here on the mailbox and the member may be gone.
    void disable() { m_mailbox = nullptr; }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        const std::vector<Item> items = m_mailbox ? m_mailbox->takeItems() : std::vector<Item>();
        for (const Item &item : items) {
            // The member may leave while it takes.
            if (m_mailbox)
                std::visit([this](const auto &value) { m_member.take(value); }, item);
        }
        return true;
    }

private:
    Mailbox *m_mailbox;
    ExchangeMember &m_member;
};

Mailbox::Mailbox() = default;

Mailbox::~Mailbox()
{
    shut();
}

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
    m_doorbell = new Doorbell(*this, member);
}

void Mailbox::shut()
{
    const std::lock_guard lock(m_mutex);
    if (!m_doorbell)
        return;
    m_doorbell->disable();
    m_doorbell->deleteLater();
    m_doorbell = nullptr;
    m_items.clear();
}

std::vector<Mailbox::Item> Mailbox::takeItems()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_items, {});
}

} // namespace Rainbow
