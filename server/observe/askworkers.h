// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedhost.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace Rainbow {

/// How long a worker may take to answer the feed.
inline constexpr std::chrono::milliseconds WorkerPatience{2'000};

/// A question to all workers of a node: asked on their threads, where each calls its answer
/// function once, at once or later; heard on the node's.
template <typename Answer>
using WorkerQuestion =
    std::function<void(WorkerObserver &observer, std::function<void(Answer answer)> answer)>;

/// What askWorkers() does, with some of them.
template <typename Answer>
void askThese(FeedHost &host, QObject *context, const std::vector<int> &workers,
              const WorkerQuestion<Answer> &question,
              std::function<void(std::optional<std::vector<Answer>> answers)> done,
              std::function<bool(const Answer &answer)> isEnough,
              std::chrono::milliseconds patience)
{
    // Touched on the node's thread only; workers hold it, to bring it back.
    struct Round {
        std::vector<Answer> answers;
        std::function<void(std::optional<std::vector<Answer>>)> done; ///< empty: it is over
        QTimer *timer = nullptr; ///< the context's

        void end(bool complete)
        {
            timer->deleteLater();
            const auto handler = std::exchange(done, nullptr);
            if (complete)
                handler(std::move(answers));
            else
                handler(std::nullopt);
        }
    };
    const auto round = std::make_shared<Round>();
    round->done = std::move(done);
    round->timer = new QTimer(context);
    round->timer->setSingleShot(true);
    QObject::connect(round->timer, &QTimer::timeout, context, [round] {
        if (round->done)
            round->end(false);
    });
    round->timer->start(patience);

    const QPointer<QObject> alive(context);
    const size_t wanted = workers.size();
    for (const int worker : workers) {
        host.tell(worker,
                  [&host, question, alive, round, wanted, isEnough](WorkerObserver &observer) {
                      question(observer, [&host, alive, round, wanted, isEnough](Answer answer) {
                          host.post([alive, round, wanted, isEnough,
                                     answer = std::move(answer)]() mutable {
                              if (!alive || !round->done)
                                  return;
                              const bool enough = isEnough && isEnough(answer);
                              round->answers.push_back(std::move(answer));
                              if (enough || round->answers.size() == wanted)
                                  round->end(true);
                          });
                      });
                  });
    }
}

/// Calls done once, on the node's thread: with the answers of all workers, or nothing when patience
/// has passed before. Not at all when context is gone by then. isEnough: an answer that makes the
/// others needless; done gets those that there are.
template <typename Answer>
void askWorkers(FeedHost &host, QObject *context, const WorkerQuestion<Answer> &question,
                std::function<void(std::optional<std::vector<Answer>> answers)> done,
                std::function<bool(const Answer &answer)> isEnough = {},
                std::chrono::milliseconds patience = WorkerPatience)
{
    std::vector<int> all(size_t(host.workerCount()));
    std::iota(all.begin(), all.end(), 0);
    askThese<Answer>(host, context, all, question, std::move(done), std::move(isEnough), patience);
}

/// The same, with one of them.
template <typename Answer>
void askWorker(FeedHost &host, QObject *context, int worker, const WorkerQuestion<Answer> &question,
               std::function<void(std::optional<Answer> answer)> done,
               std::chrono::milliseconds patience = WorkerPatience)
{
    askThese<Answer>(
        host, context, {worker}, question,
        [done = std::move(done)](std::optional<std::vector<Answer>> answers) {
            done(answers ? std::optional(std::move(answers->front())) : std::nullopt);
        },
        {}, patience);
}

} // namespace Rainbow
