// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace Rainbow {

/// The one way by which values cross threads: filled from any thread, emptied by the event loop
/// of the one that opened it, in the order of filling. While it is not open, what is put in is
/// thrown away.
template <typename Item>
class Mailbox {
public:
    using Handler = std::function<void(const Item &item)>;

    Mailbox() = default;
    ~Mailbox() { shut(); }
    Q_DISABLE_COPY_MOVE(Mailbox)

    /// Thread-safe.
    void post(Item item)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_doorbell)
            return;
        m_items.push_back(std::move(item));
        // One ring for all that gathers until the owner comes round.
        if (m_items.size() == 1)
            QCoreApplication::postEvent(m_doorbell, new QEvent(QEvent::User));
    }

    /// From now on items go to handler, on the calling thread.
    void open(Handler handler)
    {
        const std::lock_guard lock(m_mutex);
        m_doorbell = new Doorbell(*this, std::move(handler));
    }

    /// No item reaches the handler any more. On the thread that opened it; also from within the
    /// handler.
    void shut()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_doorbell)
            return;
        m_doorbell->disable();
        m_doorbell->deleteLater();
        m_doorbell = nullptr;
        m_items.clear();
    }

private:
    /// The owner's thread is woken through an event to this, which lives there.
    class Doorbell final : public QObject {
    public:
        Doorbell(Mailbox &mailbox, Handler handler)
            : m_mailbox(&mailbox), m_handler(std::move(handler))
        {
        }

        /// The mailbox may be gone from here on.
        void disable() { m_mailbox = nullptr; }

    protected:
        bool event(QEvent *event) override
        {
            if (event->type() != QEvent::User)
                return QObject::event(event);
            const std::vector<Item> items = m_mailbox ? m_mailbox->take() : std::vector<Item>();
            for (const Item &item : items) {
                if (m_mailbox)
                    m_handler(item);
            }
            return true;
        }

    private:
        Mailbox *m_mailbox;
        Handler m_handler;
    };

    [[nodiscard]] std::vector<Item> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_items, {});
    }

    std::mutex m_mutex;
    std::vector<Item> m_items; ///< guarded by m_mutex
    Doorbell *m_doorbell = nullptr; ///< guarded by m_mutex; lives on the owner's thread
};

} // namespace Rainbow
