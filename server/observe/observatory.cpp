// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/observatory.h"

#include <QDateTime>
#include <QJsonArray>

#include <utility>

namespace Rainbow {

Observatory::Observatory(const NodeFacts &facts, AskWorker askWorker, LookAtNode lookAtNode,
                         QObject *parent)
    : QObject(parent), m_facts(facts), m_askWorker(std::move(askWorker)),
      m_lookAtNode(std::move(lookAtNode))
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(Interval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_missing > 0)
            finish();
        ask();
    });
}

void Observatory::setOn(bool on, int workers)
{
    if (on == m_timer.isActive())
        return;
    if (on) {
        m_workers.resize(size_t(workers));
        m_timer.start();
        ask();
        return;
    }
    m_timer.stop();
    m_workers.clear();
    m_missing = 0;
    m_latest.reset();
    m_before = {};
    m_event = {};
}

void Observatory::ask()
{
    const TimePoint now = Clock::now();
    m_missing = 0;
    for (size_t i = 0; i < m_workers.size(); ++i) {
        Asked &worker = m_workers[i];
        ++m_missing;
        if (worker.since)
            continue; // it is still to answer
        worker.since = now;
        m_askWorker(int(i), now);
    }
}

void Observatory::tell(const WorkerStats &stats)
{
    if (stats.worker >= m_workers.size() || !m_workers[stats.worker].since)
        return;
    Asked &worker = m_workers[stats.worker];
    worker.stats = stats;
    worker.since.reset();
    worker.known = true;
    if (m_missing > 0 && --m_missing == 0)
        finish();
}

void Observatory::finish()
{
    m_missing = 0;
    NodeSample sample;
    sample.at = Clock::now();
    sample.atMs = QDateTime::currentMSecsSinceEpoch();
    sample.state = m_lookAtNode();
    for (Asked &worker : m_workers) {
        if (worker.since)
            worker.stats.loopDelay = sample.at - *worker.since;
        if (worker.known)
            sample.workers.push_back(worker.stats);
    }
    m_before = m_latest ? *std::exchange(m_latest, {}) : NodeSample();
    m_latest = std::move(sample);
    m_event = {};
    Q_EMIT sampled();
}

QJsonObject Observatory::latestEvent()
{
    if (!m_latest) {
        return {{u"event"_qs, u"stats"_qs},
                {u"at"_qs, QDateTime::currentMSecsSinceEpoch()},
                {u"nodes"_qs, QJsonArray()}};
    }
    if (m_event.isEmpty())
        m_event = statsEvent(m_facts, m_before, *m_latest);
    return m_event;
}

} // namespace Rainbow
