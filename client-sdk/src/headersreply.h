// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/client.h>

#include <memory>

namespace Rainbow {

struct Client::HeadersReply::Private {
    Private(std::weak_ptr<ClientPrivate *> asker, quint64 number)
        : client(std::move(asker)), attempt(number)
    {
    }
    ~Private();
    Q_DISABLE_COPY_MOVE(Private)

    /// Who asked, if it is not gone and was not answered yet.
    [[nodiscard]] ClientPrivate *take();

    std::weak_ptr<ClientPrivate *> client;
    quint64 attempt;
    bool used = false;
};

} // namespace Rainbow
