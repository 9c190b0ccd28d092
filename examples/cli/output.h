// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/client.h>

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
    void message(const Message &message);
    void answer(const Delivery &message, const QByteArray &payload);
    void closed(int code, const QString &reason);
    void note(const QString &text);
    void error(const QString &text);
    void trace(const Trace &trace);

    /// True when stdout cannot be written any more, for instance because `head` has enough.
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    /// Of a message: what data() shows of it.
    struct Head {
        quint16 type = 0;
        QoS qos = QoS::AtMostOnce;
        quint16 id = 0;
    };
    static QString toText(const Head &head);
    void data(char mark, const char *event, const Head &head, const QByteArray &payload);
    void line(const QByteArray &text);
    void line(const QJsonObject &object);

    const bool m_json;
    const bool m_quiet;
    const bool m_verbose;
    bool m_broken = false;
};

} // namespace Rainbow::Cli
