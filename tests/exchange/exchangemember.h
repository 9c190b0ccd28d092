// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/localexchange.h"

#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>
#include <QObject>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace Rainbow {

/// A hub on a thread of its own, that notes what it is given. All that crosses threads here goes
/// by std means, which the thread sanitizer understands; see runtime/tsansync.cpp for the rest.
class Member final : public ExchangeMember {
public:
    Member(LocalExchange &exchange, HubId id) : m_exchange(exchange), m_id(id)
    {
        std::promise<void> ready;
        m_thread = std::thread([this, &ready] {
            Runner runner;
            QEventLoop loop;
            m_runner = &runner;
            m_loop = &loop;
            ready.set_value();
            loop.exec();
        });
        ready.get_future().wait();
    }
    ~Member() override
    {
        runLater([this] { m_loop->quit(); });
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Member)

    /// Has the member's thread do something, later and without waiting for it.
    void runLater(std::function<void()> what)
    {
        QCoreApplication::postEvent(m_runner, new RunEvent(std::move(what)));
    }
    /// The same, and waits for its end.
    void run(const std::function<void()> &what)
    {
        std::promise<void> done;
        runLater([&what, &done] {
            what();
            done.set_value();
        });
        done.get_future().wait();
    }

    void join()
    {
        run([this] { m_peers = &m_exchange.join(m_id, *this); });
    }
    void leave()
    {
        run([this] { m_exchange.leave(m_id); });
    }
    Peers &peers() { return *m_peers; }
    QueuePeers &lanes() { return m_exchange.joinQueue(m_id); }

    void take(const Publication &publication) override
    {
        if (onTake)
            onTake(publication);
        note('P', publication.id);
    }
    void take(const Order &order) override { note('O', order.id); }
    void take(const Receipt &receipt) override { note('R', receipt.id); }
    void take(const Tally &tally) override { note('T', {tally.origin, 0}); }
    void take(const QueueItem &item) override
    {
        if (onItem)
            onItem(item);
        const auto *answer = std::get_if<QueueAnswer>(&item);
        note('Q', {answer ? answer->from : 0, answer ? answer->mid.toULongLong() : 0});
    }

    int count() const { return m_count.load(); }
    /// What has come, in order: "P1 7" is publication 7 of hub 1, O an order, R a receipt.
    QByteArrayList items()
    {
        const std::lock_guard lock(m_mutex);
        return m_items;
    }
    /// The numbers of what has come of one kind and origin, in order.
    QList<quint64> numbers(const QByteArray &kind)
    {
        QList<quint64> numbers;
        const QByteArrayList all = items();
        for (const QByteArray &item : all) {
            if (item.startsWith(kind + ' '))
                numbers.append(item.mid(kind.size() + 1).toULongLong());
        }
        return numbers;
    }

    std::function<void(const QueueItem &)> onItem; ///< likewise
    std::function<void(const Publication &)> onTake; ///< set before join(), called on the thread

private:
    class RunEvent final : public QEvent {
    public:
        explicit RunEvent(std::function<void()> what) : QEvent(QEvent::User), run(std::move(what))
        {
        }
        std::function<void()> run;
    };
    class Runner final : public QObject {
    protected:
        bool event(QEvent *event) override
        {
            if (event->type() != QEvent::User)
                return QObject::event(event);
            static_cast<RunEvent *>(event)->run();
            return true;
        }
    };

    void note(char kind, const RequestId &id)
    {
        // On its own thread, or the exchange has broken its word.
        if (std::this_thread::get_id() != m_thread.get_id())
            qFatal("taken on a foreign thread");
        const std::lock_guard lock(m_mutex);
        m_items.append(kind + QByteArray::number(id.origin) + ' ' + QByteArray::number(id.number));
        ++m_count;
    }

    LocalExchange &m_exchange;
    HubId m_id;
    Peers *m_peers = nullptr;
    QObject *m_runner = nullptr;
    QEventLoop *m_loop = nullptr;
    std::mutex m_mutex;
    QByteArrayList m_items;
    std::atomic<int> m_count = 0;
    std::thread m_thread;
};

} // namespace Rainbow
