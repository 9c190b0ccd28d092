// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"

#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace Rainbow::Cli {

struct Options;

/// What the program prints: messages and answers on stdout, as lines of text or JSON, each
/// flushed; the rest on stderr.
class Output {
public:
    explicit Output(const Options &options);

    void connected(const QUrl &url);
    void message(const Packet &message);
    void answer(const Packet &message, const QByteArray &payload);
    void closed(quint16 code, const QString &reason);
    void note(const QString &text);
    void error(const QString &text);
    /// direction: '>' sent, '<' received.
    void packet(char direction, const Packet &packet);

    /// True when stdout cannot be written any more, for instance because `head` has enough.
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    void data(char mark, const char *event, const Packet &message, const QByteArray &payload);
    void line(const QByteArray &text);
    void line(const QJsonObject &object);

    const bool m_json;
    const bool m_quiet;
    const bool m_verbose;
    bool m_broken = false;
};

} // namespace Rainbow::Cli
